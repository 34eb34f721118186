"""Secret elections of persons: envelopes sealed to a key outside the database, opened in one shuffled transaction."""

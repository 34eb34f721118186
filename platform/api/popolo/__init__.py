"""Who is in a council and how it decided its motions, in the shape of Popolo (popoloproject.com).

The names are those of Popolo's schemas of an organization, a membership, a motion and a vote event; ids are addresses
of this API. A movement sits in the council and no person is named: a membership has no `person_id`, it is on behalf of
the movement, and a vote's voter is the movement. Ballots that are no motions have no place in Popolo.
"""

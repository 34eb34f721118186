"""What the table of votes refuses to everybody, in the language of the database."""

# Without its end: what follows returns the row.
CAST_IN_TIME = (
    "SELECT b.state, w.opens_at, w.closes_at, r.council_id, r.suspended_at INTO deadline "
    "FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id "
    "JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id "
    "WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id; "
    "instant := minga_now(deadline.council_id); "
    "IF deadline.state IS DISTINCT FROM 'open' OR NEW.cast_at < deadline.opens_at "
    "OR NEW.cast_at >= deadline.closes_at OR NEW.cast_at > instant "
    "OR NEW.cast_at < instant - interval '1 minute' OR deadline.suspended_at < deadline.closes_at THEN "
    "RAISE EXCEPTION 'a vote on ballot % at % is outside its window', NEW.ballot_id, NEW.cast_at "
    "USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_within_its_window'; "
    "END IF; "
)

"""What the tables of a secret ballot refuse to everybody, in the language of the database. See `models`; and what
other tables refuse on a secret ballot: whatever would say how, or by whose word, a seat votes.
"""

IS_SEALED = """b.kind = 'election' AND b.terms @> '{"is_secret": true}'"""


def never_on_a_secret_ballot(what: str, ballot: str = "NEW.ballot_id") -> str:
    """Refuse the new row of a table where its ballot, told by an expression, is secret."""
    return f"""
IF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = {ballot} AND {IS_SEALED}) THEN
    RAISE EXCEPTION '{what} is never on a secret ballot'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_open_on_a_secret_ballot';
END IF;
RETURN NEW;
"""


BALLOT_OF_ENTRY = "(SELECT e.ballot_id FROM proposals_rollentry e WHERE e.id = NEW.roll_entry_id)"

KEY_OF_A_SECRET_BALLOT = f"""
IF NOT EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND {IS_SEALED}) THEN
    RAISE EXCEPTION 'only a secret ballot has a key'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'key_of_a_secret_ballot';
END IF;
RETURN NEW;
"""

# Asked when a transaction that moved a ballot commits: it opens with a key, and no envelope outlives its close.
SEALED_WHILE_OPEN = """
IF NEW.state = 'open' AND NOT EXISTS (SELECT FROM proposals_ballotkey k WHERE k.ballot_id = NEW.id)
    OR NEW.state IN ('closed', 'tallied', 'published')
        AND EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = NEW.id)
THEN
    RAISE EXCEPTION 'a secret ballot opens with a key, and closes without envelopes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_while_open';
END IF;
RETURN NULL;
"""

SEALED_IN_TIME = """
SELECT b.state, w.opens_at, w.closes_at, r.council_id, r.suspended_at INTO deadline
    FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id
    JOIN proposals_ballotkey k ON k.ballot_id = b.id
    JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id
    WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id;
instant := minga_now(deadline.council_id);
IF deadline.state IS DISTINCT FROM 'open' OR NEW.cast_at < deadline.opens_at OR NEW.cast_at >= deadline.closes_at
    OR NEW.cast_at > instant OR NEW.cast_at < instant - interval '1 minute'
    OR deadline.suspended_at < deadline.closes_at THEN
    RAISE EXCEPTION 'an envelope is outside the window of its ballot'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_within_its_window';
END IF;
RETURN NEW;
"""

BESIDE_ITS_ENVELOPE = """
IF NOT EXISTS (
    SELECT FROM proposals_envelope e
    WHERE e.ballot_id = NEW.ballot_id AND e.roll_entry_id = NEW.roll_entry_id AND e.serial = NEW.serial
) THEN
    RAISE EXCEPTION 'nobody takes part without an envelope'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'participation_has_an_envelope';
END IF;
RETURN NEW;
"""

# Asked once of each ballot whose answers a statement inserted: as many as seats took part, at its close, while their
# envelopes are there. So they come in one statement, and no later one adds to them.
OPENED_TOGETHER = """
IF EXISTS (
    SELECT FROM (SELECT DISTINCT ballot_id FROM fresh) f JOIN proposals_ballot b ON b.id = f.ballot_id
    WHERE b.state <> 'closed'
        OR (SELECT count(DISTINCT p.roll_entry_id) FROM proposals_participation p WHERE p.ballot_id = b.id)
            <> (SELECT count(*) FROM proposals_openedchoice c WHERE c.ballot_id = b.id)
        OR NOT EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = b.id)
) THEN
    RAISE EXCEPTION 'the answers of a secret ballot come all at once, at its close'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'choices_come_together';
END IF;
RETURN NULL;
"""

# The one way by which envelopes go, all of a ballot at once: every answer was opened, or the ballot was cancelled.
DESTROYED_ONCE_OPENED = """
IF EXISTS (
    SELECT FROM (SELECT DISTINCT ballot_id FROM gone) g JOIN proposals_ballot b ON b.id = g.ballot_id
    WHERE b.state IN ('provisional', 'open')
        OR (b.state <> 'cancelled'
            AND (SELECT count(DISTINCT p.roll_entry_id) FROM proposals_participation p WHERE p.ballot_id = b.id)
                <> (SELECT count(*) FROM proposals_openedchoice c WHERE c.ballot_id = b.id))
        OR EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = b.id)
) THEN
    RAISE EXCEPTION 'envelopes are destroyed once all of them were opened'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'envelopes_go_together';
END IF;
RETURN NULL;
"""

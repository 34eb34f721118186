"""The triggers by which the stances of comments are counted where they are written: whoever reads how movements stand
to a proposal reads `StanceCount`, and no comment.

Comments on the proposal and its paragraphs count, replies among them; what was retracted, waits for review or is said
of an amendment does not. What moderation hid or removed does: it takes words away, and never a movement's stance.
Whoever changes that adds a migration that calls `minga_recount_stances`.
"""

import pgtrigger

OF_MANY = """
PERFORM minga_count_stance(proposal_id, seat_id, stance, number) FROM (
    SELECT proposal_id, seat_id, stance, count(*) AS number FROM written
    WHERE amendment_id IS NULL AND retracted_at IS NULL AND held_at IS NULL GROUP BY proposal_id, seat_id, stance
) said;
RETURN NULL;
"""
OF_ONE = """
IF OLD.amendment_id IS NULL AND OLD.retracted_at IS NULL AND OLD.held_at IS NULL THEN
    PERFORM minga_count_stance(OLD.proposal_id, OLD.seat_id, OLD.stance, -1);
END IF;
IF NEW.amendment_id IS NULL AND NEW.retracted_at IS NULL AND NEW.held_at IS NULL THEN
    PERFORM minga_count_stance(NEW.proposal_id, NEW.seat_id, NEW.stance, 1);
END IF;
RETURN NULL;
"""
COLUMNS = ("proposal_id", "seat_id", "stance", "amendment_id", "retracted_at", "held_at")


def counting_stances() -> list[pgtrigger.Trigger]:
    """One call for each seat and stance of an insertion, however long it is; and none for a change that leaves the
    counts alone, as support does, which is the most frequent.
    """
    inserted = pgtrigger.Trigger(
        name="stance_counted",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="written"),
        func=OF_MANY,
    )
    changed = pgtrigger.Trigger(
        name="stance_counted_anew",
        operation=pgtrigger.UpdateOf(*COLUMNS),
        when=pgtrigger.After,
        condition=pgtrigger.Condition(" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in COLUMNS)),
        func=OF_ONE,
    )
    return [inserted, changed]

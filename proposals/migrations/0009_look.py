"""What is true of a seat at a ballot, for a page that looks and for a cast that decides: `minga_look_at_ballot(ballot,
seat, instant)`, which `minga_enter_ballot` asks once it holds its locks. Each is answered by one row of an index, however
often the seat voted before; the indexes of the mandates' keys give way to those that begin with them.
"""

from importlib import import_module

from common.indexes import AddIndexBeside
from django.db import migrations, models

_limited = import_module("proposals.migrations.0002_enter").ENTER.replace(
    "PERFORM set_config('transaction_timeout', '15s', true)", "PERFORM minga_limit_transaction('15s')"
)

# A ballot has votes or, if it is secret, participations; never both. A movement that replaces its vote does so by a vote.
# Whether a mandate has voted is asked of the place in the index where that would stand. Asked whether a row EXISTS, the
# planner goes through those of the entry, because it expects to meet one of the mandate soon: of one that never voted, never.
LOOK = """
CREATE OR REPLACE FUNCTION minga_look_at_ballot(the_ballot bigint, the_seat bigint, the_instant timestamptz)
RETURNS TABLE (
    instant timestamptz, state text, opens_at timestamptz, closes_at timestamptz, roll_entry_id bigint,
    last_serial integer, voted_mandates bigint[], is_recused boolean, standing text, mandates text, overruled bigint[],
    suspended_at timestamptz
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    the_entry bigint;
BEGIN
    SELECT e.id INTO the_entry FROM proposals_rollentry e WHERE e.ballot_id = the_ballot AND e.seat_id = the_seat;
    RETURN QUERY
        SELECT the_instant, b.state::text, w.opens_at, w.closes_at, the_entry,
            greatest(
                (SELECT v.serial FROM proposals_vote v WHERE v.roll_entry_id = the_entry ORDER BY v.serial DESC LIMIT 1),
                (SELECT p.serial FROM proposals_participation p WHERE p.roll_entry_id = the_entry ORDER BY p.serial DESC LIMIT 1),
                0
            ),
            ARRAY(
                SELECT m.id FROM councils_mandate m WHERE m.seat_id = the_seat AND (
                    (
                        SELECT (v.mandate_id, v.roll_entry_id) = (m.id, the_entry) FROM proposals_vote v
                        WHERE (v.mandate_id, v.roll_entry_id) >= (m.id, the_entry)
                        ORDER BY v.mandate_id, v.roll_entry_id LIMIT 1
                    ) OR (
                        SELECT (p.mandate_id, p.roll_entry_id) = (m.id, the_entry) FROM proposals_participation p
                        WHERE (p.mandate_id, p.roll_entry_id) >= (m.id, the_entry)
                        ORDER BY p.mandate_id, p.roll_entry_id LIMIT 1
                    )
                )
            ),
            EXISTS (SELECT FROM proposals_recusal c WHERE c.ballot_id = the_ballot AND c.seat_id = the_seat),
            (
                SELECT s.status::text FROM councils_standing s
                WHERE s.seat_id = the_seat AND s.effective_at <= the_instant AND s.recorded_at < the_instant
                ORDER BY s.effective_at DESC, s.recorded_at DESC, s.id DESC LIMIT 1
            ),
            (
                SELECT jsonb_agg(jsonb_build_array(m.id, m.person_id, m.role, m."order", m.kind)
                    ORDER BY m.role DESC, m."order", m.id)::text
                FROM councils_mandate m
                WHERE m.seat_id = the_seat AND m.starts_at <= the_instant
                    AND (m.ends_at IS NULL OR m.ends_at > the_instant)
                    AND (m.revoked_at IS NULL OR m.revoked_at > the_instant)
            ),
            ARRAY(
                SELECT m.id FROM councils_mandate m WHERE m.seat_id = the_seat AND m.granted_at <= (
                    SELECT v.cast_at FROM proposals_vote v WHERE v.roll_entry_id = the_entry AND v.capacity = 'coordinator'
                    ORDER BY v.serial DESC LIMIT 1
                )
            ),
            r.suspended_at
        FROM proposals_ballot b JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id
        WHERE b.id = the_ballot;
END $$
"""


def _locks_first() -> str:
    """The same locks as before; what is true is read by a statement that begins after they are held."""
    locks, told = _limited.split("    RETURN QUERY\n")
    assert told.rstrip().endswith("END $$")
    look = "    RETURN QUERY SELECT * FROM minga_look_at_ballot(the_ballot, the_seat, the_instant);\nEND $$"
    return f"{locks}{look}".replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _key(model: str, related: str, unused: str) -> migrations.SeparateDatabaseAndState:
    """The key of a mandate is found by the longer index from now on."""
    field = models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name=related, to="councils.mandate")
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {unused}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {unused} ON proposals_{model} (mandate_id)",
            )
        ],
        state_operations=[migrations.AlterField(model, "mandate", field)],
    )


INDEXES = [
    ("vote", models.Index(fields=["mandate", "roll_entry"], name="vote_by_mandate")),
    (
        "vote",
        models.Index(fields=["roll_entry", "serial"], name="vote_replaced", condition=models.Q(capacity="coordinator")),
    ),
    ("participation", models.Index(fields=["mandate", "roll_entry"], name="participation_by_mandate")),
]


class Migration(migrations.Migration):
    # The indexes are made beside those who vote, which is done in no transaction.
    atomic = False
    dependencies = [("proposals", "0008_ask_again"), ("councils", "0001_ground")]

    operations = [
        *[AddIndexBeside(model, index) for model, index in INDEXES],
        _key("vote", "votes", "proposals_vote_mandate_id_abe52bb6"),
        _key("participation", "+", "proposals_participation_mandate_id_d835554f"),
        migrations.RunSQL(LOOK, "DROP FUNCTION minga_look_at_ballot(bigint, bigint, timestamptz)"),
        migrations.RunSQL(_locks_first(), _limited.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]

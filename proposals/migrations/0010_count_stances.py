"""How many comments take which stance, counted where they are written and never again by reading them.

`minga_count_stance(proposal, seat, stance, number)` adds to the count. Nobody waits in it: whoever finds the row of a
seat taken by a transaction that has not ended takes another, or begins one. It runs as the owner, because the release
before writes comments while the application's role has no rights to the new table yet.

`minga_recount_stances()` adds what the counts lack of the comments, or takes off what they have too much. Both are
looked at in one snapshot, and whoever comments meanwhile moves both alike: so it waits for nobody, and may be called at
any time. The next migration does, for the comments that were there before.
"""

import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

import common.triggers

COUNT = """
CREATE OR REPLACE FUNCTION minga_count_stance(the_proposal bigint, the_seat bigint, the_stance text, more bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    the_row bigint;
BEGIN
    SELECT c.id INTO the_row FROM proposals_stancecount c
        WHERE c.proposal_id = the_proposal AND (c.seat_id = the_seat OR (the_seat IS NULL AND c.seat_id IS NULL))
            AND c.stance = the_stance
        ORDER BY c.id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE proposals_stancecount SET number = number + more WHERE id = the_row;
    ELSE
        INSERT INTO proposals_stancecount (proposal_id, seat_id, stance, number)
            VALUES (the_proposal, the_seat, the_stance, more);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION minga_recount_stances() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Two at once would both add the same. The lock keeps only another recount away; the counting statement sees what
    -- there is after it.
    LOCK TABLE proposals_stancecount IN SHARE UPDATE EXCLUSIVE MODE;
    INSERT INTO proposals_stancecount (proposal_id, seat_id, stance, number)
        SELECT proposal_id, seat_id, stance, sum(number) FROM (
            SELECT proposal_id, seat_id, stance, count(*) AS number FROM proposals_comment
                WHERE amendment_id IS NULL AND retracted_at IS NULL AND held_at IS NULL GROUP BY 1, 2, 3
            UNION ALL
            SELECT proposal_id, seat_id, stance, -sum(number) FROM proposals_stancecount GROUP BY 1, 2, 3
        ) told GROUP BY proposal_id, seat_id, stance HAVING sum(number) <> 0;
END $$;
"""
UNCOUNTED = """
DROP FUNCTION minga_recount_stances();
DROP FUNCTION minga_count_stance(bigint, bigint, text, bigint);
"""


def _key(to: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("councils", "0004_limit"), ("proposals", "0009_look")]

    operations = [
        migrations.CreateModel(
            name="StanceCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("support", "support"),
                            ("concern", "concern"),
                            ("question", "question"),
                            ("neutral", "neutral"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.IntegerField()),
                ("proposal", _key("proposals.proposal")),
                ("seat", _key("councils.seat", null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["proposal", "seat", "stance"], name="stance_count")],
            },
        ),
        migrations.RunSQL(COUNT, UNCOUNTED),
        # Last: from here on whoever comments waits until this migration ends, which it does.
        common.triggers.AddTriggers(
            triggers={
                "comment": [
                    pgtrigger.compiler.Trigger(name='stance_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func='\nPERFORM minga_count_stance(proposal_id, seat_id, stance, number) FROM (\n    SELECT proposal_id, seat_id, stance, count(*) AS number FROM written\n    WHERE amendment_id IS NULL AND retracted_at IS NULL AND held_at IS NULL GROUP BY proposal_id, seat_id, stance\n) said;\nRETURN NULL;\n', hash='fe0a8927ba57f74512eae79c48504a7c57ec4e5d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_stance_counted_8ed0b', referencing='REFERENCING NEW TABLE AS written ', table='proposals_comment', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='stance_counted_anew', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.proposal_id IS DISTINCT FROM NEW.proposal_id OR OLD.seat_id IS DISTINCT FROM NEW.seat_id OR OLD.stance IS DISTINCT FROM NEW.stance OR OLD.amendment_id IS DISTINCT FROM NEW.amendment_id OR OLD.retracted_at IS DISTINCT FROM NEW.retracted_at OR OLD.held_at IS DISTINCT FROM NEW.held_at)', func='\nIF OLD.amendment_id IS NULL AND OLD.retracted_at IS NULL AND OLD.held_at IS NULL THEN\n    PERFORM minga_count_stance(OLD.proposal_id, OLD.seat_id, OLD.stance, -1);\nEND IF;\nIF NEW.amendment_id IS NULL AND NEW.retracted_at IS NULL AND NEW.held_at IS NULL THEN\n    PERFORM minga_count_stance(NEW.proposal_id, NEW.seat_id, NEW.stance, 1);\nEND IF;\nRETURN NULL;\n', hash='440ee456155394798ae21c2b7b5c11a17cad6426', operation='UPDATE OF "proposal_id", "seat_id", "stance", "amendment_id", "retracted_at", "held_at"', pgid='pgtrigger_stance_counted_anew_b1542', table='proposals_comment', when='AFTER')),
                ],
            },
        ),
    ]

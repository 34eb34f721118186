"""What the database itself refuses and keeps, on every table; after the functions that the conditions call."""

import common.triggers
import pgtrigger.compiler
from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("proposals", "0005_triggers")]

    dependencies = [
        ("proposals", "0004_find"),
    ]

    operations = [
        common.triggers.AddTriggers(
            triggers={
                "accesscode": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="3c913413d7a819936b3019c839bfb65b00ad098a",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_e8c31",
                            table="proposals_accesscode",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_used",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.used_at IS NOT NULL OR ROW(OLD.batch_id, OLD.person_id, OLD.code_hash) IS DISTINCT FROM ROW(NEW.batch_id, NEW.person_id, NEW.code_hash))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="8d2bd52b64b0d4506e37244908ad47d0b4530ab3",
                            operation="UPDATE",
                            pgid="pgtrigger_only_used_7cd92",
                            table="proposals_accesscode",
                            when="BEFORE",
                        ),
                    ),
                ],
                "amendment": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="78402ae6a625860e3a4c6f19e033b89d3641d36d",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_fb02f",
                            table="proposals_amendment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="state_moves_by_its_verb",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func="IF coalesce(current_setting('minga.moving_amendment', true), '') <> OLD.id::text THEN RAISE EXCEPTION 'the state of amendment % is moved by move_amendment alone', OLD.id; END IF; RETURN NEW;",
                            hash="488dcb2529c719234a444b5ad4b4e1d2be5bd39e",
                            operation='UPDATE OF "state"',
                            pgid="pgtrigger_state_moves_by_its_verb_ab5d2",
                            table="proposals_amendment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_from_now_on",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find('amendment', id) FROM written; RETURN NULL;",
                            hash="ab6fe57a9e88fffa8d355ebc111e3f3c48144adc",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_found_from_now_on_86e4d",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="proposals_amendment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_as_it_reads",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find('amendment', NEW.id); RETURN NULL;",
                            hash="ff388158f16d0193245f8813c27f1316597186c0",
                            operation='UPDATE OF "text_id", "hidden_at", "hidden_until", "hidden_passages", "held_at", "removed_at"',
                            pgid="pgtrigger_found_as_it_reads_0f70c",
                            table="proposals_amendment",
                            when="AFTER",
                        ),
                    ),
                ],
                "amendmenttext": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT minga_is_removal('amendmenttext', to_jsonb(OLD), to_jsonb(NEW)))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="d7245c7077a0410a0ac64e848c27eb8e1b2fc6f5",
                            operation="UPDATE",
                            pgid="pgtrigger_never_changed_a31db",
                            table="proposals_amendmenttext",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="c3032ea1986ca9c3d21bf359d140027f08747be6",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_43d1f",
                            table="proposals_amendmenttext",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="f7eb1b5f0f183cf6eea7180e3ebb879fef912b89",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_2c369",
                            table="proposals_amendmenttext",
                            when="BEFORE",
                        ),
                    ),
                ],
                "assemblyword": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1d5243dc6585bb133f62c87e7dae03f6b6d7b589",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_90f68",
                            table="proposals_assemblyword",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="560cd0edee7d4dcc19959ec6dfc5b1c80fc0f056",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_92673",
                            table="proposals_assemblyword",
                            when="BEFORE",
                        ),
                    ),
                ],
                "attendance": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c62876ead37d80207776c1129c3572a0c8ea5307",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_25727",
                            table="proposals_attendance",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="1e5e3f73f156c74694487e93af0cde29547f4f84",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_1095b",
                            table="proposals_attendance",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="marked_once_begun",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE meeting record;",
                            func="SELECT m.state, m.starts_at, m.council_id INTO meeting FROM proposals_meeting m JOIN councils_seat s ON s.council_id = m.council_id WHERE m.id = NEW.meeting_id AND s.id = NEW.seat_id; IF meeting.state IS DISTINCT FROM 'convened' OR NEW.marked_at < meeting.starts_at OR NEW.marked_at > minga_now(meeting.council_id) THEN RAISE EXCEPTION 'attendance of meeting % at % is outside its time', NEW.meeting_id, NEW.marked_at USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_once_begun'; END IF; RETURN NEW;",
                            hash="e7574c52be8a78c780315cf07d378bc49cf6a3fb",
                            operation="INSERT",
                            pgid="pgtrigger_marked_once_begun_d0d2c",
                            table="proposals_attendance",
                            when="BEFORE",
                        ),
                    ),
                ],
                "ballot": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="aaa7c788d08e28f34d1d0c0d44fc0d1cbeb42156",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_cc3bf",
                            table="proposals_ballot",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="an_import_is_born_one",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."is_imported" IS DISTINCT FROM (NEW."is_imported"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update of \"is_imported\" rows from % table', TG_TABLE_NAME;",
                            hash="d41ce27a81ffe36f2f8719d06bfdd5e33379f04e",
                            operation='UPDATE OF "is_imported"',
                            pgid="pgtrigger_an_import_is_born_one_023e8",
                            table="proposals_ballot",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="frozen_at_its_opening",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."opened_at" IS NOT NULL AND (OLD."rules" IS DISTINCT FROM (NEW."rules") OR OLD."contributions" IS DISTINCT FROM (NEW."contributions") OR OLD."roll_sha256" IS DISTINCT FROM (NEW."roll_sha256") OR OLD."revision_id" IS DISTINCT FROM (NEW."revision_id") OR OLD."decision_class" IS DISTINCT FROM (NEW."decision_class") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."options" IS DISTINCT FROM (NEW."options") OR OLD."terms" IS DISTINCT FROM (NEW."terms") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."kind" IS DISTINCT FROM (NEW."kind")))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="d1836de8ecc9be05676dadeae90c6fa178ca594b",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_at_its_opening_53798",
                            table="proposals_ballot",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delegations_resolved_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."closed_at" IS NOT NULL AND OLD."delegations" IS DISTINCT FROM (NEW."delegations"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="cd2ba73a15b44a642d205980ed8cd6297ca6edbc",
                            operation="UPDATE",
                            pgid="pgtrigger_delegations_resolved_once_18cb3",
                            table="proposals_ballot",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="sealed_while_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.kind = 'election' AND NEW.terms @> '{\"is_secret\": true}')",
                            constraint="CONSTRAINT",
                            func="\nIF NEW.state = 'open' AND NOT EXISTS (SELECT FROM proposals_ballotkey k WHERE k.ballot_id = NEW.id)\n    OR NEW.state IN ('closed', 'tallied', 'published')\n        AND EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = NEW.id)\nTHEN\n    RAISE EXCEPTION 'a secret ballot opens with a key, and closes without envelopes'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_while_open';\nEND IF;\nRETURN NULL;\n",
                            hash="9d9aa0fa97dd75deef4f3323555a5c8759a47a11",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_sealed_while_open_64b45",
                            table="proposals_ballot",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
                "ballotkey": [
                    pgtrigger.compiler.Trigger(
                        name="of_a_secret_ballot",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF NOT EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = 'election' AND b.terms @> '{\"is_secret\": true}') THEN\n    RAISE EXCEPTION 'only a secret ballot has a key'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'key_of_a_secret_ballot';\nEND IF;\nRETURN NEW;\n",
                            hash="43bf9291e8730077e066bcb84ac21d63bcccc1be",
                            operation="INSERT",
                            pgid="pgtrigger_of_a_secret_ballot_bf336",
                            table="proposals_ballotkey",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="3f2984b98e33f9514c0ce0b1a1043f914b277e4b",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_83374",
                            table="proposals_ballotkey",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="destroyed_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."destroyed_at" IS NOT NULL OR OLD."ballot_id" IS DISTINCT FROM (NEW."ballot_id") OR OLD."public_key" IS DISTINCT FROM (NEW."public_key") OR OLD."has_codes" IS DISTINCT FROM (NEW."has_codes") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="9bb48212aaca477818794cec16d08abf31bf9efe",
                            operation="UPDATE",
                            pgid="pgtrigger_destroyed_once_36769",
                            table="proposals_ballotkey",
                            when="BEFORE",
                        ),
                    ),
                ],
                "case": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="4bf3c2efd0cb571be75d3ab600f5a40b685a2a6c",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_eee82",
                            table="proposals_case",
                            when="BEFORE",
                        ),
                    )
                ],
                "codebatch": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2ad7ef36c3422845f74c8a3ec9190ddfdd95eb6e",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_df5ff",
                            table="proposals_codebatch",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_withdrawn",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.withdrawn_at IS NOT NULL OR ROW(OLD.council_id, OLD.seat_id, OLD.ballot_id, OLD.consultation_id, OLD.made_by_id, OLD.made_at) IS DISTINCT FROM ROW(NEW.council_id, NEW.seat_id, NEW.ballot_id, NEW.consultation_id, NEW.made_by_id, NEW.made_at))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="9ec373d5023dad8db4bb7df521070cd379f09699",
                            operation="UPDATE",
                            pgid="pgtrigger_only_withdrawn_b57f6",
                            table="proposals_codebatch",
                            when="BEFORE",
                        ),
                    ),
                ],
                "comment": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="a00290160a23003cecfee0309adb2e15512088da",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_5b387",
                            table="proposals_comment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_from_now_on",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find_comment(id) FROM written; RETURN NULL;",
                            hash="4a6656ad36401732b8adbaf7bab6b2d56ff752b8",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_found_from_now_on_94f33",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="proposals_comment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_as_it_reads",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find_comment(NEW.id); RETURN NULL;",
                            hash="628adb68332304c62711d9e5faa3793b9b51874d",
                            operation='UPDATE OF "text", "stance", "language", "hidden_at", "hidden_until", "hidden_passages", "held_at", "removed_at"',
                            pgid="pgtrigger_found_as_it_reads_3dd1a",
                            table="proposals_comment",
                            when="AFTER",
                        ),
                    ),
                ],
                "consultation": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2891acbbe881675a7f8aac1f180999d11b792fb2",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_29a1f",
                            table="proposals_consultation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="frozen_at_its_opening",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.ballot_id, OLD.round_id, OLD.number, OLD.seat_id, OLD.purpose, OLD.revision_id, OLD.terms, OLD.options, OLD.opens_at) IS DISTINCT FROM ROW(NEW.ballot_id, NEW.round_id, NEW.number, NEW.seat_id, NEW.purpose, NEW.revision_id, NEW.terms, NEW.options, NEW.opens_at) OR NEW.closes_at < OLD.closes_at OR OLD.state <> 'open' AND (OLD.state <> NEW.state OR OLD.result IS DISTINCT FROM NEW.result))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="7ce3fd327c87626941fc90464e478e2dcbaa5ad9",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_at_its_opening_fb4db",
                            table="proposals_consultation",
                            when="BEFORE",
                        ),
                    ),
                ],
                "consultationanswer": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="17b22c3c982b8c4b9c68138d60fe17b4ce07d7c7",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_8b616",
                            table="proposals_consultationanswer",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="answered_within_its_window",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE deadline record; instant timestamptz;",
                            func="SELECT c.state, c.opens_at, c.closes_at, r.council_id, r.suspended_at INTO deadline FROM proposals_consultation c JOIN councils_round r ON r.id = c.round_id JOIN proposals_consultedmovement m ON m.consultation_id = c.id WHERE c.id = NEW.consultation_id AND m.id = NEW.asked_id; instant := minga_now(deadline.council_id); IF deadline.state IS DISTINCT FROM 'open' OR NEW.answered_at < deadline.opens_at OR NEW.answered_at >= deadline.closes_at OR NEW.answered_at > instant OR NEW.answered_at < instant - interval '1 minute' OR deadline.suspended_at < deadline.closes_at THEN RAISE EXCEPTION 'an answer to consultation % at % is outside its window', NEW.consultation_id, NEW.answered_at USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_within_its_window'; END IF; RETURN NEW;",
                            hash="abddef3ae3ef16470260601a0a52768a29a6bc75",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_answered_within_its_window_67fc0",
                            table="proposals_consultationanswer",
                            when="BEFORE",
                        ),
                    ),
                ],
                "consultedmovement": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="7a56343f0b0c44e7d46289a352578f2e92f3562a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_e05ee",
                            table="proposals_consultedmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="70fbe13d53f1f5dd461b5e5352d7197997f00a32",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_c4ff1",
                            table="proposals_consultedmovement",
                            when="BEFORE",
                        ),
                    ),
                ],
                "decision": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="91308dca0488b9acd82d0b3f4f10e533513454d5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_0db2c",
                            table="proposals_decision",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="9642be1e2338a336157acb08d1ae20135c439930",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_29050",
                            table="proposals_decision",
                            when="BEFORE",
                        ),
                    ),
                ],
                "delegation": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6be517d3974403332cf81feae15c8ea58c83789c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_470cb",
                            table="proposals_delegation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="bb9e7c8808bb2acf5009db210b77d3dc581cced8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_fdbff",
                            table="proposals_delegation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_on_a_secret_ballot",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = 'election' AND b.terms @> '{\"is_secret\": true}') THEN\n    RAISE EXCEPTION 'a delegation is never on a secret ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_open_on_a_secret_ballot';\nEND IF;\nRETURN NEW;\n",
                            hash="7d5fac12a2823dc3b2022dd6fcf8982a7dfbe76a",
                            operation="INSERT",
                            pgid="pgtrigger_never_on_a_secret_ballot_ed5fe",
                            table="proposals_delegation",
                            when="BEFORE",
                        ),
                    ),
                ],
                "envelope": [
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="de4d866081824a3283d8feb3d3de96d08c7d7797",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_777d3",
                            table="proposals_envelope",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="cb69887cd9cf38aac79a1c46ebe44fcb96e3797d",
                            operation="UPDATE",
                            pgid="pgtrigger_never_changed_256ed",
                            table="proposals_envelope",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="sealed_within_its_window",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE deadline record; instant timestamptz;",
                            func="\nSELECT b.state, w.opens_at, w.closes_at, r.council_id, r.suspended_at INTO deadline\n    FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id\n    JOIN proposals_ballotkey k ON k.ballot_id = b.id\n    JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id\n    WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id;\ninstant := minga_now(deadline.council_id);\nIF deadline.state IS DISTINCT FROM 'open' OR NEW.cast_at < deadline.opens_at OR NEW.cast_at >= deadline.closes_at\n    OR NEW.cast_at > instant OR NEW.cast_at < instant - interval '1 minute'\n    OR deadline.suspended_at < deadline.closes_at THEN\n    RAISE EXCEPTION 'an envelope is outside the window of its ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_within_its_window';\nEND IF;\nRETURN NEW;\n",
                            hash="dae384c616da88cdd159e36b0635c941dd288dd5",
                            operation="INSERT",
                            pgid="pgtrigger_sealed_within_its_window_377ac",
                            table="proposals_envelope",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="destroyed_once_opened",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT ballot_id FROM gone) g JOIN proposals_ballot b ON b.id = g.ballot_id\n    WHERE b.state IN ('provisional', 'open')\n        OR (b.state <> 'cancelled'\n            AND (SELECT count(DISTINCT p.roll_entry_id) FROM proposals_participation p WHERE p.ballot_id = b.id)\n                <> (SELECT count(*) FROM proposals_openedchoice c WHERE c.ballot_id = b.id))\n        OR EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = b.id)\n) THEN\n    RAISE EXCEPTION 'envelopes are destroyed once all of them were opened'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'envelopes_go_together';\nEND IF;\nRETURN NULL;\n",
                            hash="c48c1ce82e4623f2c16ff7bd554080f59c8c5a34",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_destroyed_once_opened_4081e",
                            referencing="REFERENCING OLD TABLE AS gone ",
                            table="proposals_envelope",
                            when="AFTER",
                        ),
                    ),
                ],
                "evaluation": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (to_jsonb(OLD) - '{hidden_at,hidden_until,hidden_ground,hidden_reason,hidden_passages,held_at,removed_at,removed_sha256,moderated_at,moderated_case}'::text[] = to_jsonb(NEW) - '{hidden_at,hidden_until,hidden_ground,hidden_reason,hidden_passages,held_at,removed_at,removed_sha256,moderated_at,moderated_case}'::text[]))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="a74b4790b92b586332a807fa86ffcd1620f5725c",
                            operation="UPDATE",
                            pgid="pgtrigger_never_changed_aaf84",
                            table="proposals_evaluation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2bec8ae32b30f0c4975de44ad0614b80127a62e7",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_be929",
                            table="proposals_evaluation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="8183dad2e81138239d4ab815878ee4e8c485c850",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_87607",
                            table="proposals_evaluation",
                            when="BEFORE",
                        ),
                    ),
                ],
                "followup": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (to_jsonb(OLD) - '{hidden_at,hidden_until,hidden_ground,hidden_reason,hidden_passages,held_at,removed_at,removed_sha256,moderated_at,moderated_case}'::text[] = to_jsonb(NEW) - '{hidden_at,hidden_until,hidden_ground,hidden_reason,hidden_passages,held_at,removed_at,removed_sha256,moderated_at,moderated_case}'::text[]))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="634a4b7a4397437722409f4a224f7ac1c4002732",
                            operation="UPDATE",
                            pgid="pgtrigger_never_changed_54570",
                            table="proposals_followup",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b6d61a7fce1dfa6a2415519306ba0880a1b31bf8",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_51798",
                            table="proposals_followup",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="7c8ac4b4e3ce9819ad5e35ae25d6a5d93843c283",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_1ad57",
                            table="proposals_followup",
                            when="BEFORE",
                        ),
                    ),
                ],
                "importedvotes": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f50076f3be293169a2ecbd804a1b26fea171d815",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_2d0c2",
                            table="proposals_importedvotes",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="0a40d881460e8a1b0ad4bd80b678923a93701c30",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_85b25",
                            table="proposals_importedvotes",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_for_an_import",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT FROM proposals_ballot b JOIN councils_round r ON r.id = b.round_id WHERE b.id = NEW.ballot_id AND b.is_imported AND b.state = 'closed' AND r.council_id = NEW.council_id) THEN RAISE EXCEPTION 'ballot % is no import that waits for its count', NEW.ballot_id USING ERRCODE = 'check_violation', CONSTRAINT = 'votes_of_an_import'; END IF; RETURN NEW;",
                            hash="808e08f1261305c0edeae43b2fb2e22b7810b2ea",
                            operation="INSERT",
                            pgid="pgtrigger_only_for_an_import_e978a",
                            table="proposals_importedvotes",
                            when="BEFORE",
                        ),
                    ),
                ],
                "instruction": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="5f5959293bde0923e94158297538a621d3079e83",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_1237c",
                            table="proposals_instruction",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="51d6e16e348a90cca12708ac25cc8da4792cb687",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_9e1d8",
                            table="proposals_instruction",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_on_a_secret_ballot",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = 'election' AND b.terms @> '{\"is_secret\": true}') THEN\n    RAISE EXCEPTION 'an instruction is never on a secret ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_open_on_a_secret_ballot';\nEND IF;\nRETURN NEW;\n",
                            hash="623fd9eb409ae3c2d17caf0168e9cdc0cc742cf5",
                            operation="INSERT",
                            pgid="pgtrigger_never_on_a_secret_ballot_3a5ac",
                            table="proposals_instruction",
                            when="BEFORE",
                        ),
                    ),
                ],
                "letter": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="0dc0b24ea5a96468e0d643bdfec715ddc6ae9f33",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_89623",
                            table="proposals_letter",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="frozen_at_its_opening",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.council_id, OLD.number, OLD.seat_id, OLD.title, OLD.language, OLD.paragraphs, OLD.sha256, OLD.goal, OLD.opens_at, OLD.closes_at) IS DISTINCT FROM ROW(NEW.council_id, NEW.number, NEW.seat_id, NEW.title, NEW.language, NEW.paragraphs, NEW.sha256, NEW.goal, NEW.opens_at, NEW.closes_at) OR OLD.state <> 'open' AND (OLD.state <> NEW.state OR OLD.signed IS DISTINCT FROM NEW.signed))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="0d1fe1cae640e7df4c055d4cde47768305d29710",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_at_its_opening_132c4",
                            table="proposals_letter",
                            when="BEFORE",
                        ),
                    ),
                ],
                "lettersignature": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6e419b51b86b7331aee581ef48fce8bb4e4237ba",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_03090",
                            table="proposals_lettersignature",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_taken_back",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.withdrawn_at IS NOT NULL OR ROW(OLD.letter_id, OLD.seat_id, OLD.name, OLD.country, OLD.signed_at) IS DISTINCT FROM ROW(NEW.letter_id, NEW.seat_id, NEW.name, NEW.country, NEW.signed_at))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="6288e603bf419a9fd0fd4387d5a126cae853e8c1",
                            operation="UPDATE",
                            pgid="pgtrigger_only_taken_back_484cb",
                            table="proposals_lettersignature",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="signed_while_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE letter record; instant timestamptz; decides timestamptz;",
                            func="SELECT l.state, l.opens_at, l.closes_at, l.council_id INTO letter FROM proposals_letter l JOIN councils_seat s ON s.council_id = l.council_id WHERE l.id = NEW.letter_id AND s.id = NEW.seat_id; instant := minga_now(letter.council_id); decides := COALESCE(NEW.withdrawn_at, NEW.signed_at); IF letter.state IS DISTINCT FROM 'open' OR decides < letter.opens_at OR decides >= letter.closes_at OR decides > instant OR decides < instant - interval '1 minute' THEN RAISE EXCEPTION 'a signature of letter % at % is outside its time', NEW.letter_id, decides USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_while_open'; END IF; RETURN NEW;",
                            hash="f130f4a69f5874c180d17772c416d20f2776b2b9",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_signed_while_open_56952",
                            table="proposals_lettersignature",
                            when="BEFORE",
                        ),
                    ),
                ],
                "lot": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="79f8c545541512f52624517b82ec31c3c19b0c60",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_d860c",
                            table="proposals_lot",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="named_once_and_drawn_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."draw" IS DISTINCT FROM (NEW."draw") OR OLD."named_at" IS DISTINCT FROM (NEW."named_at") OR (NOT (OLD."seed" = \'\') AND OLD."seed" IS DISTINCT FROM (NEW."seed")))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="1d5d27d103b319b599f91952e9291794b972cbed",
                            operation="UPDATE",
                            pgid="pgtrigger_named_once_and_drawn_once_56afb",
                            table="proposals_lot",
                            when="BEFORE",
                        ),
                    ),
                ],
                "lotcommitment": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="a5cbcb4ce68af452f928a4a93f13f74edb17bbba",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_98292",
                            table="proposals_lotcommitment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_committed_anew",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."commitment" IS DISTINCT FROM (NEW."commitment"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="76452f26db54991e3cd8548cc9da7d4db995c06c",
                            operation="UPDATE",
                            pgid="pgtrigger_never_committed_anew_d4a76",
                            table="proposals_lotcommitment",
                            when="BEFORE",
                        ),
                    ),
                ],
                "meeting": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b434f98540e044d09ad7de0a3297e0766ef560fd",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_95bac",
                            table="proposals_meeting",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="stays_the_meeting_it_is",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.council_id, OLD.number, OLD.convened_at) IS DISTINCT FROM ROW(NEW.council_id, NEW.number, NEW.convened_at) OR OLD.state = 'cancelled')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="d8691a57cf6dbc8c9539b580ba23e5ae0a91cc09",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_the_meeting_it_is_55f9b",
                            table="proposals_meeting",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="every_change_counts",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF TG_OP = 'INSERT' THEN NEW.sequence := 0; ELSE NEW.sequence := OLD.sequence + 1; END IF; NEW.changed_at := minga_now(NEW.council_id); RETURN NEW;",
                            hash="d1a125d5a515258dd8a0c90b54fd3a3b1ab79725",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_every_change_counts_d739b",
                            table="proposals_meeting",
                            when="BEFORE",
                        ),
                    ),
                ],
                "minutes": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="667e1124b31b2864fecae73ccbbf7942b42de1e0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_0ee7d",
                            table="proposals_minutes",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="36c655de83c293c89cad84042d2262f330822596",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_23a7c",
                            table="proposals_minutes",
                            when="BEFORE",
                        ),
                    ),
                ],
                "minutesfile": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="02f185c2a725ca7ebcbf620dc11f8ae2d6e1612e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_fdc58",
                            table="proposals_minutesfile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="9829e32d66767690d739fa69bcb15a663bb92492",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_15da7",
                            table="proposals_minutesfile",
                            when="BEFORE",
                        ),
                    ),
                ],
                "openedchoice": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2d4b66e9fe8ffed84bd8095392c28e3a4a52485f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_70455",
                            table="proposals_openedchoice",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="1a7831dd153296a95cd6aa276a41757c677d7472",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_8f569",
                            table="proposals_openedchoice",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="opened_together",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF EXISTS (\n    SELECT FROM (SELECT DISTINCT ballot_id FROM fresh) f JOIN proposals_ballot b ON b.id = f.ballot_id\n    WHERE b.state <> 'closed'\n        OR (SELECT count(DISTINCT p.roll_entry_id) FROM proposals_participation p WHERE p.ballot_id = b.id)\n            <> (SELECT count(*) FROM proposals_openedchoice c WHERE c.ballot_id = b.id)\n        OR NOT EXISTS (SELECT FROM proposals_envelope e WHERE e.ballot_id = b.id)\n) THEN\n    RAISE EXCEPTION 'the answers of a secret ballot come all at once, at its close'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'choices_come_together';\nEND IF;\nRETURN NULL;\n",
                            hash="70207408af27e3c45337fab7db8c634b80d010fd",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_opened_together_9957d",
                            referencing="REFERENCING NEW TABLE AS fresh ",
                            table="proposals_openedchoice",
                            when="AFTER",
                        ),
                    ),
                ],
                "package": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="97ebd2927cb04253b0973ca47dcb547e5065f5ef",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_23ee0",
                            table="proposals_package",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="f4e71426953f2be102f52fbffee1dd6a11f81919",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_6e592",
                            table="proposals_package",
                            when="BEFORE",
                        ),
                    ),
                ],
                "paperreading": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="19c8c60da454cf1c96813c3b9ddc134472d57adc",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_6a825",
                            table="proposals_paperreading",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_ended",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.state <> 'waiting' OR ROW(OLD.ballot_id, OLD.roll_entry_id, OLD.mandate_id, OLD.answer, OLD.signed_at, OLD.reference, OLD.scan, OLD.entered_by_id, OLD.entered_at) IS DISTINCT FROM ROW(NEW.ballot_id, NEW.roll_entry_id, NEW.mandate_id, NEW.answer, NEW.signed_at, NEW.reference, NEW.scan, NEW.entered_by_id, NEW.entered_at))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="409a3bcd8a7d3b46ea60761920f6854bf0fcf2f4",
                            operation="UPDATE",
                            pgid="pgtrigger_only_ended_6c59f",
                            table="proposals_paperreading",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="read_within_its_window",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE deadline record; instant timestamptz;",
                            func="SELECT b.state, w.opens_at, w.closes_at, r.council_id, r.suspended_at INTO deadline FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id; instant := minga_now(deadline.council_id); IF deadline.state IS DISTINCT FROM 'open' OR NEW.entered_at < deadline.opens_at OR NEW.entered_at >= deadline.closes_at OR NEW.entered_at > instant OR NEW.entered_at < instant - interval '1 minute' OR deadline.suspended_at < deadline.closes_at THEN RAISE EXCEPTION 'a vote on ballot % at % is outside its window', NEW.ballot_id, NEW.entered_at USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_within_its_window'; END IF; \nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = 'election' AND b.terms @> '{\"is_secret\": true}') THEN\n    RAISE EXCEPTION 'a paper is never on a secret ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_open_on_a_secret_ballot';\nEND IF;\nRETURN NEW;\n",
                            hash="ebd13754b153980f658153501c51d3b5e70b7a21",
                            operation="INSERT",
                            pgid="pgtrigger_read_within_its_window_19db6",
                            table="proposals_paperreading",
                            when="BEFORE",
                        ),
                    ),
                ],
                "participation": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="98e46203d254a14c7cd077130033a276abc4d3f1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_9d4d5",
                            table="proposals_participation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="47938d7da571d3d24085863ec7d72d78b6f1453a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_28cc9",
                            table="proposals_participation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="beside_its_envelope",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF NOT EXISTS (\n    SELECT FROM proposals_envelope e\n    WHERE e.ballot_id = NEW.ballot_id AND e.roll_entry_id = NEW.roll_entry_id AND e.serial = NEW.serial\n) THEN\n    RAISE EXCEPTION 'nobody takes part without an envelope'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'participation_has_an_envelope';\nEND IF;\nRETURN NEW;\n",
                            hash="4d3fa62efaf0a79986aeaf9dea3b59b25f09248d",
                            operation="INSERT",
                            pgid="pgtrigger_beside_its_envelope_8acff",
                            table="proposals_participation",
                            when="BEFORE",
                        ),
                    ),
                ],
                "plenarycall": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a75dd4fd08f771ed1e3c7ff28329d664de2e9d9b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_080e4",
                            table="proposals_plenarycall",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="5ed0ab1993e003a8cf8d79e4e31f0ee0a5d6e8cc",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_f12f5",
                            table="proposals_plenarycall",
                            when="BEFORE",
                        ),
                    ),
                ],
                "position": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c693bd27255bb05d2db0b2b358f8ee8b77be2862",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_eeeb1",
                            table="proposals_position",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="fb41850ea30b65c59831b7dcacab1052e1f51485",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_d8ce2",
                            table="proposals_position",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_from_now_on",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find('position', id) FROM written; RETURN NULL;",
                            hash="adabb582b46a7d06fbb0093a689157fef53edf1f",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_found_from_now_on_2dbe0",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="proposals_position",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_if_chosen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find_choice(id) FROM written; RETURN NULL;",
                            hash="6c61eee8adbee56a48b88d3a9bf8a70f5fae49fa",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_found_if_chosen_5f644",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="proposals_position",
                            when="AFTER",
                        ),
                    ),
                ],
                "proposal": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="fb94aa1acf31eedf84a0ed2fa2cc3bf2731c3986",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_38cfe",
                            table="proposals_proposal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="stage_moves_by_its_verb",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."stage" IS DISTINCT FROM (NEW."stage"))',
                            func="IF coalesce(current_setting('minga.moving_proposal', true), '') <> OLD.id::text THEN RAISE EXCEPTION 'the stage of proposal % is moved by move_proposal alone', OLD.id; END IF; RETURN NEW;",
                            hash="22d927c7615d7958df96ffe9cf4215278cc48617",
                            operation='UPDATE OF "stage"',
                            pgid="pgtrigger_stage_moves_by_its_verb_a6b96",
                            table="proposals_proposal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_from_now_on",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find('proposal', id) FROM written; RETURN NULL;",
                            hash="ef0f3d743b69f52d6394fdc0bc009cef0d7f7a36",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_found_from_now_on_87372",
                            referencing="REFERENCING NEW TABLE AS written ",
                            table="proposals_proposal",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="found_as_it_reads",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="PERFORM minga_find('proposal', NEW.id); RETURN NULL;",
                            hash="e415e9712c82c457b7125a16c8e9867e1fa359d9",
                            operation='UPDATE OF "revision_id", "admitted_at", "hidden_at", "hidden_until", "hidden_passages", "held_at", "removed_at"',
                            pgid="pgtrigger_found_as_it_reads_999d4",
                            table="proposals_proposal",
                            when="AFTER",
                        ),
                    ),
                ],
                "rating": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="22a56301b4b4dbb5265c6212c0b3e12be6c66957",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_99582",
                            table="proposals_rating",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="what_is_rated_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.transmittal_id, OLD.response_id, OLD.ballot_id, OLD.called_at) IS DISTINCT FROM ROW(NEW.transmittal_id, NEW.response_id, NEW.ballot_id, NEW.called_at) OR OLD.outcome <> '' AND NEW.outcome = '')",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="eee8b889cd8c4e07acc5f9f2a658cecab598babf",
                            operation="UPDATE",
                            pgid="pgtrigger_what_is_rated_stays_e3f26",
                            table="proposals_rating",
                            when="BEFORE",
                        ),
                    ),
                ],
                "recusal": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="49842ade8036cd19197ea90012fedd905857f4ab",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_13ce3",
                            table="proposals_recusal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="3188db7b2e1c1e81663a183f4d89105f8d3f0183",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_8f954",
                            table="proposals_recusal",
                            when="BEFORE",
                        ),
                    ),
                ],
                "referral": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2b7afd0c29f83635b620bde0111e3a114f8c6b1f",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_5724f",
                            table="proposals_referral",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="asked_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.council_id, OLD.body_id, OLD.number, OLD.kind, OLD.title, OLD.text, OLD.language, OLD.amount, OLD.currency, OLD.category, OLD.referred_at, OLD.due_at) IS DISTINCT FROM ROW(NEW.council_id, NEW.body_id, NEW.number, NEW.kind, NEW.title, NEW.text, NEW.language, NEW.amount, NEW.currency, NEW.category, NEW.referred_at, NEW.due_at) OR OLD.state <> 'waiting' AND ROW(OLD.state, OLD.round_id, OLD.reason) IS DISTINCT FROM ROW(NEW.state, NEW.round_id, NEW.reason))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="869c9d8f2b680b60872eca50d158d845d8429763",
                            operation="UPDATE",
                            pgid="pgtrigger_asked_once_0d0b3",
                            table="proposals_referral",
                            when="BEFORE",
                        ),
                    ),
                ],
                "referraldocument": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="66b95630b7293cea6afe6a2e8d89bfa8eddc6ba7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_3a457",
                            table="proposals_referraldocument",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="7a7604d83f188385aeef847f30cd5e930f1be36e",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_050a0",
                            table="proposals_referraldocument",
                            when="BEFORE",
                        ),
                    ),
                ],
                "rendition": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="33cc9154f0c6c62c5d1a8d8ca2815e7060925bc1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_a595f",
                            table="proposals_rendition",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="d083f57a5cfa6083354bdfb2ed32893839729a85",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_1a92a",
                            table="proposals_rendition",
                            when="BEFORE",
                        ),
                    ),
                ],
                "report": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0a32a87672168ae4e42bfd6a8d08c066eac33360",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_4fa3a",
                            table="proposals_report",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="9b55ee5a62f61912d3f592aa248d77d41c1eeaf2",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_e2578",
                            table="proposals_report",
                            when="BEFORE",
                        ),
                    ),
                ],
                "response": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="17bab9ece39b552ba946c27a39290e7a9cd24f4d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_933cf",
                            table="proposals_response",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="d4c6fe7dc55f8be1c1c3e138f5196ae29e13e597",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_b3301",
                            table="proposals_response",
                            when="BEFORE",
                        ),
                    ),
                ],
                "responsefile": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="f348397d42a3b27bc58fdaf78df457a78c56f099",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_3ea65",
                            table="proposals_responsefile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="ac4139b7e7a7a83deadb3390cfd964f41d5dd92e",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_79489",
                            table="proposals_responsefile",
                            when="BEFORE",
                        ),
                    ),
                ],
                "revision": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT minga_is_removal('revision', to_jsonb(OLD), to_jsonb(NEW)))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="96b9746768c4b95613c379ba2ca93b1f4d47d5c2",
                            operation="UPDATE",
                            pgid="pgtrigger_never_changed_dfbfe",
                            table="proposals_revision",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ce6c73ffc84bfc8fde7574b7513a4d83a3c764b7",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_3d344",
                            table="proposals_revision",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="98543985fda93a42cdd06ce35fe8a3c1c3ac0d71",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_2dcf7",
                            table="proposals_revision",
                            when="BEFORE",
                        ),
                    ),
                ],
                "rollentry": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="1c341013f06be3c9897a41717681464a0fb2616a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_6d0e4",
                            table="proposals_rollentry",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="44a90ed62e568a34e4ec53165ba2508ba7d08414",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_f05b1",
                            table="proposals_rollentry",
                            when="BEFORE",
                        ),
                    ),
                ],
                "signature": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c7595448cf3e462cd6738aec9034ce94218b87c5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_bacc2",
                            table="proposals_signature",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="71f7286637fd79590ec438d0ba76710dd1bc76b2",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_4bb43",
                            table="proposals_signature",
                            when="BEFORE",
                        ),
                    ),
                ],
                "statement": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="19cebe76e8c88a749e934aaa746a9745c6db19ea",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_ce34e",
                            table="proposals_statement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="72bba3b7129a887297ec5710d59b17698a12a6a9",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_17c69",
                            table="proposals_statement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_on_a_secret_ballot",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = (SELECT e.ballot_id FROM proposals_rollentry e WHERE e.id = NEW.roll_entry_id) AND b.kind = 'election' AND b.terms @> '{\"is_secret\": true}') THEN\n    RAISE EXCEPTION 'a statement of vote is never on a secret ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_open_on_a_secret_ballot';\nEND IF;\nRETURN NEW;\n",
                            hash="cacfb438037a8c02f248a7bc5bff53fce66d499f",
                            operation="INSERT",
                            pgid="pgtrigger_never_on_a_secret_ballot_39b6c",
                            table="proposals_statement",
                            when="BEFORE",
                        ),
                    ),
                ],
                "tally": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4b7374c1df2e6395295c65dbe4f702ef4af5c1f2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_701b3",
                            table="proposals_tally",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="a4acd13e779a5ac4ddf1c36477c21a49a2430f5f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_5501d",
                            table="proposals_tally",
                            when="BEFORE",
                        ),
                    ),
                ],
                "translation": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="04c17247aa157c77d65b88c8c44e28505f5d2e25",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_6975c",
                            table="proposals_translation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="words_never_change",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT minga_is_removal('translation', to_jsonb(OLD), to_jsonb(NEW)))",
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "text", "source_sha256", "passage", "language", "serial", "made_by_id" rows from % table\', TG_TABLE_NAME;',
                            hash="9f1d4ea6ccf12e462f17743c784bc5e91a694e86",
                            operation='UPDATE OF "text", "source_sha256", "passage", "language", "serial", "made_by_id"',
                            pgid="pgtrigger_words_never_change_fa0bf",
                            table="proposals_translation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="reviewed_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.reviewed_at IS NOT NULL AND NOT minga_is_removal('translation', to_jsonb(OLD), to_jsonb(NEW)))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="c53304842a2934362f25758ac64ab4d639baa894",
                            operation="UPDATE",
                            pgid="pgtrigger_reviewed_once_d7e48",
                            table="proposals_translation",
                            when="BEFORE",
                        ),
                    ),
                ],
                "transmittal": [
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="3aeee3bd2db12b363b3148f6c4e639afc7118a3b",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_11500",
                            table="proposals_transmittal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="the_clock_is_not_moved",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (ROW(OLD.position_id, OLD.letter_id, OLD.addressee_id, OLD.round, OLD.former_id, OLD.sent_at, OLD.due_at) IS DISTINCT FROM ROW(NEW.position_id, NEW.letter_id, NEW.addressee_id, NEW.round, NEW.former_id, NEW.sent_at, NEW.due_at) OR OLD.answered_at IS NOT NULL AND OLD.answered_at IS DISTINCT FROM NEW.answered_at OR OLD.state IN ('answered', 'superseded') AND OLD.state <> NEW.state)",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="a0564b0c126646ee2c18e693562d12115d18d493",
                            operation="UPDATE",
                            pgid="pgtrigger_the_clock_is_not_moved_04aa1",
                            table="proposals_transmittal",
                            when="BEFORE",
                        ),
                    ),
                ],
                "vote": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ac534ce0d446241a5c68209270ffc0667ee18710",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_bea79",
                            table="proposals_vote",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="edeea71d990b94a70dbef1d4a6c6192cc59e37e0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_416af",
                            table="proposals_vote",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="cast_within_its_window",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE deadline record; instant timestamptz;",
                            func="SELECT b.state, w.opens_at, w.closes_at, r.council_id, r.suspended_at INTO deadline FROM proposals_rollentry e JOIN proposals_ballot b ON b.id = e.ballot_id JOIN councils_window w ON w.id = b.window_id JOIN councils_round r ON r.id = w.round_id WHERE e.id = NEW.roll_entry_id AND b.id = NEW.ballot_id; instant := minga_now(deadline.council_id); IF deadline.state IS DISTINCT FROM 'open' OR NEW.cast_at < deadline.opens_at OR NEW.cast_at >= deadline.closes_at OR NEW.cast_at > instant OR NEW.cast_at < instant - interval '1 minute' OR deadline.suspended_at < deadline.closes_at THEN RAISE EXCEPTION 'a vote on ballot % at % is outside its window', NEW.ballot_id, NEW.cast_at USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_within_its_window'; END IF; \nIF EXISTS (SELECT FROM proposals_ballot b WHERE b.id = NEW.ballot_id AND b.kind = 'election' AND b.terms @> '{\"is_secret\": true}') THEN\n    RAISE EXCEPTION 'a vote that says whose it is is never on a secret ballot'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_open_on_a_secret_ballot';\nEND IF;\nRETURN NEW;\n",
                            hash="d4ed0368139b80d2a1ef3ff2b65e8572b307f957",
                            operation="INSERT",
                            pgid="pgtrigger_cast_within_its_window_c31fe",
                            table="proposals_vote",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="read_by_two_people",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.is_on_paper)",
                            constraint="CONSTRAINT",
                            func="\nIF (\n    SELECT count(DISTINCT p.entered_by_id) FROM proposals_paperreading p\n    WHERE p.vote_id = NEW.id AND p.roll_entry_id = NEW.roll_entry_id AND p.answer = NEW.answer\n        AND p.mandate_id = NEW.mandate_id AND p.entered_by_id <> NEW.cast_by_id\n) < 2 THEN\n    RAISE EXCEPTION 'a vote on paper was read by two people'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_read_by_two_people';\nEND IF;\nRETURN NULL;\n",
                            hash="659d625077c229bbeb38c643a29b4609bdf807b1",
                            operation="INSERT",
                            pgid="pgtrigger_read_by_two_people_3cf9c",
                            table="proposals_vote",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
    ]

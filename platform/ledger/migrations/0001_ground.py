import common.together
import common.triggers
import django.db.models.deletion
import ledger.models
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("ledger", "0001_tables")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        common.together.Together(
            operations=[
                migrations.CreateModel(
                    name="SigningKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=16, unique=True)),
                        ("public_key", models.CharField(max_length=64, unique=True)),
                        ("valid_from", models.DateTimeField()),
                        ("valid_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("valid_until"),
                                condition=models.Q(("valid_until__isnull", True)),
                                name="one_key_at_a_time",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="key_ends_after_begin",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("council_id", models.BigIntegerField(null=True)),
                        ("verb", models.CharField(max_length=60)),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("actor_mark", models.CharField(blank=True, max_length=16)),
                        ("on_behalf_of", models.CharField(blank=True, max_length=120)),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("data", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "transaction_id",
                            models.BigIntegerField(db_default=ledger.models.CurrentTransaction(), editable=False),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["council_id", "-id"], name="entry_council"),
                            models.Index(fields=["council_id", "verb", "-id"], name="entry_council_verb"),
                            models.Index(fields=["subject", "id"], name="entry_subject"),
                            models.Index(fields=["transaction_id", "id"], name="entry_settled"),
                            models.Index(fields=["council_id", "transaction_id", "id"], name="entry_council_settled"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealNode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
                        ("index", models.BigIntegerField()),
                        ("hash", models.BinaryField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("level", "index"), name="one_hash_per_node")],
                    },
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("size", models.BigIntegerField(unique=True)),
                        ("root", models.CharField(max_length=64)),
                        ("document", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        (
                            "previous",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="next",
                                to="ledger.seal",
                            ),
                        ),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.signingkey"
                            ),
                        ),
                        ("signature", models.CharField(max_length=128)),
                        ("sealed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-size"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("previous"),
                                condition=models.Q(("previous__isnull", True)),
                                name="one_first_seal",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="seal_of_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedEntry",
                    fields=[
                        ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="ledger.entry"
                            ),
                        ),
                    ],
                ),
            ],
        ),
        common.triggers.AddTriggers(
            triggers={
                "entry": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="bb3a472d82204f4870c24723796e770e924e3317",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_68ebb",
                            table="ledger_entry",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="d57a74493db63e3ef3abc8134b6f921b65c1e718",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_69bc3",
                            table="ledger_entry",
                            when="BEFORE",
                        ),
                    ),
                ],
                "seal": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="11847054c916fa1144f7268cbeb9f6770463c7ab",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_ec57f",
                            table="ledger_seal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="c99984bfdf6c98bf89f9d283709d2ff760657c74",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_c05e2",
                            table="ledger_seal",
                            when="BEFORE",
                        ),
                    ),
                ],
                "sealedentry": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="44b7c6ac87b0bdd959507c6567366bed935980b6",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_34da3",
                            table="ledger_sealedentry",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="5ee33f4c34c9118596a217f1f5d312ee449941f8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_50a7b",
                            table="ledger_sealedentry",
                            when="BEFORE",
                        ),
                    ),
                ],
                "sealnode": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="ce7222ce22fee05dae7d1733b540c83f72d7883f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_9e943",
                            table="ledger_sealnode",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="9735c543d9ebc6a51ebb7721260859908c976d73",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_af25a",
                            table="ledger_sealnode",
                            when="BEFORE",
                        ),
                    ),
                ],
                "signingkey": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (OLD.valid_until IS NULL AND NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.public_key = OLD.public_key AND NEW.valid_from = OLD.valid_from))",
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="17e5ed7fa702e333dc39aef6a7a97c4df399b5fd",
                            operation="UPDATE",
                            pgid="pgtrigger_never_changed_fb607",
                            table="ledger_signingkey",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="604985d8a0864ceecc80e00085df8fd42e3dde2a",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_e43cc",
                            table="ledger_signingkey",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="096b03ebfdf01354ec16265d8ccdba6c5a0f2882",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_b91e4",
                            table="ledger_signingkey",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
    ]

import common.languages
import common.together
import common.triggers
import councils.mandates.models
import councils.rounds.models
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("councils", "0001_tables"),
        ("councils", "0004_answers_rated"),
        ("councils", "0006_windows_count_their_moves"),
        ("councils", "0007_rehearsals"),
    ]

    initial = True

    dependencies = [
        ("common", "0002_extensions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        common.together.Together(
            operations=[
                migrations.CreateModel(
                    name="Council",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True)),
                        ("code", models.CharField(max_length=30, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("advisory", "advisory council"),
                                    ("ministerial", "ministerial council"),
                                    ("presidential", "presidential council"),
                                    ("bank_board", "board of the bank"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("name", common.languages.MultilingualField(default=dict)),
                        ("description", common.languages.MultilingualField(blank=True, default=dict)),
                        ("time_zone", models.CharField(default="UTC", max_length=64)),
                        ("languages", models.JSONField(default=list)),
                        ("is_two_person", models.BooleanField(default=True)),
                        ("is_demonstration", models.BooleanField(default=False)),
                        ("is_rehearsal", models.BooleanField(default=False)),
                        (
                            "rehearsal_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rehearsals",
                                to="councils.council",
                            ),
                        ),
                        ("clock_offset", models.DurationField(default=datetime.timedelta)),
                        ("founded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["slug"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_rehearsal", True), ("clock_offset", datetime.timedelta(0)), _connector="OR"
                                ),
                                name="only_a_rehearsal_moves_its_clock",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("clock_offset__gte", datetime.timedelta(0)),
                                    ("clock_offset__lte", datetime.timedelta(days=3660)),
                                ),
                                name="clock_moved_within_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("code__regex", "^[A-Z0-9]{2,12}$"), ("is_rehearsal", False)),
                                    models.Q(
                                        ("code__regex", "^REHEARSAL-[A-Z0-9]{2,12}-[0-9]{1,4}$"), ("is_rehearsal", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="council_code_shape",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("is_rehearsal", True),
                                        ("kind", "advisory"),
                                        ("rehearsal_of__isnull", False),
                                        ("slug__regex", "-rehearsal-[0-9]{1,4}$"),
                                    ),
                                    models.Q(
                                        ("is_rehearsal", False),
                                        ("rehearsal_of__isnull", True),
                                        models.Q(("slug__regex", "-rehearsal-[0-9]{1,4}$"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_rehearsal_is_told_by_its_address",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Country",
                    fields=[
                        ("code", models.CharField(max_length=2, primary_key=True, serialize=False)),
                        ("name", common.languages.MultilingualField(default=dict)),
                        ("time_zone", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("code__regex", "^[A-Z]{2}$")), name="country_code_iso"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="councils.country",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("subscribed", "subscribed"), ("paid", "paid")], max_length=10),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("currency", models.CharField(default="USD", max_length=3)),
                        ("effective_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("source", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="contribution_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="contribution_currency_iso"
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                fields=["country", "kind", "-effective_at", "-recorded_at"], name="contribution_at"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Accession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accessions",
                                to="councils.council",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accessions",
                                to="councils.country",
                            ),
                        ),
                        ("is_member", models.BooleanField()),
                        ("effective_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["council", "country", "-effective_at", "-recorded_at"], name="accession_at"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Movement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("union", "trade union"),
                                    ("peasant", "peasant movement"),
                                    ("indigenous", "indigenous movement"),
                                    ("women", "women's movement"),
                                    ("youth", "youth movement"),
                                    ("urban", "urban movement"),
                                    ("environmental", "environmental movement"),
                                    ("cooperative", "cooperative"),
                                    ("other", "other movement"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="councils.country",
                            ),
                        ),
                        ("description", common.languages.MultilingualField(blank=True, default=dict)),
                        ("is_demonstration", models.BooleanField(default=False)),
                        ("founded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["slug"],
                    },
                ),
                migrations.CreateModel(
                    name="Office",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to="councils.council",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("secretary", "secretary"),
                                    ("moderator", "moderator"),
                                    ("observer", "observer"),
                                    ("respondent", "respondent"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                                ),
                                name="office_ends_after_start",
                            )
                        ],
                        "indexes": [models.Index(fields=["person", "council"], name="office_person")],
                    },
                ),
                migrations.CreateModel(
                    name="PendingAct",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pending_acts",
                                to="councils.council",
                            ),
                        ),
                        ("verb", models.CharField(max_length=60)),
                        ("payload", models.JSONField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "waiting"), ("confirmed", "confirmed"), ("refused", "refused")],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    ("state", "refused"),
                                    _connector="OR",
                                ),
                                name="nobody_confirms_their_own_act",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="councils.council",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("title", common.languages.MultilingualField(default=dict)),
                        ("call", common.languages.MultilingualField(default=dict)),
                        ("envelope", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                        ("currency", models.CharField(default="USD", max_length=3)),
                        ("convened_at", models.DateTimeField()),
                        ("suspended_at", models.DateTimeField(blank=True, null=True)),
                        ("suspension_reason", models.TextField(blank=True)),
                        ("addressees", models.ManyToManyField(blank=True, related_name="+", to="councils.council")),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "number"), name="one_round_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(("envelope__isnull", True), ("envelope__gt", 0), _connector="OR"),
                                name="envelope_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("suspended_at__isnull", True), ("suspension_reason", "")),
                                    models.Q(
                                        models.Q(("suspended_at__isnull", False)),
                                        models.Q(("suspension_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="suspended_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rulebook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rulebooks",
                                to="councils.council",
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("data", models.JSONField()),
                        ("note", models.TextField(blank=True)),
                        ("effective_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "adopted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["council", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "version"), name="one_rulebook_per_version")
                        ],
                        "indexes": [models.Index(fields=["council", "-effective_at", "-version"], name="rulebook_at")],
                    },
                ),
                migrations.CreateModel(
                    name="Silence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="silences",
                                to="councils.council",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="silences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("reason", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="silence_ends"
                            )
                        ],
                        "indexes": [models.Index(fields=["person", "council", "ends_at"], name="silence_person")],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="councils.movement",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("member", "member"), ("coordinator", "coordinator")],
                                default="member",
                                max_length=12,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("is_named", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                                ),
                                name="membership_ends_after_start",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ends_at__isnull", True)),
                                fields=("movement", "person"),
                                name="membership_once_at_a_time",
                            ),
                        ],
                        "indexes": [models.Index(fields=["person", "movement"], name="membership_person")],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="councils.movement",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "role",
                            models.CharField(
                                choices=[("member", "member"), ("coordinator", "coordinator")],
                                default="member",
                                max_length=12,
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("invited_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="councils.council"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="councils.movement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "movement"), name="one_seat_per_movement")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="themes", to="councils.round"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60)),
                        ("name", common.languages.MultilingualField(default=dict)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [models.UniqueConstraint(fields=("round", "slug"), name="one_theme_per_slug")],
                    },
                ),
                migrations.CreateModel(
                    name="Window",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="windows", to="councils.round"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("drafting", "drafting"),
                                    ("discussion", "discussion"),
                                    ("settlement", "settlement"),
                                    ("plenary", "plenary"),
                                    ("voting", "voting"),
                                    ("response", "response"),
                                    ("adequacy", "vote on an answer"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("opens_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("opening_done_at", models.DateTimeField(blank=True, null=True)),
                        ("closing_done_at", models.DateTimeField(blank=True, null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.TextField(blank=True)),
                        ("outage_began_at", models.DateTimeField(blank=True, null=True)),
                        ("outage_ended_at", models.DateTimeField(blank=True, null=True)),
                        ("held_until", models.DateTimeField(blank=True, null=True)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "ordering": ["opens_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="window_lasts"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("held_until__isnull", True),
                                        ("outage_began_at__isnull", True),
                                        ("outage_ended_at__isnull", True),
                                    ),
                                    models.Q(
                                        ("held_until__gte", models.F("closes_at")),
                                        ("outage_began_at__lt", models.F("outage_ended_at")),
                                    ),
                                    _connector="OR",
                                ),
                                name="held_for_an_outage",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("kind", "adequacy"), _negated=True),
                                expressions=[
                                    (models.F("round"), "="),
                                    (models.F("kind"), "="),
                                    (
                                        councils.rounds.models.Span(
                                            "opens_at",
                                            "closes_at",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="one_open_window_of_a_kind",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("opening_done_at__isnull", True)),
                                fields=["opens_at"],
                                name="window_to_open",
                            ),
                            models.Index(
                                condition=models.Q(("closing_done_at__isnull", True)),
                                fields=["closes_at"],
                                name="window_to_close",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mandate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="councils.seat"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mandates",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("titular", "titular"), ("alternate", "alternate")], max_length=10
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("free", "free"), ("bound", "bound"), ("split", "split")],
                                default="free",
                                max_length=5,
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("evidence", models.FileField(blank=True, upload_to="evidence/%Y/")),
                        (
                            "granted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("granted_at", models.DateTimeField()),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("revocation_reason", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("role", "titular")),
                                expressions=[
                                    (models.F("seat"), "="),
                                    (
                                        councils.mandates.models.Period(
                                            "starts_at",
                                            django.db.models.functions.comparison.Least("ends_at", "revoked_at"),
                                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="titulars_never_overlap",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                                ),
                                name="mandate_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("revoked_at__isnull", True),
                                    ("revoked_at__gte", models.F("starts_at")),
                                    _connector="OR",
                                ),
                                name="mandate_revoked_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("order", 0), ("role", "titular")),
                                    models.Q(("order__gte", 1), ("role", "alternate")),
                                    _connector="OR",
                                ),
                                name="alternates_have_an_order",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["person", "seat"], name="mandate_person"),
                            models.Index(fields=["seat"], name="mandate_seat"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Standing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="standings",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("applied", "applied"),
                                    ("admitted", "admitted"),
                                    ("suspended", "suspended"),
                                    ("left", "left"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("effective_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["seat", "-effective_at", "-recorded_at"], name="standing_at")],
                    },
                ),
            ],
        ),
        common.triggers.AddTriggers(
            triggers={
                "accession": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="03ef710edb5ae684f901ceaa9e44d889aad3f73a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_e2889",
                            table="councils_accession",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="da86f82a13cae99aaf93f2a6ed9c38c873c5819a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_22e20",
                            table="councils_accession",
                            when="BEFORE",
                        ),
                    ),
                ],
                "contribution": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c83a6bbaf8d9efe84fae4e79280c0a237124f82f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_d97db",
                            table="councils_contribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="480b26f12c8791c831c90fbb3ca3e69f973323c1",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_60fa8",
                            table="councils_contribution",
                            when="BEFORE",
                        ),
                    ),
                ],
                "council": [
                    pgtrigger.compiler.Trigger(
                        name="a_rehearsal_is_born_one",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."is_rehearsal" IS DISTINCT FROM (NEW."is_rehearsal") OR OLD."rehearsal_of_id" IS DISTINCT FROM (NEW."rehearsal_of_id"))',
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "is_rehearsal", "rehearsal_of_id" rows from % table\', TG_TABLE_NAME;',
                            hash="95a275bf4e3b7b7350060f4c74f445460a57454e",
                            operation='UPDATE OF "is_rehearsal", "rehearsal_of_id"',
                            pgid="pgtrigger_a_rehearsal_is_born_one_c87ef",
                            table="councils_council",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="no_clock_goes_back",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."clock_offset" > (NEW."clock_offset"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update of \"clock_offset\" rows from % table', TG_TABLE_NAME;",
                            hash="8467adbc2bd2590ff4a7403fd0fb181f509d44e8",
                            operation='UPDATE OF "clock_offset"',
                            pgid="pgtrigger_no_clock_goes_back_e2db0",
                            table="councils_council",
                            when="BEFORE",
                        ),
                    ),
                ],
                "mandate": [
                    pgtrigger.compiler.Trigger(
                        name="of_one_kind_for_good",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update of \"kind\" rows from % table', TG_TABLE_NAME;",
                            hash="12cb8cab11d79c3edd955ab4ec35c47ab597649e",
                            operation='UPDATE OF "kind"',
                            pgid="pgtrigger_of_one_kind_for_good_5c565",
                            table="councils_mandate",
                            when="BEFORE",
                        ),
                    )
                ],
                "rulebook": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4876e04d6cb83696b3ebef5403e0dd8f1faecbf2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_74764",
                            table="councils_rulebook",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="550be00dbc97ed740459e2cce716c5f4b7594593",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_1be8e",
                            table="councils_rulebook",
                            when="BEFORE",
                        ),
                    ),
                ],
                "standing": [
                    pgtrigger.compiler.Trigger(
                        name="never_changed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="17aad085d4b563895c6e5faf5760da7399a7ca8d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_never_changed_2379a",
                            table="councils_standing",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
                            hash="99b2b54a33956643d84010551f5dce108064ee6c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_never_truncated_64531",
                            table="councils_standing",
                            when="BEFORE",
                        ),
                    ),
                ],
                "window": [
                    pgtrigger.compiler.Trigger(
                        name="made_at",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="SELECT minga_now(r.council_id) INTO NEW.changed_at FROM councils_round r WHERE r.id = NEW.round_id; RETURN NEW;",
                            hash="6d67c0e3ced1c9270405fd27c063eea7c0a9e17c",
                            operation="INSERT",
                            pgid="pgtrigger_made_at_50739",
                            table="councils_window",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="every_move_counts",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(OLD.opens_at, OLD.closes_at) IS DISTINCT FROM ROW(NEW.opens_at, NEW.closes_at) THEN NEW.sequence := OLD.sequence + 1; SELECT minga_now(r.council_id) INTO NEW.changed_at FROM councils_round r WHERE r.id = NEW.round_id; ELSE NEW.sequence := OLD.sequence; NEW.changed_at := OLD.changed_at; END IF; RETURN NEW;",
                            hash="9032276a12fb6c693b867920c2c44e71d7c28b45",
                            operation="UPDATE",
                            pgid="pgtrigger_every_move_counts_7ddcc",
                            table="councils_window",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
    ]

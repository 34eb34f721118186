import common.languages
import common.together
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import proposals.answering.models
import proposals.drafting.models
import proposals.meetings.models
import proposals.referring.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("proposals", "0001_tables"),
        ("proposals", "0006_answers_rated"),
        ("proposals", "0007_letters"),
        ("proposals", "0008_files_of_answers"),
        ("proposals", "0010_moderated_answers"),
        ("proposals", "0011_calendars_and_meetings"),
        ("proposals", "0012_papers_codes_assemblies"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("councils", "0001_ground"),
        ("ledger", "0001_ground"),
    ]

    operations = [
        common.together.Together(
            operations=[
                migrations.CreateModel(
                    name="CalendarKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendar_keys",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(blank=True, max_length=60)),
                        ("made_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="HeadMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "seal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="mails", to="ledger.seal"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("queued_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(null=True)),
                        ("failure", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("seal", "person"), name="one_mail_per_head_and_person")
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("sent_at__isnull", True)), fields=["id"], name="head_mail_waiting"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="councils.council",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="councils.seat"
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("language", models.CharField(max_length=12)),
                        ("paragraphs", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("goal", models.PositiveIntegerField()),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opens_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open for signatures"),
                                    ("sent", "sent"),
                                    ("lapsed", "lapsed"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("signed", models.PositiveIntegerField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("changed_at", models.DateTimeField()),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.TextField(blank=True)),
                        ("addressees", models.ManyToManyField(related_name="letters_received", to="councils.council")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "number"), name="one_letter_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                                name="a_letter_closes_after_opening",
                            ),
                            models.CheckConstraint(condition=models.Q(("goal__gte", 1)), name="a_letter_has_a_goal"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("state", "open")),
                                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_letter_that_is_not_open_says_since_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "sent"), _negated=True),
                                    ("signed__gte", models.F("goal")),
                                    _connector="OR",
                                ),
                                name="a_letter_is_sent_with_its_signatures",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["closes_at", "id"], name="letter_open"
                            ),
                            models.Index(fields=["changed_at"], name="letter_changed"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
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
                                related_name="meetings",
                                to="councils.council",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="councils.round",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("language", models.CharField(max_length=12)),
                        ("place", models.CharField(blank=True, max_length=300)),
                        ("joining_url", models.URLField(blank=True, max_length=500)),
                        ("zone", models.CharField(max_length=64)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("convened", "convened"), ("cancelled", "cancelled")],
                                default="convened",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "convened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("convened_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("sequence", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["-starts_at", "-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "number"), name="one_meeting_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="a_meeting_lasts"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "convened"), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="a_cancelled_meeting_says_why",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["council", "starts_at"], name="meeting_of_council"),
                            models.Index(fields=["changed_at"], name="meeting_changed"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="councils.council",
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals_made",
                                to="councils.council",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(choices=[("question", "question"), ("project", "project")], max_length=10),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField()),
                        ("language", models.CharField(max_length=12)),
                        ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        (
                            "category",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("a", "A: significant and lasting harm is possible"),
                                    ("b", "B: limited harm, which can be mended"),
                                    ("c", "C: little or no harm"),
                                    ("fi", "FI: through other financial institutions"),
                                ],
                                max_length=2,
                            ),
                        ),
                        (
                            "referred_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("referred_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waits for the secretariat"),
                                    ("opened", "a round was opened"),
                                    ("declined", "declined"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "round",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referral",
                                to="councils.round",
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
                        ("reason", models.TextField(blank=True)),
                        ("changed_at", models.DateTimeField()),
                        ("countries", models.ManyToManyField(blank=True, related_name="+", to="councils.country")),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "number"), name="one_referral_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount__isnull", True), ("currency", "")),
                                    models.Q(("amount__gte", 0), ("currency__regex", "^[A-Z]{3}$")),
                                    _connector="OR",
                                ),
                                name="an_amount_referred_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", True), ("round__isnull", True), ("state", "waiting")
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False), ("round__isnull", False), ("state", "opened")
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("round__isnull", True),
                                        ("state", "declined"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_referral_is_opened_or_declined_with_reasons",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["council", "id"],
                                name="referral_waiting",
                            ),
                            models.Index(fields=["changed_at"], name="referral_changed"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
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
                                related_name="webhooks",
                                to="councils.council",
                            ),
                        ),
                        ("subscriber", models.CharField(max_length=120)),
                        ("address", models.CharField(max_length=500)),
                        ("secret", models.CharField(blank=True, max_length=80)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "consented_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("consented_at", models.DateTimeField(null=True)),
                        (
                            "refused_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("refused_at", models.DateTimeField(null=True)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("cursor_transaction", models.BigIntegerField(default=0)),
                        ("cursor_entry", models.BigIntegerField(default=0)),
                        ("tried_at", models.DateTimeField(null=True)),
                        ("rest_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True), ("refused_at__isnull", True)),
                                fields=("council", "asked_by", "address"),
                                name="one_webhook_per_person_and_address",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("consented_at__isnull", True), ("refused_at__isnull", True), _connector="OR"
                                ),
                                name="consented_or_refused",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="proposals.letter",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter_signatures",
                                to="councils.seat",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        (
                            "signed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("signed_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("letter", "seat"),
                                name="a_movement_signs_a_letter_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="proposals.meeting",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField()),
                        ("is_present", models.BooleanField()),
                        (
                            "marked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("marked_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "seat", "serial"), name="one_mark_per_serial")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Minutes",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="minutes",
                                to="proposals.meeting",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField()),
                        ("language", models.CharField(max_length=12)),
                        ("text", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "published_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("published_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name_plural": "minutes",
                        "ordering": ["-serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "serial"), name="one_minutes_per_serial"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("serial", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="later_minutes_say_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReferralDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=150)),
                        ("media_type", models.CharField(max_length=120)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="proposals.referral",
                            ),
                        ),
                        ("file", models.FileField(upload_to=proposals.referring.models.document_path)),
                        (
                            "attached_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("attached_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="proposals.webhook",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("first_tried_at", models.DateTimeField(null=True)),
                        ("next_try_at", models.DateTimeField()),
                        ("delivered_at", models.DateTimeField(null=True)),
                        ("dead_at", models.DateTimeField(null=True)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("failure", models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("webhook", "entry"), name="one_delivery_per_webhook_and_entry"
                            )
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("dead_at__isnull", True), ("delivered_at__isnull", True)),
                                fields=["webhook", "next_try_at"],
                                name="delivery_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("dead_at__isnull", False)),
                                fields=["webhook", "-id"],
                                name="delivery_dead",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MinutesFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=150)),
                        ("media_type", models.CharField(max_length=120)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "minutes",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="scan", to="proposals.minutes"
                            ),
                        ),
                        ("file", models.FileField(upload_to=proposals.meetings.models.minutes_path)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="councils.round",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "begun_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("begun_at", models.DateTimeField()),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("submitted", "submitted"),
                                    ("returned", "returned"),
                                    ("admitted", "admitted"),
                                    ("withdrawn", "withdrawn"),
                                    ("merged", "merged into another"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("stage_reason", models.TextField(blank=True)),
                        ("admitted_at", models.DateTimeField(blank=True, null=True)),
                        ("decision_class", models.CharField(blank=True, max_length=40)),
                        ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                        ("currency", models.CharField(default="USD", max_length=3)),
                        ("implementing_body", models.CharField(blank=True, max_length=200)),
                        (
                            "revision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.revision",
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                        ("themes", models.ManyToManyField(blank=True, related_name="proposals", to="councils.theme")),
                        (
                            "countries",
                            models.ManyToManyField(blank=True, related_name="proposals", to="councils.country"),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "number"), name="one_proposal_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                                name="amount_positive",
                            ),
                        ],
                        "indexes": [models.Index(fields=["round", "stage", "number"], name="proposal_round_stage")],
                    },
                ),
                migrations.CreateModel(
                    name="MachineRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="machine_requests",
                                to="proposals.proposal",
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting for the machine"),
                                    ("done", "done"),
                                    ("failed", "given up"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="councils.seat",
                            ),
                        ),
                        ("requested_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("passages", models.PositiveIntegerField(default=0)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("proposal", "language"),
                                name="one_waiting_machine_request",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Endorsement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="endorsements",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="endorsements",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "endorsed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("endorsed_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("proposal", "seat"),
                                name="one_endorsement_per_seat",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=150)),
                        ("media_type", models.CharField(max_length=120)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="proposals.proposal",
                            ),
                        ),
                        ("file", models.FileField(upload_to=proposals.drafting.models.attachment_path)),
                        (
                            "attached_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("attached_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("authors", "by its authors"),
                                    ("amendment", "by an amendment that the sponsors accepted"),
                                    ("plenary", "by the plenary"),
                                    ("merge", "by a merge"),
                                    ("split", "by a split"),
                                ],
                                default="authors",
                                max_length=10,
                            ),
                        ),
                        ("provenance", models.JSONField(default=dict)),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revisions",
                                to="proposals.proposal",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("language", models.CharField(max_length=10)),
                        ("title", models.CharField(max_length=200)),
                        ("summary", models.TextField(blank=True)),
                        ("paragraphs", models.JSONField()),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("sha256", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "number"), name="one_revision_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("proposal", "Proposal"),
                                    ("amendment", "Amendment"),
                                    ("comment", "Comment"),
                                    ("position", "Position"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("object_id", models.BigIntegerField()),
                        (
                            "council",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="councils.council",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="councils.round",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="councils.movement",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="councils.country",
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        ("stance", models.CharField(blank=True, max_length=10)),
                        ("at", models.DateTimeField()),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("vector", django.contrib.postgres.search.SearchVectorField(null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "object_id"), name="one_search_entry_per_text")
                        ],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["vector"], name="search_words"),
                            models.Index(fields=["council", "id"], name="search_council"),
                            models.Index(
                                condition=models.Q(("movement__isnull", False)),
                                fields=["movement", "id"],
                                name="search_movement",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sponsorship",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("invited", "invited"), ("accepted", "accepted"), ("declined", "declined")],
                                default="invited",
                                max_length=10,
                            ),
                        ),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("invited_at", models.DateTimeField()),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "seat"), name="one_sponsorship_per_seat")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Translation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="translations",
                                to="proposals.proposal",
                            ),
                        ),
                        ("passage", models.CharField(max_length=20)),
                        ("language", models.CharField(max_length=10)),
                        ("serial", models.PositiveIntegerField()),
                        ("text", models.TextField()),
                        ("source_sha256", models.CharField(max_length=64)),
                        (
                            "origin",
                            models.CharField(
                                choices=[("human", "by a person"), ("machine", "by a machine")], max_length=10
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="councils.seat",
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "language", "passage", "serial"), name="one_translation_per_serial"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by__isnull", True),
                                    ("made_by__isnull", True),
                                    models.Q(("reviewed_by", models.F("made_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_reviews_their_own_translation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_review_is_of_somebody_at_an_instant",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("made_by__isnull", True), ("origin", "machine")),
                                    models.Q(("made_by__isnull", False), ("origin", "human")),
                                    _connector="OR",
                                ),
                                name="a_machine_is_nobody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evaluation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluations",
                                to="proposals.proposal",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluations",
                                to="councils.council",
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.revision"
                            ),
                        ),
                        ("technical", common.languages.MultilingualField(default=dict)),
                        ("risks", common.languages.MultilingualField(blank=True, default=dict)),
                        ("cost", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("office", models.CharField(max_length=120)),
                        (
                            "evaluated_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("evaluated_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["proposal", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "number"), name="one_evaluation_per_number"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cost__isnull", True), ("currency", "")),
                                    models.Q(("cost__gte", 0), ("currency__regex", "^[A-Z]{3}$")),
                                    _connector="OR",
                                ),
                                name="a_cost_has_a_currency",
                            ),
                        ],
                        "indexes": [models.Index(fields=["evaluated_at"], name="evaluation_changed")],
                    },
                ),
                migrations.CreateModel(
                    name="Reshaping",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("merge", "merge"), ("split", "split")], max_length=10)),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reshapings",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reshaped_by",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "base",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.revision"
                            ),
                        ),
                        (
                            "other_base",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.revision",
                            ),
                        ),
                        ("wording", models.JSONField()),
                        ("other_wording", models.JSONField(null=True)),
                        ("reason", models.TextField()),
                        ("anchors", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "waiting for the sponsors"),
                                    ("done", "done"),
                                    ("declined", "declined"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("proposal",),
                                name="one_reshaping_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "merge"), ("other__isnull", False)),
                                    models.Q(("kind", "split"), ("other_wording__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_reshaping_has_two_sides",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reshaping",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="proposals.reshaping",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("is_given", models.BooleanField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("reshaping", "seat"), name="one_consent_per_seat")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amendment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="proposals.proposal",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="councils.seat",
                            ),
                        ),
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
                            "text",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.amendmenttext",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("accepted", "accepted by the sponsors"),
                                    ("declined", "declined by the sponsors"),
                                    ("withdrawn", "withdrawn"),
                                    ("sent", "sent to the plenary"),
                                    ("adopted", "adopted by the plenary"),
                                    ("rejected", "rejected by the plenary"),
                                    ("moot", "moot"),
                                    ("lapsed", "lapsed"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.TextField(blank=True)),
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
                        ("plenary_order", models.PositiveIntegerField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("proposal", "number"), name="one_amendment_per_number")
                        ],
                        "indexes": [
                            models.Index(fields=["proposal", "state", "number"], name="amendment_proposal_state")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AmendmentText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="proposals.amendment",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "revision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.revision"
                            ),
                        ),
                        ("changes", models.JSONField()),
                        ("reasons", models.TextField()),
                        ("language", models.CharField(max_length=10)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("sha256", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("amendment", "number"), name="one_amendment_text_per_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ballot",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="councils.round"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("motion", "motion"),
                                    ("ranking", "ranking"),
                                    ("allocation", "allocation of a budget"),
                                    ("election", "election of persons"),
                                ],
                                default="motion",
                                max_length=12,
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="proposals.proposal",
                            ),
                        ),
                        ("title", common.languages.MultilingualField(blank=True, default=dict)),
                        ("terms", models.JSONField(default=dict)),
                        ("options", models.JSONField(null=True)),
                        ("is_imported", models.BooleanField(default=False)),
                        (
                            "amendment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="proposals.amendment",
                            ),
                        ),
                        (
                            "window",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="councils.window",
                            ),
                        ),
                        (
                            "second_call_of",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_call",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("provisional", "provisional roll"),
                                    ("open", "open"),
                                    ("closed", "closed"),
                                    ("tallied", "counted"),
                                    ("published", "published"),
                                    ("cancelled", "cancelled"),
                                    ("settled", "settled"),
                                    ("moot", "moot"),
                                ],
                                default="provisional",
                                max_length=12,
                            ),
                        ),
                        ("decision_class", models.CharField(blank=True, max_length=40)),
                        (
                            "revision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.revision",
                            ),
                        ),
                        (
                            "rulebook",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="councils.rulebook",
                            ),
                        ),
                        ("rules", models.JSONField(null=True)),
                        ("contributions", models.JSONField(null=True)),
                        ("roll_sha256", models.CharField(blank=True, max_length=64)),
                        ("prepared_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("tallied_at", models.DateTimeField(blank=True, null=True)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("cancellation_reason", models.TextField(blank=True)),
                        ("delegations", models.JSONField(null=True)),
                        ("waived_languages", models.JSONField(default=list)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "number"), name="one_ballot_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("amendment__isnull", True), ("second_call_of__isnull", True)),
                                fields=("proposal",),
                                name="one_first_ballot_per_proposal",
                            ),
                            models.UniqueConstraint(fields=("amendment",), name="one_ballot_per_amendment"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["provisional", "cancelled"]),
                                    models.Q(
                                        ("opened_at__isnull", False),
                                        ("revision__isnull", False),
                                        ("rules__isnull", False),
                                        models.Q(("roll_sha256", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("opened_at__isnull", False),
                                        ("options__isnull", False),
                                        ("rules__isnull", False),
                                        models.Q(("roll_sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_opened_ballot_is_frozen",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "motion"), ("proposal__isnull", False)),
                                    models.Q(
                                        models.Q(
                                            models.Q(("kind", "motion"), _negated=True),
                                            ("terms__contains", {"asks": "adequacy"}),
                                            _connector="OR",
                                        ),
                                        ("amendment__isnull", True),
                                        ("proposal__isnull", True),
                                        ("revision__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_motion_is_on_a_proposal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "election"),
                                    models.Q(("terms__contains", {"is_secret": True}), _negated=True),
                                    _connector="OR",
                                ),
                                name="elections_alone_are_secret",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["published", "cancelled", "settled", "moot"]), _negated=True
                                ),
                                fields=["state", "id"],
                                name="ballot_unfinished",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "proposal",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.revision"
                            ),
                        ),
                        ("paragraph", models.CharField(blank=True, max_length=20)),
                        (
                            "amendment",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="proposals.amendment",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="proposals.comment",
                            ),
                        ),
                        (
                            "root",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="thread",
                                to="proposals.comment",
                            ),
                        ),
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
                        ("text", models.TextField()),
                        ("language", models.CharField(max_length=10)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="councils.seat",
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("edited_at", models.DateTimeField(blank=True, null=True)),
                        ("retracted_at", models.DateTimeField(blank=True, null=True)),
                        ("retraction_note", models.CharField(blank=True, max_length=300)),
                        ("support_count", models.PositiveIntegerField(default=0)),
                        (
                            "answer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers_question",
                                to="proposals.comment",
                            ),
                        ),
                        ("counted_at", models.DateTimeField(blank=True, null=True)),
                        ("likeness", models.CharField(blank=True, db_default="", default="", max_length=16)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("parent__isnull", True), ("root__isnull", True)),
                                    models.Q(("parent__isnull", False), ("root__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_reply_has_a_thread",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amendment__isnull", True), ("paragraph", ""), _connector="OR"),
                                name="a_comment_has_one_anchor",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("parent__isnull", True), ("amendment__isnull", True)),
                                fields=["proposal", "id"],
                                name="comment_proposal",
                            ),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True)),
                                fields=["proposal", "support_count", "id"],
                                name="comment_supported",
                            ),
                            models.Index(
                                condition=models.Q(("parent__isnull", True), ("amendment__isnull", True)),
                                fields=["proposal", "support_count", "id"],
                                name="comment_threads_supported",
                            ),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True)),
                                fields=["proposal", "id"],
                                name="comment_said",
                            ),
                            models.Index(fields=["proposal", "paragraph", "id"], name="comment_paragraph"),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True)),
                                fields=["proposal", "stance", "id"],
                                name="comment_stance",
                            ),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True)),
                                fields=["proposal", "language", "id"],
                                name="comment_language",
                            ),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True)),
                                fields=["proposal", "seat", "id"],
                                include=("stance", "retracted_at"),
                                name="comment_seat",
                            ),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True), _negated=True),
                                fields=["amendment", "id"],
                                name="comment_amendment",
                            ),
                            models.Index(
                                condition=models.Q(("amendment__isnull", True), _negated=True),
                                fields=["amendment", "support_count", "id"],
                                name="comment_amendment_supported",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    ("amendment__isnull", True),
                                    ("stance", "question"),
                                    ("answer__isnull", True),
                                ),
                                fields=["proposal", "id"],
                                name="question_open",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("parent__isnull", True),
                                    ("amendment__isnull", True),
                                    ("stance", "question"),
                                    ("answer__isnull", False),
                                ),
                                fields=["proposal", "id"],
                                name="question_answered",
                            ),
                            models.Index(fields=["root", "id"], name="comment_thread"),
                            models.Index(fields=["proposal", "id"], name="comment_of_proposal"),
                            models.Index(
                                django.db.models.functions.comparison.Greatest(
                                    "created_at",
                                    "edited_at",
                                    "retracted_at",
                                    "counted_at",
                                    "moderated_at",
                                    "hidden_until",
                                ),
                                name="comment_changed",
                            ),
                            models.Index(
                                condition=models.Q(("likeness", ""), _negated=True),
                                fields=["likeness", "created_at"],
                                name="comment_likeness",
                            ),
                            models.Index(
                                condition=models.Q(("held_at__isnull", False)), fields=["proposal"], name="comment_held"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlenaryCall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plenary_calls",
                                to="proposals.amendment",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        (
                            "called_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("called_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("amendment", "seat"), name="one_plenary_call_per_seat")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AmendmentSponsorship",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "amendment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sponsorships",
                                to="proposals.amendment",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        (
                            "joined_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("joined_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("amendment", "seat"),
                                name="one_amendment_sponsorship_per_seat",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssemblyWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "comment",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assembly",
                                to="proposals.comment",
                            ),
                        ),
                        (
                            "amendment",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assembly",
                                to="proposals.amendment",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("place", models.CharField(max_length=200)),
                        ("held_on", models.DateField()),
                        ("people", models.PositiveIntegerField()),
                        ("minutes", models.FileField(upload_to="evidence/%Y/")),
                        (
                            "credited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("credited_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amendment__isnull", True), ("comment__isnull", False)),
                                    models.Q(("amendment__isnull", False), ("comment__isnull", True)),
                                    _connector="OR",
                                ),
                                name="an_assembly_said_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("people__gte", 1)), name="an_assembly_is_of_people"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes", ""), _negated=True), name="an_assembly_has_minutes"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommentSupport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supports",
                                to="proposals.comment",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        (
                            "supported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("supported_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("comment", "seat"),
                                name="one_support_per_seat",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consultations",
                                to="councils.round",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consultations",
                                to="proposals.ballot",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "seat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consultations",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("instruct", "to instruct the mandate"), ("advise", "to advise")],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "open"), ("counted", "counted"), ("cancelled", "cancelled")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.revision",
                            ),
                        ),
                        ("terms", models.JSONField(default=dict)),
                        ("options", models.JSONField(null=True)),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opens_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField(blank=True, null=True)),
                        ("result", models.JSONField(null=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("cancellation_reason", models.TextField(blank=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ballot", "number"), name="one_consultation_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "cancelled"), _negated=True),
                                fields=("ballot", "seat"),
                                name="one_consultation_per_asker",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                                name="consultation_closes_after_opening",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("counted_at__isnull", False), ("result__isnull", False), ("state", "counted")
                                    ),
                                    models.Q(
                                        models.Q(("state", "counted"), _negated=True),
                                        ("counted_at__isnull", True),
                                        ("result__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_counted_consultation_has_a_result",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["closes_at", "id"],
                                name="consultation_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to="councils.round",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "mandate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.mandate"
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("to__isnull", True),
                                    models.Q(("to", models.F("seat")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_delegates_to_themselves",
                            )
                        ],
                        "indexes": [models.Index(fields=["round", "ballot"], name="delegation_of_ballot")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedVotes",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imported",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("source", models.JSONField()),
                        ("voters", models.PositiveBigIntegerField()),
                        ("votes", models.JSONField()),
                        ("imported_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "sha256"), name="a_file_is_imported_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instruction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instructions",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("answer", models.JSONField()),
                        ("text", models.TextField(blank=True)),
                        ("language", models.CharField(blank=True, max_length=10)),
                        ("evidence", models.FileField(blank=True, upload_to="evidence/%Y/")),
                        ("is_of_members", models.BooleanField(default=False)),
                        (
                            "instructed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("instructed_at", models.DateTimeField()),
                        ("salt", models.CharField(max_length=32)),
                        ("commitment", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_of_members", True)),
                                fields=("ballot", "seat"),
                                name="members_instruct_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("instructed_by__isnull", True), ("is_of_members", True)),
                                    models.Q(("instructed_by__isnull", False), ("is_of_members", False)),
                                    _connector="OR",
                                ),
                                name="members_or_a_coordinator_instruct",
                            ),
                        ],
                        "indexes": [models.Index(fields=["ballot", "seat", "-id"], name="instruction_latest")],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lot", to="proposals.ballot"
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[("draw", "a public draw"), ("commitments", "secrets of two offices")],
                                max_length=12,
                            ),
                        ),
                        ("draw", models.TextField(blank=True)),
                        (
                            "named_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("named_at", models.DateTimeField()),
                        ("seed", models.CharField(blank=True, max_length=200)),
                        ("evidence", models.TextField(blank=True)),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("drawn_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failure", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("method", "commitments"), models.Q(("draw", ""), _negated=True), _connector="OR"
                                ),
                                name="a_draw_is_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("drawn_at__isnull", True), ("seed", "")),
                                    models.Q(
                                        models.Q(("seed", ""), _negated=True), ("drawn_at__gt", models.F("named_at"))
                                    ),
                                    _connector="OR",
                                ),
                                name="drawn_after_it_was_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="proposals.comment",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("comment", "seat"), name="a_movement_is_mentioned_once"),
                            models.UniqueConstraint(fields=("comment", "person"), name="a_person_is_mentioned_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("person__isnull", False), ("seat__isnull", True)),
                                    models.Q(("person__isnull", True), ("seat__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_mention_names_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpenedChoice",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_choices",
                                to="proposals.ballot",
                            ),
                        ),
                        ("answer", models.JSONField()),
                        ("code", models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("ballot", "code"),
                                name="a_code_is_of_one_choice",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Position",
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
                                related_name="positions",
                                to="councils.council",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="positions",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "series",
                            models.CharField(
                                blank=True,
                                choices=[("", "the council's own"), ("imports", "imported")],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("outcome", models.CharField(max_length=20)),
                        (
                            "supersedes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="proposals.position",
                            ),
                        ),
                        ("document", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("previous_sha256", models.CharField(blank=True, max_length=64)),
                        ("published_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("council", "series", "year", "number"), name="one_position_per_number"
                            ),
                            models.UniqueConstraint(
                                fields=("council", "series", "previous_sha256"), name="one_chain_per_series"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("supersedes__isnull", True)),
                                fields=("ballot",),
                                name="one_first_position_per_ballot",
                            ),
                        ],
                        "indexes": [models.Index(fields=["council", "-id"], name="position_council")],
                    },
                ),
                migrations.CreateModel(
                    name="Option",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="proposals.ballot",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("place", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("nominated", "nominated"),
                                    ("accepted", "accepted"),
                                    ("declined", "declined"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="accepted",
                                max_length=10,
                            ),
                        ),
                        ("title", common.languages.MultilingualField(blank=True, default=dict)),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposal",
                            ),
                        ),
                        ("cost", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                        (
                            "candidate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidacies",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("expertise", models.CharField(blank=True, max_length=40)),
                        ("statement", models.TextField(blank=True)),
                        ("language", models.CharField(blank=True, max_length=10)),
                        (
                            "nominated_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "put_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("put_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawal_reason", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ballot", "code"), name="one_option_per_code"),
                            models.UniqueConstraint(
                                condition=models.Q(("proposal__isnull", False)),
                                fields=("ballot", "proposal"),
                                name="a_proposal_is_one_option",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("candidate__isnull", False)),
                                fields=("ballot", "candidate"),
                                name="a_person_stands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("candidate__isnull", True),
                                    models.Q(
                                        ("cost__isnull", True),
                                        ("nominated_for__isnull", False),
                                        ("proposal__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_option_is_of_one_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agenda",
                                to="proposals.meeting",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        (
                            "proposal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.ballot",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "number"), name="one_item_per_place"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("proposal__isnull", True), ("ballot__isnull", True), _connector="OR"
                                ),
                                name="an_item_is_about_one_thing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recusals",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("reason", models.TextField()),
                        (
                            "recused_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recused_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("ballot", "seat"), name="one_recusal_per_seat")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RollChallenge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("text", models.TextField()),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, choices=[("upheld", "upheld"), ("dismissed", "dismissed")], max_length=10
                            ),
                        ),
                        ("answer", models.TextField(blank=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="RollEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="roll", to="proposals.ballot"
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("movement", models.CharField(max_length=80)),
                        ("name", models.CharField(max_length=200)),
                        ("kind", models.CharField(max_length=20)),
                        ("country", models.CharField(blank=True, max_length=2)),
                    ],
                    options={
                        "ordering": ["movement"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ballot", "seat"), name="a_seat_is_once_on_a_roll")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tallies",
                                to="proposals.ballot",
                            ),
                        ),
                        ("rule", models.CharField(max_length=40)),
                        ("is_binding", models.BooleanField()),
                        ("outcome", models.CharField(max_length=20)),
                        ("result", models.JSONField()),
                        ("counted_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ballot", "rule"), name="one_tally_per_rule"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_binding", True)), fields=("ballot",), name="one_binding_tally"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BallotKey",
                    fields=[
                        (
                            "ballot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="key",
                                serialize=False,
                                to="proposals.ballot",
                            ),
                        ),
                        ("public_key", models.CharField(max_length=64, unique=True)),
                        ("has_codes", models.BooleanField(default=False)),
                        ("size", models.PositiveIntegerField()),
                        ("made_at", models.DateTimeField()),
                        ("destroyed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("destroyed_at__isnull", True)),
                                fields=["ballot"],
                                name="key_undestroyed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CodeBatch",
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
                                related_name="code_batches",
                                to="councils.council",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="code_batches",
                                to="councils.seat",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="code_batches",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="code_batches",
                                to="proposals.consultation",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=["council", "id"],
                                name="code_batch_live",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsultedMovement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="proposals.consultation",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.seat"
                            ),
                        ),
                        ("movement", models.CharField(max_length=80)),
                        ("name", models.CharField(max_length=200)),
                    ],
                    options={
                        "ordering": ["movement"],
                        "constraints": [
                            models.UniqueConstraint(fields=("consultation", "seat"), name="a_movement_is_asked_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotCommitment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="proposals.lot",
                            ),
                        ),
                        (
                            "office",
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
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("commitment", models.CharField(max_length=64)),
                        ("committed_at", models.DateTimeField()),
                        ("secret", models.CharField(blank=True, max_length=200)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["commitment"],
                        "constraints": [
                            models.UniqueConstraint(fields=("lot", "person"), name="one_commitment_per_person"),
                            models.UniqueConstraint(fields=("lot", "office"), name="one_commitment_per_office"),
                            models.UniqueConstraint(fields=("lot", "commitment"), name="no_commitment_is_copied"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Package",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "position",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="package",
                                to="proposals.position",
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("manifest_sha256", models.CharField(max_length=64, unique=True)),
                        ("votes_file", models.CharField(blank=True, max_length=20)),
                        ("written_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="RenderingTry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "position",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rendering",
                                to="proposals.position",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField()),
                        ("is_done", models.BooleanField(default=False)),
                        ("failure", models.CharField(blank=True, max_length=500)),
                    ],
                ),
                migrations.CreateModel(
                    name="Rendition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "position",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renditions",
                                to="proposals.position",
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        ("media_type", models.CharField(max_length=40)),
                        ("content", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("rendered_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("position", "language"), name="one_rendition_per_language")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "roll_entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participations",
                                to="proposals.rollentry",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participations",
                                to="proposals.ballot",
                            ),
                        ),
                        ("serial", models.PositiveIntegerField()),
                        (
                            "mandate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.mandate"
                            ),
                        ),
                        (
                            "capacity",
                            models.CharField(
                                choices=[("titular", "titular"), ("alternate", "alternate")], max_length=10
                            ),
                        ),
                        (
                            "cast_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("receipt", models.CharField(max_length=20, unique=True)),
                    ],
                    options={
                        "ordering": ["roll_entry", "serial"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("roll_entry", "serial"), name="one_participation_per_serial"
                            )
                        ],
                        "indexes": [
                            models.Index(fields=["ballot", "roll_entry", "-serial"], name="participation_latest")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Envelope",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "roll_entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.rollentry"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.ballot"
                            ),
                        ),
                        ("serial", models.PositiveIntegerField()),
                        ("box", models.BinaryField()),
                        ("cast_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("roll_entry", "serial"), name="one_envelope_per_serial")
                        ],
                        "indexes": [models.Index(fields=["ballot", "roll_entry", "-serial"], name="envelope_latest")],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "position",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="proposals.position",
                            ),
                        ),
                        (
                            "key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.signingkey"
                            ),
                        ),
                        ("value", models.CharField(max_length=128)),
                        ("signed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("position", "key"), name="one_signature_per_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "roll_entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="proposals.rollentry",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("dissent", "dissent"),
                                    ("reservation", "reservation"),
                                    ("stand_aside", "stand-aside"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.TextField()),
                        ("language", models.CharField(max_length=10)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Vote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "roll_entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="proposals.rollentry",
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="proposals.ballot"
                            ),
                        ),
                        ("serial", models.PositiveIntegerField()),
                        ("answer", models.JSONField()),
                        (
                            "mandate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="councils.mandate"
                            ),
                        ),
                        (
                            "capacity",
                            models.CharField(
                                choices=[
                                    ("titular", "titular"),
                                    ("alternate", "alternate"),
                                    ("coordinator", "coordinator"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "cast_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("cast_at", models.DateTimeField()),
                        ("salt", models.CharField(max_length=32)),
                        ("commitment", models.CharField(max_length=64)),
                        ("receipt", models.CharField(max_length=20, unique=True)),
                        ("is_on_paper", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["roll_entry", "serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("roll_entry", "serial"), name="one_vote_per_serial")
                        ],
                        "indexes": [models.Index(fields=["ballot", "roll_entry", "-serial"], name="vote_latest")],
                    },
                ),
                migrations.CreateModel(
                    name="AccessCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="codes",
                                to="proposals.codebatch",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("code_hash", models.CharField(max_length=64, unique=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "person"), name="one_code_per_person_and_batch")
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("used_at__isnull", True)), fields=["batch"], name="code_unused"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsultationAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "consultation",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="proposals.consultation",
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="proposals.consultedmovement",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answer", models.JSONField()),
                        ("answered_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "consultation"), name="one_answer_per_person")
                        ],
                        "indexes": [models.Index(fields=["consultation", "asked"], name="answer_counted")],
                    },
                ),
                migrations.CreateModel(
                    name="PaperReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ballot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_readings",
                                to="proposals.ballot",
                            ),
                        ),
                        (
                            "roll_entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_readings",
                                to="proposals.rollentry",
                            ),
                        ),
                        (
                            "mandate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.mandate"
                            ),
                        ),
                        ("answer", models.JSONField()),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        ("reference", models.CharField(blank=True, max_length=200)),
                        ("scan", models.FileField(blank=True, upload_to="evidence/%Y/")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waits for another person"),
                                    ("replaced", "replaced"),
                                    ("withdrawn", "withdrawn"),
                                    ("cast", "cast"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_readings",
                                to="proposals.vote",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("roll_entry", "entered_by"),
                                name="one_reading_per_person",
                            ),
                            models.UniqueConstraint(fields=("vote", "entered_by"), name="two_people_read_a_paper"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cast"), ("vote__isnull", False)),
                                    models.Q(models.Q(("state", "cast"), _negated=True), ("vote__isnull", True)),
                                    _connector="OR",
                                ),
                                name="a_reading_is_cast_with_its_vote",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reference", ""), ("scan", ""), _negated=True),
                                name="a_paper_can_be_found_again",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["ballot", "roll_entry"],
                                name="paper_waiting",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Response",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "transmittal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="responses",
                                to="proposals.transmittal",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("accepts", "accepts"),
                                    ("accepts_in_part", "accepts in part"),
                                    ("rejects", "rejects"),
                                    ("defers", "defers"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("language", models.CharField(max_length=12)),
                        ("reasons", models.TextField()),
                        ("paragraphs", models.JSONField(default=list)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["transmittal", "-serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("transmittal", "serial"), name="one_response_per_serial"),
                            models.CheckConstraint(
                                condition=models.Q(("reasons", ""), _negated=True), name="a_response_has_reasons"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResponseFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=150)),
                        ("media_type", models.CharField(max_length=120)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "response",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="proposals.response",
                            ),
                        ),
                        ("file", models.FileField(upload_to=proposals.answering.models.response_file_path)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Transmittal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "position",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transmittals",
                                to="proposals.position",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transmittals",
                                to="proposals.letter",
                            ),
                        ),
                        (
                            "addressee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transmittals",
                                to="councils.council",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        (
                            "former",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="later",
                                to="proposals.transmittal",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "sent"),
                                    ("acknowledged", "received"),
                                    ("answered", "answered"),
                                    ("superseded", "superseded"),
                                ],
                                default="sent",
                                max_length=12,
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "response",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.response",
                            ),
                        ),
                        ("superseded_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("position", "addressee", "round"), name="one_transmittal_per_addressee"
                            ),
                            models.UniqueConstraint(
                                fields=("letter", "addressee"), name="one_transmittal_of_a_letter_per_addressee"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("position__isnull", True), ("letter__isnull", True), _connector="XOR"
                                ),
                                name="a_position_or_a_letter_is_sent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("former__isnull", True), ("round", 1)),
                                    models.Q(("former__isnull", False), ("round__gt", 1)),
                                    _connector="OR",
                                ),
                                name="a_later_round_has_a_former",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gt", models.F("sent_at"))),
                                name="an_answer_is_due_after_sending",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("response__isnull", False),
                                        ("state", "answered"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "answered"), _negated=True),
                                        ("answered_at__isnull", True),
                                        ("response__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_answered_transmittal_has_a_response",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "superseded"), ("superseded_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "superseded"), _negated=True),
                                        ("superseded_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_superseded_transmittal_says_when",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["sent", "acknowledged"])),
                                fields=["due_at", "id"],
                                name="transmittal_open",
                            ),
                            models.Index(fields=["changed_at"], name="transmittal_changed"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("hidden_at", models.DateTimeField(blank=True, null=True)),
                        ("hidden_until", models.DateTimeField(blank=True, null=True)),
                        ("hidden_ground", models.CharField(blank=True, max_length=40)),
                        ("hidden_reason", models.TextField(blank=True)),
                        ("hidden_passages", models.JSONField(default=list)),
                        ("held_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_sha256", models.CharField(blank=True, max_length=64)),
                        ("moderated_at", models.DateTimeField(blank=True, null=True)),
                        ("moderated_case", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "position",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="proposals.position",
                            ),
                        ),
                        ("serial", models.PositiveIntegerField()),
                        (
                            "transmittal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="proposals.transmittal",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="councils.seat",
                            ),
                        ),
                        ("milestone", models.CharField(max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not_begun", "not begun"),
                                    ("under_way", "under way"),
                                    ("done", "done"),
                                    ("stopped", "stopped"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("as_of", models.DateField()),
                        ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("text", models.TextField()),
                        ("language", models.CharField(max_length=12)),
                        ("link", models.CharField(blank=True, max_length=500)),
                        (
                            "supersedes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="proposals.followup",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reported_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["position", "serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("position", "serial"), name="one_follow_up_per_serial"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("milestone", ""), _negated=True), models.Q(("text", ""), _negated=True)
                                ),
                                name="a_follow_up_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("amount__isnull", True), ("currency", "")),
                                    models.Q(("amount__gte", 0), models.Q(("currency", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="a_follow_up_names_its_currency",
                            ),
                        ],
                        "indexes": [models.Index(fields=["reported_at"], name="follow_up_reported")],
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "transmittal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rating",
                                to="proposals.transmittal",
                            ),
                        ),
                        (
                            "response",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rating",
                                to="proposals.response",
                            ),
                        ),
                        (
                            "ballot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rating",
                                to="proposals.ballot",
                            ),
                        ),
                        ("called_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("adequate", "adequate"),
                                    ("inadequate", "inadequate"),
                                    ("undecided", "undecided"),
                                    ("void", "vote void"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "position",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rating",
                                to="proposals.position",
                            ),
                        ),
                        ("concluded_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("concluded_at__isnull", True), ("outcome", "")),
                                    models.Q(models.Q(("outcome", ""), _negated=True), ("concluded_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_concluded_rating_says_when",
                            )
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("outcome", "")), fields=["id"], name="rating_running")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="councils.council"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "comment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.comment",
                            ),
                        ),
                        (
                            "amendment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.amendment",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.proposal",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.letter",
                            ),
                        ),
                        (
                            "evaluation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.evaluation",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.referral",
                            ),
                        ),
                        (
                            "followup",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="proposals.followup",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("is_automated", models.BooleanField(default=False)),
                        (
                            "cause",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("repeated", "the same text was sent several times"),
                                    ("links", "the text holds many links"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("decided", "decided"),
                                    ("appealed", "under appeal"),
                                    ("closed", "closed"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("council", "number"), name="one_case_per_number"),
                            models.UniqueConstraint(
                                condition=models.Q(("comment__isnull", False), ("state", "open")),
                                fields=("comment",),
                                name="one_open_case_per_comment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("amendment__isnull", False), ("state", "open")),
                                fields=("amendment",),
                                name="one_open_case_per_amendment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("proposal__isnull", False), ("state", "open")),
                                fields=("proposal",),
                                name="one_open_case_per_proposal",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("letter__isnull", False), ("state", "open")),
                                fields=("letter",),
                                name="one_open_case_per_letter",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("evaluation__isnull", False), ("state", "open")),
                                fields=("evaluation",),
                                name="one_open_case_per_evaluation",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("referral__isnull", False), ("state", "open")),
                                fields=("referral",),
                                name="one_open_case_per_referral",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("followup__isnull", False), ("state", "open")),
                                fields=("followup",),
                                name="one_open_case_per_followup",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_automated", True), ("cause", ""), _connector="XOR"),
                                name="the_program_says_why_it_opened_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("amendment__isnull", True),
                                        ("comment__isnull", False),
                                        ("evaluation__isnull", True),
                                        ("followup__isnull", True),
                                        ("letter__isnull", True),
                                        ("proposal__isnull", True),
                                        ("referral__isnull", True),
                                    ),
                                    models.Q(
                                        ("amendment__isnull", False),
                                        ("comment__isnull", True),
                                        ("evaluation__isnull", True),
                                        ("followup__isnull", True),
                                        ("letter__isnull", True),
                                        ("proposal__isnull", True),
                                        ("referral__isnull", True),
                                    ),
                                    models.Q(
                                        ("amendment__isnull", True),
                                        ("comment__isnull", True),
                                        ("evaluation__isnull", True),
                                        ("followup__isnull", True),
                                        ("letter__isnull", True),
                                        ("proposal__isnull", False),
                                        ("referral__isnull", True),
                                    ),
                                    models.Q(
                                        ("amendment__isnull", True),
                                        ("comment__isnull", True),
                                        ("evaluation__isnull", True),
                                        ("followup__isnull", True),
                                        ("letter__isnull", False),
                                        ("proposal__isnull", True),
                                        ("referral__isnull", True),
                                    ),
                                    models.Q(
                                        ("amendment__isnull", True),
                                        ("comment__isnull", True),
                                        ("evaluation__isnull", False),
                                        ("followup__isnull", True),
                                        ("letter__isnull", True),
                                        ("proposal__isnull", True),
                                        ("referral__isnull", True),
                                    ),
                                    models.Q(
                                        ("amendment__isnull", True),
                                        ("comment__isnull", True),
                                        ("evaluation__isnull", True),
                                        ("followup__isnull", True),
                                        ("letter__isnull", True),
                                        ("proposal__isnull", True),
                                        ("referral__isnull", False),
                                    ),
                                    models.Q(
                                        ("amendment__isnull", True),
                                        ("comment__isnull", True),
                                        ("evaluation__isnull", True),
                                        ("followup__isnull", False),
                                        ("letter__isnull", True),
                                        ("proposal__isnull", True),
                                        ("referral__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_case_is_about_one_text",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["council", "state", "due_at"], name="case_council_state"),
                            models.Index(fields=["author", "state"], name="case_author"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="proposals.case",
                            ),
                        ),
                        ("serial", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("keep", "keep"),
                                    ("hide", "hide"),
                                    ("hide_part", "hide in part"),
                                    ("warn", "warn the author"),
                                    ("suspend", "suspend the author from writing for a time"),
                                    ("remove", "remove by law"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("ground", models.CharField(blank=True, max_length=40)),
                        ("reason", models.TextField()),
                        ("passages", models.JSONField(default=list)),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("office", models.CharField(max_length=12)),
                        ("decided_at", models.DateTimeField()),
                        ("appeal_until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "serial"), name="one_decision_per_serial")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="proposals.case"
                            ),
                        ),
                        (
                            "reporter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("ground", models.CharField(max_length=40)),
                        ("text", models.TextField(blank=True)),
                        ("text_sha256", models.CharField(max_length=64)),
                        ("reported_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "reporter"), name="one_report_per_person")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeal",
                                to="proposals.decision",
                            ),
                        ),
                        ("text", models.TextField()),
                        (
                            "appealed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("appealed_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("upheld", "upheld"), ("reversed", "reversed"), ("changed", "changed")],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "heard_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("heard_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("heard_by__isnull", True),
                                    models.Q(("heard_by", models.F("appealed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_hears_their_own_appeal",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

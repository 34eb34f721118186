import common.together
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("notices", "0001_initial"), ("notices", "0002_returned_and_pushed"), ("notices", "0003_meetings")]

    initial = True

    dependencies = [
        ("accounts", "0002_sending"),
        ("ledger", "0001_ground"),
    ]

    operations = [
        common.together.Together(
            operations=[
                migrations.CreateModel(
                    name="Cursor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cursor_transaction", models.BigIntegerField(default=0)),
                        ("cursor_entry", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_cursor_of_notices")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Device",
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
                                related_name="devices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("endpoint", models.CharField(max_length=1000, unique=True)),
                        ("p256dh", models.CharField(max_length=100)),
                        ("auth", models.CharField(max_length=40)),
                        ("made_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Notice",
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
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[("inbox", "on the site"), ("email", "by e-mail"), ("push", "on a device")],
                                max_length=8,
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("made_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("is_digest", models.BooleanField(default=False)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("first_tried_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("dropped_at", models.DateTimeField(null=True)),
                        (
                            "dropped",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("late", "It would have come too late."),
                                    ("done", "It was done before the letter went out."),
                                    ("refused", "Your mailbox refused it."),
                                    ("paused", "Letters to your mailbox are paused."),
                                    ("declined", "You had declined such letters."),
                                    ("exhausted", "The mail server did not take it for five days."),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("failure", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "entry", "channel"), name="one_notice_per_person_cause_and_channel"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sent_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                                ),
                                name="notice_sent_or_dropped",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("channel", "inbox")), fields=["person", "-id"], name="notice_inbox"
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("channel", "email"), ("dropped_at__isnull", True), ("sent_at__isnull", True)
                                ),
                                fields=["due_at", "id"],
                                name="notice_waiting",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("channel", "email"), ("dropped_at__isnull", True), ("sent_at__isnull", True)
                                ),
                                fields=["person", "due_at"],
                                name="notice_waiting_for",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("channel", "push"), ("dropped_at__isnull", True), ("sent_at__isnull", True)
                                ),
                                fields=["due_at", "id"],
                                name="notice_to_hand_out",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("deadline", models.CharField(max_length=20)),
                        ("target_id", models.BigIntegerField()),
                        ("council_id", models.BigIntegerField(null=True)),
                        ("ends_at", models.DateTimeField()),
                        ("planned_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("deadline", "target_id", "ends_at"), name="one_plan_per_deadline"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Postbox",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="postbox",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "hour",
                            models.PositiveSmallIntegerField(
                                default=7, validators=[django.core.validators.MaxValueValidator(23)]
                            ),
                        ),
                        (
                            "weekday",
                            models.PositiveSmallIntegerField(
                                null=True, validators=[django.core.validators.MaxValueValidator(6)]
                            ),
                        ),
                        ("paused_at", models.DateTimeField(null=True)),
                        ("refusal", models.CharField(blank=True, max_length=300)),
                        ("resumed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("hour__lt", 24)), name="postbox_hour"),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__isnull", True), ("weekday__lt", 7), _connector="OR"),
                                name="postbox_weekday",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
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
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        (
                            "how",
                            models.CharField(
                                choices=[("at_once", "at once"), ("digest", "in a digest"), ("never", "never")],
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "kind"), name="one_preference_per_kind"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "answers",
                                            "deadlines",
                                            "desk",
                                            "meetings",
                                            "moderation",
                                            "results",
                                            "stages",
                                            "standing",
                                            "texts",
                                        ],
                                    )
                                ),
                                name="preference_of_a_known_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Walk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                            ),
                        ),
                        ("last_person", models.BigIntegerField(default=0)),
                        ("told", models.PositiveIntegerField(default=0)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(null=True)),
                        ("failure", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)), fields=["id"], name="notice_walks"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bounce",
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
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.notice"
                            ),
                        ),
                        ("is_permanent", models.BooleanField()),
                        ("of_mailbox", models.BooleanField()),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("came_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("notice", "is_permanent"), name="one_bounce_of_a_letter_and_kind"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Push",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.notice"
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="pushes", to="notices.device"
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("first_tried_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("dropped_at", models.DateTimeField(null=True)),
                        ("failure", models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "device"), name="one_push_per_notice_and_device"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sent_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"
                                ),
                                name="push_sent_or_dropped",
                            ),
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("dropped_at__isnull", True), ("sent_at__isnull", True)),
                                fields=["due_at", "id"],
                                name="push_waiting",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="notices.plan"
                            ),
                        ),
                        ("hours", models.PositiveSmallIntegerField()),
                        ("due_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("told", "told"),
                                    ("nobody", "nobody was missing"),
                                    ("moved", "the deadline had moved"),
                                    ("overtaken", "the next reminder was due as well"),
                                    ("over", "it was over"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("next_try_at", models.DateTimeField(null=True)),
                        ("failure", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "hours"), name="one_reminder_per_plan_and_hours")
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["due_at", "id"],
                                name="reminder_due",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

import common.together
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("following", "0001_tables")]

    initial = True

    dependencies = [
        ("councils", "0001_ground"),
        ("ledger", "0001_ground"),
        ("proposals", "0001_ground"),
    ]

    operations = [
        common.together.Together(
            operations=[
                migrations.CreateModel(
                    name="Progress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("read_until", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Follower",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("language", models.CharField(max_length=10)),
                        ("read_until", models.BigIntegerField(default=0)),
                        ("next_digest_at", models.DateTimeField(null=True)),
                        ("asked_on", models.DateField(null=True)),
                        ("asked_times", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["next_digest_at"], name="follower_digest")],
                    },
                ),
                migrations.CreateModel(
                    name="Following",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "follower",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followings",
                                to="following.follower",
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.council"
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="proposals.proposal",
                            ),
                        ),
                        ("language", models.CharField(max_length=10)),
                        ("asked_at", models.DateTimeField()),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("expires_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("since", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("follower", "council", "proposal"),
                                name="one_following_of_each",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at__isnull", True), ("since__isnull", True)),
                                    models.Q(("confirmed_at__isnull", False), ("since__isnull", False)),
                                    _connector="OR",
                                ),
                                name="followed_since_it_was_confirmed",
                            ),
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
                        (
                            "follower",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="following.follower",
                            ),
                        ),
                        ("cause", models.CharField(max_length=40)),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="ledger.entry",
                            ),
                        ),
                        ("since", models.BigIntegerField(null=True)),
                        ("until", models.BigIntegerField(null=True)),
                        ("queued_at", models.DateTimeField()),
                        ("next_try_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=100)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("sent_at__isnull", True)),
                                fields=["next_try_at"],
                                name="letter_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("follower", "cause"), name="one_letter_per_cause")
                        ],
                    },
                ),
            ],
        ),
    ]

"""A list of people who are to be invited, line by line: what the worker has done of it is in its rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.mandates.models import Council
from councils.movements.models import Invitation, Membership, Movement


class InvitationList(models.Model):
    """A list that a secretary has sent off. `language` is that of its letters; `done_at` is when the last line was
    dealt with.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="invitation_lists")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    language = models.CharField(max_length=10)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="list_to_invite", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.council_id} {self.sent_at:%Y-%m-%d %H:%M}"


class InvitationLine(models.Model):
    """One line: dealt with at `done_at`, by an invitation or with the sentence that says why there is none.

    The address stands here until then, and no longer where it was invited: the invitation has it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        INVITED = "invited", _("invited")
        REFUSED = "refused", _("not invited")

    list = models.ForeignKey(InvitationList, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=12, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], name="line_to_invite", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="one_line_per_number"),
            models.CheckConstraint(
                condition=Q(state="invited", invitation__isnull=False, email="")
                | Q(~Q(state="invited"), invitation__isnull=True),
                name="invited_by_an_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.number}: {self.state}"

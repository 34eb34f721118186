"""To whom heads of the ledger were sent: who keeps one can tell whether the past was rewritten since."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models import Seal


class HeadMail(models.Model):
    """A head that a person is to have by mail. Each is sent once; what fails is tried again later."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="mails")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "person"], name="one_mail_per_head_and_person")]
        indexes = [models.Index(fields=["id"], name="head_mail_waiting", condition=Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.seal_id} to {self.person_id}"

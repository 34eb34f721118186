"""What ends in the deliberation when somebody leaves: what opens something in their name, and what waits for them."""

from django.utils.translation import gettext_lazy as _

from accounts.leaving.departures import Departure, depart
from accounts.models import User
from proposals.calendars.models import CalendarKey
from proposals.deliberation.models import Mention
from proposals.voting.nominating import give_up_candidacies
from proposals.webhooks.actions import end_webhook
from proposals.webhooks.models import Webhook
from proposals.witnessing.models import HeadMail


def let_go(person: User) -> None:
    """Candidacies come first: their ballots are held before anything else (`docs/decisions/0012`)."""
    give_up_candidacies(person=person)
    for webhook in Webhook.objects.standing().filter(asked_by=person).order_by("pk"):
        end_webhook(webhook=webhook, actor=person)
    CalendarKey.objects.filter(person=person).delete()
    HeadMail.objects.filter(person=person).delete()
    Mention.objects.filter(person=person).delete()


depart(
    30,
    Departure(
        let_go,
        goes=(
            _("The addresses of your calendar, webhooks that you asked for, and candidacies in elections yet to open."),
        ),
        stays=(
            _("What you wrote, under the name of your movement and without yours."),
            _("Votes and receipts, with the seat for which they were cast."),
            _("Your name where you stood in an election that has opened, and where others wrote it into their texts."),
            _("The office that you gave with an evaluation, and the decisions of moderation."),
        ),
    ),
)

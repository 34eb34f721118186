"""What the pages of webhooks show. Nothing here shows a secret: that is in the answer to whoever asked, once."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common import clock
from councils.mandates.permissions import why_not_hold
from councils.models import Council, Office

from .forms import AskForm
from .models import Webhook
from .permissions import why_not_decide, why_not_end, why_not_more
from .queries import dead_letters, waiting_count, webhooks_shown


def list_page(council: Council, person: User | None, form: AskForm) -> dict[str, Any]:
    """What webhooks are, those that the reader may see, and the form."""
    now = clock.now(council.pk)
    return {
        "council": council,
        "webhooks": webhooks_shown(person, council, now) if person else [],
        "refusal": why_not_more(person, council) if person else None,
        "form": form,
        "now": now,
        "section": "councils",
    }


def webhook_page(webhook: Webhook, person: User, at: datetime) -> dict[str, Any]:
    """One webhook, and what this reader may do with it."""
    is_secretary = why_not_hold(person, webhook.council, Office.Kind.SECRETARY, at=at) is None
    return {
        "council": webhook.council,
        "webhook": webhook,
        "is_own": webhook.asked_by_id == person.pk,
        "may_decide": is_secretary and why_not_decide(webhook) is None,
        "may_end": why_not_end(webhook) is None,
        "may_replay": webhook.state == Webhook.State.ACTIVE,
        "waiting": waiting_count(webhook),
        "dead": dead_letters(webhook),
        "now": at,
        "section": "councils",
    }

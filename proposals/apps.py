from importlib import import_module

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"

    def ready(self) -> None:
        # The moderation keeps the cases of what the deliberation, which knows nothing of it, holds for review.
        import_module("proposals.moderation.actions.keeping")

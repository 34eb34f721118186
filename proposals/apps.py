from importlib import import_module

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"

    def ready(self) -> None:
        # It says how a plenary is concluded, and needs the models, which are there only now.
        import_module("proposals.positions.plenary")
        # A consultation has a close of its own, which the suspension of its round carries along.
        import_module("proposals.consulting.closing")
        # The moderation keeps the cases of what the deliberation, which knows nothing of it, holds for review.
        import_module("proposals.moderation.actions.keeping")
        # Before these acts whoever sits at the keyboard shows once more that it is them.
        import_module("proposals.asking_again")

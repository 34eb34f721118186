"""Proposals in the public API, since their admission. Whatever was written before it is its authors' own."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import path, reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from common.api.filters import Key, ModifiedSince, WholeNumber
from common.api.shapes import Address, Amount, Data, Fact, Instant, Keys, Listed, Number, Page, Shape, Text, Word
from common.api.views import DetailView, ListView
from councils.models import Country, Theme

from .hiding import plain_block
from .hiding_api import COLUMNS, HidingShape, told, veil_in, veil_instant
from .models import Attachment, Proposal, Revision, Sponsorship
from .veiling import left_of

PUBLIC_STAGES = [Proposal.Stage.ADMITTED, Proposal.Stage.WITHDRAWN, Proposal.Stage.MERGED]


class ParagraphShape(Shape):
    """A paragraph; its id lives on from revision to revision. Its hash was made without a language that is null."""

    id = Text()
    text = Text()
    language = Text(allow_null=True, help_text="Null where it is the language of the revision.")


class RevisionShape(Shape):
    """An immutable version of the text."""

    number = Number()
    language = Text()
    title = Text()
    summary = Text()
    paragraphs = ParagraphShape(many=True)
    note = Text()
    on_behalf_of = Text(source="seat.movement.slug")
    created_at = Instant()
    sha256 = Text()
    source = Word(Revision.Source.values)  # type: ignore[assignment] # a field, which the framework takes off the class
    provenance = Data(
        help_text="Of each paragraph that is not the authors' own, by its id: the amendment, its movement, what was "
        "done (`op`), in which revision, and whether the sponsors or a vote decided; `earlier`: what was said before."
    )


@extend_schema_field({"type": "string", "format": "uri"})
class Download(Fact):
    """The address from which a file is downloaded."""

    def to_representation(self, value: Attachment) -> str:
        proposal = value.proposal
        keys = [proposal.round.council.slug, proposal.round.number, proposal.number, value.public_id]
        return self.site + reverse("attachment", args=keys)


class AttachmentShape(Shape):
    """A file beside the proposal."""

    url = Download(source="*")
    name = Text()
    media_type = Text()
    size = Number(help_text="In bytes.")
    sha256 = Text()
    attached_at = Instant()


class ProposalShape(Shape):
    """A movement's text in a round, with the title and summary of its latest revision."""

    url = Address("proposal", "round.council.slug", "round.number", "number")
    html_url = Page()
    council = Text(source="round.council.slug")
    round = Number(source="round.number")
    round_url = Address("round", "round.council.slug", "round.number")
    number = Number()
    stances_url = Address("proposal_stances", "round.council.slug", "round.number", "number")
    on_behalf_of = Text(source="seat.movement.slug", help_text="The movement whose proposal it is.")
    on_behalf_of_url = Address("movement", "seat.movement.slug")
    sponsors = Keys(source="sponsor_slugs", help_text="The movements that sponsor it besides.")
    stage = Word(PUBLIC_STAGES)
    stage_reason = Text()
    decision_class = Text()
    title = Text(source="revision.title")
    summary = Text(source="revision.summary")
    language = Text(source="revision.language")
    revision = Number(source="revision.number")
    themes = Keys(source="theme_slugs")
    countries = Keys(source="country_codes")
    amount = Amount(allow_null=True)
    currency = Text()
    implementing_body = Text()
    admitted_at = Instant()
    changed_at = Instant()
    hiding = HidingShape(allow_null=True, source="told_hiding")

    def to_representation(self, instance: Proposal) -> dict[str, Any]:
        return super().to_representation(_left(instance))


def _left(proposal: Any) -> Any:
    """The proposal with what the moderation left of it to everybody."""
    veil = veil_in(proposal)
    proposal.told_hiding = told(veil, proposal.round.council.slug)
    if veil is None:
        return proposal
    proposal.revision = left_of(proposal.revision, veil, block=plain_block, title="")
    revisions = getattr(proposal, "public_revisions", [])
    proposal.public_revisions = [left_of(one, veil, block=plain_block, title="") for one in revisions]
    if veil.is_whole:
        proposal.implementing_body, proposal.stage_reason, proposal.public_attachments = "", "", []
    return proposal


class OneProposalShape(ProposalShape):
    """A proposal with its revisions since its admission, and its files."""

    revisions = RevisionShape(many=True, source="public_revisions")
    attachments = AttachmentShape(many=True, source="public_attachments")
    reshapings = Listed(
        source="done_reshapings",
        help_text="The merges and splits that it was part of: kind, both proposals by number, where paragraphs went.",
    )


class ProposalFilter(filters.FilterSet):
    """By council, round, movement, theme, country, stage, and since when it changed."""

    council = Key("round__council__slug")
    round = WholeNumber("round__number")
    on_behalf_of = Key("seat__movement__slug")
    theme = Key(method="of_theme")
    country = Key(method="of_country")
    stage = filters.ChoiceFilter(choices=[(stage.value, stage.label) for stage in PUBLIC_STAGES])
    modified_since = ModifiedSince("changed_at", "hidden_until")

    def of_theme(self, queryset: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        return queryset.filter(pk__in=Proposal.themes.through.objects.filter(theme__slug=value).values("proposal"))

    def of_country(self, queryset: QuerySet[Proposal], name: str, value: str) -> QuerySet[Proposal]:
        return queryset.filter(pk__in=Proposal.countries.through.objects.filter(country=value).values("proposal"))


def public_proposals() -> QuerySet[Proposal]:
    """The proposals that everybody may read, with all that a list shows, in one query."""
    proposal = OuterRef("pk")
    themes = Theme.objects.filter(proposals=proposal).order_by("slug")
    countries = Country.objects.filter(proposals=proposal).order_by("code")
    sponsors = Sponsorship.objects.filter(proposal=proposal, state=Sponsorship.State.ACCEPTED)
    return (
        Proposal.objects.filter(admitted_at__isnull=False)
        .select_related("round__council", "seat__movement", "revision")
        .only(
            *("number", "stage", "stage_reason", "decision_class", "amount", "currency", "implementing_body"),
            *("admitted_at", "changed_at", "round__number", "round__council__slug", "seat__movement__slug"),
            *("revision__number", "revision__language", "revision__title", "revision__summary"),
            *COLUMNS,
        )
        .annotate(
            veil_instant=veil_instant("round__council_id"),
            theme_slugs=ArraySubquery(themes.values("slug")),
            country_codes=ArraySubquery(countries.values("code")),
            sponsor_slugs=ArraySubquery(sponsors.order_by("seat__movement__slug").values("seat__movement__slug")),
        )
    )


def public_revisions(proposal: Proposal) -> Sequence[Revision]:
    """The revision that was admitted and those after it: what was tried out in the draft was not said to everybody."""
    return since_admission(proposal, list(proposal.revisions.select_related("seat__movement")))


def since_admission(proposal: Proposal, revisions: Sequence[Revision]) -> Sequence[Revision]:
    """Those of all its revisions, in their order, that everybody may read."""
    admitted_at = proposal.admitted_at
    first = max((r.number for r in revisions if admitted_at and r.created_at <= admitted_at), default=0)
    return [revision for revision in revisions if revision.number >= first]


def done_reshapings(proposal: Proposal) -> list[dict[str, Any]]:
    """What was merged into it or split from it, and the other way round. Where a paragraph is now, is `to`."""
    both = [*proposal.reshapings.filter(state="done"), *proposal.reshaped_by.filter(state="done")]
    ids = {pk for row in both for pk in (row.proposal_id, row.other_id or 0)}
    numbers = dict(Proposal.objects.filter(pk__in=ids).values_list("pk", "number"))
    return [
        {
            "kind": row.kind,
            "proposal": numbers[row.proposal_id],
            "other": numbers[row.other_id or 0],
            "anchors": row.anchors,
        }
        for row in sorted(both, key=attrgetter("pk"))
    ]


class Proposals(ListView):
    """The proposals of all councils since their admission, the earliest begun first."""

    queryset = public_proposals()
    serializer_class = ProposalShape
    filterset_class = ProposalFilter


class OneProposal(DetailView):
    """One proposal."""

    queryset = public_proposals()
    serializer_class = OneProposalShape
    keys: ClassVar = {"council": "round__council__slug", "round": "round__number", "number": "number"}

    def get_object(self) -> Any:
        proposal = super().get_object()
        proposal.public_revisions = public_revisions(proposal)
        proposal.done_reshapings = done_reshapings(proposal)
        proposal.public_attachments = list(proposal.attachments.filter(removed_at__isnull=True))
        return proposal


urlpatterns = [
    path("proposals/", Proposals.as_view(), name="proposals"),
    path("proposals/<slug:council>/<int:round>/<int:number>/", OneProposal.as_view(), name="proposal"),
]

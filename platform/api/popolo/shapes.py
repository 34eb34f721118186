"""How a council looks in Popolo's words."""

from common.api.shapes import Address, Listed, Page, Shape, Text


class PopoloOrganizationShape(Shape):
    """A council, or a movement that has a seat in it."""

    id = Text()
    name = Text()
    other_names = Listed(help_text="Its name in other languages: `name` and `note`, the language.")
    identifiers = Listed(help_text="`identifier` and `scheme`: the slug, and the code of a council.")
    classification = Text()
    area_id = Text(allow_null=True, help_text="The country of a movement; null for a council or a regional movement.")
    founding_date = Text()
    links = Listed()


class PopoloMembershipShape(Shape):
    """A movement's seat in the council. Who holds it is a private person."""

    id = Text()
    role = Text()
    organization_id = Text()
    on_behalf_of_id = Text()
    area_id = Text(allow_null=True)
    start_date = Text(allow_null=True, help_text="Since when it has the standing that it has now, if it is in.")
    end_date = Text(allow_null=True, help_text="Since when it is suspended or has left.")
    sources = Listed()


class PopoloMotionShape(Shape):
    """A proposal, or an amendment of one, that is put to a vote. Each ballot has a motion of its own."""

    id = Text()
    organization_id = Text()
    legislative_session_id = Text(help_text="The round.")
    text = Text(help_text="The title of the proposal.")
    classification = Text(help_text="`proposal` or `amendment`.")
    date = Text()
    requirement = Text(allow_null=True, help_text="The rule that binds, once it is counted.")
    result = Text(allow_null=True, help_text="`pass`, `fail`, or an outcome for which Popolo has no word.")
    sources = Listed()


class PopoloVoteEventShape(Shape):
    """The vote on a motion. Until the close it has neither result, counts nor votes."""

    id = Text()
    identifier = Text()
    motion_id = Text()
    organization_id = Text()
    legislative_session_id = Text()
    start_date = Text()
    end_date = Text()
    result = Text(allow_null=True)
    group_results = Listed(help_text="What each country says by its seats: `group_id` and `result`.")
    counts = Listed(
        help_text="`option` and `value`. Popolo counts in whole numbers: empty where a seat divided its vote. The "
        "exact counts are at the address among the sources."
    )
    votes = Listed(help_text="`voter_id`, `option` (null where the seat divided its vote) and `role`.")
    sources = Listed()


class PopoloShape(Shape):
    """Where a council stands in this shape."""

    url = Address("council_popolo", "slug")
    html_url = Page()
    council = Text(source="slug")
    council_url = Address("council", "slug")


class CouncilPopoloShape(Shape):
    """A council, page by page of its motions: joined, the pages are one document."""

    url = Text()
    html_url = Text()
    council = Text()
    council_url = Text()
    organizations = PopoloOrganizationShape(many=True, help_text="On the first page alone.")
    memberships = PopoloMembershipShape(many=True, help_text="On the first page alone.")
    motions = PopoloMotionShape(many=True)
    vote_events = PopoloVoteEventShape(many=True)
    next = Text(allow_null=True)
    previous = Text(allow_null=True)

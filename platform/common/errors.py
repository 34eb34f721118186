"""The three ways in which an act is refused, each with a code for programs and a sentence for people.

*May you* (`Forbidden`, 403), *can it now* (`Conflict`, 409) and *is it well-formed* (`Invalid`, 422) are three
questions. A `why_not_*` function answers with one of these, or with None when the act is allowed; the same sentence
then stands on the disabled button, on the page that refuses and in the API's problem document.
"""

from collections.abc import Mapping

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal. `code` is stable, `sentence` is in the reader's language, `data` holds what the sentence speaks of."""

    status = 400

    def __init__(
        self,
        code: str,
        sentence: str | Promise,
        *,
        data: Mapping[str, object] | None = None,
        fields: Mapping[str, str | Promise] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self._sentence = sentence
        self.data = dict(data or {})
        self.fields = dict(fields or {})

    @property
    def sentence(self) -> str:
        """The sentence, put into words when it is read, so that it speaks the language of whoever reads it."""
        return str(self._sentence) % self.data if self.data else str(self._sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Forbidden(DomainError):
    """This person may not do this: 403."""

    status = 403


class Conflict(DomainError):
    """It cannot be done now, whoever asks: 409."""

    status = 409


class Invalid(DomainError):
    """What was handed in is not well-formed: 422. `fields` names the sentence of each field."""

    status = 422


def refuse(*answers: DomainError | None) -> None:
    """Raise the first answer that is a refusal. Write the questions in the order in which a person would ask them."""
    for answer in answers:
        if answer is not None:
            raise answer


def refuse_whom(*answers: DomainError | None) -> None:
    """Raise the first answer that says of the person that they may not, whatever else is answered.

    A form that was sent badly is shown again with what was written, and what came too late is for the act to say; but
    to whom the page is refused, it is not shown either when they send something odd to its address.
    """
    refuse(*(answer for answer in answers if isinstance(answer, Forbidden)))

"""How every form is drawn: one renderer, so that no page draws a label, a hint or an error in a way of its own."""

from typing import TypeVar

from django import forms
from django.forms.renderers import TemplatesSetting

Kind = TypeVar("Kind", bound=forms.Field)


class Renderer(TemplatesSetting):
    """Fields and forms from `partials/`: label, hint and error tied to the input, and a summary of errors that links
    to them.
    """

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"


def field_of(form: forms.BaseForm, name: str, kind: type[Kind]) -> Kind:
    """A form's field as what it is: by its name alone it is known to be a field, and no more."""
    found = form.fields[name]
    if not isinstance(found, kind):
        raise TypeError(f"{name} is a {type(found).__name__}, and no {kind.__name__}")
    return found

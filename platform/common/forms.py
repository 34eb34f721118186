"""How every form is drawn: one renderer, so that no page draws a label, a hint or an error in a way of its own."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Fields and forms from `partials/`: label, hint and error tied to the input, and a summary of errors that links
    to them.
    """

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"

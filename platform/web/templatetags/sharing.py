"""What the head of a page says to those who find it from elsewhere."""

from django import template
from django.utils.safestring import SafeString

from web import sharing

register = template.Library()


@register.simple_tag(takes_context=True)
def found_again(context: template.Context) -> SafeString:
    """The page's one address, its other languages and its card; nothing of a page that no request asked for."""
    request = context.get("request")
    return SafeString(sharing.links(request) + sharing.card(context, request)) if request else SafeString("")


@register.simple_tag(takes_context=True)
def described(context: template.Context) -> str:
    """The page's sentence for those who search, as plain words of a length that is shown whole."""
    return sharing.description(context)

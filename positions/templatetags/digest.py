"""Draws what stands for a party in a mail: `{% load digest %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from positions.digests.render import MARKS
from positions.models import Party
from positions.models.parties import SHAPES

register = template.Library()


@register.filter
def mark(party: Party) -> SafeString:
    """Return the party's shape as a character in its colour."""
    shape = MARKS[(party.shape - 1) % SHAPES + (SHAPES if party.shape > SHAPES else 0)]
    return format_html('<span class="p-{}" aria-hidden="true">{}</span>', party.colour, shape)

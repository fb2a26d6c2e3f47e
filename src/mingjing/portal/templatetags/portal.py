"""How numbers are written on public pages."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def thousands(value: object) -> str:
    """80,000; commas by threes whatever the locale."""
    return f"{int(str(value or 0)):,}"

"""The article behind what is hidden in public papers, as the packs have it."""

from __future__ import annotations

from django.utils import timezone

from mingjing import law
from mingjing.cases.libraries import installed_on

RULE = "redaction_applied"


def basis() -> str:
    """The citation of the check that everything to be hidden was confirmed; the national packs' of today."""
    return installed_on(law.law_day(timezone.now())).checks[RULE].citation

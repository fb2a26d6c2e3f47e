"""How often a check refused, from the refusal log."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Subquery

from mingjing.agencies.models import Agency
from mingjing.cases.models import Case
from mingjing.records.models import RefusalLog

YEAR = timedelta(days=365)


def refused_in_a_year(agency: Agency, check_id: str, now: datetime) -> int:
    """In cases of the agency, in the 365 days up to `now` (1 query over the index of the findings)."""
    cases = Case.objects.filter(agency=agency).values("pk")
    return RefusalLog.objects.filter(
        findings__contains=[{"check": check_id}], at__gt=now - YEAR, case_id__in=Subquery(cases)
    ).count()

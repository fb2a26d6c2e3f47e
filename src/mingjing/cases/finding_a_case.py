"""A case by what people write down: its number, the number of one of its documents, or its id."""

from __future__ import annotations

from uuid import UUID

from mingjing.cases.models import Case, Document
from mingjing.cases.refused import NoSuchCase


def case_by_number(number: str) -> Case:
    """Raises `NoSuchCase`; half-width brackets are read as full-width ones."""
    wanted = number.strip().replace("(", "（").replace(")", "）").replace("[", "〔").replace("]", "〕")
    cases = Case.objects.select_related("agency", "unit")
    found = cases.filter(number=wanted).first()
    if found is None:
        paper = Document.objects.filter(number=wanted).first()
        found = cases.filter(pk=paper.case_id).first() if paper else None
    if found is None:
        try:
            found = cases.filter(pk=UUID(number.strip())).first()
        except ValueError:
            raise NoSuchCase from None
    if found is None:
        raise NoSuchCase
    return found

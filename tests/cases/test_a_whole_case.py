"""A case from its source to the archive, every act through the only door, every document made."""

from __future__ import annotations

import pytest

from mingjing.cases import rebuild
from mingjing.cases.models import Case, Document

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_is_taken_from_its_source_to_the_archive(matter):
    matter.go("archive_case")
    case = Case.objects.get()
    assert case.closed
    assert case.stage == "archive"
    assert case.number.startswith("（江云）应急立〔2026〕")
    assert Document.objects.filter(case=case).count() >= 15
    assert rebuild.check().differences == []

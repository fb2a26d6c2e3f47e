"""Searching for any part of a name, number or code finds the case; what isn't in it doesn't."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.cases.models import Case
from mingjing.cases.search import bigrams, matching, search_vector

pytestmark = pytest.mark.django_db(transaction=True)
NAME, NUMBER, CODE = "江临澄川铝制品有限公司", "（江云）应急罚〔2026〕31号", "91990105MA7K3X2QXQ"


@pytest.fixture
def cases(bureau):
    now = timezone.now()
    return Case.objects.create(
        agency=bureau.agency, procedure="penalty.ordinary", stage="clue", opened_at=now, changed_at=now,
        search=search_vector(NUMBER, NAME, CODE),
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", ["澄川", "铝制品", NAME, "临澄", "应急罚", "2026", "31号", "ma7k3x2q", CODE, "澄川 31号", "铝"]
)
def test_part_of_a_text_is_found(cases, words):
    assert list(matching(Case.objects.all(), words)) == [cases]


@pytest.mark.parametrize(
    "words", ["川澄", "铝业", "公司罚", "品有31", "2025", "", "。，", "';drop", "'", "\\", ":*", "a&b"]
)
def test_what_is_not_there_is_not_found(cases, words):
    assert not matching(Case.objects.all(), words).exists()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(max_size=30))
def test_no_text_breaks_the_search(bureau, words):
    assert matching(Case.objects.all(), words).count() == 0
    assert all(pair for run in bigrams(words) for pair in run)

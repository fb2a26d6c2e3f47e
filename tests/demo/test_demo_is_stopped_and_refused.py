"""A load that is stopped goes on where it was; beside another agency's cases nothing is loaded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingjing.agencies.models import Agency, User
from mingjing.cases import rebuild
from mingjing.cases.models import Case
from mingjing.project.demo import bureau, load, told
from mingjing.project.demo.faults import NotEmpty
from mingjing.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 22)
FEW = ("clue", "declined", "filing", "no-penalty", "visit-penalty", "born-of-visit")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = [one for one in told.cases() if one.id in FEW]
    monkeypatch.setattr(told, "cases", lambda: chosen)


class PowerCut(Exception):
    pass


def test_a_stopped_load_goes_on_with_its_first_day(few: None) -> None:
    def cut(done: int, of: int, what: str) -> None:
        if done == 14:
            raise PowerCut

    with pytest.raises(PowerCut):
        load.load(TODAY, cut)
    assert Record.objects.count() == 13
    load.load(TODAY + timedelta(days=1))
    whole = Record.objects.count()
    assert Case.objects.count() == len(FEW)
    assert Case.objects.exclude(parent=None).get().parent.procedure == "inspection.visit"
    assert rebuild.check().differences == []
    times = list(Record.objects.order_by("pk").values_list("recorded_at", flat=True))
    assert times == sorted(times)
    load.load(TODAY + timedelta(days=2))
    assert Record.objects.count() == whole


def test_demo_accounts_never_come_beside_another_agency_s_cases(few: None) -> None:
    agency = Agency.objects.create(
        name="江临市柳河区应急管理局", short_name="柳河", region="990106", prefix="江柳", layer="cn-990105-yj"
    )
    now = timezone.now()
    Case.objects.create(
        agency=agency, procedure="penalty.ordinary", stage="filing", opened_at=now, changed_at=now
    )
    with pytest.raises(NotEmpty, match="江临市柳河区应急管理局"):
        load.load(TODAY)
    assert not User.objects.exists()
    assert bureau.demo_agency() is None

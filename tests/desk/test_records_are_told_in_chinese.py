"""Every record of every whole case is told in Chinese: no codes, no JSON, no English, no verb said twice."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from mingjing import law
from mingjing.cases import shown
from mingjing.cases.libraries import library_of_layers
from mingjing.cases.models import Case
from mingjing.cases.queries import case_page
from mingjing.cases.scenario_runner import run_through_perform
from mingjing.desk.present.case import CaseView
from mingjing.law.fields import Kind
from mingjing.law.scenario import prepare, read_scenarios

sys.path.insert(0, str(Path(__file__).parent))

from spoken import foreign_words

FOLDER = Path(settings.MINGJING_PACKS) / "cn-emergency/scenarios"
WHOLE = [one for name in ("whole_case", "other_cases") for one in read_scenarios(FOLDER / f"{name}.yaml")]
TWICE = re.compile(r"(提出|提交|办理|批准|退回|撤回|制作|登记)[“”]?\1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [one.id for one in WHOLE])
def test_every_record_of_a_whole_case(name: str) -> None:
    prepared = prepare({one.id: one for one in WHOLE}[name], {one.id: one for one in WHOLE})
    assert run_through_perform(prepared, library_of_layers(tuple(prepared.layers))).differences == ()
    case = Case.objects.get()
    reader = case.people.exclude(officer__user=None)[0].officer.user
    client = Client()
    client.force_login(reader)
    address = f"/desk/cases/{case.pk}/"
    pages = {"案件页": client.get(address)}
    for entry in case_page(reader, case).entries:
        assert not TWICE.search(entry.sentence), entry.sentence
        pages[entry.title] = client.get(f"{address}records/{entry.seq}/")
    assert len(pages) > 5
    assert {key: one.status_code for key, one in pages.items() if one.status_code != 200} == {}
    foreign = {key: foreign_words(one.content.decode()) for key, one in pages.items()}
    assert {key: found for key, found in foreign.items() if found} == {}


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ({"type": "elements"}, ["general.subject", {"id": "own.1", "title": "动火点无人监护"}], "当事人的主体身份；动火点无人监护"),
        ({"type": "elements"}, ["gone.subject"], "要件名称未登记"),
        ({"type": "docref"}, "penalty_decision_org", "《行政处罚决定书（单位）》"),
        ({"type": "docref"}, "（江云）应急罚〔2026〕31号", "《行政处罚决定书》（江云）应急罚〔2026〕31号"),
        ({"type": "person"}, {"name": "周启明", "post": "经理", "id_number": "x"}, "周启明（经理）"),
        ({"type": "officers"}, ["17", {"id": "18", "name": "沈砚秋"}, "99"], "陆知行、沈砚秋、姓名未登记"),
        ({"type": "citations"}, ["行政处罚法 第57条", "安全生产法 第101条第3项"], "行政处罚法 第57条；安全生产法 第101条第3项"),
        ({"type": "enum", "of": "decision_kinds"}, "no_longer_listed", "目录中已无此项"),
        ({"type": "bool"}, False, "否"),
        ({"type": "longtext"}, {"deep": ["一", True]}, "一；是"),
    ],
)  # fmt: skip
def test_each_type_of_field(kind: dict, given: object, told: str) -> None:
    pack = library_of_layers(("cn", "cn-emergency")).on(
        law.law_day(law.parse_instant("2026-06-01T09:00:00+08:00"))
    )
    names = {"17": "陆知行", "（江云）应急罚〔2026〕31号": "《行政处罚决定书》（江云）应急罚〔2026〕31号"}
    assert shown.value(Kind(title="栏目", **kind), given, pack, names) == told


@pytest.mark.django_db(transaction=True)
def test_the_track_shows_every_stage_behind_with_its_day() -> None:
    whole = {one.id: one for one in WHOLE}
    prepared = prepare(WHOLE[0], whole)
    assert run_through_perform(prepared, library_of_layers(tuple(prepared.layers))).differences == ()
    case = Case.objects.get()
    reader = case.people.exclude(officer__user=None)[0].officer.user
    stages = CaseView(case_page(reader, case)).stages
    assert [stage.title for stage in stages if stage.state != "done"] in ([], [stages[-1].title])
    assert all(stage.note for stage in stages if stage.state == "done")

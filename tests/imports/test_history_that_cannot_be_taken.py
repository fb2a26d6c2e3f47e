"""A row that lacks what the law needs is refused with the fact and the check named, and nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from found_rows import GOOD, row, write

from mingjing.agencies.models import Agency
from mingjing.cases.importing.run import import_rows
from mingjing.cases.models import Case, Document
from mingjing.project.hidden import hidden_places
from mingjing.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = str(GOOD["text"])


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"penalty": None, "fine_yuan": None, "status": "excerpt_cut_before_penalty"}, "field.penalty_kinds"),
        ({"penalty": "罚款", "fine_yuan": None}, "field.fine"),
        ({"penalty": "罚款人民币三万元整（¥40,000.00）", "fine_yuan": 50000}, "decision_equals_draft"),
        ({"penalty": "罚款叁万元整，没收非法经营的烟花"}, "hearing_offered"),
        ({"decision_date": None}, "field.decided_on"),
        ({"decision_date": "2024-02-30"}, "field.decided_on"),
        ({"decision_date": "2124-05-20"}, "not_future"),
        ({"decision_date": "2020-05-20", "text": TEXT.replace("2024年", "2020年")}, "law_in_force"),
        ({"uscc": "91990105MA700K8RQ0"}, "field.uscc"),
        ({"agency": "某市行政执法部门"}, "decision_content"),
        ({"agency": "江临市生态环境局"}, "layer"),
        ({"text": TEXT.replace("违反《中华人民共和国安全生产法》第三十条第一款，依据该法第九十七条第七项，", ""), "law_articles": []}, "citations_complete"),
        ({"status": "transferred_or_seized", "penalty": "移送公安机关", "fine_yuan": None}, "decision_of_the_proposed_kind"),
        ({"status": "proposed"}, "notice_before_decision"),
        ({"decision_date": "2024-04-28"}, "statement_window_over"),
        ({"decision_date": "2024-09-30"}, "within_90_days"),
        ({"decision_date": "2024-04-20", "text": TEXT.replace("4月25日送达", "4月19日送达")}, "statement_window_over"),
    ],
)  # fmt: skip
def test_row_is_refused_with_the_fact_that_is_missing(
    tmp_path: Path, changed: dict[str, Any], check: str
) -> None:
    [outcome] = import_rows(write(tmp_path, row(**changed)), masks=hidden_places)
    assert outcome.result == "refused"
    assert check in [one.check for one in outcome.missing], outcome.missing
    assert all(one.say and one.fact for one in outcome.missing)
    assert not Case.objects.exists()
    assert not Record.objects.exists()
    assert not Document.objects.exists()


def test_the_history_of_an_agency_that_works_here_is_not_invented(tmp_path: Path) -> None:
    Agency.objects.create(
        name=GOOD["agency"], short_name="柳河", region="990106", prefix="江柳", layer="cn-emergency"
    )
    [outcome] = import_rows(write(tmp_path, GOOD), masks=hidden_places)
    assert [one.check for one in outcome.missing] == ["agency"]


def test_a_refused_row_does_not_stop_the_others(tmp_path: Path) -> None:
    path = write(tmp_path, row(id="T000", uscc="91990105MA700K8RQ0"), GOOD)
    assert [one.result for one in import_rows(path, masks=hidden_places)] == ["refused", "imported"]

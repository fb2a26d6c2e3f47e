"""Beside the papers, the fields of the records: none of what wasn't granted, none of what a person hid in a paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mingjing.cases.export import export_case
from mingjing.cases.queries import state_of
from mingjing.disclosure import party_file
from mingjing.disclosure.party_file import FRAME, PartyRedaction
from mingjing.disclosure.source import NotAsIssued, source_of
from mingjing.ledger.fields import leaves
from mingjing.reading import masks
from mingjing.reading.requests import request_of
from mingjing.redaction import Kind, Mask

pytestmark = pytest.mark.django_db(transaction=True)


def paper_of(matter: Any, title: str) -> masks.Paper:
    papers = masks.papers_of(matter.case, request_of(state_of(matter.case), "阅1"))
    return next(one for one in papers if one.title == title)


def shown(matter: Any, folder: Path, confirmed: dict[str, list[Mask]]) -> dict[str, dict[str, Any]]:
    """Shown fields by act (of its last record) of a copy that gives only the papers in `confirmed`."""
    export_case(matter.case, folder, redaction=PartyRedaction(matter.case, confirmed, set(confirmed)))
    told = {}
    for path in sorted((folder / "data/records").iterdir()):
        fields = json.loads(path.read_bytes())["fields"]
        rows = {".".join(map(str, steps)): value for _, steps, value in fields}
        told.setdefault(rows["act"], {}).update(rows)
    return told


def test_records_of_papers_that_were_not_granted_show_only_which_act_and_when(
    granted: Any, tmp_path: Path
) -> None:
    told = shown(granted, tmp_path / "one", {paper_of(granted, "询问笔录").digest: []})
    assert any(name.startswith("fields.") for name in told["inquire"])
    others = {act: set(rows) - FRAME for act, rows in told.items() if act != "inquire"}
    assert len(others) > 5
    assert {act: names for act, names in others.items() if names} == {}


def not_as_issued(*_: Any) -> Any:
    raise NotAsIssued("机关信息在文书制作后变动。")


def test_sentence_hidden_by_hand_stands_in_no_field(
    granted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = paper_of(granted, "询问笔录")
    text = source_of(granted.case, granted.case.agency, paper.digest).text
    inquiry = granted.case.state["acts"]["inquire"][-1]
    said = max((one for _, one in leaves(inquiry) if isinstance(one, str) and one in text), key=len)
    assert len(said) > 10
    start = text.index(said)
    # Only the middle of the answer: a part is enough for the field to be left out.
    hidden = Mask(start + 2, start + len(said) - 2, Kind.OTHER, "其他不予提供的内容")
    others = paper_of(granted, "行政处罚决定书（单位）").digest
    told = shown(granted, tmp_path / "hidden", {paper.digest: [hidden], others: []})
    assert said not in [value for rows in told.values() for value in rows.values()]
    assert any(name.startswith("fields.") for name in told["inquire"])
    with (
        monkeypatch.context() as changed
    ):  # a paper that can't be made anew: what is hidden in it isn't known
        changed.setattr(party_file, "source_of", not_as_issued)
        assert set(shown(granted, tmp_path / "unsure", {paper.digest: [hidden]})["inquire"]) <= FRAME
    open_ = shown(granted, tmp_path / "open", {paper.digest: [], others: []})
    assert said in [value for rows in open_.values() for value in rows.values()]

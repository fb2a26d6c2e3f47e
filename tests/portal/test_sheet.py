"""The public text as a sheet: no word is added or lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mingjing.portal.sheet import lines

AGENCY, NUMBER = "江临市云湖区应急管理局", "（江云）应急罚〔2026〕31号"
SEGMENT = st.fixed_dictionaries({"t": st.text("甲乙丙，。：\n", max_size=20)}, optional={"h": st.booleans()})


@given(st.lists(SEGMENT, max_size=12))
def test_words_stay_as_they_are(segments):
    told = "".join(part["t"] for part in segments).replace("\n", "")
    assert "".join(line.text for line in lines(segments, AGENCY, NUMBER)) == told


def test_parts_of_a_decision_are_told_apart():
    text = f"{AGENCY}\n行政处罚决定书\n{NUMBER}\n被处罚单位：甲公司\n违法事实：查明如下。\n{AGENCY}\n2026年7月6日\n本文书一式两份。"
    found = lines([{"t": text}], AGENCY, NUMBER)
    assert [line.part for line in found] == ["org", "title", "no", "flat", "para", "sign", "sign", "flat"]


def test_hidden_pieces_stay_apart_within_their_line():
    found = lines(
        [{"t": "x\ny\n法定代表人："}, {"t": "姓名", "h": True, "k": "PERSON"}, {"t": "　职务：经理"}],
        AGENCY,
        NUMBER,
    )
    assert [(run.text, run.hidden) for run in found[2].runs] == [
        ("法定代表人：", False),
        ("姓名", True),
        ("　职务：经理", False),
    ]

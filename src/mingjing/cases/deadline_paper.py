"""期限计算书 on paper: one page by the papers room, filled from the proof of a deadline (`law.proof_of`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from mingjing import papers
from mingjing.law.instants import text_zh
from mingjing.law.periods import UNIT_ZH

FORM = "deadline_proof"
_ROWS = [
    ["案件", "{act.case}"],
    ["期限", "{act.title}", "责任主体", "{act.who?—}"],
    ["依据", "{act.citation}"],
    ["起算事由", "{act.cause?—}", "起算", "{act.start}"],
    ["期间", "{act.period}", "适用法规", "{act.law_of}"],
    ["结果", "{act.result}", "计算日期", "{document.issued_on|date}"],
    ["是否暂定", "{act.provisional}"],
    ["法规包摘要", "{act.digest}"],
]
_LAYOUT: dict[str, Any] = {
    "id": FORM,
    "title": "期限计算书",
    "layout": "list",
    "audience": "internal",
    "volume": "internal",
    "page_numbers": False,
    "issued": False,
    "blocks": [
        {"grid": _ROWS},
        {
            "table": {
                "of": "act.grounds",
                "numbered": False,
                "columns": [
                    {"title": "不计算的期间、延长和放假安排", "value": "{item.what}", "width": 1},
                    {"title": "内容", "value": "{item.said}", "width": 3},
                ],
            }
        },
        {"heading": "计算过程"},
        {"list": {"of": "act.steps", "each": "{item}"}},
        {"line": "复算：计算书的 JSON 版载有全部数据和复算的命令，应当得到同样的结果。"},
    ],
}


def paper(proof: Mapping[str, Any]) -> papers.Paper:
    """The page for a proof with its case, agency and packs (`queries.clock_proof`). Raises `papers.PaperError`."""
    facts = {
        "agency": {"name": proof["agency"]},
        "document": {"issued_on": proof["computed_on"]},
        "act": _act(proof),
    }
    return papers.render(_form(), facts)


@cache
def _form() -> papers.PaperForm:
    return papers.build_forms([("期限计算书", _LAYOUT)])[FORM]


def _act(proof: Mapping[str, Any]) -> dict[str, Any]:
    rule, case = proof["rule"], proof["case"]
    grounds = [{"what": what, "said": said} for what, said in grounds_of(proof)]
    return {
        "case": "，".join(part for part in (case["number"], case["title"], case["party"]) if part),
        "title": rule["title"] + ("（本机关自定）" if rule["internal"] else ""),
        "who": rule["who"],
        "citation": rule["citation"],
        "cause": proof["trigger"]["cause"],
        "start": text_zh(proof["trigger"]["at"]),
        "period": period_zh(proof),
        "law_of": f"{text_zh(proof['law_of'])}施行的规定",
        "result": result_zh(proof),
        "provisional": "暂定：依据或者放假安排尚待核实，结果可能变动" if proof["provisional"] else "否",
        "grounds": grounds or [{"what": "无", "said": "—"}],
        "steps": proof["derivation"],
        "digest": proof["packs"]["digest"],
    }


def period_zh(proof: Mapping[str, Any]) -> str:
    """The length of the period, in Chinese."""
    said = "".join(f"{one['amount']}{UNIT_ZH[one['unit']]}" for one in proof["period"])
    return f"事前{said}" if proof["rule"]["before"] else said or "按日累计"


def result_zh(proof: Mapping[str, Any]) -> str:
    """The last day, or what has accrued, in Chinese."""
    result = proof["result"]
    if "due" in result:
        return f"{text_zh(result['due'])}{'以前办理' if proof['rule']['before'] else '届满'}"
    money = f"，{result['amount']}元" if result["amount"] else ""
    return f"截至{text_zh(result['until'])}累计{result['days']}日{money}"


def grounds_of(proof: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pauses, extensions and holiday notices that took part, each named and told in Chinese."""
    for one in proof["pauses"]:
        yield "不计算的期间", f"{text_zh(one['first'])}至{text_zh(one['last']) if one['last'] else '今'}"
    for one in proof["extensions"]:
        late = "" if one["counts"] else "，届满以后批准，不予计算"
        yield "延长", f"{text_zh(one['approved'])}批准延长{one['amount']}{UNIT_ZH[one['unit']]}{late}"
    for one in proof["calendar"]:
        if not one["published"]:
            yield f"{one['year']}年放假安排", "尚未公布或者尚未载入，暂按星期一至星期五为工作日计算"
        else:
            day = f"，{text_zh(one['published_on'])}发布" if one["published_on"] else ""
            yield f"{one['year']}年放假安排", f"{one['title'] or '放假安排'}（{one['notice']}{day}）"

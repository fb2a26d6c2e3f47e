"""What a published decision says, sorted into the facts that a case needs; what can't be had is named.

Nothing is made up silently: a fact comes from the row, from its text, or is marked `PRESUMED` in the field that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from stdnum.cn import uscc

from mingjing.cases.importing.cited import BASIS, BREACH, Cited, cited, listed
from mingjing.cases.importing.dated import Dated, dated
from mingjing.cases.importing.lines import Row
from mingjing.cases.importing.numerals import amounts

PRESUMED = "（补录推定）"
NOT_STATED = "原公开文本未载"
_EMERGENCY = re.compile(r"应急管理|安全生产监督管理|安全监管局|安监局")
_NAMELESS = re.compile(r"某|有关部门|相关部门|执法部门$")
_KINDS = (
    ("fine", re.compile(r"罚款|处.{0,6}元罚")),
    ("confiscate_gains", re.compile(r"没收(非法|违法)所得")),
    ("confiscate_property", re.compile(r"没收(?!(非法|违法)所得)")),
    ("suspend_permit", re.compile(r"暂扣")),
    ("revoke_permit", re.compile(r"吊销")),
    ("order_stop", re.compile(r"停产停业|停产整顿|停业整顿")),
    ("order_close", re.compile(r"责令关闭|予以关闭")),
    ("warning", re.compile(r"警告")),
)


@dataclass(frozen=True)
class Missing:
    """A fact that the law needs and the row doesn't give: its name, the check or field that asks for it, the mending."""

    fact: str
    check: str
    say: str
    mend: str


@dataclass
class Facts:
    """A row's facts. Amounts in yuan, days in Asia/Shanghai; `missing` = why the row can't become a case."""

    row: Row
    kinds: list[str] = field(default_factory=list)
    fine: Decimal = Decimal(0)
    violated: list[str] = field(default_factory=list)
    penal: list[str] = field(default_factory=list)
    articles: Sequence[Cited] = ()
    dates: Sequence[Dated] = ()
    decided_on: date | None = None
    uscc: str = ""
    address: str = ""
    legal_rep: str = ""
    evidence: list[str] = field(default_factory=list)
    presumed: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def day(self, kind: str) -> Dated | None:
        """The first date of a kind in the text."""
        return next((one for one in self.dates if one.kind == kind), None)

    def lack(self, fact: str, check: str, say: str, mend: str = "请从决定书原件补充后再导入。") -> None:
        self.missing.append(Missing(fact, check, say, mend))

    def presume(self, text: str) -> str:
        """Note that a fact is presumed and give its text with the mark."""
        self.presumed.append(text)
        return f"{text}{PRESUMED}"


def facts_of(row: Row) -> Facts:
    """Sort a row into facts; never raises: what is wrong is in `missing`."""
    facts = Facts(row, dates=dated(row.text), articles=cited(row.text))
    _agency(facts)
    _party(facts)
    _penalty(facts)
    _articles(facts)
    _decision_day(facts)
    facts.evidence = _evidence(row.text)
    return facts


def _agency(facts: Facts) -> None:
    name = facts.row.agency
    if _NAMELESS.search(name):
        facts.lack(
            "作出决定的机关",
            "decision_content",
            f"作出决定的机关写作“{name}”，不是机关的名称。",
            "请填写决定书落款的机关全称。",
        )
    elif not _EMERGENCY.search(name):
        facts.lack(
            "执法领域的法规包", "layer", f"“{name}”不是应急管理（安全生产监管）机关，本系统没有装载其领域的法规包和文书格式。",
            "请先安装该领域的法规包，或者由该机关导入。",
        )  # fmt: skip


def _party(facts: Facts) -> None:
    row = facts.row
    if row.party_kind not in ("org", "person"):
        facts.lack("当事人类型", "field.party_kind", "没有写明当事人是单位还是自然人。")
    code = (row.uscc or "").strip().upper()
    if code and not re.search(r"[*X×]{3,}", code):
        if uscc.is_valid(code):
            facts.uscc = code
        else:
            facts.lack(
                "统一社会信用代码",
                "field.uscc",
                f"统一社会信用代码“{code}”的校验码不符。",
                "请核对营业执照上的代码。",
            )
    facts.address = _after(row.text, r"(?:地址|住所地?|住址|所在地址)[：:]")
    facts.legal_rep = _after(row.text, r"(?:法定代表人|负责人|经营者)(?:（负责人）)?[：:]")


def _after(text: str, label: str) -> str:
    match = re.search(label + r"\s*([^，。；,;]{2,60})", text)
    return match[1].strip() if match and not re.search(r"[*×]{2,}", match[1]) else ""


def _penalty(facts: Facts) -> None:
    row = facts.row
    if row.status == "transferred_or_seized":
        return facts.lack(
            "行政处罚决定",
            "decision_of_the_proposed_kind",
            "原文是移送或者强制措施，不是行政处罚决定。",
            "移送的案件请在系统中直接登记。",
        )
    if row.status == "proposed":
        return facts.lack(
            "行政处罚决定",
            "notice_before_decision",
            "原文只是拟处罚或者建议，尚未作出决定。",
            "作出决定后再导入。",
        )
    if not row.penalty:
        return facts.lack(
            "处罚种类和数额", "field.penalty_kinds", "原文在处罚内容之前中断，不知道作了什么处罚。"
        )
    facts.kinds = [kind for kind, pattern in _KINDS if pattern.search(row.penalty)]
    if row.fine_yuan:
        facts.fine = Decimal(str(row.fine_yuan))
        facts.kinds = list(dict.fromkeys(["fine", *facts.kinds]))
    if not facts.kinds:
        facts.lack("处罚种类", "field.penalty_kinds", f"看不出“{row.penalty}”是哪一种行政处罚。")
    elif "fine" in facts.kinds and facts.fine <= 0:
        facts.lack("罚款金额", "field.fine", "原文写了罚款，没有写数额。")
    said = amounts(row.penalty)
    if facts.fine and said and facts.fine not in said:
        facts.lack(
            "罚款金额",
            "decision_equals_draft",
            f"罚款金额前后不一致：数据为{facts.fine:,.2f}元，原文为{row.penalty}。",
            "请核对决定书后改正。",
        )
    for kind, named in (
        ("confiscate_gains", "没收违法所得的数额"),
        ("confiscate_property", "没收财物的价值"),
    ):
        if kind in facts.kinds:
            facts.lack(named, "hearing_offered", f"原文没有写{named}，无法判断是否应当告知听证和法制审核。")
    return None


def _articles(facts: Facts) -> None:
    facts.violated = [one.citation for one in facts.articles if one.role == BREACH]
    facts.penal = [one.citation for one in facts.articles if one.role == BASIS]
    known = {one.citation for one in facts.articles}
    loose = [one for one in listed(facts.row.law_articles) if one not in known]
    if loose and not facts.violated and not facts.penal:
        facts.lack(
            "违反的规定和处罚依据", "citations_complete", "列出的条款分不出哪些是违反的规定、哪些是处罚依据。"
        )


def _decision_day(facts: Facts) -> None:
    text = facts.row.decision_date
    said = facts.day("decided")
    if text:
        try:
            facts.decided_on = date.fromisoformat(text)
        except ValueError:
            facts.lack("决定日期", "field.decided_on", f"决定日期“{text}”不是真实的日期。")
    elif said and said.exact:
        facts.decided_on = said.first


def _evidence(text: str) -> list[str]:
    match = re.search(r"证据(?:有|含|包括)?[：:]?([^。]{4,200})", text)
    if match is None or not re.match(r"证据(有|含|包括|[：:])", match[0]):
        return []
    listed_here = re.split(r"[、和]", match[1].removesuffix("等"))
    return [one.strip() for one in listed_here if 2 <= len(one.strip()) <= 60]

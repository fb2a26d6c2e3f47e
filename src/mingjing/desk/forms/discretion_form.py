"""The page that weighs a penalty: what was filled in, what the law room makes of it, and what goes into the draft.

Inputs are named `d.…`; the fields of the act that the officer came from travel along as they were sent.
"""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from mingjing import law
from mingjing.desk.forms.names import many, one, rows, tree
from mingjing.law.benchmark import Violation, violations
from mingjing.law.discretion import Matter, Weighed, compare_law
from mingjing.law.weighing import EFFECTS, Circumstances, Weighing, weigh_all

ITEMS = "discretion_items"  # an act with this field takes what the page works out
MOST = 20
AMOUNTS = {"fine": "罚款数额", "income": "上一年年收入", "base": "原处罚数额"}
GROUPS = (
    ("应当不予处罚", ("no_penalty",)),
    ("可以不予处罚", ("may_not_penalise",)),
    ("从轻或者减轻", ("lighter", "may_lighten")),
)


@dataclass(slots=True)
class Line:
    """One violation of the form: what was typed, and the law's answer to it."""

    number: int
    typed: dict[str, str]
    weighed: Weighed | None = None
    troubles: dict[str, str] = field(default_factory=dict)
    old_new: str = ""

    @property
    def prose(self) -> bool:
        """A person picks the tier: its condition is prose, or the law names cases."""
        one = self.weighed
        if one is None:
            return False
        violation = one.violation
        if violation.formula:
            return violation.formula == "income" and any(tier.official for tier in violation.tiers)
        return violation.official and not violation.decided_by_facts

    @property
    def bar(self) -> dict[str, str] | None:
        """The range drawn: where the band begins and how wide it is within the law's range, and the fine, per cent."""
        one = self.weighed
        if one is None or one.statutory is None or one.statutory.low == one.statutory.high:
            return None
        law, band, fine = one.statutory, one.band or one.statutory, one.matter.fine
        whole = law.high - law.low
        mark = None if fine is None or not law.low <= fine <= law.high else (fine - law.low) / whole * 100
        return {
            "from": f"{(band.low - law.low) / whole * 100:.2f}",
            "wide": f"{max((band.high - band.low) / whole * 100, Decimal(1)):.2f}",
            "mark": "" if mark is None else f"{mark:.2f}",
        }


@dataclass(slots=True)
class DiscretionForm:
    """`now` is the pack of today, `then` that of the day of the violation (the same one when it isn't known)."""

    now: law.Pack
    then: law.Pack
    case_violations: list[str]
    lines: list[Line] = field(default_factory=list)
    found: Circumstances = field(default_factory=Circumstances)
    weighing: Weighing | None = None
    troubles: dict[str, str] = field(default_factory=dict)
    fresh: bool = False

    def begin(self, subject: str) -> None:
        """The first view: a line for each violation of the case that the law gives a range for."""
        known = {one.id for one in violations(self.now)}
        chosen = [one for one in self.case_violations if one in known] or [""]
        self.lines = [
            Line(number, {"violation": one, "subject": subject}) for number, one in enumerate(chosen)
        ]
        self.weigh()
        self.fresh = True
        for line in self.lines:  # nobody has typed anything yet
            line.troubles.clear()

    def read(self, data: QueryDict) -> None:
        """Take what was sent."""
        sent = tree(data, "d")
        typed = [{key: one(value) for key, value in line.items()} for line in rows(sent.get("line"))][:MOST]
        dropped = data.get("drop", "")
        typed = [line for number, line in enumerate(typed) if str(number) != dropped]
        if "add" in data and len(typed) < MOST:
            typed.append({"violation": "", "subject": typed[-1].get("subject", "org") if typed else "org"})
        self.lines = [Line(number, line) for number, line in enumerate(typed or [{}])]
        effect = one(sent.get("effect"))
        self.found = Circumstances(
            many(sent.get("leniency")), many(sent.get("aggravation")), effect if effect in EFFECTS else "normal",
            one(sent.get("list_item")), many(sent.get("established")), one(sent.get("departure"))[:2000],
        )  # fmt: skip
        self.weigh()

    def weigh(self) -> None:
        """Ask the law room about every line that names a violation."""
        known = {one.id for one in violations(self.now)}
        asked = [line for line in self.lines if line.typed.get("violation", "") in known]
        for line in self.lines:
            if line not in asked:
                line.troubles["violation"] = "请选择违法行为。"
        if not asked:
            return
        matters = [self._matter(line) for line in asked]
        self.weighing = weigh_all(self.now, matters, self.found)
        for line, weighed in zip(asked, self.weighing.matters, strict=True):
            line.weighed = weighed
            if self.then is not self.now:
                line.old_new = compare_law(self.now, self.then, weighed.matter)
        for number, trouble in self.weighing.troubles:
            into = asked[number].troubles if number >= 0 else self.troubles
            into.setdefault(trouble.field, trouble.say)
        if self.found.effect != "exempt":
            for line in asked:
                if line.weighed is not None and line.weighed.matter.fine is None:
                    line.troubles.setdefault("fine", "请填写罚款数额。")

    def _matter(self, line: Line) -> Matter:
        typed = line.typed
        subject = typed.get("subject", "")
        days = typed.get("days", "")
        if days and not (days.isascii() and days.isdigit() and len(days) < 5):
            line.troubles["days"], days = "天数应当是整数。", ""
        return Matter(
            violation=typed["violation"], subject=subject if subject in ("org", "person") else "org",
            overdue=typed.get("overdue") == "true", answer=typed.get("answer", "")[:40], tier=typed.get("tier", ""),
            why=typed.get("why", "")[:2000], days=int(days) if days else None,
            **{name: self._amount(line, name) for name in AMOUNTS},
        )  # fmt: skip

    def _amount(self, line: Line, name: str) -> Decimal | None:
        text = line.typed.get(name, "").replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(-1)
        if amount.is_finite() and 0 <= amount < 10**12 and amount == amount.quantize(Decimal("0.01")):
            return amount
        line.troubles[name] = f"{AMOUNTS[name]}应当是以元为单位的金额，最多两位小数。"
        return None

    @property
    def ready(self) -> bool:
        """Nothing is missing or wrong: it may be taken over."""
        return (
            not self.fresh
            and self.weighing is not None
            and not self.troubles
            and not any(one.troubles for one in self.lines)
        )

    def fields(self) -> dict[str, Any]:
        """The fields of the draft that this fills, as a sent form would have them."""
        assert self.weighing is not None
        done, found = self.weighing, self.found
        values: dict[str, Any] = {
            "discretion_reason": done.text, "leniency": list(found.leniency), "aggravation": list(found.aggravation),
            "list_item": found.list_item or None, "list_conditions": list(found.established),
        }  # fmt: skip
        if found.effect == "exempt":
            none = dict.fromkeys(("penalty_kinds", "fine", "discretion_result", "band_min", "band_max", "tier", "benchmark", ITEMS))  # fmt: skip
            return values | none | {"decision_kind": "no_penalty", "outside_benchmark": False}
        band = done.band
        return values | {
            "decision_kind": "penalty", "discretion_result": found.effect, "fine": _text(done.fine), "benchmark": done.benchmark, "tier": done.tier,
            "band_min": _text(band.low) if band else None, "band_max": _text(band.high) if band else None,
            "outside_benchmark": done.outside, "departure_reason": found.departure if done.outside else None,
            ITEMS: [_item(one) for one in done.matters if one.band is not None],
        }  # fmt: skip

    def listed(self) -> list[tuple[str, list[Violation]]]:
        """Violations to choose from: those of the case first."""
        every = violations(self.now)
        own = [one for one in every if one.id in self.case_violations]
        return [("本案认定的违法行为", own), ("其他违法行为", [one for one in every if one not in own])]

    def leniency(self) -> list[tuple[str, list[Any]]]:
        found = self.now.catalogue("leniency").rows
        return [(title, [row for row in found if row.plain.get("effect") in effects]) for title, effects in GROUPS]  # fmt: skip

    def context(self) -> dict[str, Any]:
        pack = self.now
        return {
            "form": self, "lines": self.lines, "weighing": self.weighing, "found": self.found, "troubles": self.troubles,
            "listed": self.listed(), "leniency": self.leniency(), "aggravation": pack.catalogue("aggravation").rows,
            "no_penalty_list": pack.catalogue("no_penalty_list").rows, "conditions": _conditions(pack, self.found.list_item),
            "effects": list(EFFECTS.items()), "ready": self.ready, "several": len(self.lines) > 1,
            "citations": "、".join(filter(None, (pack.catalogue(one).citation for one in ("leniency", "benchmark_tiers")))),
        }  # fmt: skip


def _conditions(pack: law.Pack, item: str) -> list[Any]:
    row = pack.catalogue("no_penalty_list").row_of(item)
    wanted = row.plain.get("conditions", ()) if row else ()
    return [one for one in pack.catalogue("no_penalty_conditions").rows if one.id in wanted]


def _item(one: Weighed) -> dict[str, Any]:
    band = one.band
    assert band is not None
    official = one.tier is not None and one.violation.official
    return {
        "violation": one.violation.id, "whom": one.whom, **({"tier": one.tier.id} if official and one.tier else {}),
        "low": _text(band.low), "high": _text(band.high), "amount": _text(one.matter.fine),
    }  # fmt: skip


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"

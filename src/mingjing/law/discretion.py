"""Weighing a penalty: from a violation and its facts to the tier, the range and the reasons (行政处罚法 第5条、第32条至第34条).

Pure: a pack and what was answered go in, a result with its derivation comes out. The result proposes; whether an act
stands is for the checks of the packs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from .benchmark import WHOM, Band, Question, Tier, Violation, violation_of, yuan
from .faults import UnknownItem
from .pack import Pack

FEN = Decimal("0.01")
OLD_NEW = "行政处罚法 第37条"


@dataclass(frozen=True, slots=True)
class Matter:
    """One violation as the case has it.

    `answer` = what the violation's question is answered with, as text; `tier` and `why` = the tier that a person picks
    where its condition is prose. `income` = last year's income, `base` and `days` = the first fine and the days it runs.
    `fine` = the amount chosen so far.
    """

    violation: str
    subject: str = "org"
    overdue: bool = False
    answer: str = ""
    tier: str = ""
    why: str = ""
    income: Decimal | None = None
    base: Decimal | None = None
    days: int | None = None
    fine: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is still missing or wrong in one answer: the field's name and a sentence."""

    field: str
    say: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One violation weighed. `band` = what may be imposed before lenient or heavier circumstances; None = not yet known.

    `tier` is an official one or None; `orientation` are tiers of no published benchmark, to be shown as 示例 only.
    """

    matter: Matter
    violation: Violation
    whom: str
    statutory: Band | None
    tier: Tier | None
    orientation: Sequence[Tier]
    band: Band | None
    steps: Sequence[str]
    troubles: Sequence[Trouble]

    @property
    def question(self) -> Question | None:
        """Asked only where an official tier depends on the answer."""
        return self.violation.question if self.violation.official else None


def weigh(pack: Pack, matter: Matter) -> Weighed:
    """The range of one violation. Raises UnknownItem when the pack has no such violation."""
    violation = violation_of(pack, matter.violation)
    whom = f"overdue_{matter.subject}" if matter.overdue else matter.subject
    statutory = violation.statutory.get(whom)
    troubles: list[Trouble] = []
    steps = [f"{violation.title}：依据{violation.penal}处理。"]
    if violation.formula:
        return _by_formula(violation, matter, whom, steps)
    if statutory is None:
        troubles.append(Trouble("subject", f"{violation.penal}没有对{WHOM.get(whom, whom)}规定罚款幅度。"))
        return Weighed(matter, violation, whom, None, None, (), None, steps, troubles)
    steps.append(f"对{WHOM[whom]}的法定罚款幅度为{statutory}。")
    if not violation.official:
        steps.append("本机关尚未导入这一违法行为的公布的裁量基准，在法定幅度内裁量，不引用裁量阶次。")
        return Weighed(matter, violation, whom, statutory, None, violation.tiers, statutory, steps, troubles)
    tier = _tier(violation, matter, troubles)
    band = None
    if tier is not None:
        steps.append(_facts(violation, matter, tier))
        band = _tier_band(tier, whom, statutory, steps)
    return Weighed(matter, violation, whom, statutory, tier, (), band, steps, troubles)


def _tier(violation: Violation, matter: Matter, troubles: list[Trouble]) -> Tier | None:
    """The official tier: found from the answer where every condition is typed, else the one that a person picked."""
    if violation.question is not None and violation.decided_by_facts:
        answer = read_answer(violation.question, matter.answer, troubles)
        if answer is None:
            return None
        found = next((tier for tier in violation.tiers if tier.holds(answer)), None)
        if found is None:
            troubles.append(
                Trouble("answer", f"“{violation.question.title}”不在裁量基准的任何阶次内，请核对。")
            )
        return found
    picked = next((tier for tier in violation.tiers if tier.id == matter.tier), None)
    if picked is None:
        troubles.append(Trouble("tier", "这一违法行为的阶次以文字描述，须由办案人员选择阶次。"))
    elif not matter.why.strip():
        troubles.append(Trouble("why", f"请写明本案为什么属于{picked.title}。"))
    return picked


def _facts(violation: Violation, matter: Matter, tier: Tier) -> str:
    """What the tier rests on, in words."""
    question = violation.question
    if question is not None and violation.decided_by_facts:
        answer = matter.answer.strip().removesuffix(question.unit)
        return f"经查，{question.title}为{answer}{question.unit}，属于“{tier.condition}”。"
    return f"本案属于“{tier.condition}”" + (
        f"：{matter.why.strip().rstrip('。')}。" if matter.why.strip() else "。"
    )


def read_answer(question: Question, text: str, troubles: list[Trouble]) -> Decimal | str | None:
    """The answer in its type, or None with the trouble noted."""
    text = text.strip()
    if not text:
        troubles.append(Trouble("answer", f"请填写“{question.title}”。"))
        return None
    if question.type == "choice":
        if text in question.options:
            return text
        troubles.append(Trouble("answer", f"“{question.title}”应当从所列选项中选择。"))
        return None
    plain = text.removesuffix(question.unit).replace(",", "").strip()
    if not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdigit() or len(plain) > 15:
        troubles.append(Trouble("answer", f"“{question.title}”应当填写数字（{question.unit}）。"))
        return None
    number = Decimal(plain)
    if question.type == "count" and number != number.to_integral_value():
        troubles.append(Trouble("answer", f"“{question.title}”应当是整数。"))
        return None
    if question.type == "percent" and number > 100:
        troubles.append(Trouble("answer", f"“{question.title}”不得超过100%。"))
        return None
    return number


def _tier_band(tier: Tier, whom: str, statutory: Band, steps: list[str]) -> Band:
    own = tier.bands.get(whom)
    if own is None:
        steps.append(f"裁量基准{tier.title}没有对{WHOM[whom]}规定幅度，在法定幅度内裁量。")
        return statutory
    both = own.within(statutory)
    if both is None:
        steps.append(f"{tier.title}的幅度{own}超出法定幅度，不能适用，在法定幅度内裁量。")
        return statutory
    steps.append(
        f"适用裁量基准{tier.title}，幅度为{own}"
        + ("。" if both == own else f"；与法定幅度取交集，为{both}。")
    )
    return both


def _by_formula(violation: Violation, matter: Matter, whom: str, steps: list[str]) -> Weighed:
    """A fine that the law works out: a share of last year's income, or the first fine again for each day."""
    troubles: list[Trouble] = []
    tier = next((one for one in violation.tiers if one.id == matter.tier and one.official), None)
    band = None
    if violation.formula == "daily":
        if matter.base is None:
            troubles.append(Trouble("base", "请填写原处罚数额。"))
        if matter.days is None:
            troubles.append(Trouble("days", "请填写按日连续处罚的天数。"))
        if matter.base is not None and matter.days is not None:
            total = matter.base * matter.days
            band = Band(total, total)
            steps.append(f"自责令改正之日的次日起按原处罚数额{yuan(matter.base)}元按日连续处罚，{matter.days}日共{yuan(total)}元。")  # fmt: skip
    elif not any(one.official for one in violation.tiers):
        steps.append(f"{violation.penal}按上一年年收入的比例处罚，比例须按现行规定核对后填写。")
    elif tier is None or tier.income is None:
        troubles.append(Trouble("tier", "请选择法律规定的情形。"))
    elif matter.income is None:
        troubles.append(Trouble("income", "请填写上一年年收入。"))
    else:
        low, high = (_cut(matter.income * share) for share in (tier.income.low, tier.income.high))
        band = Band(low, high)
        steps.append(f"符合“{tier.condition}”，按上一年年收入{yuan(matter.income)}元计算，为{band}。")
    official = tuple(one for one in violation.tiers if not one.official)
    return Weighed(matter, violation, whom, band, tier, official, band, steps, troubles)


def _cut(value: Decimal) -> Decimal:
    return value.quantize(FEN, rounding=ROUND_DOWN)


def compare_law(now: Pack, then: Pack, matter: Matter) -> str:
    """从旧兼从轻: a note when the ranges of the day of the violation and of today differ; "" when they don't."""
    present = weigh(now, matter)
    try:
        former = weigh(then, matter)
    except UnknownItem:
        return f"违法行为发生时的规定里没有这一幅度，适用时须核对从旧兼从轻（{OLD_NEW}）。"
    if (present.statutory, present.band) == (former.statutory, former.band):
        return ""
    if not (present.band and former.band):
        return f"违法行为发生时与现在的规定不同，须比较后从旧兼从轻（{OLD_NEW}）。"
    lighter = (present.band.high, present.band.low) < (former.band.high, former.band.low)
    which = "新的规定较轻，适用新的规定" if lighter else "新的规定不轻于旧规定，适用违法行为发生时的规定"
    return f"违法行为发生时的幅度为{former.band}，现在为{present.band}；{which}（{OLD_NEW}）。"

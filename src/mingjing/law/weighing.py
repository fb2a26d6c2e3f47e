"""A whole proposal: several violations weighed apart and carried out together, with what is lenient and heavier.

分别裁量、合并执行. The text is a draft for the officer, who may change it; it cites no tier that isn't official.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from .benchmark import TIERS, Band, yuan
from .discretion import Matter, Trouble, Weighed, weigh
from .items import Row
from .pack import Pack

NOTHING = Decimal(0)
EFFECTS = {"normal": "一般", "lighter": "从轻", "reduced": "减轻", "heavier": "从重", "exempt": "不予处罚"}
MUST_NOT, MAY_NOT, LIGHTER = ("no_penalty",), ("may_not_penalise",), ("lighter", "may_lighten")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was found beside the facts of the tiers: ids of the catalogues `leniency`, `aggravation`, `no_penalty_list`.

    `effect` = the officer's choice among EFFECTS; `established` = ids of `no_penalty_conditions` found to be met;
    `departure` = why the benchmark is left.
    """

    leniency: Sequence[str] = ()
    aggravation: Sequence[str] = ()
    effect: str = "normal"
    list_item: str = ""
    established: Sequence[str] = ()
    departure: str = ""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The proposal. `fine` = the sum of the amounts chosen, None while one is missing; `band` = the sum of the bands.

    `outside` = an amount leaves its band; `text` = the draft of the reasons.
    """

    matters: Sequence[Weighed]
    must_not: Sequence[Row]
    may_not: Sequence[Row]
    lighter: Sequence[Row]
    heavier: Sequence[Row]
    listed: Row | None
    unmet: Sequence[Row]
    effect: str
    band: Band | None
    fine: Decimal | None
    outside: bool
    benchmark: str
    tier: str
    text: str
    troubles: Sequence[tuple[int, Trouble]] = field(default=())

    @property
    def official(self) -> bool:
        """Every range comes from a published benchmark or from the statute itself."""
        return all(one.tier is not None and one.tier.official for one in self.matters)


def weigh_all(pack: Pack, matters: Sequence[Matter], found: Circumstances) -> Weighing:
    """Raises UnknownItem for a violation that the pack doesn't have."""
    weighed = [weigh(pack, matter) for matter in matters]
    lenient = _rows(pack, "leniency", found.leniency)
    by_effect = {effect: [row for row in lenient if row.plain.get("effect") in effect] for effect in (MUST_NOT, MAY_NOT, LIGHTER)}  # fmt: skip
    listed = next(iter(_rows(pack, "no_penalty_list", [found.list_item])), None)
    unmet = [] if listed is None else _rows(pack, "no_penalty_conditions", [
        one for one in listed.plain.get("conditions", ()) if one not in found.established
    ])  # fmt: skip
    heavier = _rows(pack, "aggravation", found.aggravation)
    troubles = [(number, trouble) for number, one in enumerate(weighed) for trouble in one.troubles]
    troubles += [
        (number, trouble) for number, one in enumerate(weighed) for trouble in _amount(one, found.effect)
    ]
    troubles += [(-1, trouble) for trouble in _effect(by_effect, heavier, found)]
    bands = [one.band for one in weighed]
    band = None if not bands or None in bands else Band(
        sum((one.low for one in bands if one), NOTHING), sum((one.high for one in bands if one), NOTHING)
    )  # fmt: skip
    chosen = [one.fine for one in matters]
    fine = None if not chosen or None in chosen else sum((one for one in chosen if one is not None), NOTHING)
    outside = any(leaves(one, found.effect) for one in weighed)
    if outside and not found.departure.strip():
        troubles.append((-1, Trouble("departure", "罚款数额不在适用的幅度内，请写明偏离裁量基准的理由。")))
    tiers = [one.tier.title for one in weighed if one.tier is not None and one.tier.official]
    result = Weighing(
        weighed, by_effect[MUST_NOT], by_effect[MAY_NOT], by_effect[LIGHTER], heavier, listed, unmet, found.effect,
        band, fine, outside, _benchmark(pack, weighed), "；".join(tiers), "", troubles,
    )  # fmt: skip
    return _with_text(result, found)


def leaves(one: Weighed, effect: str) -> bool:
    """Does the amount chosen leave its band? A penalty reduced by law goes below it and is no departure."""
    fine, band = one.matter.fine, one.band
    if fine is None or band is None:
        return False
    return fine > band.high or (fine < band.low and effect != "reduced")


def _amount(one: Weighed, effect: str) -> list[Trouble]:
    """What is wrong with an amount whatever the benchmark says: the law's own range."""
    fine, law = one.matter.fine, one.statutory
    if fine is None or law is None:
        return []
    if fine > law.high:
        return [Trouble("fine", f"罚款超过法定上限{yuan(law.high)}元。")]
    if effect == "reduced" and law.low == 0:
        return [Trouble("fine", "法定幅度没有下限，只能从轻，不存在减轻处罚。")]
    if effect == "reduced" and fine >= law.low:
        return [Trouble("fine", f"减轻处罚应当低于法定下限{yuan(law.low)}元。")]
    if effect != "reduced" and fine < law.low:
        return [Trouble("fine", f"罚款低于法定下限{yuan(law.low)}元，只有依法减轻处罚才可以。")]
    return []


def _effect(by_effect: Any, heavier: Sequence[Row], found: Circumstances) -> list[Trouble]:
    """Does the effect that was chosen fit the circumstances that were found?"""
    if by_effect[MUST_NOT] and found.effect != "exempt":
        return [Trouble("effect", f"有应当不予处罚的情形：{_titles(by_effect[MUST_NOT])}。")]
    if found.effect in ("lighter", "reduced") and not by_effect[LIGHTER] and not by_effect[MAY_NOT]:
        return [Trouble("effect", f"{EFFECTS[found.effect]}处罚须有从轻、减轻的情形，请选择。")]
    if found.effect == "heavier" and not heavier:
        return [Trouble("effect", "从重处罚须有从重的情形，请选择。")]
    if found.effect == "heavier" and by_effect[LIGHTER]:
        return [
            Trouble("effect", f"有从轻、减轻的情形：{_titles(by_effect[LIGHTER])}，不得只从重，须一并说明。")
        ]
    return []


def _rows(pack: Pack, catalogue_id: str, ids: Sequence[str]) -> list[Row]:
    catalogue = pack.catalogues.get(catalogue_id)
    return [row for row in catalogue.rows if row.id in ids] if catalogue else []


def _titles(rows: Sequence[Row]) -> str:
    return "、".join(row.title + (f"（{row.citation}）" if row.citation else "") for row in rows)


def _benchmark(pack: Pack, weighed: Sequence[Weighed]) -> str:
    """What the document names as the benchmark."""
    catalogue = pack.catalogue(TIERS)
    named = catalogue.title + (f"（{'、'.join(catalogue.source)}）" if catalogue.source else "")
    said = []
    for one in weighed:
        violation = one.violation
        if violation.formula:
            said.append(f"{violation.penal}直接规定的数额")
        elif violation.official:
            said.append(f"{named}“{violation.title}”{one.tier.title if one.tier else '（阶次待定）'}")
        else:
            said.append(f"{violation.penal}的法定幅度（公布的裁量基准尚未导入）")
    return "；".join(dict.fromkeys(said))


def _with_text(result: Weighing, found: Circumstances) -> Weighing:
    """The reasons, in the order in which they are weighed."""
    lines = []
    several = len(result.matters) > 1
    for number, one in enumerate(result.matters, 1):
        fine = one.matter.fine
        line = (f"（{number}）" if several else "") + "".join(one.steps)
        lines.append(line + (f"拟处罚款{yuan(fine)}元。" if fine is not None else ""))
    if result.must_not:
        lines.append(f"当事人有下列情形，依法不予行政处罚：{_titles(result.must_not)}。")
    if result.may_not:
        lines.append(f"当事人有下列情形，可以不予行政处罚：{_titles(result.may_not)}。")
    if result.listed is not None:
        state = "各项条件均已核实" if not result.unmet else f"尚未核实：{_titles(result.unmet)}"
        lines.append(
            f"对照不予处罚清单“{result.listed.title}”（{result.listed.plain.get('condition', '')}），{state}。"
        )
    if result.lighter:
        lines.append(f"当事人有下列从轻或者减轻情形：{_titles(result.lighter)}。")
    if result.heavier:
        lines.append(f"当事人有下列从重情形：{_titles(result.heavier)}。")
    if not (result.lighter or result.heavier or result.must_not or result.may_not):
        lines.append("经逐项核对，当事人没有法定的不予、从轻、减轻或者从重处罚情形。")
    if result.outside:
        lines.append(f"罚款数额偏离上述幅度，理由：{found.departure.strip() or '（待写明）'}。")
    if result.fine is not None:
        how = f"{EFFECTS.get(result.effect, '')}处罚" if result.effect != "normal" else "在上述幅度内裁量"
        sums = "对各违法行为分别裁量、合并执行，共" if several else ""
        lines.append(
            f"综合违法行为的事实、性质、情节和社会危害程度，{how}，{sums}处罚款{yuan(result.fine)}元。"
        )
    return replace(result, text="\n".join(lines))

"""What stands in the way of a proposed change of an agency's own law, each with its reason and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.cases.libraries import library_of
from mingjing.cases.payload import SHANGHAI
from mingjing.law.amendments import Amendment, amended, own_version
from mingjing.law.items import Limit
from mingjing.law.library import Library
from mingjing.law.reach import Name, act_reach, check_reach, reach
from mingjing.law.scenario import Prepared
from mingjing.rules import effect, scenarios
from mingjing.rules.browse import readable
from mingjing.rules.history import APPROVED, WAITING, Change

FURTHEST = timedelta(days=3 * 366)
OWN = ("机关",)  # owners that leave a value to every agency
SECONDS = 20.0  # for all scenarios
NAMED = 6  # cases and scenarios that a refusal names
ROW_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the change can't be made; `citation` where a law says so."""

    say: str
    mend: str
    citation: str = ""


@dataclass(frozen=True)
class Examined:
    """All refusals, and (when the packs can be loaded with the change) what it would do to the open cases."""

    refusals: tuple[Refusal, ...]
    sweep: effect.Sweep | None = None
    runs: scenarios.Runs | None = None


def examine(agency: Agency, one: Amendment, others: Sequence[Change], now: datetime) -> Examined:
    """Examine a change against the packs, the other changes, the scenarios and the open cases (1 query)."""
    library = library_of(agency)
    today = now.astimezone(SHANGHAI).date()
    said = list(_period(one, others, today))
    if said and not today < one.since <= today + FURTHEST:
        return Examined(tuple(said))
    said += _allowed(library, one)
    if said:
        return Examined(tuple(said))
    try:
        after = with_change(library, one, others)
    except law.PackFaults as faults:
        return Examined(tuple(_fault(fault) for fault in faults.faults[:NAMED]))
    runs, failed = _scenarios(library, after, one)
    said += failed
    at = datetime.combine(one.since, time(9), SHANGHAI)
    cases = effect.open_cases(agency.pk)
    found = effect.sweep(cases, library.on(one.since), after.on(one.since), at)
    said += _stuck(found)
    return Examined(tuple(said), found, runs)


def with_change(library: Library, one: Amendment, others: Sequence[Change]) -> Library:
    """The library as it would be. Raises `law.PackFaults`."""
    approved = [change.amendment for change in reversed(others) if change.state == APPROVED]
    base = Library(library.layers[:-1]) if approved else library
    return amended(base, [*approved, one])


def _period(one: Amendment, others: Sequence[Change], today: date) -> Iterator[Refusal]:
    if one.since <= today:
        yield Refusal(
            "施行日期不是将来的日期：今天和以前的行为已经按当时的规则判断，不能倒签。",
            f"请填写{law_date(today + timedelta(days=1))}或者以后的日期。",
        )
    elif one.since > today + FURTHEST:
        yield Refusal("施行日期超过三年以后，不能预先设定。", "请填写三年以内的日期。")
    for other in others:
        if other.amendment.target != one.target or other.state not in (WAITING, APPROVED):
            continue
        if other.state == WAITING:
            yield Refusal(
                f"同一事项已有一项待批准的调整（{other.proposed.by_name}提出）。",
                "等它批准、退回或者撤回以后再提出。",
            )
        elif other.amendment.since >= one.since:
            yield Refusal(
                f"同一事项已有自{law_date(other.amendment.since)}起施行的调整，施行期间重叠。",
                f"请填写{law_date(other.amendment.since)}以后的施行日期。",
            )


def law_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# -- what an agency may set ---------------------------------------------------------------------------------


def _allowed(library: Library, one: Amendment) -> Iterator[Refusal]:
    pack = library.on(one.since)
    if one.kind == "limit":
        limit = pack.limits.get(one.item)
        if limit is None:
            yield Refusal("施行之日没有这一限值。", "请从限值页提出。")
            return
        yield from _fixed_by_law(limit, library)
        yield from _floor(limit, one.value)
        yield from _added(library, limit, one)
        if one.value == limit.value:
            yield Refusal("新值与施行之日的现值相同。", "不需要调整；要改施行日期的，先撤回原来的调整。")
        return
    catalogue = pack.catalogues.get(one.item)
    if catalogue is None:
        yield Refusal("施行之日没有这一目录。", "请从目录页提出。")
        return
    if not catalogue.changeable:
        yield Refusal(
            f"“{catalogue.title}”由法律、法规、规章或者上级文件规定，本机关不能自行增删。",
            "确需改变的，由维护法规包的人员修改法规包并重新检查。",
            catalogue.citation,
        )
        return
    own = own_version(library, "catalogues", one.item, one.since)
    row = own.row_of(one.row) if own is not None else None
    if row is not None and row.fixed and one.kind != "row_add":
        yield Refusal(
            f"“{row.title}”是法律或者国务院文件规定的情形，本机关不能修改或者终止。",
            "本机关只能增加情形。",
            row.citation,
        )
    if one.kind == "row_add" and not ROW_ID.fullmatch(one.row):
        yield Refusal("新项的标识写法不对。", "请用小写字母开头的小写字母、数字和下划线，不超过四十个字符。")
    if one.kind == "row_add" and any(other.row_of(one.row) for other in library.items.catalogues[one.item]):
        yield Refusal("目录里已经有（或者有过）这一标识的项。", "请修改原有的项，或者换一个标识。")
    if one.kind != "row_add" and row is None:
        yield Refusal("施行之日目录里没有这一项。", "请从目录页选择现有的项。")


def _fixed_by_law(limit: Limit, library: Library) -> Iterator[Refusal]:
    if not changeable(limit, library):
        yield Refusal(
            f"“{limit.title}”由{owner_of(limit, library)}规定，本机关不能自行改变。",
            "法律、法规、规章修改的，由维护法规包的人员按新条文增加新版本。",
            limit.citation,
        )


def owner_of(limit: Limit, library: Library) -> str:
    """Who fixes the value: as the lowest layer that has the limit says, for an agency's own layer can't loosen it."""
    owners = [version.owner for version in library.items.limits[limit.id] if version.owner]
    return owners[-1] if owners else limit.owner


def changeable(limit: Limit, library: Library) -> bool:
    """May an agency set the value for itself? A marking in any layer decides, else the owner in the lowest layer."""
    marks = [one.changeable for one in library.items.limits[limit.id] if one.changeable is not None]
    return all(marks) if marks else owner_of(limit, library).startswith(OWN)


def _floor(limit: Limit, value: Any) -> Iterator[Refusal]:
    if isinstance(value, Mapping):
        for key in limit.fixed:
            if value.get(key) != limit.value.get(key):
                yield Refusal(
                    f"“{limit.title}”中有一项由上位规定确定，不能改变。",
                    "请把这一项恢复为原值。",
                    limit.citation,
                )


def _added(library: Library, limit: Limit, one: Amendment) -> Iterator[Refusal]:
    """Entries that another limit adds are changed there."""
    own = own_version(library, "limits", limit.id, one.since)
    if isinstance(one.value, Mapping) and own is not None:
        others = [key for key in one.value if key not in own.value and one.value[key] != limit.value.get(key)]
        if others:
            yield Refusal(
                f"“{limit.title}”中有{len(others)}项由另一参数加入，不能在这里改。",
                "请到加入它的那一参数提出调整。",
            )


# -- lint, scenarios, open cases ----------------------------------------------------------------------------


def _fault(fault: law.Fault) -> Refusal:
    return Refusal(f"改后的法规包不能通过检查：{fault.message}", "请改正后再提出。")


def _scenarios(library: Library, after: Library, one: Amendment) -> tuple[scenarios.Runs, list[Refusal]]:
    """Run the packs' scenarios with the change, as if it had always been in force (they play on days of their own).

    A scenario about a check (or a clock, or a fact) that reads what is changed states the old value by itself: it tests
    the packs as they are and is left to them. Every other whose acts come near must come out as before.
    """
    pack, names = library.on(one.since), _changed_names(one)
    near = [
        prepared
        for prepared in scenarios.prepared_of(scenarios.layers_on_disk(library))
        if _near(prepared, pack, names)
    ]
    rest = [prepared for prepared in near if not _states(prepared, pack, names)]
    runs = scenarios.run_with(_always(after, one), rest, SECONDS)
    runs = replace(runs, spared=len(near) - len(rest))
    said = [
        Refusal(
            f"改后情景“{failed.title}”不再成立：{readable(pack, failed.differences[0])}",
            "请先核对这一情景；情景应当改的，由维护法规包的人员修改后再提出。",
        )
        for failed in runs.failed[:NAMED]
    ]
    return runs, said


def _always(after: Library, one: Amendment) -> tuple[str, dict[str, Any]]:
    """The changed item in force on all days, and the file of a layer that it belongs into."""
    item = own_version(after, "limits" if one.kind == "limit" else "catalogues", one.item, one.since)
    data = item.model_dump(mode="json", by_alias=True, exclude_unset=True)
    data.pop("in_force", None)
    return ("limits.yaml" if one.kind == "limit" else "catalogues/amendments.yaml"), data


def _near(prepared: Prepared, pack: law.Pack, names: frozenset[Name]) -> bool:
    """Does an act of the scenario read what is changed?"""
    procedure = pack.procedures.get(prepared.procedure)
    acts = {step["act"] for step in prepared.steps}
    return procedure is not None and any(
        act.id in acts and _act_reach(pack, procedure.id, act.id) & names for act in procedure.acts
    )


@lru_cache(maxsize=1024)
def _act_reach(pack: law.Pack, procedure_id: str, act_id: str) -> frozenset[Name]:
    procedure = pack.procedure(procedure_id)
    act = procedure.by_id[act_id]
    return act_reach(pack, act, [judged.check for judged in pack.checks_of(procedure, act)])


def _changed_names(one: Amendment) -> frozenset[Name]:
    return frozenset({("limits" if one.kind == "limit" else "catalogues", one.item)})


def _states(prepared: Prepared, pack: law.Pack, names: frozenset[Name]) -> bool:
    """Is the scenario about something that reads what is changed?"""
    for check_id in scenarios.named_checks(prepared):
        check = pack.checks.get(check_id)
        if check is not None and check_reach(pack, check) & names:
            return True
    expected = [prepared.scenario.expect, *(step.get("expect") for step in prepared.steps[prepared.base :])]
    for expect in expected:
        asked = [("clocks", key) for key in _keys(expect, "clocks")] + [
            ("case", key) for key in _keys(expect, "facts")
        ]
        if reach(pack, asked) & names:
            return True
    return False


def _keys(expect: Any, part: str) -> list[str]:
    found = expect.get(part) if isinstance(expect, Mapping) else None
    return [str(key) for key in found] if isinstance(found, Mapping) else []


def _stuck(found: effect.Sweep) -> Iterator[Refusal]:
    stuck = [one for one in found.touched if one.stuck]
    if stuck:
        names = "、".join(f"“{one.case}”" for one in stuck[:NAMED])
        yield Refusal(
            f"改后有{len(stuck)}件在办案件没有下一步可以办理：{names}。",
            "请改变内容，或者待这些案件办完这一环节后再施行。",
        )

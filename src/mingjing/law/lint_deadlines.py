"""Deadlines of the packs: what starts, ends, stops and lengthens them must be there, and whose they are must be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .conditions import ConditionFault, compile_condition
from .faults import Fault
from .lint_accrual import accrual_faults
from .lint_citations import citation_faults
from .lint_names import Known, condition_faults
from .periods import parse_length
from .procedure import Deadline, Pause
from .yaml_source import Origin

_OPEN_END = {"wait", "bar", "accrual", "validity", "display"}


def deadline_faults(deadline: Deadline, known: Known) -> Iterator[Fault]:
    """All faults of one deadline."""
    origin = deadline.origin
    if not deadline.title:
        yield origin.fault(f"期限“{deadline.id}”没有 title。")
    if not deadline.citation.strip():
        yield origin.fault(f"期限“{deadline.id}”没有依据。", ["citation"])
    if not deadline.whose:
        yield origin.fault(
            f"期限“{deadline.title}”没有写明由谁遵守（whose: agency 本机关，outside 机关以外）。"
        )
    yield from citation_faults(deadline.citation, origin, ["citation"], deadline.in_force, known)
    if not deadline.starts:
        yield origin.fault(f"期限“{deadline.title}”没有起算事由。", ["starts"])
    for index, ref in enumerate(deadline.starts):
        yield from _reference(ref, origin, ["starts", index], known)
    for index, ref in enumerate(deadline.ends):
        yield from _reference(ref, origin, ["ends", index], known)
    for index, pause in enumerate(deadline.pauses):
        yield from _pause(pause, origin, ["pauses", index], known)
    for extension in deadline.extend:
        yield from _reference(extension.by, origin, ["extend", "by"], known)
        yield from _length(extension.lasts, origin, ["extend", "lasts"], known, extension.by)
    yield from _length(deadline.lasts, origin, ["lasts"], known, "")
    if not deadline.ends and deadline.kind not in _OPEN_END:
        yield origin.fault(f"期限“{deadline.title}”没有终结它的执法行为（ends）。", ["ends"])
    if deadline.when:
        yield from condition_faults(
            deadline.when, origin, ["when"], known, [], forbidden=("act", "agency", "chosen")
        )
        yield from _reads_several(deadline, known)
    yield from accrual_faults(deadline, known)
    if len(deadline.starts) != 1 and deadline.match:
        yield origin.fault("按触发事由逐个计时（match）的期限只能有一个起算事由。", ["match"])


def _reads_several(deadline: Deadline, known: Known) -> Iterator[Fault]:
    """Which of several clocks a name means depends on the act proposed; a deadline runs whatever is proposed."""
    try:
        names = compile_condition(deadline.when).needs
    except ConditionFault:
        return
    for root, name in names:
        if root == "clocks" and any(one.match for one in known.deadlines.get(name, ())):
            yield deadline.origin.fault(f"“{name}”是逐个计时的期限，期限的条件不能读它。", ["when"])


def _reference(ref: str, origin: Origin, path: list[Any], known: Known) -> Iterator[Fault]:
    name, _, rest = ref.partition(".")
    if name == "case":
        if rest not in known.case:
            yield origin.fault(f"没有“{rest}”这一案件事实。", path)
    elif name == "clocks":
        if rest not in known.deadlines:
            yield origin.fault(f"没有“{rest}”这一期限。", path)
    elif name not in known.acts:
        yield origin.fault(f"没有“{name}”这一执法行为。", path)
    elif rest and not any(rest in act.fields for act in known.acts[name]):
        yield origin.fault(f"“{known.acts[name][0].title}”没有“{rest}”这一栏。", path)


def _pause(pause: Pause, origin: Origin, path: list[Any], known: Known) -> Iterator[Fault]:
    yield from _reference(pause.since, origin, [*path, "from"], known)
    if not pause.until:
        yield origin.fault("不计入的期间没有写明到什么时候为止（to）。", path)
    for ref in pause.until:
        yield from _reference(ref, origin, [*path, "to"], known)
        name, _, rest = ref.partition(".")
        others = known.deadlines.get(rest, ()) if name == "clocks" else ()
        if any(tuple(one.match) != tuple(pause.match.values()) for one in others):
            yield origin.fault(
                f"“{ref}”逐个计时所依的栏目，与不计入的期间（match）写明的不同。", [*path, "match"]
            )
        if name not in ("case", "clocks"):
            yield from _matched(name, pause.match.values(), origin, path, known)
    yield from _matched(pause.since.partition(".")[0], pause.match, origin, path, known)


def _matched(
    act: str, fields: Iterable[str], origin: Origin, path: list[Any], known: Known
) -> Iterator[Fault]:
    versions = known.acts.get(act, [])
    for field in fields:
        if versions and not any(field in one.fields for one in versions):
            yield origin.fault(f"“{versions[0].title}”没有“{field}”这一栏。", [*path, "match"])


def _length(text: str, origin: Origin, path: list[Any], known: Known, by: str) -> Iterator[Fault]:
    try:
        length = parse_length(text)
    except ValueError as error:
        yield origin.fault(str(error), path)
        return
    root, dot, rest = length.name.partition(".")
    if not length.name:
        return
    if root == "limits" and rest not in known.limits:
        yield origin.fault(f"没有“{rest}”这一限值。", path)
    elif root == "limits":
        if any(isinstance(v.value, bool) or not isinstance(v.value, int) for v in known.limits[rest]):
            yield origin.fault(f"限值“{rest}”不是整数，不能作为期间的长度。", path)
    elif not dot:
        if not any(length.name in act.fields for act in known.acts.get(by, [])):
            yield origin.fault(f"“{length.name}”不是期间，也不是延长期限的执法行为的一栏。", path)
    else:
        yield from _reference(length.name, origin, path, known)

"""What is refused at load: items that don't fit together, said all at once with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .faults import Fault
from .fields import LISTS, RESERVED, TYPES, Fact, Kind
from .files import Layer
from .items import Catalogue, Limit, Statute
from .lint_additions import added_entries, added_rows
from .lint_births import born_of_faults, opening_faults, upon_birth_faults
from .lint_circles import circles
from .lint_citations import citation_faults
from .lint_deadlines import deadline_faults
from .lint_effects import effect_faults
from .lint_names import Known, condition_faults, sentence_faults
from .lint_precedence import loosened
from .lint_published import published_faults
from .notices import contradictions
from .pack import KINDS, KINDS_OF_ENFORCEMENT, Items
from .procedure import Act, Check, Deadline, Procedure
from .yaml_source import Origin

POINTS = "review_points"  # the catalogue whose rows the reviewer's sheet has


def lint(layers: Sequence[Layer]) -> list[Fault]:
    """All faults of the layers together."""
    items = Items.gather(layers)
    known = Known(items)
    faults: list[Fault] = []
    faults += overlaps(layers)
    faults += loosened(layers)
    faults += circles(known)
    faults += contradictions(year for layer in layers for year in layer.calendar)
    for kind in KINDS:
        for versions in items.of(kind).values():
            for item in versions:
                faults += _item(item, known)
    return faults


def overlaps(layers: Sequence[Layer]) -> Iterator[Fault]:
    """Periods of one id in one layer must not overlap (a later layer may replace)."""
    for layer in layers:
        for kind in KINDS:
            by_id: dict[str, list[Any]] = {}
            for item in getattr(layer, kind):
                for other in by_id.setdefault(item.id, []):
                    if item.in_force.overlaps(other.in_force):
                        yield item.origin.fault(
                            f"“{item.id}”的施行期间与第{other.origin.line()}行的重叠（{other.origin.file}）。",
                            ["id"],
                        )
                by_id[item.id].append(item)


def _item(item: Any, known: Known) -> Iterator[Fault]:
    if item.in_force.since and item.in_force.until and item.in_force.until < item.in_force.since:
        yield item.origin.fault("施行期间的止日早于起日。", ["in_force"])
    if isinstance(item, Check):
        yield from _check(item, known)
    elif isinstance(item, Deadline):
        yield from deadline_faults(item, known)
    elif isinstance(item, Procedure):
        yield from _procedure(item, known)
    elif isinstance(item, Fact):
        yield from _fact(item, known)
    elif isinstance(item, Catalogue):
        yield from _catalogue(item, known)
    elif not isinstance(item, Statute):
        yield from citation_faults(
            getattr(item, "citation", ""), item.origin, ["citation"], item.in_force, known
        )
    if isinstance(item, Limit) and item.adds_to:
        yield from added_entries(item, known)


def _check(check: Check, known: Known) -> Iterator[Fault]:
    origin = check.origin
    for name in ("title", "citation", "say", "mend"):
        if not str(getattr(check, name)).strip():
            yield origin.fault(f"检查“{check.id}”的 {name} 不能为空。", [name])
    yield from citation_faults(check.citation, origin, ["citation"], check.in_force, known)
    acts = known.acts_of(check.before, check.procedures)
    for name in check.procedures:
        if name not in known.procedures:
            yield origin.fault(f"没有“{name}”这一程序。", ["procedures"])
    for key in ("before", "excluded"):
        for name in getattr(check, key):
            if not known.names_act(name):
                yield origin.fault(
                    f"没有“{name}”这一执法行为或者环节。", ["before" if key == "before" else "except"]
                )
    acts = [act for act in acts if act.id not in check.excluded]
    if check.mend_act and check.mend_act not in known.acts:
        yield origin.fault(f"没有“{check.mend_act}”这一执法行为。", ["mend_act"])
    if check.when:
        yield from condition_faults(check.when, origin, ["when"], known, acts)
    yield from condition_faults(check.require, origin, ["require"], known, acts, guards=check.when)
    yield from sentence_faults(check.say, origin, ["say"], known)
    yield from sentence_faults(check.mend, origin, ["mend"], known)
    if check.review_point and POINTS in known.catalogues and not _is_point(check.review_point, known):
        yield origin.fault(f"法制审核要点（{POINTS}）里没有“{check.review_point}”。", ["review_point"])
    fields = {name for act in acts for name in act.fields} | RESERVED
    for index, name in enumerate(check.fields):
        if name not in fields:
            yield origin.fault(f"所检查的执法行为没有“{name}”这一栏。", ["fields", index])


def _is_point(row_id: str, known: Known) -> bool:
    return any(catalogue.row_of(row_id) for catalogue in known.catalogues[POINTS])


def _procedure(procedure: Procedure, known: Known) -> Iterator[Fault]:
    origin = procedure.origin
    yield from citation_faults(procedure.citation, origin, ["citation"], procedure.in_force, known)
    seen: set[str] = set()
    for act in procedure.acts:
        if act.id in seen:
            yield act.origin.fault(f"执法行为“{act.id}”写了两次。", ["id"])
        seen.add(act.id)
        yield from _act(act, procedure, known)
    if not any(act.starts_case for act in procedure.acts):
        yield origin.fault("没有开始案件的执法行为（starts_case）。", ["acts"])
    known_kinds = known.catalogues.get(KINDS_OF_ENFORCEMENT, [])
    if known_kinds and not any(
        one.row_of(procedure.kind) for one in known.rows_with_added(KINDS_OF_ENFORCEMENT)
    ):
        yield origin.fault(f"执法种类目录（{KINDS_OF_ENFORCEMENT}）里没有“{procedure.kind}”。", ["kind"])
    made = {rule.form for act in procedure.acts for rule in act.documents}
    if procedure.numbered_by and procedure.numbered_by not in made:
        yield origin.fault(f"本程序不制作“{procedure.numbered_by}”这一文书。", ["numbered_by"])
    for index, column in enumerate(procedure.statistics):
        for form in column.forms:
            if form not in made:
                yield origin.fault(f"本程序不制作“{form}”这一文书。", ["statistics", index, "forms"])
    for index, form in enumerate(procedure.file_order):
        if form not in known.forms or form in procedure.file_order[:index]:
            yield origin.fault(f"没有“{form}”这一文书格式，或者写了两次。", ["file_order", index])
    yield from published_faults(procedure, known)
    yield from born_of_faults(procedure, known)
    yield from effect_faults(procedure)
    if not any(act.ends_case for act in procedure.acts):
        yield origin.fault("没有终结案件的执法行为（ends_case）。", ["acts"])
    for act in unreachable(procedure):
        yield act.origin.fault(f"没有办法走到“{act.title}”：它所在的环节不会出现。", ["id"])


def unreachable(procedure: Procedure) -> list[Act]:
    """Acts in whose stages the case can never be."""
    stages: set[str] = set()
    reached: set[str] = set()
    while True:
        more = [
            act
            for act in procedure.acts
            if act.id not in reached
            and (act.starts_case or (stages and ("*" in act.stages or stages.intersection(act.stages))))
        ]
        if not more:
            return [act for act in procedure.acts if act.id not in reached]
        for act in more:
            reached.add(act.id)
            if act.moves_to or act.starts_case:
                stages.add(act.moves_to or act.stage)
            if act.ends_case:
                stages.add("closed")


def _act(act: Act, procedure: Procedure, known: Known) -> Iterator[Fault]:
    origin = act.origin
    if not act.title:
        yield origin.fault(f"执法行为“{act.id}”没有 title。")
    yield from citation_faults(act.citation, origin, ["citation"], procedure.in_force, known)
    for key, stages in (("stage", [act.stage]), ("during", act.during), ("moves_to", [act.moves_to])):
        for stage in stages:
            if stage and stage not in procedure.stages and not (key == "during" and stage in ("*", "closed")):
                yield origin.fault(f"没有“{stage}”这一环节。", [key])
    for key, roles in (("by", act.by), ("approvals", act.approvals)):
        for role in roles:
            if known.roles and role not in known.roles:
                yield origin.fault(f"没有“{role}”这一岗位。", [key])
    if not act.by:
        yield origin.fault(f"没有写明谁可以办理“{act.title}”。", ["by"])
    for name, kind in act.fields.items():
        if name in RESERVED:
            yield origin.fault(f"栏目名“{name}”是保留的，请换一个。", ["fields", name])
        yield from _kind(kind, origin, ["fields", name], known)
        if kind.when:
            yield from condition_faults(kind.when, origin, ["fields", name, "when"], known, [act])
        if isinstance(kind.default, str) and kind.default.startswith("="):
            yield from condition_faults(kind.default[1:], origin, ["fields", name, "default"], known, [act])
    for index, rule in enumerate(act.documents):
        if rule.form not in known.forms:
            yield origin.fault(f"没有“{rule.form}”这一文书格式。", ["documents", index])
        if rule.when:
            yield from condition_faults(
                rule.when, origin, ["documents", index, "when"], known, [act], forbidden=("agency",)
            )
    for key, rules in (("sets", act.sets), ("appends", act.appends)):
        for target, source in rules.items():
            yield from _setting(act, target, source, origin, [key, target], known)
    for opened, opening in act.opens.items():
        if not known.procedures.get(opened):
            yield origin.fault(f"没有“{opened}”这一程序。", ["opens", opened])
        yield from opening_faults(opening, opened, [act], origin, ["opens", opened], known)
    if act.upon_birth:
        yield from upon_birth_faults(act, procedure, known)


def _setting(
    act: Act, target: str, source: Any, origin: Origin, path: list[Any], known: Known
) -> Iterator[Fault]:
    room, _, name = target.partition(".")
    facts = known.case if room == "case" else known.party if room == "party" else {}
    if name not in facts:
        yield origin.fault(f"没有“{target}”这一事实。", path)
    elif any(fact.derived for fact in facts[name]):
        yield origin.fault(f"“{target}”是派生事实，不能由执法行为设置。", path)
    elif path[0] == "appends" and any(fact.type not in LISTS for fact in facts[name]):
        yield origin.fault(f"“{target}”不是列表，不能追加。", path)
    if isinstance(source, str) and source.startswith("="):
        yield from condition_faults(source[1:], origin, path, known, [act], forbidden=("agency",))
    elif isinstance(source, str) and source not in act.fields:
        yield origin.fault(f"“{act.title}”没有“{source}”这一栏。", path)


def _kind(kind: Kind | Fact, origin: Origin, path: list[Any], known: Known) -> Iterator[Fault]:
    if kind.type not in TYPES:
        yield origin.fault(f"没有“{kind.type}”这一类型。", [*path, "type"])
    if kind.type in ("enum", "[enum]") and not kind.of and not kind.options:
        yield origin.fault("选择题应当写明选项（of 或者 options）。", path)
    if kind.of and kind.of not in known.catalogues:
        yield origin.fault(f"没有“{kind.of}”这一目录。", [*path, "of"])
    for name, column in kind.columns.items():
        yield from _kind(column, origin, [*path, "columns", name], known)


def _fact(fact: Fact, known: Known) -> Iterator[Fault]:
    yield from _kind(fact, fact.origin, [], known)
    if fact.derived is None:
        return
    derived, origin = fact.derived, fact.origin
    if bool(derived.expr) == bool(derived.any_of):
        yield origin.fault("派生事实应当写 expr，或者 any_of（可加 or）。", ["derived"])
    away = ("act", "agency", "clocks", "chosen")
    for key, text in (("expr", derived.expr), ("or", derived.or_)):
        if text:
            yield from condition_faults(text, origin, ["derived", key], known, [], forbidden=away)
    if derived.any_of:
        catalogues = known.catalogues.get(derived.any_of, [])
        if not catalogues:
            yield origin.fault(f"没有“{derived.any_of}”这一目录。", ["derived", "any_of"])
        elif any(catalogue.kind != "rules" for catalogue in catalogues):
            yield origin.fault(f"目录“{derived.any_of}”不是规则目录（kind: rules）。", ["derived", "any_of"])


def _catalogue(catalogue: Catalogue, known: Known) -> Iterator[Fault]:
    if catalogue.adds_to:
        yield from added_rows(catalogue, known)
    yield from citation_faults(catalogue.citation, catalogue.origin, ["citation"], catalogue.in_force, known)
    for index, row in enumerate(catalogue.rows):
        path: list[Any] = ["rows", index]
        yield from citation_faults(row.citation, catalogue.origin, [*path, "citation"], row.in_force, known)
        if any(
            row.id == other.id and row.in_force.overlaps(other.in_force) for other in catalogue.rows[:index]
        ):
            yield catalogue.origin.fault(f"“{row.id}”写了两次。", path)
        if row.when:
            away = ("act", "agency", "clocks", "chosen")
            yield from condition_faults(
                row.when, catalogue.origin, [*path, "when"], known, [], forbidden=away
            )
        elif catalogue.kind == "rules" and "when" not in row.model_fields_set:
            yield catalogue.origin.fault(f"规则“{row.id}”没有条件（when）。", path)

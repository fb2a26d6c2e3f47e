"""Reading one pack folder: which file holds what, checked against the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .borrowed import RawActs
from .calendar import HolidayYear, holiday_year
from .faults import Fault
from .fields import Fact
from .items import Catalogue, Form, Limit, PackInfo, Role, Statute
from .model_faults import sentence
from .procedure import Check, Deadline, Procedure
from .yaml_source import Origin, child, read_yaml

M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True)
class Layer:
    """One pack folder as read: its items in file order; `content` = relative path -> plain data (digested)."""

    info: PackInfo
    folder: Path
    content: dict[str, Any] = field(default_factory=dict)
    statutes: list[Statute] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    case_facts: list[Fact] = field(default_factory=list)
    party_facts: list[Fact] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    catalogues: list[Catalogue] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    calendar: list[HolidayYear] = field(default_factory=list)
    parts: dict[str, list[Any]] = field(
        default_factory=dict
    )  # acts of a procedure that stand in files of their own
    written: list[tuple[Any, Origin]] = field(default_factory=list)  # procedures before acts are taken over


_PLACES: tuple[tuple[str, type[BaseModel], str], ...] = (
    ("statutes.yaml", Statute, "statutes"),
    ("limits.yaml", Limit, "limits"),
    ("roles.yaml", Role, "roles"),
    ("deadlines.yaml", Deadline, "deadlines"),
    ("deadlines/", Deadline, "deadlines"),
    ("limits/", Limit, "limits"),
    ("statutes/", Statute, "statutes"),
    ("checks/", Check, "checks"),
    ("catalogues/", Catalogue, "catalogues"),
    ("forms/", Form, "forms"),
)
_APART = ("demo/", "scenarios/", "coverage/")


def read_layer(folder: Path, faults: list[Fault], below: RawActs | None = None) -> Layer | None:
    """Read all YAML of a pack folder; appends what is wrong to `faults`; None when there is no usable pack.yaml.

    `below` = the acts of the layers read before, which this one may take over; its own are added.
    """
    name = f"{folder.name}/pack.yaml"
    if not (folder / "pack.yaml").is_file():
        faults.append(Fault(name, 1, "这里没有法规包（缺少 pack.yaml）。"))
        return None
    document = read_yaml(folder / "pack.yaml", name, faults)
    if document is None:
        return None
    info = _model(PackInfo, document.data, Origin(folder.name, name, document.node), faults)
    if info is None:
        return None
    layer = Layer(info, folder, {"pack.yaml": document.data})
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.yaml"))}
    del files["pack.yaml"]
    # Parts of a procedure (procedures/ID/*.yaml) come before the procedure that they belong to (procedures/ID.yaml).
    for relative in sorted(files, key=lambda name: (not _is_part(name), name)):
        if not relative.startswith(_APART):
            _read_file(layer, files[relative], relative, faults)
    _read_procedures(layer, below if below is not None else RawActs(), faults)
    for procedure_id in layer.parts:
        faults.append(
            Fault(
                f"{folder.name}/procedures/{procedure_id}",
                1,
                f"没有程序“{procedure_id}”，这些执法行为无处可归。",
            )
        )
    return layer


def _is_part(relative: str) -> bool:
    return relative.startswith("procedures/") and relative.count("/") == 2


def _read_file(layer: Layer, path: Path, relative: str, faults: list[Fault]) -> None:
    name = f"{layer.folder.name}/{relative}"
    document = read_yaml(path, name, faults)
    if document is None or document.data is None:
        return
    layer.content[relative] = document.data
    origin = Origin(layer.info.id, name, document.node)
    if relative == "facts.yaml" or relative.startswith("facts/"):
        _read_facts(layer, document.data, origin, faults)
        return
    if _is_part(relative):
        if not isinstance(document.data, list):
            faults.append(origin.fault("程序的分文件应当是执法行为的列表。"))
            return
        acts = _with_origins(document.data, origin, origin.node)
        layer.parts.setdefault(relative.split("/")[1], []).extend(acts)
        return
    if relative.startswith("calendar/"):
        items = document.data if isinstance(document.data, list) else [document.data]
        layer.calendar.extend(
            year for item in items if (year := holiday_year(item, origin, faults)) is not None
        )
        return
    if relative.startswith("procedures/"):
        layer.written.extend(_placed_items(document.data, origin, faults))
        return
    for place, model, attribute in _PLACES:
        if relative == place or (place.endswith("/") and relative.startswith(place)):
            getattr(layer, attribute).extend(read_items(model, document.data, origin, faults))
            return
    faults.append(Fault(name, 1, "法规包里没有放这个文件的位置。"))


def _read_procedures(layer: Layer, below: RawActs, faults: list[Fault]) -> None:
    """Procedures with their own acts, those of their parts behind them, and what they take over from others."""
    assembled = []
    for data, origin in layer.written:
        if isinstance(data, Mapping):
            own = _with_origins(data.get("acts", []), origin, child(origin.node, "acts"))
            parts = layer.parts.pop(data["id"], []) if isinstance(data.get("id"), str) else []
            data = {**data, "acts": own + parts if isinstance(own, list) else own}
            if isinstance(own, list):
                below.note(str(data.get("id")), data["acts"])
        assembled.append((data, origin))
    for data, origin in assembled:
        if isinstance(data, Mapping) and isinstance(data["acts"], list):
            data = {**data, "acts": below.resolved(str(data.get("id")), data["acts"], faults)}
        procedure = _model(Procedure, data, origin, faults)
        if procedure is not None:
            layer.procedures.append(procedure)


def read_items(model: type[M], data: Any, origin: Origin, faults: list[Fault]) -> list[M]:
    """The item, or the items of the list, that `data` holds; appends what is wrong to `faults`."""
    items = [_model(model, value, place, faults) for value, place in _placed_items(data, origin, faults)]
    return [item for item in items if item is not None]


def _placed_items(data: Any, origin: Origin, faults: list[Fault]) -> list[tuple[Any, Origin]]:
    """The items of a file, each with where it stands."""
    if isinstance(data, Mapping):
        return [(data, origin)]
    if not isinstance(data, list):
        faults.append(origin.fault("应当是一项，或者由若干项组成的列表。"))
        return []
    return [
        (value, Origin(origin.layer, origin.file, child(origin.node, index)))
        for index, value in enumerate(data)
    ]


def _read_facts(layer: Layer, data: Any, origin: Origin, faults: list[Fault]) -> None:
    if not isinstance(data, Mapping) or not set(data) <= {"case", "party"}:
        faults.append(origin.fault("事实文件应当只有 case 与 party 两部分。"))
        return
    for part, target in (("case", layer.case_facts), ("party", layer.party_facts)):
        node = child(origin.node, part)
        for fact_id, value in (data.get(part) or {}).items():
            place = Origin(origin.layer, origin.file, child(node, fact_id) or node)
            if not isinstance(value, Mapping):
                faults.append(place.fault(f"事实“{fact_id}”应当写明 title 和 type。"))
                continue
            fact = _model(Fact, {"id": fact_id, **value}, place, faults)
            if fact is not None:
                target.append(fact)


def _model(model: type[M], value: Any, origin: Origin, faults: list[Fault]) -> M | None:
    if not isinstance(value, Mapping):
        faults.append(origin.fault("应当是由“键: 值”组成的一项。"))
        return None
    data = {key: item for key, item in value.items() if key != "origin"}
    if "origin" in value:
        faults.append(origin.fault("不认识“origin”这一项。", ["origin"]))
    if "origin" in model.model_fields:
        data["origin"] = origin
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults.extend(_placed(origin, data, part) for part in error.errors())
        return None


def _placed(origin: Origin, data: Mapping[str, Any], part: Any) -> Fault:
    """A fault of the model, told where it stands: an act may stand in another file than its procedure."""
    loc = part["loc"]
    if loc[:1] == ("acts",) and len(loc) > 1 and isinstance(data["acts"][loc[1]], Mapping):
        own: Origin = data["acts"][loc[1]]["origin"]
        return own.fault(sentence(part), _path(loc[2:]))
    return origin.fault(sentence(part), _path(loc))


def _with_origins(acts: Any, origin: Origin, nodes: Any) -> Any:
    if not isinstance(acts, list):
        return acts
    return [
        {**act, "origin": Origin(origin.layer, origin.file, child(nodes, index))}
        if isinstance(act, Mapping)
        else act
        for index, act in enumerate(acts)
    ]


def _path(loc: tuple[Any, ...]) -> list[str | int]:
    return [step for step in loc if isinstance(step, str | int) and step != "[key]"]


def layer_folder_of(path: Path) -> Path | None:
    """The pack folder that holds `path`, if any."""
    for folder in (path, *path.parents):
        if (folder / "pack.yaml").is_file():
            return folder
    return None

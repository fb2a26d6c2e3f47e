"""YAML with line numbers, read as YAML 1.2 reads scalars.

`on:`, `no`, `12:30` and `2026-09-15` stay what the author wrote (text): only true/false, numbers and null are
resolved. Dates are turned into dates by the models that want one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .faults import Fault


class _PackLoader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - the name is PyYAML's


_PackLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_PackLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)
_PackLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")
)
_PackLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item stands: layer, file (relative to the packs' root) and its YAML node."""

    layer: str
    file: str
    node: yaml.Node | None = field(default=None, repr=False, compare=False)

    def line(self, path: Sequence[str | int] = ()) -> int:
        """Line (from 1) of the value at `path` below the node, or of the nearest part of the path that exists."""
        return line_of(self.node, path)

    def fault(self, message: str, path: Sequence[str | int] = ()) -> Fault:
        return Fault(self.file, self.line(path), message)


@dataclass(frozen=True, slots=True)
class Document:
    """One file: plain data and the node tree it came from."""

    data: Any
    node: yaml.Node | None


def line_of(node: yaml.Node | None, path: Sequence[str | int] = ()) -> int:
    if node is None:
        return 1
    line = int(node.start_mark.line) + 1
    for step in path:
        found: tuple[yaml.Node, yaml.Node] | None = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        if found is None:
            break
        line = int(found[0].start_mark.line) + 1
        node = found[1]
    return line


def child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    """The node of one key or index, or None."""
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return None


def read_yaml(path: Path, name: str, faults: list[Fault]) -> Document | None:
    """Read one file; on a fault append it to `faults` and return None."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(name, 1, f"读不出这个文件：{error}。"))
        return None
    try:
        node = yaml.compose(text, Loader=_PackLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(name, mark.line + 1 if mark else 1, f"不是合格的 YAML：{error.problem}。"))
        return None
    except yaml.YAMLError as error:
        faults.append(Fault(name, 1, f"不是合格的 YAML：{error}。"))
        return None
    return Document(_construct(node, name, faults), node)


def _construct(node: yaml.Node | None, name: str, faults: list[Fault]) -> Any:
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        own: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                faults.append(Fault(name, key.start_mark.line + 1, "键应当是一个词。"))
            elif key.value == "<<":
                merged = _construct(value, name, faults)
                for part in merged if isinstance(merged, list) else [merged]:
                    result.update({k: v for k, v in part.items() if k not in result})
            elif key.value in own:
                faults.append(Fault(name, key.start_mark.line + 1, f"“{key.value}”写了两次。"))
            else:
                own.add(key.value)
                result[key.value] = _construct(value, name, faults)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, name, faults) for item in node.value]
    return _scalar(node.tag, node.value, node.start_mark.line + 1, name, faults)


def _scalar(tag: str, value: str, line: int, name: str, faults: list[Fault]) -> Any:
    kind = tag.removeprefix("tag:yaml.org,2002:")
    if kind == "str":
        return value
    if kind == "bool":
        return value == "true"
    if kind == "int":
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "null":
        return None
    faults.append(Fault(name, line, f"不接受标签“{tag}”。"))
    return None

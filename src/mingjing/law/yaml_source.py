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


MAX_BYTES = 4 * 1024**2
MAX_DEPTH = 60
MAX_NODES = 400_000
_BRACKETS = re.compile(r"[\[\]{}]")


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
        if path.stat().st_size > MAX_BYTES:
            faults.append(Fault(name, 1, f"文件超过{MAX_BYTES // 1024**2} MB，未读取；请把它分成几个文件。"))
            return None
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        faults.append(Fault(name, 1, "读不出这个文件：不是 UTF-8 文本。"))
        return None
    except OSError:
        faults.append(Fault(name, 1, "读不出这个文件：不存在，或者没有读取的权限。"))
        return None
    if _too_deep(text):
        faults.append(Fault(name, 1, "括号或者缩进的层次过多，未读取。"))
        return None
    try:
        node = yaml.compose(text, Loader=_PackLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(
            Fault(
                name, mark.line + 1 if mark else 1, "不是合格的 YAML：请核对这一行的缩进、引号、括号和冒号。"
            )
        )
        return None
    except yaml.YAMLError:
        faults.append(Fault(name, 1, "不是合格的 YAML：含有不能识别的字符。"))
        return None
    try:
        return Document(_Construction(name, faults).of(node), node)
    except _TooMuch as refusal:
        faults.append(Fault(name, refusal.line, "引用（&、*）展开后的层次或者项数过多，或者引用了自己。"))
        return None


def _too_deep(text: str) -> bool:
    """The YAML parser's own recursion has no limit and ends the process: depth is bounded before it is asked."""
    depth = 0
    for mark in _BRACKETS.findall(text):
        depth += 1 if mark in "[{" else -1 if depth else 0
        if depth > MAX_DEPTH:
            return True
    return any(len(line) - len(line.lstrip(" -?")) > 4 * MAX_DEPTH for line in text.splitlines())


class _TooMuch(Exception):
    def __init__(self, node: yaml.Node) -> None:
        self.line = int(node.start_mark.line) + 1


@dataclass(slots=True)
class _Construction:
    """Plain data from nodes. An alias is built anew wherever it stands, so what it makes in all is counted."""

    name: str
    faults: list[Fault]
    made: int = 0
    depth: int = 0

    def of(self, node: yaml.Node | None) -> Any:
        if node is None:
            return None
        self.made += 1
        self.depth += 1
        if self.made > MAX_NODES or self.depth > MAX_DEPTH:
            raise _TooMuch(node)
        try:
            return self.built(node)
        finally:
            self.depth -= 1

    def built(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node.tag, node.value, node.start_mark.line + 1, self.name, self.faults)
        kind = "map" if isinstance(node, yaml.MappingNode) else "seq"
        if node.tag != f"tag:yaml.org,2002:{kind}":
            self.faults.append(Fault(self.name, node.start_mark.line + 1, f"不接受标签“{node.tag}”。"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        return [self.of(item) for item in node.value]

    def mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        result: dict[str, Any] = {}
        own: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.faults.append(Fault(self.name, line, "键应当是一个词。"))
            elif key.value == "<<":
                merged = self.of(value)
                for part in merged if isinstance(merged, list) else [merged]:
                    if not isinstance(part, dict):
                        self.faults.append(Fault(self.name, line, "“<<”后面应当引用由“键: 值”组成的一项。"))
                        continue
                    result.update({k: v for k, v in part.items() if k not in result})
            elif key.value in own:
                self.faults.append(Fault(self.name, line, f"“{key.value}”写了两次。"))
            else:
                own.add(key.value)
                result[key.value] = self.of(value)
        return result


def _scalar(tag: str, value: str, line: int, name: str, faults: list[Fault]) -> Any:
    kind = tag.removeprefix("tag:yaml.org,2002:")
    if kind == "str":
        return value
    if kind == "bool":
        return value == "true"
    if kind == "int" and len(value) < 19 and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    if kind == "float" and len(value) < 40 and re.fullmatch(r"-?[0-9]+\.[0-9]+", value):
        return float(value)
    if kind in ("int", "float"):
        faults.append(Fault(name, line, f"“{value[:40]}”不是合理的数字。"))
        return None
    if kind == "null":
        return None
    faults.append(Fault(name, line, f"不接受标签“{tag}”。"))
    return None

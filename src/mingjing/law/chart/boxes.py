"""Boxes of acts, stages and forks, as wide as asked and as tall as their words."""

from __future__ import annotations

from collections.abc import Iterable

from .content import ChartAct, ChartStage
from .drawing import LEADING, MORE, PAD, SIZES, Box, Line
from .lettering import em, wrap
from .links import Fork
from .standing import Mark

_LOCK = 16  # room for the lock before its number


def set_lines(
    said: Iterable[tuple[str, str]], width: float, lock: float = 0
) -> tuple[tuple[Line, ...], float]:
    """Lines of (style, text) in a box of `width`, and the height that they take. `lock`: room kept free in the first."""
    lines: list[Line] = []
    y = float(PAD)
    for style, text in said:
        size = SIZES[style]
        room = width - 2 * PAD - (0 if lines else lock)
        for part in wrap(text, max(room, 2 * size) / size):
            lines.append(Line(part, PAD, round(y + size * 1.05, 1), style))
            y += size * LEADING
    return tuple(lines), round(y + PAD - 2, 1)


def act_box(act: ChartAct, width: float, full: bool, mark: Mark | None = None) -> Box:
    """An act: briefly (who, approval, the clocks that it ends, gates), or with papers, citations and all its clocks."""
    said = [("title", act.title + ("（暂定）" if act.provisional else ""))]
    if full and act.citation:
        said.append(("small", act.citation))
    said.append(("text", act.who))
    if act.approvals:
        said.append(("stamp", f"批准：{act.approvals}"))
    said += (
        _full(act)
        if full
        else [("clock", period.brief) for period in act.ends if period.kind in ("limit", "window")][:2]
    )
    leads = [*([act.moves_to] if act.moves_to else []), *(["案件终结"] if act.ends_case else [])]
    if leads:
        said.append(("next", f"→ {'，'.join(leads)}"))
    if mark:
        said.append(("mark", mark.words))
    lock = _LOCK + em(str(act.gates)) * SIZES["gate"] + 4 if act.gates else 0
    lines, height = set_lines(said, width, lock)
    whole = "，".join(text for _, text in said)
    gates = f"，{act.gates}道关口" if act.gates else ""
    return Box(
        "act", act.id, 0, 0, width, height, lines, whole + gates, act.gates, mark.state if mark else ""
    )


def _full(act: ChartAct) -> list[tuple[str, str]]:
    said = []
    if act.papers:
        said.append(("small", f"文书：{'、'.join(act.papers)}"))
    said += [("clock", period.words + _cited(period.citation, period.provisional)) for period in act.ends]
    said += [
        ("small", f"起算 {period.title} {period.lasts}") for period in act.starts if period not in act.ends
    ]
    if act.opens:
        said.append(("text", f"可以另立案件：{act.opens}"))
    if act.citations:
        said.append(("small", f"检查依据：{'；'.join(act.citations)}"))
    said.append(("small", f"办理环节：{act.during}{'' if act.repeat else '，只办一次'}"))
    return said


def _cited(citation: str, provisional: bool) -> str:
    return f" {citation}{'（暂定）' if provisional else ''}"


def stage_box(stage: ChartStage, width: float, mark: Mark | None = None) -> Box:
    """The head of a band."""
    said = [
        ("small", f"环节 {stage.number}"),
        ("stage", stage.title),
        ("small", f"{len(stage.acts)} 项执法行为"),
    ]
    if stage.main:
        said.append(("clock", stage.main.brief))
    if mark:
        said.append(("mark", mark.words))
    lines, height = set_lines(said, width)
    gates = f"，{stage.gates}道关口" if stage.gates else ""
    whole = "，".join(text for _, text in said) + gates
    return Box("stage", stage.id, 0, 0, width, height, lines, whole, 0, mark.state if mark else "")


def fork_box(fork: Fork, width: float) -> Box:
    """Where one of several acts is chosen."""
    lines, height = set_lines(
        [("text", fork.title), ("clock", f"{fork.lasts}内择一" if fork.lasts else "择一")], width
    )
    return Box("fork", fork.id, 0, 0, width, height, lines, f"择一办理：{fork.title}")


def more_box(stage: ChartStage, count: int, width: float) -> Box:
    """The way to what the overview leaves out."""
    lines, height = set_lines([("text", f"本环节另有 {count} 项")], width)
    return Box(
        "more",
        MORE + stage.id,
        0,
        0,
        width,
        height,
        lines,
        f"{stage.title}：另有 {count} 项执法行为，打开本环节的图",
    )

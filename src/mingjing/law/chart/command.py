"""The files of `mingjing law chart`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..faults import LawError
from ..library import Library
from ..pack import Pack
from ..procedure import Procedure
from .content import content_of
from .pages import PAPERS, alone, printed
from .sheets import stage_sheet
from .svg import svg


def chart_files(
    library: Library, procedure: str, day: dt.date, stage: str, paper: str, target: Path
) -> dict[Path, str]:
    """What is to be written where: the overview, one stage (`stage`), or the pages for `paper` (A3, A4).

    Several pages are numbered: chart-1.svg, chart-2.svg. Raises LawError when there is no such procedure or stage.
    """
    pack = library.on(day)
    content = content_of(pack, _procedure(pack, procedure, day))
    if paper:
        kind = PAPERS[paper]
        pages = printed(content, kind)
        return {
            _numbered(target, at, len(pages)): svg(page, size=kind.size_of(page))
            for at, page in enumerate(pages, 1)
        }
    if not stage:
        return {target: svg(alone(content))}
    found = next((one for one in content.stages if stage in (one.id, one.title)), None)
    if found is None:
        raise LawError(
            f"“{content.title}”没有“{stage}”这一环节；有：{'、'.join(one.title for one in content.stages)}。"
        )
    return {target: svg(stage_sheet(content, found))}


def _procedure(pack: Pack, wanted: str, day: dt.date) -> Procedure:
    for procedure in pack.procedures.values():
        if wanted in (procedure.id, procedure.title):
            return procedure
    known = "、".join(f"{one.title}（{one.id}）" for one in pack.procedures.values())
    raise LawError(f"{day}施行的法规包里没有“{wanted}”这一程序。可用的有：{known or '无'}。")


def _numbered(target: Path, at: int, count: int) -> Path:
    return target if count == 1 else target.with_name(f"{target.stem}-{at}{target.suffix}")

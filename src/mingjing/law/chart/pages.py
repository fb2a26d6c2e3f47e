"""The whole procedure on paper: one A3 sheet, or A4 pages (overview first, then the stages with all their acts)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from .bands import Look
from .content import ChartAct, ChartStage, Content
from .drawing import SIZES, Drawing, Line
from .lettering import wrap
from .sheets import EDGE, overview, stacked

_WIDTHS = range(800, 3001, 100)
_A4_WIDTH = 820
_HEADING = 34  # a line of the heading


@dataclass(frozen=True, slots=True)
class Paper:
    """Upright; measures in mm; `margin` on each side, `foot` for who published it and the number of the page."""

    name: str
    width: int
    height: int
    margin: int = 12

    foot: int = 8

    @property
    def inner(self) -> tuple[int, int]:
        """Width and height for a drawing: without margins and a line at the foot."""
        return self.width - 2 * self.margin, self.height - 2 * self.margin - self.foot

    @property
    def ratio(self) -> float:
        """Height by width of what can be printed on."""
        return self.inner[1] / self.inner[0]

    def size_of(self, drawing: Drawing) -> tuple[str, str]:
        """Width and height with units, as large as fits."""
        scale = min(self.inner[0] / drawing.width, self.inner[1] / drawing.height)
        return f"{drawing.width * scale:.1f}mm", f"{drawing.height * scale:.1f}mm"


PAPERS = {"A3": Paper("A3", 297, 420), "A4": Paper("A4", 210, 297)}


def printed(content: Content, paper: Paper) -> tuple[Drawing, ...]:
    """The pages. On A3 everything on one sheet; on A4 the overview, then as many stages a page as it holds."""
    if paper.name == "A3":
        return (_headed(content, _one_sheet(content, paper)),)
    principal = {act.id for act in content.acts if act.principal}
    brief, full = Look(_A4_WIDTH, 3), Look(_A4_WIDTH, 3, head=0, full=True, grouped=True, arrows=False)
    everything = {act.id for act in content.acts}
    pages = (*_stages(content, paper, brief, principal), *_stages(content, paper, full, everything))
    return tuple(_headed(content, page) for page in pages)


def alone(content: Content) -> Drawing:
    """The overview as a picture that stands by itself, with its heading."""
    return _headed(content, overview(content))


def _headed(content: Content, drawing: Drawing) -> Drawing:
    lines = _heading(content, drawing)
    below = drawing.shifted(0, len(lines) * _HEADING)
    said = [Line(line, EDGE, _HEADING * (at + 1) - 4, "heading") for at, line in enumerate(lines)]
    return replace(below, words=(*below.words, *said))


def _heading(content: Content, drawing: Drawing) -> list[str]:
    title = f"{content.title}流程图" + (f"（{content.citation}）" if content.citation else "")
    return wrap(title, (drawing.width - 2 * EDGE) / SIZES["heading"])


def _full(content: Content, drawing: Drawing, paper: Paper) -> bool:
    """With its heading it is taller than the paper."""
    return drawing.height + len(_heading(content, drawing)) * _HEADING > drawing.width * paper.ratio


def _one_sheet(content: Content, paper: Paper) -> Drawing:
    """Every act, briefly, as wide as makes the sheet full."""
    everything = {act.id for act in content.acts}
    drawing = stacked(content, content.stages, everything, _wide(_WIDTHS[0]))
    for width in _WIDTHS[1:]:
        if not _full(content, drawing, paper):
            break
        drawing = stacked(content, content.stages, everything, _wide(width))
    return drawing


def _wide(width: int) -> Look:
    return Look(width, width // 185, arrows=False)


def _stages(content: Content, paper: Paper, look: Look, shown: Collection[str]) -> Iterable[Drawing]:
    """As many stages a page as it holds; one that is taller than a page goes on over the next ones."""
    parts = [part for stage in content.stages for part in _parts(content, stage, paper, look, shown)]
    page: list[ChartStage] = []
    for part in parts:
        if page and not _fits(content, [*page, part], paper, look, shown):
            yield stacked(content, page, shown, look)
            page = []
        page.append(part)
    if page:
        yield stacked(content, page, shown, look)


def _fits(
    content: Content, stages: Sequence[ChartStage], paper: Paper, look: Look, shown: Collection[str]
) -> bool:
    return not _full(content, stacked(content, stages, shown, look), paper)


def _parts(
    content: Content, stage: ChartStage, paper: Paper, look: Look, shown: Collection[str]
) -> list[ChartStage]:
    """The stage, or its acts over several parts that fit a page each (an act alone may be taller; it is made smaller)."""
    if _fits(content, [stage], paper, look, shown):
        return [stage]
    heaps: list[list[ChartAct]] = [[]]
    for act in stage.acts:
        if heaps[-1] and not _fits(content, [replace(stage, acts=(*heaps[-1], act))], paper, look, shown):
            heaps.append([])
        heaps[-1].append(act)
    return [
        replace(stage, title=f"{stage.title}（{at}/{len(heaps)}）", acts=tuple(heap))
        for at, heap in enumerate(heaps, 1)
    ]

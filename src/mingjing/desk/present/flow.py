"""The chart of a case: its procedure with where the case stands, as a picture and as text."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from mingjing.cases.queries import CasePage
from mingjing.desk.templatetags.cn import SHANGHAI
from mingjing.law import chart

TAGS = {"done": "ok", "open": "brand", "wait": "warn", "late": "seal", "now": "brand"}


@dataclass(frozen=True, slots=True)
class ActLine:
    """`open` = may be done now by the person who looks."""

    id: str
    title: str
    who: str
    approvals: str
    mark: chart.Mark | None
    open: bool

    @property
    def tag(self) -> str:
        return TAGS[self.mark.state] if self.mark else ""


@dataclass(frozen=True, slots=True)
class StageLines:
    id: str
    title: str
    mark: chart.Mark | None
    acts: tuple[ActLine, ...]

    @property
    def tag(self) -> str:
        return TAGS[self.mark.state] if self.mark else ""


class CaseFlow:
    """Drawn from the pack in force at the moment of the page."""

    def __init__(self, page: CasePage) -> None:
        self.content = chart.content_of(page.pack, page.procedure)
        today = page.as_of.astimezone(SHANGHAI).date()
        self.standing = chart.standing_of(page.pack, page.state, page.options, page.clocks, today)
        self._able = {
            one.act.id for one in page.options if one.possible and one.role_ok and not one.waits_for
        }
        self._here = page.state.stage

    def picture(self, *, narrow: bool) -> SafeString:
        """Each box leads to its line in the text below."""
        drawing = chart.of_case(self.content, self.standing, self._here, narrow=narrow)
        written = chart.svg(drawing, _line_of, name="narrow" if narrow else "wide")
        return mark_safe(written)  # noqa: S308 - every text of the pack was escaped when it was written

    @property
    def stages(self) -> list[StageLines]:
        return [
            StageLines(
                stage.id,
                stage.title,
                self.standing.stages.get(stage.id),
                tuple(self._act(act) for act in stage.acts),
            )
            for stage in self.content.stages
        ]

    def _act(self, act: chart.ChartAct) -> ActLine:
        mark = self.standing.acts.get(act.id)
        return ActLine(act.id, act.title, act.who, act.approvals, mark, act.id in self._able)


def _line_of(box: chart.Box) -> str:
    if box.kind == "fork":
        return ""
    return f"#act-{box.key}" if box.kind == "act" else f"#stage-{box.stage}"

"""The reviewer's sheet as the templates draw it; what stands under which point is `review.sheet`'s."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing.desk.forms.judged import Shown, shown
from mingjing.review.sheet import Judged, Point, Sheet

PASSED = ("circle-check", "c-ok", "通过")
SIGNS = {
    "bar": ("circle-x", "c-seal", "未通过"),
    "reason": ("alert-triangle", "c-warn", "须说明"),
    "score": ("circle-minus", "c-warn", "有欠缺"),
}
TRAIL = {
    "submit_review": ("送审", "is-brand"),
    "return_review": ("退回补正", "is-seal"),
    "answer_review": ("承办机构反馈", ""),
    "request_rereview": ("申请复审", "is-warn"),
    "coordinate_review": ("协调分歧", "is-warn"),
}
OUTCOMES = {
    "pass": ("审核通过", "is-ok"),
    "revise": ("要求修改、补充", "is-warn"),
    "oppose": ("不同意", "is-seal"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One check under a point: what it says, of which act, and the reason that was given then."""

    found: Shown
    icon: str
    tint: str
    word: str
    where: str
    reason: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.found, name)


@dataclass(frozen=True, slots=True)
class PointView:
    """A point of the sheet with what the reviewer has filled in so far."""

    point: Point
    failing: list[Line]
    passing: list[Line]
    result: str
    opinion: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.point, name)

    @property
    def state(self) -> str:
        if any(one.on_fail == "bar" for one in self.failing):
            return "bar"
        if self.failing:
            return "reason"
        return "pass" if self.passing and not self.point.questions else "ask"


@dataclass(frozen=True, slots=True)
class Step:
    """One step between the two sides."""

    at: str
    title: str
    css: str


def points(sheet: Sheet, given: Sequence[Mapping[str, Any]]) -> list[PointView]:
    """The points of the review's sheet as they are drawn; `given` = the reviewer's rows so far."""
    judged = {str(row.get("point", "")): row for row in given}
    return [_view(point, judged.get(point.id, {})) for point in sheet.points]


def _view(point: Point, row: Mapping[str, Any]) -> PointView:
    lines = [_line(one) for one in point.judged]
    return PointView(
        point,
        [one for one in lines if not one.passed],
        [one for one in lines if one.passed],
        str(row.get("result", "")),
        str(row.get("opinion", "")),
    )


def _line(one: Judged) -> Line:
    found = shown(one.finding, one.reason)
    icon, tint, word = PASSED if found.passed else SIGNS[found.on_fail]
    where = f"第 {one.seq} 条记录“{one.act_title}”" if one.seq else f"“{one.act_title}”之前"
    return Line(found, icon, tint, word, where, one.reason)


def trail(state: Any) -> list[Step]:
    """Submissions, returns, answers and opinions in their order."""
    steps = []
    for act, (title, css) in TRAIL.items():
        steps += [(one.get("seq", 0), Step(str(one["at"]), title, css)) for one in state.acts.get(act, ())]
    for one in state.acts.get("legal_review", ()):
        title, css = OUTCOMES.get(str(one.get("outcome")), ("出具意见", ""))
        steps.append((one.get("seq", 0), Step(str(one["at"]), title, css)))
    return [step for _, step in sorted(steps, key=lambda pair: pair[0])]

"""The reviewer's sheet: the eight points, what the system found for each, and what a person must judge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingjing.desk.forms.judged import Shown, shown

POINTS = "review_points"
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
class Failing:
    """A failed check with its sign."""

    found: Shown
    icon: str
    tint: str
    word: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.found, name)


@dataclass(slots=True)
class Point:
    """One of the eight points. `questions` are items that the system doesn't judge."""

    id: str
    title: str
    citation: str
    questions: list[str]
    failing: list[Failing] = field(default_factory=list)
    passing: list[Shown] = field(default_factory=list)
    result: str = ""
    opinion: str = ""

    @property
    def state(self) -> str:
        if any(one.on_fail == "bar" for one in self.failing):
            return "bar"
        if self.failing:
            return "reason"
        return "pass" if self.passing and not self.questions else "ask"


@dataclass(frozen=True, slots=True)
class Step:
    """One step between the two sides."""

    at: str
    title: str
    css: str


def points(pack: Any, findings: Iterable[Any], given: Sequence[Mapping[str, Any]]) -> list[Point]:
    """The points of the pack's catalogue with findings sorted under them; `given` = the reviewer's rows so far."""
    catalogue = pack.catalogues.get(POINTS)
    found = {row.id: _point(row) for row in catalogue.rows} if catalogue else {}
    judged = {str(row.get("point", "")): row for row in given}
    seen: set[str] = set()
    for item in findings:
        one = shown(item)
        point = found.get(one.review_point)
        if point is None or one.id in seen:
            continue
        seen.add(one.id)
        if one.passed:
            point.passing.append(one)
        else:
            point.failing.append(Failing(one, *SIGNS[one.on_fail]))
    for key, point in found.items():
        row = judged.get(key, {})
        point.result, point.opinion = str(row.get("result", "")), str(row.get("opinion", ""))
    return list(found.values())


def _point(row: Any) -> Point:
    items = getattr(row, "checks", None) or []
    questions = [
        str(item["title"]) for item in items if isinstance(item, Mapping) and not item.get("automatic", False)
    ]
    return Point(row.id, row.title, row.citation, questions)


def trail(state: Any) -> list[Step]:
    """Submissions, returns, answers and opinions in their order."""
    steps = []
    for act, (title, css) in TRAIL.items():
        steps += [(one.get("seq", 0), Step(str(one["at"]), title, css)) for one in state.acts.get(act, ())]
    for one in state.acts.get("legal_review", ()):
        title, css = OUTCOMES.get(str(one.get("outcome")), ("出具意见", ""))
        steps.append((one.get("seq", 0), Step(str(one["at"]), title, css)))
    return [step for _, step in sorted(steps, key=lambda pair: pair[0])]

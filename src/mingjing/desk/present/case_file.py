"""The page of a case file as the template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mingjing.cases.queries import CaseFile
from mingjing.desk.forms.judged import Shown, shown
from mingjing.desk.present.case import RING

KINDS = (
    ("bar", "不补齐不能结案或者归档"),
    ("reason", "补齐，或者写明理由"),
    ("score", "评查扣分"),
)


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A missing thing as a row of the table."""

    shown: Shown
    points: str
    veto: bool
    by: str
    before: str


@dataclass(frozen=True, slots=True)
class OwedGroup:
    title: str
    lines: Sequence[OwedLine]


@dataclass(frozen=True, slots=True)
class HappenedLine:
    """A defect of an act that was done."""

    seq: int
    act: str
    shown: Shown
    points: str
    veto: bool
    reason: str


class CaseFileView:
    """Unknown names are those of the file."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.arc = round(RING * file.points / 100)
        self.act_titles = {act.id: act.title for act in file.pack.procedure(file.state.procedure).acts}
        self.happened = [
            HappenedLine(one.seq, one.act, shown(one.finding), f"{one.points:g}", one.veto, one.reason)
            for one in file.happened
        ]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    @property
    def groups(self) -> list[OwedGroup]:
        """What is missing, the gravest first."""
        found = []
        for kind, title in KINDS:
            lines = [
                OwedLine(
                    replace(shown(one.deduction.finding), owed_by=()), f"{one.deduction.points:g}", one.deduction.veto, one.by,
                    one.deduction.act.title,
                )
                for one in self.file.owed
                if one.deduction.finding.on_fail == kind
            ]  # fmt: skip
            if lines:
                found.append(OwedGroup(title, lines))
        return found

    @property
    def evidence(self) -> list[str]:
        """Originals that belong to the file without page numbers."""
        return [str(one.get("title") or one.get("file") or "") for one in self.file.state.evidence]

    @property
    def media(self) -> list[str]:
        scenes = self.file.pack.catalogues.get("av_scenes")
        titles = {row.id: row.title for row in scenes.rows} if scenes else {}
        return [
            str(one.get("title") or titles.get(one.get("scene", "")) or one.get("file") or "音像记录")
            for one in self.file.state.media
        ]

    @property
    def archived(self) -> bool:
        return bool(self.file.state.acts.get("archive_case"))

    @property
    def archiving(self) -> bool:
        """Has the case come to the act that binds the file?"""
        act = self.file.pack.procedure(self.file.state.procedure).act("archive_case")
        state = self.file.state
        return (
            act is not None
            and not self.archived
            and (state.stage in act.stages or (state.closed and "closed" in act.stages))
        )

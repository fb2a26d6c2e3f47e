"""How much of an act was recorded: by whom, where the gaps are, and the reason that was given for each.

Pure: it is told the acts of a case and its recordings, and asks no clock and no database. Times are aware instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mingjing import law

REPORT = "report_av_interruption"
GOES_ON = ("video", "audio", "monitor")  # of the catalogue av_media
SCENES, GROUNDS, EXEMPT = "av_scenes", "av_interruption_grounds", "av_exemption_grounds"


@dataclass(frozen=True, slots=True)
class Shot:
    """A recording as the bar needs it; without `start` it isn't measured, only counted. `lane` = who or what recorded;
    `medium` as files have it (video, audio, image); `late` = it came in so long after the allowed time.
    """

    id: str
    lane: str
    start: datetime | None
    end: datetime | None
    seq: int | None
    scene: str
    late: timedelta | None = None
    medium: str = "video"


@dataclass(frozen=True, slots=True)
class _Timed:
    """A recording with its times."""

    lane: str
    id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a lane, in thousandths of the act's length."""

    left: int
    width: int
    shot: str


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    stretches: tuple[Stretch, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Time that no device recorded; `reason` is empty where nobody gave one, `awaiting` = the head hasn't noted it yet."""

    start: datetime
    end: datetime
    left: int
    width: int
    reason: str
    awaiting: bool = False

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True, slots=True)
class ActCoverage:
    """One doing of an act that has a scene. `percent` is None where the act has no beginning and end to measure by."""

    act: str
    title: str
    seq: int
    scene: str
    scene_title: str
    mode: str
    obligation: str
    start: datetime | None
    end: datetime | None
    lanes: tuple[Lane, ...] = ()
    gaps: tuple[Gap, ...] = ()
    percent: int | None = None
    shots: tuple[Shot, ...] = ()
    wanted: tuple[str, ...] = ()
    stated: int = 0
    exempt: str = ""
    late: timedelta | None = None

    @property
    def unexplained(self) -> list[Gap]:
        return [one for one in self.gaps if not one.reason]

    def shows(self, shot_id: str) -> bool:
        """Is this recording one of the act's?"""
        return any(one.id == shot_id for one in self.shots)

    @property
    def only_stills(self) -> bool:
        """Photos alone, where the whole is to be recorded and the scene's list names a medium that goes on in time."""
        moving = any(one in GOES_ON for one in self.wanted)
        return (
            self.mode == "full"
            and moving
            and bool(self.shots)
            and {one.medium for one in self.shots} == {"image"}
        )

    @property
    def missing(self) -> bool:
        """Nothing recorded, nothing stated and no exemption."""
        return not self.shots and not self.stated and not self.exempt


def coverage(pack: law.Pack, state: law.CaseState, shots: Sequence[Shot]) -> list[ActCoverage]:
    """Every doing of an act with a scene, in the order of the records."""
    procedure = pack.procedure(state.procedure)
    scenes: Mapping[str, str] = pack.limit_values.get("av_scene", {})
    found = []
    for act_id, occurrences in state.acts.items():
        act = procedure.act(act_id)
        for one in occurrences:
            scene = "srv_leave" if one.get("method") == "leaving" else scenes.get(act_id, "")
            if act is not None and scene:
                found.append(_of(pack, state, act, one, scene, shots))
    return sorted(found, key=lambda one: one.seq)


def _of(
    pack: law.Pack,
    state: law.CaseState,
    act: law.Act,
    done: Mapping[str, Any],
    scene: str,
    shots: Sequence[Shot],
) -> ActCoverage:
    row = pack.catalogue(SCENES).row_of(scene)
    limits = pack.limit_values
    obligation = limits.get("av_obligation", {}).get(scene, "may")
    start, end = _instant(done.get("start")), _instant(done.get("end"))
    span = (start, end) if start and end and start < end else None
    own = [one for one in shots if one.seq == done["seq"] or (one.scene == scene and _meets(one, span))]
    stated = sum(1 for one in state.media if one.get("seq") == done["seq"] and not one.get("sha256"))
    timed = [_Timed(one.lane, one.id, one.start, one.end or one.start) for one in own if one.start]
    result = ActCoverage(
        act.id, act.title, done["seq"], scene, row.title if row else "", getattr(row, "mode", "") or "",
        obligation, start, end, shots=tuple(own), wanted=tuple(getattr(row, "media", None) or ()), stated=stated,
        exempt=_exempt(pack, state, scene), late=max((one.late for one in own if one.late), default=None),
    )  # fmt: skip
    return _measured(pack, state, result, timed, span) if span and timed else result


def _measured(
    pack: law.Pack,
    state: law.CaseState,
    act: ActCoverage,
    shots: Sequence[_Timed],
    span: tuple[datetime, datetime],
) -> ActCoverage:
    least = timedelta(seconds=float(pack.limit_values.get("av_gap_seconds", 30)))
    start, end = span
    whole = end - start

    def place(moment: datetime) -> int:
        return round(1000 * (min(max(moment, start), end) - start) / whole)

    lanes = []
    for number, title in enumerate(dict.fromkeys(one.lane for one in shots)):
        pieces = [
            Stretch(place(one.start), max(2, place(one.end) - place(one.start)), one.id)
            for one in shots
            if one.lane == title and one.end > start and one.start < end
        ]
        lanes.append(Lane(title, tuple(pieces), number == 0))
    silent = _silent(shots, start, end)
    recorded = whole - sum((to - since for since, to in silent), timedelta())
    gaps = [
        Gap(
            since,
            to,
            place(since),
            max(2, place(to) - place(since)),
            *_reason(pack, state, act.scene, since, to),
        )
        for since, to in silent
        if to - since >= least
    ]
    return replace(
        act, lanes=tuple(lanes), gaps=tuple(gaps), percent=int(100 * (recorded / whole)) if whole else None
    )


def _silent(shots: Sequence[_Timed], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The parts of the span in which nothing was recorded."""
    found, reached = [], start
    for one in sorted(shots, key=lambda shot: shot.start):
        if one.start > reached:
            found.append((reached, min(one.start, end)))
        reached = max(reached, one.end)
        if reached >= end:
            return found
    return [*found, (reached, end)]


def _reason(
    pack: law.Pack, state: law.CaseState, scene: str, since: datetime, to: datetime
) -> tuple[str, bool]:
    """What was reported of an interruption at that time, and whether it still waits for the unit's head."""
    waiting = state.pending.get(REPORT)
    reports = [(one, False) for one in state.acts.get(REPORT, ())]
    reports += [({**waiting["fields"], **waiting}, True)] if waiting else []
    for report, awaiting in reports:
        begun, ended = _instant(report.get("from")), _instant(report.get("to"))
        if report.get("scene") == scene and begun and begun < to and (ended is None or ended > since):
            told = report.get("reported_to") or {}
            noted = "".join(f"，{one['name']}签批" for one in report.get("approvals", ()))
            return (
                f"{_title(pack, GROUNDS, report.get('ground'))}：{report.get('explanation', '')}"
                f"（{report.get('by_name', '')}报告{told.get('name', '')}{noted}）"
            ), awaiting
    return "", False


def _exempt(pack: law.Pack, state: law.CaseState, scene: str) -> str:
    for one in state.acts.get("exempt_av", ()):
        if one.get("scene") == scene:
            return f"{_title(pack, EXEMPT, one.get('ground'))}：{one.get('explanation', '')}"
    return ""


def _title(pack: law.Pack, catalogue: str, row_id: object) -> str:
    found = pack.catalogue(catalogue).row_of(str(row_id))
    return found.title if found else ""


def _meets(shot: Shot, span: tuple[datetime, datetime] | None) -> bool:
    """A recording registered by itself belongs to the doing at whose time it was made; without a time, to all of the scene."""
    if span is None or shot.start is None:
        return True
    return shot.start < span[1] and (shot.end or shot.start) > span[0]


def _instant(text: object) -> datetime | None:
    try:
        return law.parse_instant(str(text)) if text else None
    except ValueError:
        return None

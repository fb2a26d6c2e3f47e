"""A case's page as the templates draw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mingjing.cases.queries import CasePage
from mingjing.desk.forms.judged import shown
from mingjing.desk.present.forecast import ForecastBar, forecast_bar
from mingjing.desk.present.options import PLACE, OptionGroups, groups
from mingjing.desk.templatetags.cn import SHANGHAI, cnshort
from mingjing.review.grounds import Ground, grounds_of

SHOWN = 12  # records before the fold
RING = 239  # circumference of the score's ring
COUNTING = ("running", "overdue", "paused", "open")
ORDER = {"overdue": 0, "running": 1, "open": 1, "paused": 2, "waiting": 2, "idle": 3}
FILTERS = (
    ("all", "全部"),
    ("documents", "文书"),
    ("evidence", "证据"),
    ("media", "音像"),
    ("approvals", "审批"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    title: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Tag:
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    arc: int
    vetoes: int
    lost: list[Any]


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record on the timeline or on its own page; unknown names are those of the entry."""

    entry: Any
    facts: str
    attachments: list[str]
    quiet: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)

    @property
    def names(self) -> str:
        return "、".join(self.entry.people)


class CaseView:
    """The page of one case. `show` narrows the timeline."""

    def __init__(self, page: CasePage, show: str = "all") -> None:
        self.page, self.show = page, show
        self.clocks = sorted(page.clocks, key=lambda one: (ORDER.get(one.state, 4), one.days_left or 0))
        self.options: OptionGroups = groups(
            page.options,
            page.procedure,
            page.pack,
            page.state.stage,
            page.state.acts,
            page.clocks,
            deciding=any(one.may_decide for one in page.pending),
        )
        self.timeline = [record_line(one) for one in reversed(page.entries) if keeps(one, show)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    @property
    def procedure_title(self) -> str:
        return self.page.procedure.title

    @property
    def act_titles(self) -> dict[str, str]:
        return {act.id: act.title for act in self.page.procedure.acts}

    @property
    def forecast(self) -> "ForecastBar | None":
        found = self.page.forecast
        return forecast_bar(found, self.act_titles) if found else None

    @property
    def counting(self) -> list[Any]:
        """Clocks that run, wait or are over without an end; the others are folded away."""
        return [one for one in self.clocks if one.state in ORDER]

    @property
    def ended(self) -> list[Any]:
        return [one for one in self.clocks if one.state not in ORDER]

    @property
    def latest(self) -> list["RecordLine"]:
        return self.timeline[:SHOWN]

    @property
    def older(self) -> list["RecordLine"]:
        return self.timeline[SHOWN:]

    @property
    def papers(self) -> list[Any]:
        """Issued documents, the newest first."""
        return list(reversed(self.page.documents))

    @property
    def has_relatives(self) -> bool:
        """Was the case born of another, or has an act taken effect of which a case may be born?"""
        state, pack, procedure = self.page.state, self.page.pack, self.page.procedure
        return bool(state.parent) or any(
            act.id in state.acts and pack.openings(procedure, act) for act in procedure.acts
        )

    @property
    def has_scenes(self) -> bool:
        """Has an act been done whose recording the pack asks for?"""
        scenes = self.page.pack.limit_values.get("av_scene", {})
        return any(act in scenes for act in self.page.state.acts)

    @property
    def main_clocks(self) -> list[Any]:
        return [one for one in self.clocks if one.state in COUNTING and one.kind == "limit"][:2]

    @property
    def handlers(self) -> str:
        return "、".join(one.name for one in self.page.people if one.kind != "reviewer")

    @property
    def legal_person(self) -> str:
        return str(self.page.state.party.get("legal_rep") or "")

    @property
    def stages(self) -> list[Stage]:
        state = self.page.state
        order = list(self.page.procedure.stages)
        first = {order[0]: state.started_at} if order else {}
        entered = {**self._acted(state), **first, **state.entered}
        return [self._stage(key, title, entered, state) for key, title in self.page.procedure.stages.items()]

    def _acted(self, state: Any) -> dict[str, str]:
        """When the first act of a stage took effect, for stages behind that the case passed through without a stop."""
        order = list(self.page.procedure.stages)
        behind = set(
            order if state.closed else order[: order.index(state.stage)] if state.stage in order else ()
        )
        found: dict[str, str] = {}
        for act in self.page.procedure.acts:
            done = state.acts.get(act.id)
            if done and act.stage in behind:
                found[act.stage] = min(found.get(act.stage, "9"), str(done[0]["at"]))
        return found

    def _stage(self, key: str, title: str, entered: dict[str, str], state: Any) -> Stage:
        came = entered.get(key, "")
        if key == state.stage and not state.closed:
            return Stage(title, "now", f"{cnshort(came)}起" if came else "")
        return Stage(title, "done" if came else "", cnshort(came))

    @property
    def grounds(self) -> Sequence[Ground]:
        """Why the case is one for legal review."""
        return grounds_of(self.page.pack, self.page.derived)

    @property
    def tags(self) -> list[Tag]:
        """Facts that the pack works out and that hold now, such as a major decision or a hearing that is due."""
        pack, derived = self.page.pack, self.page.derived
        held = [
            key
            for key, fact in pack.derived.items()
            if fact.type == "bool" and derived.get(key) is True and not _always(pack, fact)
        ]
        return [Tag("scale", pack.derived[key].title) for key in held[:3]]

    @property
    def pack_title(self) -> str:
        return self.page.pack.title

    @property
    def judged_at(self) -> datetime:
        return self.page.as_of.astimezone(SHANGHAI)

    @property
    def first_day(self) -> Any:
        return self.page.entries[0].recorded_at if self.page.entries else self.judged_at

    @property
    def yesterday(self) -> datetime:
        return self.judged_at - timedelta(days=1)

    @property
    def possible_then(self) -> list[tuple[str, str]]:
        """What could be done at the past moment, and by whom: titles and roles."""
        pack = self.page.pack
        return [
            (one.act.title, "、".join(pack.role_title(role) for role in one.act.by))
            for one in self.page.then
            if one.possible
        ]

    @property
    def barred_then(self) -> list[tuple[str, list[Any]]]:
        """What couldn't be done for a reason other than the stage, with the findings."""
        return [
            (one.act.title, [shown(found) for found in one.findings.bars])
            for one in self.page.then
            if not one.possible and not any(found.check in PLACE for found in one.findings.bars)
        ]

    @property
    def moment_before(self) -> str:
        """When the record before the last one shown was made, for one step back; "" at the first."""
        entries = self.page.entries
        return entries[-2].recorded_at.isoformat() if len(entries) > 1 else ""

    @property
    def record_count(self) -> int:
        return len(self.page.entries)

    @property
    def score(self) -> Score:
        found = self.page.completeness
        lost = [shown(one.finding) for one in found.lost]
        return Score(found.points, round(RING * found.points / 100), len(found.vetoes), lost)

    @property
    def filters(self) -> Sequence[tuple[str, str]]:
        return FILTERS


def _always(pack: Any, fact: Any) -> bool:
    """Worked out from rules of which one holds in every case: that it holds says nothing."""
    rules = pack.catalogues.get(fact.derived.any_of)
    return any(row.when == "true" for row in rules.rows) if rules else False


def keeps(entry: Any, show: str) -> bool:
    """Whether the timeline's filter shows the entry."""
    match show:
        case "documents":
            return bool(entry.documents)
        case "evidence":
            return bool(entry.evidence)
        case "media":
            return bool(entry.media)
        case "approvals":
            return entry.step != "submit"
    return True


def record_line(entry: Any) -> RecordLine:
    """An entry with its attachments named."""
    items = [*entry.evidence, *entry.media]
    names = [str(one.get("title") or one.get("file") or "") for one in items]
    return RecordLine(entry, entry.sentence, [name for name in names if name], entry.step == "withdraw")

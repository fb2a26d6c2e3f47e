"""The form of one act for one person: fields with values, people to choose from, and what the law says so far."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mingjing import law
from mingjing.agencies.models import Officer
from mingjing.cases import queries
from mingjing.cases.libraries import pack_on
from mingjing.desk.credentials import state_of
from mingjing.desk.forms.fields import Choices, FieldView, view_of
from mingjing.desk.forms.judged import Judged, shown, sort
from mingjing.desk.forms.scenes import SceneNeed, scene_need
from mingjing.desk.forms.sent import Sent
from mingjing.desk.shell import Shell

EVIDENCE_KINDS = "evidence_kinds"
ELEMENTS = "elements"
SCENES = "av_scenes"


class NoSuchAct(LookupError):
    """The procedure has no such act."""


@dataclass(frozen=True, slots=True)
class OfficerChoice:
    """An officer to tick, with the credential's state today."""

    id: str
    name: str
    credential: str
    state: str
    css: str
    chosen: bool = False
    near: bool = False


@dataclass(slots=True)
class ActForm:
    """`case` is None for the act that opens one. `sent` is what was filled in, or None on the first view.

    `begins` = fields that the first view is given by the page that leads to it.
    """

    desk: Shell
    procedure: law.Procedure
    act: law.Act
    pack: law.Pack
    state: law.CaseState
    case: Any = None
    sent: Sent | None = None
    judged: Judged = field(default_factory=Judged)
    values: dict[str, Any] = field(default_factory=dict)
    refused: list[Any] = field(default_factory=list)
    staff: list[Officer] = field(default_factory=list)
    draft: Any = None
    begins: dict[str, Any] = field(default_factory=dict)
    due: tuple[str, ...] = ()

    def judge(self, findings: law.Findings) -> None:
        """Take what the law says; on the first view the fields' defaults are filled in from it."""
        self.due = self._due(findings.fields)
        given = self.sent.payload["reasons"] if self.sent else {}
        filled = dict(self.sent.fields) if self.sent else dict(findings.fields)
        if self.sent is None:
            self.values = self.proposed_people() | self.begins | filled
        self.judged = sort(
            findings.items, {**findings.fields, **filled}, given, self.act.fields, findings.asked
        )

    def proposed_people(self) -> dict[str, list[str]]:
        """Fields of officers begin with those of the case, or with whoever opens the form."""
        standing = self.desk.standing
        own = {str(standing.officer_id)} if standing and standing.officer_id else set()
        people = sorted(self._usual() or own)
        return {name: people for name, kind in self.act.fields.items() if kind.type == "officers" and people}

    def refuse(self, findings: Any) -> None:
        self.due = self.due or tuple(rule.form for rule in self.act.documents if not rule.when)
        self.refused = [shown(one) for one in findings]

    def choices(self) -> Choices:
        return Choices(
            self.pack,
            officers=self.officers(),
            documents=[(one.get("number") or one["form"], _named(one)) for one in self.state.documents],
            elements=self.elements(),
        )

    def fields(self) -> list[FieldView]:
        """Every field with its value; those that a condition leaves out are there but hidden."""
        choices = self.choices()
        views = []
        for key, kind in self.act.fields.items():
            view = view_of(key, kind, self.values.get(key), choices)
            view.asked = key in self.judged.asked
            view.findings = self.judged.beside.get(key, [])
            views.append(view)
        return views

    def officers(self) -> list[OfficerChoice]:
        """The officers of the agency; those of the case, and whoever acts, are ticked to begin with."""
        today = self.desk.today
        if not self.staff and self.desk.agency:
            self.staff = list(
                Officer.objects.filter(unit__agency=self.desk.agency, active=True).prefetch_related(
                    "credentials__events"
                )
            )
        ticked = set(self.sent.officers) if self.sent else self._usual()
        home = self.case.unit_id if self.case else self.desk.officer.unit_id if self.desk.officer else None
        found = [_choice(one, today, str(one.pk) in ticked, home) for one in self.staff]
        return sorted(found, key=lambda one: not one.near)

    def _usual(self) -> set[str]:
        handlers = self.state.facts.get("handlers") or []
        ids = {str(one.get("id", "") if isinstance(one, dict) else one) for one in handlers}
        standing = self.desk.standing
        if not ids and standing and standing.officer_id and "handler" in self.act.by:
            ids = {str(standing.officer_id)}
        return ids if "handler" in self.act.by else set()

    def elements(self) -> list[tuple[str, str]]:
        """What has to be proved: the elements of the case, and those of the violations chosen in the form."""
        known = self.state.facts.get("elements") or []
        found = {str(one.get("id")): str(one.get("title")) for one in known if isinstance(one, dict)}
        for name, kind in self.act.fields.items():
            if kind.type == "[enum]" and kind.of:
                for row in self.pack.catalogue(kind.of).rows:
                    if row.id in (self.values.get(name) or []):
                        found |= {
                            str(one["id"]): str(one["title"]) for one in getattr(row, ELEMENTS, None) or []
                        }
        return list(found.items())

    def scenes(self) -> list[tuple[str, str]]:
        titles = dict(_rows(self.pack, SCENES))
        return [(scene, titles.get(scene, "现场")) for scene in self.act.scenes]

    def needs(self) -> list[SceneNeed]:
        """What the pack asks of each scene's recording, and the words to begin it with."""
        return [scene_need(self.pack, scene, self) for scene in self.act.scenes]

    def places(self) -> list[str]:
        """Parts of the form beside its fields that findings can stand at."""
        return (["evidence"] if self.act.evidence != "none" else []) + (["media"] if self.act.scenes else [])

    def documents(self) -> list[tuple[str, str]]:
        """Forms that the act makes as it is filled in now."""
        return [(form, self.pack.form(form).title) for form in self.due]

    def _due(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """What the act would make; a condition that can't be judged yet doesn't hold yet."""
        try:
            return tuple(law.documents_due(self.pack, self.state, self.act.id, fields, self.desk.now))
        except law.LawError:
            return tuple(rule.form for rule in self.act.documents if not rule.when)

    def citations(self) -> list[str]:
        """Every article that the pack's statutes list, to pick from."""
        return [
            f"{statute.title} {article}"
            for statute in self.pack.statutes.values()
            for article in statute.articles
        ]

    @property
    def outcome(self) -> str:
        parts = []
        if self.due:
            parts.append(
                f"本事项产生 {len(self.due)} 份文书，自动取号"
                if len(self.due) > 1
                else "本事项产生文书，自动取号"
            )
        elif self.act.documents:
            parts.append("按现在填写的内容不产生文书")
        if self.act.approvals:
            parts.append(
                "提交后由" + "、".join(self.pack.role_title(role) for role in self.act.approvals) + "审批"
            )
        return "；".join(parts)

    @property
    def effect(self) -> str:
        if self.act.approvals:
            first = self.pack.role_title(self.act.approvals[0])
            return f"提交后由{first}审批，批准前可以撤回。"
        return "签名后立即生效并存证，任何人不能再改。"

    def context(self) -> dict[str, Any]:
        """Everything that the templates of the form read."""
        payload = self.sent.payload if self.sent else {}
        people = self.officers()
        return {
            "form": self, "act": self.act, "case": self.case, "judged": self.judged, "refused": self.refused,
            "fields": self.fields(), "officers": people if "handler" in self.act.by else [],
            "ticked": [one.id for one in people if one.chosen],
            "at": local(payload.get("at") or self.desk.now), "at_shown": local(self.desk.now), "stage_title": self.procedure.stages.get(self.act.stage, ""),
            "outcome": self.outcome, "effect": self.effect, "documents": self.documents(), "previews": bool(self.case and self.act.documents),
            "draft": self.draft, "newer": self.state.seq - self.draft.seq if self.draft else 0,
            "expected_seq": self.state.seq if self.case else "", "key": uuid.uuid4().hex,
            "takes_evidence": self.act.evidence != "none", "needs_evidence": self.act.evidence == "required",
            "evidence": payload.get("evidence", []), "media": payload.get("media", []), "scenes": self.scenes(), "scene_needs": self.needs(),
            "evidence_kinds": _rows(self.pack, EVIDENCE_KINDS), "elements": self.elements(),
            "citations": self.citations(), "act_titles": {act.id: act.title for act in self.procedure.acts},
        }  # fmt: skip


def form_for(desk: Shell, case: Any, act_id: str, sent: Sent | None = None) -> ActForm:
    """The form of an act in a case. Raises NoSuchAct."""
    pack = pack_on(case.agency, desk.today)
    state = queries.state_of(case)
    procedure = pack.procedure(state.procedure)
    act = procedure.act(act_id)
    if act is None:
        raise NoSuchAct
    form = ActForm(desk, procedure, act, pack, state, case, sent)
    form.values = dict(sent.fields) if sent else {}
    return form


def local(moment: datetime | str) -> str:
    """What an input for date and time holds: 2026-09-22T14:10."""
    return moment[:16] if isinstance(moment, str) else f"{moment:%Y-%m-%dT%H:%M}"


def _named(document: Any) -> str:
    return f"{document['title']} {document.get('number', '')}".strip()


def _rows(pack: law.Pack, catalogue_id: str) -> list[tuple[str, str]]:
    catalogue = pack.catalogues.get(catalogue_id)
    return [(row.id, row.title) for row in catalogue.rows] if catalogue else []


def _choice(officer: Officer, today: date, chosen: bool, home: int | None) -> OfficerChoice:
    """`near`: ticked, or of the unit that handles the case and with a credential; the others are folded away."""
    card = officer.credential_on(today)
    state = state_of(officer, today)
    near = chosen or (officer.unit_id == home and card is not None)
    number = card.number if card else ""
    return OfficerChoice(str(officer.pk), officer.name, number, state.words, state.css, chosen, near)

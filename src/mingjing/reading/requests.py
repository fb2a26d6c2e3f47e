"""Requests to read, copy or be given a case file, as the records of the case tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law
from mingjing.cases.refused import bad
from mingjing.reading.inquiries import ASK, Inquiry, inquiries_of

Occurrence = Mapping[str, Any]
# The acts that follow each other, by how the request came in: asked, readied, agreed to, refused, handed over.
STEPS = {
    "party": ("request_reading", "accept_reading", "grant_reading", "refuse_reading", "give_copies"),
    "authority": ("register_case_copy", "", "approve_case_copy", "decline_case_copy", "hand_over_case_copy"),
}
CLOCKS = {
    "request_reading": "reading_answer",
    "grant_reading": "reading_handover",
    "register_case_copy": "case_copy",
}
RELEASE = "release_recordings"
FILE, VOLUMES = "file", "volumes"  # the main volume; both volumes
ASKED = STEPS["party"][0]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `kind`: "party" or "authority". What hasn't happened is None.

    `released` = digests of the recordings of which copies may go out, by the last decision on them; `inquiries` = third
    parties whose opinion was asked; `asking` = the one to whom a letter waits for approval.
    """

    no: str
    kind: str
    asked: Occurrence
    accepted: Occurrence | None
    granted: Occurrence | None
    refused: Occurrence | None
    given: Occurrence | None
    released: frozenset[str]
    pending: str = ""
    inquiries: tuple[Inquiry, ...] = ()
    asking: str = ""

    @property
    def who(self) -> str:
        return str(self.asked.get("applicant") or self.asked.get("body") or "")

    @property
    def party(self) -> bool:
        """Does the party itself (or who acts for it) ask?"""
        return self.asked.get("standing") in ("party", "agent")

    @property
    def state(self) -> str:
        """In words, as lists show it."""
        if self.given:
            return "已提供" if self.kind == "party" else "已移交"
        if self.refused:
            return "不予查阅" if self.kind == "party" else "已退回"
        if self.pending:
            return "等待审批"
        if self.granted:
            return "已准予，待提供" if self.kind == "party" else "已批准，待移交"
        if self.awaits_third_party:
            return "征求第三方意见"
        return "待答复" if self.accepted or self.kind == "authority" else "待核对身份"

    @property
    def awaits_third_party(self) -> bool:
        """Not answered yet, and a third party's opinion is still out."""
        return not (self.granted or self.done) and any(one.open for one in self.inquiries)

    @property
    def done(self) -> bool:
        return bool(self.given or self.refused)

    @property
    def next_act(self) -> str:
        """The act that comes next, "" when the request is settled."""
        _, ready, agree, _, hand = STEPS[self.kind]
        if self.done or self.pending or self.awaits_third_party:
            return ""
        if self.granted:
            return hand
        return agree if self.accepted or not ready else ready

    @property
    def items(self) -> Sequence[Occurrence]:
        """What may be handed over: [{item, kind}]; empty before that was agreed to."""
        return list((self.granted or {}).get("given") or ())

    @property
    def both_volumes(self) -> bool:
        return self.has(VOLUMES)

    @property
    def main_volume(self) -> bool:
        """Is all of the main volume granted, with or without the internal one?"""
        return self.has(FILE) or self.both_volumes

    def has(self, kind: str) -> bool:
        return any(one.get("kind") == kind for one in self.items)


def requests_of(state: law.CaseState) -> list[Request]:
    """Every request of the case, the latest first."""
    found = [
        _request(state, kind, asked)
        for kind, steps in STEPS.items()
        for asked in state.acts.get(steps[0], ())
    ]
    return sorted(found, key=lambda one: str(one.asked.get("at", "")), reverse=True)


def request_of(state: law.CaseState, number: str) -> Request:
    """The request with this number. Raises `Refused`."""
    found = next((one for one in requests_of(state) if one.no == number), None)
    if found is None:
        raise bad("本案没有这一编号的申请。", check="request_no", mend="请从“查阅与复制”页打开。")
    return found


def begins(act: law.Act, state: law.CaseState, number: str, inquiry: str = "") -> dict[str, Any]:
    """What the form of an act begins with for one request: fields that its earlier steps have told; {} for none.

    `inquiry` = which of its third parties the act is about.
    """
    found = next((one for one in requests_of(state) if one.no == number), None) if number else None
    if found is None or "request_no" not in act.fields:
        return {}
    told: dict[str, Any] = {"given": found.asked.get("wanted"), "requester": found.who}
    if found.kind == "party" and found.granted is None:
        told["given"] = told["material"] = _chosen(state, found.asked.get("wanted") or ())
    for step in (found.asked, found.accepted, found.granted):
        told |= dict(step or {})
    about = next((one for one in found.inquiries if one.no == inquiry), None) if inquiry else None
    told |= about.begins if about else {}
    if found.granted is None:
        told["third_parties"] = [{"inquiry_no": one.no} for one in found.inquiries if one.against]
    return {
        name: told[name]
        for name in act.fields
        if told.get(name) not in (None, "", []) and not name.endswith("_on")
    }


def _chosen(state: law.CaseState, wanted: Sequence[Occurrence]) -> list[dict[str, str]]:
    """What was asked for, with papers by their titles: those that the words mean, else all, of which a person leaves some."""
    titles = list(dict.fromkeys(str(one["title"]) for one in state.documents if one.get("volume") == "main"))
    rows: list[dict[str, str]] = []
    for one in wanted:
        item, kind = str(one.get("item") or ""), str(one.get("kind") or "")
        meant = [title for title in titles if title in item or title.split("（")[0] in item or item in title]
        named = (meant or titles) if kind == "document" and titles else [item]
        rows += [{"item": name, "kind": kind} for name in named]
    return [row for at, row in enumerate(rows) if row not in rows[:at]]


def _request(state: law.CaseState, kind: str, asked: Occurrence) -> Request:
    number = str(asked.get("request_no", ""))
    _, ready, agree, refuse, hand = STEPS[kind]

    def last(act: str) -> Occurrence | None:
        of = [one for one in state.acts.get(act, ()) if one.get("request_no") == number]
        return of[-1] if of else None

    waiting = next(
        (act for act in (agree, refuse) if _number_of(state.pending.get(act)) == number and number), ""
    )
    granted = last(agree)
    return Request(
        number,
        kind,
        asked,
        last(ready) if ready else None,
        granted,
        last(refuse),
        last(hand),
        _released(last(RELEASE)),
        waiting,
        inquiries_of(state, number, granted) if kind == "party" else (),
        _asking(state, number),
    )


def _released(decided: Occurrence | None) -> frozenset[str]:
    """Recordings named in the decision; none when it didn't agree, or only to their being looked at here."""
    if not decided or not decided.get("agreed") or decided.get("mode") != "copy":
        return frozenset()
    return frozenset(str(one.get("digest")) for one in decided.get("files") or () if one.get("digest"))


def _asking(state: law.CaseState, number: str) -> str:
    """The third party to whom a letter about this request waits for approval."""
    pending = state.pending.get(ASK)
    about = number and _number_of(pending) == number
    return str((pending or {}).get("fields", {}).get("third_party", "")) if about else ""


def _number_of(pending: Occurrence | None) -> str:
    return str((pending or {}).get("fields", {}).get("request_no", ""))

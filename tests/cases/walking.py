"""Random acts by random people in one case, through `perform` and through the API: whatever gets on record was lawful.

Each run begins somewhere on the lawful course of a scenario. The records are judged again apart from the door that
wrote them, what the law asks for is looked for by hand, and every prefix of the records is the state that stood then.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar

from case_bureau import Bureau, found_bureau, hire
from django.test import Client
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from spoilt import spoilt
from unchecked import without
from whole_case import HOLDERS, Matter, at

from mingjing.api.models import ApiToken
from mingjing.cases import rebuild
from mingjing.cases.libraries import lend, library_of
from mingjing.cases.models import Case
from mingjing.cases.perform import perform
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.cases.rejudge import Rejudged, rejudge
from mingjing.cases.replay import fold
from mingjing.law import Library
from mingjing.records.models import Record
from mingjing.records.stream import records_of

SEED = st.integers(0, 2**32)
MINUTES = st.sampled_from([1, 30, 60 * 24, 60 * 24 * 9])
WITH_CARD = ("lu", "shen", "ye", "xu", "fang", "han", "cheng")
WHO = st.sampled_from([*WITH_CARD, "mu", "wen", "tu", "sun", "gu", "tang", "outsider", "nobody"])
TEAMS = (("lu", "shen"),) * 5 + (("lu",), ("lu", "lu"), ("lu", "gu"), ("lu", "tang"), ("lu", "outsider"), ())
TEAM = st.sampled_from(TEAMS)
ROUNDS = 6
STEPS = st.sampled_from(["submit", "submit", "submit", "approve", "approve", "return", "withdraw"])


def bureau_of_the_walk() -> Bureau:
    """With an auxiliary, with one whose card has run out, and with what all papers of all courses name."""
    bureau = found_bureau()
    bureau.agency.facts = {**bureau.agency.facts, "head": bureau.officers["cheng"].name}
    bureau.agency.save()
    hire(bureau, "gu", "顾小满", auxiliary=True)
    hire(bureau, "tang", "唐允中", card="99010526031", until="2026-05-31")
    return bureau


class Walk(RuleBasedStateMachine):
    """One case at a time. A procedure says on which courses one walks and what is done on the way.

    `decisive` = acts that somebody tries again and again; `drafting` = the act after which what follows on the course is
    done anew; `changes` = acts with the fields that somebody changes.
    A method `lawful_ACT(before, done)` looks at an act that took effect: the state before, and the act.
    """

    courses: tuple[type[Matter], ...] = (Matter,)
    decisive: tuple[str, ...] = ()
    drafting = ""
    changes: tuple[tuple[str, dict[str, Any]], ...] = ()

    found: Callable[[], Bureau] = staticmethod(bureau_of_the_walk)
    taken_up: ClassVar[Callable[..., Any]]
    took_effect: ClassVar[Counter[str]]
    refused: ClassVar[Counter[str]]

    @initialize(course=st.integers(0, 5), place=st.integers(0, 30), near=st.integers(0, 2))
    def begin(self, course: int, place: int, near: int) -> None:
        """Anywhere before the last decisive act of a course, mostly near to it."""
        kind = self.courses[course % len(self.courses)]
        acts = [step["act"] for step in kind(self.bureau()).steps]
        last = max(place for place, act in enumerate(acts) if act in self.decisive)
        self.look_over(self.come_to(kind, max(1, last - place % 4) if near < 2 else 1 + place % last))

    @classmethod
    def bureau(cls) -> Bureau:
        return cls.taken_up(cls.found.__name__, cls.found)

    @classmethod
    def come_to(cls, kind: type[Matter], place: int) -> Matter:
        """The first `place` acts of the course are done."""

        def make() -> Matter:
            matter = cls.come_to(kind, place - 1) if place > 1 else kind(cls.bureau())
            matter.done.append(matter.act(matter.steps[place - 1]["act"]))
            return matter

        return cls.taken_up((cls.found.__name__, kind.__name__, place), make)

    def look_over(self, matter: Matter) -> None:
        """Take up a case whose records nobody has judged yet."""
        self.matter, self.now = matter, matter.case.changed_at
        self.acts = self.pack.procedure(matter.procedure).acts
        self.clients: dict[str, Client] = {}
        self.states: list[dict[str, Any]] = []
        self.fresh: list[Record] = []
        self.judged = rejudge(self._stored(), self._one_by_one())
        self.before_the_walk = matter.case.seq

    @property
    def case(self) -> Case:
        return self.matter.case

    @property
    def pack(self) -> Any:
        return library_of(self.matter.bureau.agency).on(self.case.changed_at.date())

    def ids(self, *aliases: str) -> list[str]:
        return self.matter.bureau.ids(*aliases)

    @rule(who=WHO, index=st.integers(0, 200), step=STEPS, seed=SEED, minutes=MINUTES, team=TEAM)
    def somebody_does_something(
        self, who: str, index: int, step: str, seed: int, minutes: int, team: tuple[str, ...]
    ) -> None:
        self.now += timedelta(minutes=minutes)
        act = self.acts[index % len(self.acts)].id
        self.attempt(who, act, step, self.fields(act, seed), team)

    @rule(who=WHO, step=st.sampled_from(["approve", "return", "withdraw"]))
    def somebody_turns_to_what_waits(self, who: str, step: str) -> None:
        for act in list(self.case.state["pending"])[:1]:
            self.now += timedelta(minutes=5)
            self.attempt(who, act, step, {"reason": "补正"} if step == "return" else {})

    @rule(index=st.integers(0, 20), seed=SEED, wrong=st.booleans(), team=TEAM)
    def somebody_tries_to_decide(self, index: int, seed: int, wrong: bool, team: tuple[str, ...]) -> None:
        self.now += timedelta(minutes=10)
        act = self.decisive[index % len(self.decisive)]
        self.attempt("lu", act, "submit", self.fields(act, seed if wrong else 0), team)
        self.all_approve(act, ("lu", "han", "ye", "cheng"))

    @rule(index=st.integers(0, 20))
    def something_is_changed(self, index: int) -> None:
        """Another draft after the review of the first, a heavier decision than was told …"""
        self.now += timedelta(minutes=60)
        act, changed = self.changes[index % len(self.changes)]
        self.by_who_may(act, self.matter.payload(act, **changed)["fields"])

    @precondition(lambda self: self.case.state["acts"].get(self.drafting))
    @rule()
    def the_draft_is_put_right(self) -> None:
        """As it was at first; what follows a draft is to be done anew."""
        self.now += timedelta(minutes=60)
        self.by_who_may(self.drafting, None)

    @precondition(lambda self: self.left())
    @rule(skip=st.sampled_from([0, 0, 1, 2]))
    def an_act_is_done_as_it_should_be(self, skip: int) -> None:
        self.go_on(self.left()[skip : skip + 1])

    @precondition(lambda self: self.left())
    @rule(acts=st.integers(1, 4))
    def the_case_goes_on_as_it_should(self, acts: int) -> None:
        self.go_on(self.left()[:acts])

    @rule(who=WHO, index=st.integers(0, 200), seed=SEED,
          way=st.sampled_from(["acts", "approvals", "returns", "withdrawals"]))  # fmt: skip
    def somebody_sends_a_request(self, who: str, index: int, seed: int, way: str) -> None:
        act = self.acts[index % len(self.acts)].id
        body: dict[str, Any] = {"act": act}
        if way == "acts":
            body |= {"fields": self.fields(act, seed), "officers": self.ids("lu", "shen")}
        before = Record.objects.count()
        address = f"/api/v1/cases/{self.case.pk}/{way}"
        answer = self.client(who).post(address, body, content_type="application/json")
        assert answer.status_code in {200, 400, 404, 409, 422}, answer.content
        assert (Record.objects.count() == before + 1) is (answer.status_code == 200)
        if answer.status_code == 200:
            self.matter.case = self._stored()
            self.now = max(self.now, self.case.changed_at)

    @invariant()
    def what_is_on_record_was_lawful_and_is_the_state(self) -> None:
        case, records = self._stored(), records_of(self.case.pk)
        grown = records[len(self.states) :]
        self.fresh += grown
        for told in (next(self.judged) for _ in grown):
            self.states.append(told.after.to_json())
            assert told.findings.ok(), (told.entry.act, [one.check for one in told.findings.refusals])
            self.look_at(told)
        assert case.state == self.states[-1]
        if grown:
            assert rebuild.check([case]).differences == []

    def teardown(self) -> None:
        if not hasattr(self, "states"):
            return  # it never began
        case, records = self._stored(), records_of(self.case.pk)
        for place, state in enumerate(self.states, 1):
            assert fold(case, records, until=place).state.to_json() == state

    def look_at(self, told: Rejudged) -> None:
        """What an act needed when it took effect, found by hand and not by the checks."""
        act, before = told.entry.act, told.before
        done = told.after.acts.get(act, ())
        if len(done) == len(before.acts.get(act, ())):
            return
        if told.entry.seq > self.before_the_walk:
            self.took_effect[act] += 1
        asked = self.pack.procedure(self.matter.procedure).act(act).approvals
        approved = done[-1]["approvals"]
        assert [one["role"] for one in approved] == list(asked), (
            f"{act} is approved by those whom the law names"
        )
        people = [done[-1]["by"], *(one["by"] for one in approved)]
        assert len(set(people)) == len(people), f"nobody approves an own {act}, or twice"
        by_hand = getattr(self, f"lawful_{act}", None)
        if by_hand:
            by_hand(before, done[-1])

    def is_of_two_officers(self, done: dict[str, Any]) -> None:
        """Two different people with a card that holds; no auxiliary counts."""
        there = {one["id"] for one in done["officers"]}
        assert len(there & set(self.ids(*WITH_CARD))) >= 2, "two officers with valid cards"

    def is_of_the_reviewed_draft(self, before: Any, drafting: str) -> None:
        """The last draft was reviewed after it was made, and passed, by somebody who had nothing to do with it."""
        draft = before.acts[drafting][-1]
        reviews = before.acts.get("legal_review", ())
        assert reviews, "a major decision is reviewed"
        assert reviews[-1]["outcome"] == "pass", "the review was passed"
        assert reviews[-1]["seq"] > draft["seq"], "the review is of the very draft that was decided"
        involved = {draft["by"], *(one["by"] for one in draft["approvals"])}
        involved |= {one["id"] for one in before.facts["handlers"]}
        assert reviews[-1]["by"] not in involved, "the reviewer had no part in it"

    def go_on(self, steps: list[dict[str, Any]]) -> None:
        for step in steps:
            self.now = max(self.now + timedelta(minutes=1), at(step["at"]))
            self.by_who_may(step["act"], None)

    def left(self) -> list[dict[str, Any]]:
        """The steps of the course that haven't been done, or not since the last draft."""
        acts, drafted = self.case.state["acts"], 0
        asked: Counter[str] = Counter()
        found = []
        for step in self.matter.steps:
            asked[step["act"]] += 1
            if len([one for one in acts.get(step["act"], ()) if one["seq"] > drafted]) < asked[step["act"]]:
                found.append(step)
            if step["act"] == self.drafting:
                drafted = max((one["seq"] for one in acts.get(step["act"], ())), default=0)
        return found

    def by_who_may(self, act: str, fields: dict[str, Any] | None) -> None:
        """As the scenario has it: by those who may, with all approvals; `fields` instead of the scenario's."""
        known = self.matter._act(act)
        team = tuple(self.matter.told_of(act).get("officers", ()))
        self.attempt(HOLDERS[known.by[0]], act, "submit", fields, team)
        self.all_approve(act, tuple(HOLDERS[role] for role in known.approvals))

    def all_approve(self, act: str, people: tuple[str, ...]) -> None:
        for who in people:
            if act in self.case.state["pending"]:
                self.now += timedelta(minutes=1)
                self.attempt(who, act, "approve", {})

    def attempt(
        self, who: str, act: str, step: str, fields: dict[str, Any] | None, team: tuple[str, ...] = ()
    ) -> None:
        payload: dict[str, Any] = {"fields": fields}
        if step == "submit":
            payload = self.matter.payload(act) | ({"fields": fields} if fields is not None else {})
        officers = self.ids(*team) if step == "submit" else ()
        user = self.matter.bureau.users[who]
        try:
            done = perform(self.case, act, user, payload, step=step, now=self.now, officers=officers)
        except (Refused, NoSuchCase):
            self.refused[act] += 1
            return
        self.matter.case = done.case

    def fields(self, act: str, seed: int) -> dict[str, Any]:
        """What the scenario fills in, with a few fields spoilt."""
        chance = random.Random(seed)
        fields = self.matter.payload(act)["fields"]
        for name, kind in next(one for one in self.acts if one.id == act).fields.items():
            if seed and chance.random() < 0.08:
                fields[name] = spoilt(kind, fields.get(name), chance)
        return fields

    def client(self, who: str) -> Client:
        if who not in self.clients:
            token = ApiToken.issue(self.matter.bureau.users[who], "测试")[1]
            self.clients[who] = Client(headers={"authorization": f"Bearer {token}"})
        return self.clients[who]

    def _stored(self) -> Case:
        return Case.objects.select_related("agency", "unit").get(pk=self.case.pk)

    def _one_by_one(self) -> Iterator[Record]:
        while True:
            yield self.fresh.pop(0)


def ready(way: type[Walk], taken_up: Callable[..., Any]) -> type[Walk]:
    """The walk with what it counts and where it begins."""
    told = {"taken_up": staticmethod(taken_up), "took_effect": Counter(), "refused": Counter()}
    return type(way.__name__, (way,), told)


def walk(way: type[Walk], taken_up: Callable[..., Any], *, runs: int = 8, steps: int = 14) -> None:
    """Walk `runs` times, and some more until each decisive act has both taken effect and been refused on the way.

    A walk that was refused everywhere, or nowhere, would prove nothing. The same walks every time, so that what one
    finds can be seen again; MINGJING_WALK=<number> walks others.
    """
    walked = ready(way, taken_up)
    limits = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    first = int(os.environ.get("MINGJING_WALK", "0"))
    for number in range(first, first + ROUNDS):
        run_state_machine_as_test(seed(number)(walked), settings=limits)
        missing = [act for act in way.decisive if not (walked.took_effect[act] and walked.refused[act])]
        if not missing:
            return
    raise AssertionError(f"not both done and refused: {missing}; {walked.took_effect}; {walked.refused}")


@dataclass(frozen=True)
class Gap:
    """Checks that are missing, and how somebody slips through: on the course `kind` the acts in `skipping` are left out,
    `act` is done by `team` with some fields `changed`, after another case has been taken to an act `meanwhile`; `said` = what the walk then says of the records.
    """

    kind: type[Matter]
    act: str
    checks: tuple[str, ...]
    said: str
    skipping: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    changed: dict[str, Any] = field(default_factory=dict)
    meanwhile: tuple[type[Matter], str] | None = None

    def __str__(self) -> str:
        return self.said


def slip_through(way: type[Walk], taken_up: Callable[..., Any], gap: Gap) -> None:
    """Do what the gap allows; the walk looks at the records after each act."""
    walked = ready(way, taken_up)
    acts = [step["act"] for step in gap.kind(walked.bureau()).steps]
    first = min(acts.index(act) for act in (*gap.skipping, gap.act))
    matter = walked.come_to(gap.kind, first)
    agency = matter.bureau.agency
    lend("gap", _without(gap.checks, library_of(agency)))
    agency.layer = "gap"
    agency.save()
    machine = walked()
    machine.look_over(matter)
    for act in acts[first : acts.index(gap.act)]:
        if act not in gap.skipping:
            matter.act(act)
            machine.what_is_on_record_was_lawful_and_is_the_state()
    if gap.meanwhile:
        other, last = gap.meanwhile
        other(matter.bureau).go(last)
    team = {"officers": matter.bureau.ids(*gap.team)} if gap.team else {}
    assert matter.act(gap.act, fields=gap.changed, **team).took_effect
    machine.what_is_on_record_was_lawful_and_is_the_state()


@cache
def _without(checks: tuple[str, ...], known: Library) -> Library:
    return without(known, *checks)

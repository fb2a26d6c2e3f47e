"""The law room alone: judging an act, listing the options, replaying a case. No database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from bench import story
from bench.rows import Baseline, Row
from bench.timing import each, median, percentile, typical
from mingjing import law
from mingjing.law.conditions import activation, compile_condition
from mingjing.law.scenario_run import PureDriver, initial_state, run

AIM_LOAD_MS, AIM_EXAMINE_MS, AIM_OPTIONS_MS, AIM_REPLAY_MS = 1500.0, 1.0, 15.0, 20.0
LONG_CASE = 200  # records


@dataclass(frozen=True)
class Judged:
    """One proposal of the whole case as it was put to the law; `checks`: how many checks it was judged by."""

    pack: law.Pack
    state: law.CaseState
    proposal: law.Proposal
    context: law.Context
    checks: int

    def examine(self) -> law.Findings:
        return law.examine(self.pack, self.state, self.proposal, self.context)


class Witness(PureDriver):
    """Plays the case and keeps what was judged."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.judged: list[Judged] = []

    def propose(self, proposal: law.Proposal, context: law.Context) -> law.Findings:
        pack, state = self.library.on(law.law_day(proposal.at)), self.state
        found = super().propose(proposal, context)
        if found.refusals:
            raise RuntimeError(f"{proposal.act}: {[one.say for one in found.refusals]}")
        procedure = pack.procedure(state.procedure)
        asked = pack.checks_of(procedure, procedure.act(proposal.act))
        self.judged.append(Judged(pack, state, proposal, context, len(asked)))
        return found


def play() -> Witness:
    """The whole case, in the pure room."""
    prepared, library = story.whole_case(), story.library()
    witness = Witness(library, initial_state(prepared))
    ended = run(prepared, library, witness)
    if ended.differences:
        raise RuntimeError("\n".join(ended.differences))
    return witness


def measure(*, small: bool) -> list[Row]:
    times = 10 if small else 300
    played = play()
    rows = [loading(3 if small else 10), *examining(played.judged, times)]
    state = played.judged[-1].state
    text = json.dumps(state.to_json(), ensure_ascii=False)
    loads = Baseline("json.loads of the state", typical(lambda: json.loads(text), times))
    last = played.judged[-1]
    context = law.Context(
        now=last.context.now,
        agency=last.context.agency,
        actor=last.proposal.actor,
        officers=last.context.officers,
    )
    listed = max(played.judged, key=lambda one: typical(options_of(one, context), 3))
    acts = len(listed.pack.procedure(listed.state.procedure).acts)
    rows.append(
        Row(
            "law",
            f"options of a case ({acts} acts)",
            typical(options_of(listed, context), times),
            "ms",
            loads,
            AIM_OPTIONS_MS,
        )
    )
    records = played.records
    replayed = typical(lambda: law.replay(played.library, records), min(times, 100))
    rows.append(Row("law", f"replay of a case of {len(records)} records", replayed, "ms", loads))
    long = lengthened(records, LONG_CASE)
    final = json.dumps(law.replay(played.library, long).to_json(), ensure_ascii=False)
    loads = Baseline("json.loads of its state", typical(lambda: json.loads(final), times))
    replayed = typical(lambda: law.replay(played.library, long), min(times, 100))
    rows.append(Row("law", f"replay of a case of {len(long)} records", replayed, "ms", loads, AIM_REPLAY_MS))
    return rows


def loading(times: int) -> Row:
    """All layers read, checked and indexed, as at a start; plainly, the same files parsed as YAML."""
    files = [path for layer in story.LAYERS for path in story.BUILTIN.joinpath(layer).rglob("*.yaml")]
    texts = [path.read_text(encoding="utf-8") for path in files if not {"demo", "scenarios"} & {*path.parts}]
    plain = typical(lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts], times, warm=1)
    taken = typical(lambda: law.load_library(story.BUILTIN, story.LAYERS), times, warm=1)
    name = f"load of all packs ({len(texts)} files)"
    return Row("law", name, taken, "ms", Baseline("the same files through libyaml", plain), AIM_LOAD_MS)


def lengthened(records: Sequence[law.RecordEntry], count: int) -> list[law.RecordEntry]:
    """The same case with one inquiry after another until it has that many records."""
    place = next(number for number, one in enumerate(records) if one.act == "inquire")
    more = [records[place]] * max(0, count - len(records))
    return [replace(one, seq=seq) for seq, one in enumerate([*records[:place], *more, *records[place:]], 1)]


def options_of(judged: Judged, context: law.Context) -> Callable[[], Any]:
    return lambda: law.options(judged.pack, judged.state, context)


def examining(judged: list[Judged], times: int) -> list[Row]:
    """How many checks an act has, and what all of them cost for the act that costs most."""
    counts = [one.checks for one in judged]
    heaviest = max(judged, key=lambda one: typical(one.examine, 5))
    empty = compile_condition("true")
    nothing = activation({})
    one_empty = typical(lambda: [empty.holds(nothing) for _ in range(100)], times) / 100
    taken = each(heaviest.examine, times)
    every = [typical(one.examine, 5) for one in judged]
    name = f"{heaviest.proposal.act}, {heaviest.proposal.step}, {heaviest.checks} checks"
    plain = Baseline(f"{heaviest.checks} empty CEL evaluations", heaviest.checks * one_empty)
    return [
        Row("law", "checks of an act, median", median(counts), "checks"),
        Row("law", "checks of an act, most", max(counts), "checks"),
        Row("law", "examine, median over all acts", median(every), "ms", at_most=AIM_EXAMINE_MS),
        Row("law", f"examine, heaviest act ({name}), p50", median(taken), "ms", plain, AIM_EXAMINE_MS),
        Row("law", "the same, p95", percentile(taken, 0.95), "ms", plain),
        Row(
            "law",
            "the same, when least disturbed (p05)",
            percentile(taken, 0.05),
            "ms",
            plain,
            AIM_EXAMINE_MS,
        ),
    ]

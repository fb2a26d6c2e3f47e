"""The command line of the measurements."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench.place import own_place
from bench.rows import Row, markdown, show

# In this order: the log is measured before the cases are copied, the pages after; the clocks last, with cases of their own.
# The audit has a place of its own: a million records would weigh on all others, and their baselines' rows aren't true ones.
MEASURES = {
    "law": "bench.measures.law_room",
    "audit": "bench.measures.auditing",
    "perform": "bench.measures.performing",
    "papers": "bench.measures.printing",
    "ledger": "bench.measures.logging_entries",
    "originals": "bench.measures.keeping_originals",
    "uploads": "bench.measures.sending",
    "collecting": "bench.measures.collecting",
    "exports": "bench.measures.exporting",
    "desk": "bench.measures.pages",
    "portal": "bench.measures.public_pages",
    "clocks": "bench.measures.calendar_change",
}
APART = "audit"
OUT = Path(__file__).resolve().parents[1] / "build" / "bench.json"


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    names: Sequence[str]
    cases: int
    records: int
    small: bool
    out: Path


def parse(arguments: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="bench", description="Measure, beside plain baselines.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(MEASURES)}; all without one")
    parser.add_argument("--cases", type=int, default=0, help="generated cases (100,000; 60 with --small)")
    parser.add_argument(
        "--records", type=int, default=0, help="records to audit (1,000,000; 60 with --small)"
    )
    parser.add_argument("--small", action="store_true", help="the smallest sizes, only to see that it runs")
    parser.add_argument("--out", type=Path, default=OUT, help="where the JSON goes (build/bench.json)")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - MEASURES.keys())
    if unknown:
        parser.error(f"no measurement named {', '.join(unknown)}")
    cases = given.cases or (60 if given.small else 100_000)
    return Options(given.names or list(MEASURES), cases, given.records, given.small, given.out)


def measure(options: Options, console: Console) -> list[Row]:
    """All rows that were asked for, from a database of our own."""
    if APART in options.names and len(options.names) > 1:
        first = apart(options, console)
        return [
            *first,
            *measure(replace(options, names=[name for name in options.names if name != APART]), console),
        ]
    rows: list[Row] = []
    with own_place():
        for name, module in MEASURES.items():
            if name not in options.names:
                continue
            console.print(f"[dim]{datetime.now(UTC):%H:%M:%S} measuring {name} …[/dim]")
            work = importlib.import_module(module).measure
            gc.collect()
            gc.freeze()  # as the server does after loading
            more = {"cases": options.cases} if name in ("desk", "portal", "clocks") else {}
            more |= {"records": options.records} if name == "audit" else {}
            rows += work(small=options.small, **more)
    return rows


def apart(options: Options, console: Console) -> list[Row]:
    """The audit, in a process with a database of its own."""
    console.print(f"[dim]{datetime.now(UTC):%H:%M:%S} measuring {APART} apart …[/dim]")
    out = options.out.with_name(f"{options.out.stem}-{APART}.json")
    words = [sys.executable, "-m", "bench", APART, "--out", str(out), "--records", str(options.records)]
    done = subprocess.run(
        [*words, *(["--small"] if options.small else [])], stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the measurement of {APART} failed ({done.returncode})")
    return [Row.from_json(row) for row in json.loads(out.read_text("utf-8"))["rows"]]


def machine() -> dict[str, str | float | int]:
    """On what this was measured, and what else ran there."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    console = Console(stderr=True)
    before = machine()
    try:
        rows = measure(options, console)
    except KeyboardInterrupt:
        console.print("interrupted; everything made here has been removed")
        return 130
    told = {
        **before,
        "load_after": round(os.getloadavg()[0], 2),
        "cases": options.cases,
        "small": options.small,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(
        json.dumps({"machine": told, "rows": [row.as_json() for row in rows]}, ensure_ascii=False, indent=1)
    )
    options.out.with_suffix(".md").write_text(markdown(rows) + "\n")
    caption = f"{told['cores']} cores, load {told['load']} before, {told['load_after']} after; {told['at']}"
    show(rows, "Mingjing, measured", caption, Console(width=150) if not sys.stdout.isatty() else None)
    return 0


if __name__ == "__main__":
    sys.exit(main())

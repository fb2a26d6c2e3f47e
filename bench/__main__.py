"""The command line of the measurements."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench.place import own_place
from bench.rows import Row, markdown, show

# In this order: the audit before `perform` leaves its baseline's rows, the log is measured before the cases are copied, the pages after; the clocks last, with cases of their own.
MEASURES = {
    "law": "bench.measures.law_room",
    "audit": "bench.measures.auditing",
    "perform": "bench.measures.performing",
    "papers": "bench.measures.printing",
    "ledger": "bench.measures.logging_entries",
    "originals": "bench.measures.keeping_originals",
    "desk": "bench.measures.pages",
    "portal": "bench.measures.public_pages",
    "clocks": "bench.measures.calendar_change",
}
OUT = Path(__file__).resolve().parents[1] / "build" / "bench.json"


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    names: Sequence[str]
    cases: int
    small: bool
    out: Path


def parse(arguments: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="bench", description="Measure, beside plain baselines.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(MEASURES)}; all without one")
    parser.add_argument("--cases", type=int, default=0, help="generated cases (100,000; 300 with --small)")
    parser.add_argument("--small", action="store_true", help="the smallest sizes, only to see that it runs")
    parser.add_argument("--out", type=Path, default=OUT, help="where the JSON goes (build/bench.json)")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - MEASURES.keys())
    if unknown:
        parser.error(f"no measurement named {', '.join(unknown)}")
    cases = given.cases or (300 if given.small else 100_000)
    return Options(given.names or list(MEASURES), cases, given.small, given.out)


def measure(options: Options, console: Console) -> list[Row]:
    """All rows that were asked for, from a database of our own."""
    rows: list[Row] = []
    with own_place():
        for name, module in MEASURES.items():
            if name not in options.names:
                continue
            console.print(f"[dim]{datetime.now(UTC):%H:%M:%S} measuring {name} …[/dim]")
            work = importlib.import_module(module).measure
            gc.collect()
            gc.freeze()  # as the server does after loading
            rows += (
                work(cases=options.cases, small=options.small)
                if name in ("desk", "portal", "clocks")
                else work(small=options.small)
            )
    return rows


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

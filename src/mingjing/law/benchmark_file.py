"""The file of an agency's layer that holds its benchmarks, one dated version after the other; written whole or not."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from .benchmark import violations
from .benchmark_import import SHEET, Benchmark, read_head, read_rows
from .benchmark_sheet import BadSheet, SheetFault, read_sheet
from .faults import PackFaults
from .library import Library, load_folders
from .packs_on_disk import chain
from .yaml_source import read_yaml

FILE = "catalogues/benchmark.yaml"
_HEAD = "# Written by `mingjing law benchmark import`: the benchmarks that this agency applies. Change the table and import it.\n"


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def read_benchmark(library: Library, path: Path) -> Benchmark:
    """The table with all its faults, judged by the statutory ranges of the day it comes into force. Raises BadSheet."""
    lines, faults = read_sheet(path, SHEET)
    benchmark = Benchmark(faults=faults)
    heading = read_head(lines, benchmark)
    if heading and benchmark.since is not None:
        known = {one.id: one for one in violations(library.on(benchmark.since))}
        read_rows(lines, heading, known, benchmark)
    benchmark.faults.sort()
    return benchmark


def write_benchmark(layer: Path, benchmark: Benchmark) -> Path:
    """Add the benchmark to the layer's file, after all packs together were found good with it.

    Raises BadSheet when an earlier import comes into force on the same day or later, PackFaults when the packs refuse it.
    """
    assert benchmark.since is not None
    items = _former(layer, benchmark.since) + benchmark.items()
    text = _HEAD + yaml.dump(
        items, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100_000, default_flow_style=None
    )
    with tempfile.TemporaryDirectory() as room:
        trial = Path(room) / layer.name
        shutil.copytree(layer, trial, ignore=shutil.ignore_patterns("demo", "scenarios"))
        (trial / FILE).parent.mkdir(exist_ok=True)
        (trial / FILE).write_text(text, "utf-8")
        load_folders([*chain(layer)[:-1], trial])
    target = layer / FILE
    target.parent.mkdir(exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    fresh.write_text(text, "utf-8")
    os.replace(fresh, target)
    return target


def _former(layer: Path, since: dt.date) -> list[dict[str, Any]]:
    """What the file holds already; what is open-ended ends on the day before."""
    path = layer / FILE
    if not path.is_file():
        return []
    faults: list[Any] = []
    document = read_yaml(path, f"{layer.name}/{FILE}", faults)
    if document is None or not isinstance(document.data, list):
        raise PackFaults(faults)
    for item in document.data:
        period = {side: dt.date.fromisoformat(str(day)) for side, day in item["in_force"].items()}
        if period["from"] >= since:
            raise BadSheet(f"本机关已有{period['from']}起施行的裁量基准，这一份的施行日期{since}必须比它晚；请核对施行日期。")  # fmt: skip
        item["in_force"] = {**period, "to": period.get("to", since - dt.timedelta(days=1))}
    found: list[dict[str, Any]] = document.data
    return found


__all__ = ["BadSheet", "SheetFault", "read_benchmark", "write_benchmark"]

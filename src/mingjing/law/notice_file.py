"""A holiday notice from a file: the pack's own YAML, a table (CSV), or the notice's plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from .calendar import HolidayYear, holiday_year
from .faults import Fault, PackFaults
from .notice_table import read_table
from .notice_text import read_notice
from .notices import faults_of, in_force, objection
from .yaml_source import MAX_BYTES, Origin, read_yaml


def read_file(
    path: Path,
    known: Sequence[HolidayYear] = (),
    *,
    year: int = 0,
    notice: str = "",
    published_on: dt.date | None = None,
    amends: str = "",
) -> HolidayYear:
    """The notice in a file, found free of faults and in no contradiction to the notices `known`.

    What the file doesn't state itself (a table: year, number, date) comes from the arguments. Raises PackFaults with
    every fault, each with its line.
    """
    faults: list[Fault] = []
    found: HolidayYear | None = None
    if path.suffix.lower() in (".yaml", ".yml"):
        document = read_yaml(path, path.name, faults)
        if document is not None:
            found = holiday_year(document.data, Origin("", path.name, document.node), faults)
    else:
        text = _text(path, faults)
        if text is not None and path.suffix.lower() == ".csv":
            given = {"year": year, "notice": notice, "published_on": published_on, "amends": amends}
            found = read_table(text, path.name, faults, **given)  # type: ignore[arg-type]
        elif text is not None:
            amended = next((one for one in reversed(known) if one.notice == amends), None) if amends else None
            found = read_notice(
                text, path.name, faults, year=year, notice=notice, published_on=published_on, amends=amends, known=amended
            )  # fmt: skip
    if found is not None:
        faults += faults_of(found, path.name)
        told = objection(in_force(known, found.year), found)
        faults += [Fault(path.name, 1, told)] if told else []
    if faults or found is None:
        raise PackFaults(faults)
    return found


def notices_of(folders: Iterable[Path]) -> list[HolidayYear]:
    """The notices in the calendars of pack folders, whatever else they hold. Raises PackFaults."""
    faults: list[Fault] = []
    found = []
    for path in (path for folder in folders for path in sorted((folder / "calendar").glob("*.yaml"))):
        name = f"{path.parent.parent.name}/calendar/{path.name}"
        document = read_yaml(path, name, faults)
        if document is not None:
            found.append(holiday_year(document.data, Origin("", name, document.node), faults))
    if faults:
        raise PackFaults(faults)
    return [one for one in found if one is not None]


def _text(path: Path, faults: list[Fault]) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            faults.append(Fault(path.name, 1, "文件过大。"))
            return None
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        faults.append(Fault(path.name, 1, "读不出这个文件；应当是 UTF-8 文本。"))
        return None

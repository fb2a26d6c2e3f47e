"""档号: 全宗号-类别-年度-保管期限-案卷号, by the agency's rule (limits `archive_number`, `archive_fonds`; DA/T 13, DA/T 22)."""

from __future__ import annotations

from dataclasses import dataclass

from mingjing import law
from mingjing.cases.numbering import take_number
from mingjing.cases.refused import bad

PARTS = ("fonds", "category", "year", "period", "seq")


@dataclass(frozen=True, slots=True)
class ArchiveNumber:
    """A number with its parts; `seq` counts from 1 within agency, category, year and period."""

    text: str
    category: str
    seq: int


def take(pack: law.Pack, agency_id: int, kind: str, year: int, period: str) -> ArchiveNumber:
    """The next number; call inside the transaction that uses it. Raises `Refused` when the pack lacks a code or a rule."""
    category, term = code(pack, "archive_categories", kind), code(pack, "retention_periods", period)
    rule = str(pack.limit_values.get("archive_number", ""))
    if not category or not term or any("{" + part + "}" not in rule for part in PARTS):
        raise bad(
            "档号编不出来：法规包没有写明档号的构成、类别代码或者保管期限代码。",
            mend="在规则台补全“档号的构成”“档案类别代码”“案卷保管期限”后再归档。",
        )
    seq = take_number(agency_id, f"档号 {category} {term}", year)
    digits = int(pack.limit_values.get("archive_number_digits", 4))
    fonds = str(pack.limit_values.get("archive_fonds", ""))
    text = rule.format(fonds=fonds, category=category, year=year, period=term, seq=f"{seq:0{digits}d}")
    return ArchiveNumber(text, category, seq)


def code(pack: law.Pack, catalogue: str, row_id: str) -> str:
    """The code that a catalogue's row has in archive numbers; "" where it has none."""
    found = pack.catalogues.get(catalogue)
    row = found.row_of(row_id) if found else None
    return str(row.plain.get("code", "")) if row else ""

"""An agency's published benchmark, from a table to catalogues: every fault by row and column, whole or not at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from .benchmark import WHOM, Band, Violation, yuan
from .benchmark_order import order_faults
from .benchmark_sheet import Line, SheetFault, rows_below

SHEET = "裁量基准"
HEAD = {"name": "基准名称", "number": "文号", "issuer": "制定机关", "since": "施行日期", "source": "出处"}
COLUMNS = {
    "violation": "违法行为编号", "title": "违法行为", "tier": "阶次", "name": "名称", "condition": "适用条件",
    "factor": "裁量因素", "unit": "单位", "from": "起（含）", "below": "止（不含）", "is": "选项",
}  # fmt: skip
BOUNDS = {(whom, side): f"{title}{'下限' if side == 'min' else '上限'}" for whom, title in WHOM.items() for side in ("min", "max")}  # fmt: skip
_ANY_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")


@dataclass(slots=True)
class TierRow:
    """A row of the table as read. `bands` only of those to whom the tier applies."""

    number: int
    violation: Violation
    tier: str
    plain: dict[str, Any]
    bands: dict[str, Band]
    least: Decimal | None = None
    below: Decimal | None = None
    options: tuple[str, ...] = ()
    factor: str = ""
    unit: str = ""


@dataclass(slots=True)
class Benchmark:
    """What the table says, and everything that is wrong with it."""

    head: dict[str, str] = field(default_factory=dict)
    since: dt.date | None = None
    rows: list[TierRow] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)

    def items(self) -> list[dict[str, Any]]:
        """The two catalogues, dated from the day on which the benchmark comes into force."""
        assert self.since is not None
        common = {
            "citation": "行政处罚法 第34条", "in_force": {"from": self.since}, "owner": self.head["issuer"],
            "source": [self.head["number"]], "note": f"出处：{self.head['source']}",
        }  # fmt: skip
        covered = {row.violation.id: row.violation.title for row in self.rows}
        coverage = [{"id": one, "title": title} for one, title in covered.items()]
        return [
            {"id": "benchmark_tiers", "title": self.head["name"], **common, "rows": [_row(one) for one in self.rows]},
            {"id": "benchmark_coverage", "title": f"{self.head['name']}所覆盖的违法行为", **common, "rows": coverage},
        ]  # fmt: skip


def read_head(lines: Sequence[Line], benchmark: Benchmark) -> int:
    """The lines above the table; gives the number of the heading line, 0 when there is none."""
    titles = {title: key for key, title in HEAD.items()}
    heading = 0
    for line in lines:
        first = line.cells[0] if line.cells else None
        if first == COLUMNS["violation"]:
            heading = line.number
            break
        key = titles.get(str(first))
        value = line.cells[1] if key and len(line.cells) > 1 else None
        if key and value is not None:
            if key == "since":
                benchmark.since = _date(value)
            benchmark.head[key] = value.isoformat() if isinstance(value, dt.date) else str(value)
    for key, title in HEAD.items():
        if not benchmark.head.get(key):
            benchmark.faults.append(
                SheetFault(1, title, f"没有填写{title}。", f"请在表头“{title}”右边一格填写。")
            )
    if benchmark.head.get("since") and benchmark.since is None:
        benchmark.faults.append(SheetFault(1, HEAD["since"], "施行日期不是真实的日期。", "请写成年-月-日，例如2026-01-01。"))  # fmt: skip
    if not heading:
        benchmark.faults.append(SheetFault(1, COLUMNS["violation"], "没有找到以“违法行为编号”开头的标题行。", "请使用导入模板，不要改动标题行。"))  # fmt: skip
    return heading


def read_rows(lines: list[Line], heading: int, known: Mapping[str, Violation], benchmark: Benchmark) -> None:
    """The table below the heading line, each row by itself, then the rows of each violation together."""
    titles = [str(cell) for cell in next(line for line in lines if line.number == heading).cells]
    places = {title: index for index, title in enumerate(titles)}
    for title in (*COLUMNS.values(), *BOUNDS.values()):
        if title not in places and title in (COLUMNS["tier"], COLUMNS["condition"], *(BOUNDS.values())):
            benchmark.faults.append(SheetFault(heading, title, "缺少这一列。", "请使用导入模板的标题行。"))
    if benchmark.faults:
        return
    doubtful: set[str] = set()  # violations of which a row could not be read: their order is not judged
    for line in rows_below(lines, heading):
        reader = _RowReader(line, places, benchmark.faults)
        row = reader.read(known)
        if row is not None:
            benchmark.rows.append(row)
        else:
            doubtful.add(reader.text("violation"))
            doubtful.update(one.violation.id for one in benchmark.rows[-1:])
    if not benchmark.rows and not benchmark.faults:
        benchmark.faults.append(
            SheetFault(
                heading + 1, COLUMNS["violation"], "表里没有一行内容。", "请从标题行的下一行开始填写。"
            )
        )
    benchmark.faults += order_faults([row for row in benchmark.rows if row.violation.id not in doubtful])


class _RowReader:
    def __init__(self, line: Line, places: Mapping[str, int], faults: list[SheetFault]) -> None:
        self.line, self.places, self.faults = line, places, faults

    def read(self, known: Mapping[str, Violation]) -> TierRow | None:
        before = len(self.faults)
        violation = known.get(self.text("violation"))
        if violation is None:
            self.fault(COLUMNS["violation"], "没有这一违法行为。", "请从模板“违法行为”工作表中复制编号。")
        tier, condition = self.text("tier"), self.text("condition")
        for key, value in (("tier", tier), ("condition", condition)):
            if not value:
                self.fault(COLUMNS[key], f"没有填写{COLUMNS[key]}。", "请填写。")
        if len(tier) > 10 or not re.fullmatch(r"[\w-]*", tier):
            self.fault(
                COLUMNS["tier"], "阶次应当是简短的字母、数字或者汉字。", "请填写公布的基准表中的阶次，例如A。"
            )
        least, below = self.number(COLUMNS["from"]), self.number(COLUMNS["below"])
        if least is not None and below is not None and below <= least:
            self.fault(COLUMNS["below"], "“止”不大于“起”。", "“起”含本数，“止”不含本数，请核对。")
        if below is not None and least is None:
            self.fault(COLUMNS["from"], "填了“止”没有填“起”。", "没有下限的，“起”填0。")
        bands = {whom: band for whom in WHOM if (band := self.band(whom, violation)) is not None}
        if not bands and violation is not None:
            self.fault(
                next(iter(BOUNDS.values())), "没有填写任何罚款幅度。", "请至少填写一类处罚对象的下限和上限。"
            )
        if violation is None or len(self.faults) > before:
            return None
        options = tuple(one for one in re.split(r"[、,，]", self.text("is")) if one)
        plain = {"name": self.text("name"), "condition": condition}
        return TierRow(
            self.line.number, violation, tier, plain, bands, least, below, options, self.text("factor"), self.text("unit"),
        )  # fmt: skip

    def band(self, whom: str, violation: Violation | None) -> Band | None:
        titles = BOUNDS[whom, "min"], BOUNDS[whom, "max"]
        low, high = (self.number(title) for title in titles)
        given = [self.cell(title) is not None for title in titles]
        if not any(given):
            return None
        if not all(given):
            missing = titles[0] if not given[0] else titles[1]
            self.fault(missing, "只填写了幅度的一端。", "请把下限和上限都填上，没有下限的填0。")
        if low is None or high is None:
            return None
        if low > high:
            self.fault(titles[0], f"下限{yuan(low)}元大于上限{yuan(high)}元。", "请核对。")
            return None
        law = violation.statutory.get(whom) if violation else None
        if violation is not None and law is None:
            self.fault(
                titles[0],
                f"{violation.penal}没有对{WHOM[whom]}规定罚款。",
                "请删去这一幅度，或者核对违法行为编号。",
            )
        elif law is not None and (low < law.low or high > law.high):
            self.fault(titles[0] if low < law.low else titles[1], f"幅度{yuan(low)}元至{yuan(high)}元超出法定幅度{law}。", f"请核对{violation.penal if violation else ''}。")  # fmt: skip
        return Band(low, high)

    def cell(self, title: str) -> Any:
        index = self.places.get(title, -1)
        return self.line.cells[index] if 0 <= index < len(self.line.cells) else None

    def text(self, key: str) -> str:
        value = self.cell(COLUMNS[key])
        return "" if value is None else str(value.normalize() if isinstance(value, Decimal) else value)

    def number(self, title: str) -> Decimal | None:
        value = self.cell(title)
        if value is None:
            return None
        try:
            number = value if isinstance(value, Decimal) else Decimal(str(value).replace(",", ""))
        except InvalidOperation:
            self.fault(
                title, f"“{str(value)[:20]}”不是数字。", "请填写阿拉伯数字，金额以元为单位，不要写“万元”。"
            )
            return None
        if (
            not number.is_finite()
            or number < 0
            or number >= 10**12
            or number != number.quantize(Decimal("0.01"))
        ):
            self.fault(title, "数字为负、过大或者超过两位小数。", "请核对。")
            return None
        return number

    def fault(self, column: str, say: str, mend: str) -> None:
        self.faults.append(SheetFault(self.line.number, column, say, mend))


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    match = _ANY_DATE.fullmatch(str(value))
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _row(row: TierRow) -> dict[str, Any]:
    """A row of the catalogue."""
    name = row.plain["name"]
    out: dict[str, Any] = {
        "id": f"{row.violation.id}.{row.tier}", "title": f"{row.violation.title}：阶次{row.tier}（{row.plain['condition']}）",
        "violation": row.violation.id, "tier": row.tier, **({"name": name} if name else {}), "condition": row.plain["condition"],
    }  # fmt: skip
    if row.options:
        out["is"] = list(row.options)
    for key, number in (("from", row.least), ("below", row.below)):
        if number is not None:
            out[key] = _number(number)
    asked = _question(row)
    if asked:
        out["question"] = asked
    return out | {
        whom: {"min": _number(band.low), "max": _number(band.high)} for whom, band in row.bands.items()
    }


def _question(row: TierRow) -> dict[str, Any] | None:
    if row.least is None and not row.options:
        return None
    own = row.violation.question
    if row.factor:
        kind = "choice" if row.options else "percent" if row.unit == "%" else "number"
        return {"title": row.factor, "type": kind, "unit": row.unit}
    if own is None:
        return None
    return {"title": own.title, "type": "choice" if row.options else own.type, "unit": own.unit}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)

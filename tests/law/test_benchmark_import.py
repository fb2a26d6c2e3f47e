"""An agency's own benchmark from a spreadsheet: whole or not at all, every fault by row and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from mingjing.law import load_folders
from mingjing.law.benchmark_file import FILE
from mingjing.law.packs_on_disk import BUILTIN, chain
from mingjing.project.cli import app

HEAD = [
    "市应急管理局裁量基准",
    "市应急规〔2026〕9号",
    "市应急管理局",
    dt.date(2026, 6, 1),
    "https://example.org/9",
]
GOOD: list[list[Any]] = [
    ["aq97_2", None, "A", "轻", "1人", None, None, 1, 2, None, 0, 30000, None, None, 100000, 130000],
    ["aq97_2", None, "B", "中", "2人", None, None, 2, 3, None, 30000, 70000, None, None, 130000, 170000],
    [
        "aq97_2",
        None,
        "C",
        "重",
        "3人以上",
        None,
        None,
        3,
        None,
        None,
        70000,
        100000,
        None,
        None,
        170000,
        200000,
    ],
]


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """A pack of an agency's own, below the sector's."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pack.yaml").write_text("id: own\ntitle: 市应急管理局\nextends: cn-emergency\n", "utf-8")
    return folder


@pytest.fixture
def run(layer: Path):
    def ran(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["law", "benchmark", *map(str, words), "--layer", str(layer)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return ran


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    done = CliRunner().invoke(
        app, ["law", "benchmark", "template", "-o", str(path), "--layer", "cn-emergency"]
    )
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def sheet(tmp_path: Path, template: Path):
    """The template, filled in. `rows` = cells from column A on; `head` = the five lines above the table."""

    def filled(rows: list[list[Any]], head: list[Any] = HEAD, after: Any = None) -> Path:
        path = tmp_path / "filled.xlsx"
        book = load_workbook(template)
        table = book["裁量基准"]
        for number, value in enumerate(head, 1):
            table.cell(number, 2).value = value
        for row in rows:
            table.append(row)
        if after:
            after(table)
        book.save(path)
        return path

    return filled


def changed(row: int, **cells: Any) -> list[list[Any]]:
    """The good rows with some cells of one of them changed, by the letter of the column."""
    rows = [list(one) for one in GOOD]
    for letter, value in cells.items():
        rows[row][ord(letter) - ord("A")] = value
    return rows


def test_good_table_becomes_a_dated_catalogue(layer, run, sheet) -> None:
    path = sheet(GOOD)
    assert run("import", path, "--check")[0] == 0
    assert not (layer / FILE).exists()
    code, said = run("import", path)
    assert code == 0, said
    assert "违法行为1项，阶次3个" in said
    library = load_folders(chain(layer))
    assert library.on(dt.date(2026, 5, 31)).catalogue("benchmark_tiers").rows == ()
    tiers = library.on(dt.date(2026, 6, 1)).catalogue("benchmark_tiers")
    assert [(row.id, row.plain["org"]["max"]) for row in tiers.rows] == [("aq97_2.A", 30000), ("aq97_2.B", 70000), ("aq97_2.C", 100000)]  # fmt: skip
    assert (tiers.title, tiers.owner, tiers.source) == (HEAD[0], HEAD[2], (HEAD[1],))


def test_later_benchmark_ends_the_earlier_one(layer, run, sheet) -> None:
    assert run("import", sheet(GOOD))[0] == 0
    assert run("import", sheet(GOOD, [*HEAD[:3], "2027年1月1日", HEAD[4]]))[0] == 0
    library = load_folders(chain(layer))
    assert len(library.items.catalogues["benchmark_tiers"]) == 3  # the sector's empty one among them
    before = (layer / FILE).read_bytes()
    code, said = run("import", sheet(GOOD, [*HEAD[:3], "2026-09-01", HEAD[4]]))
    assert code == 1
    assert "必须比它晚" in said
    assert (layer / FILE).read_bytes() == before


def test_table_as_csv(tmp_path, layer, run, sheet) -> None:
    table = load_workbook(sheet(GOOD))["裁量基准"]
    text = io.StringIO()
    csv.writer(text).writerows(
        [["" if cell is None else cell for cell in row] for row in table.iter_rows(values_only=True)]
    )
    for encoding in ("utf-8-sig", "gb18030"):
        path = tmp_path / "filled.csv"
        path.write_bytes(text.getvalue().replace(" 00:00:00", "").encode(encoding))
        assert run("import", path, "--check")[0] == 0


@pytest.mark.parametrize(
    ("rows", "where", "say"),
    [
        (changed(1, A="aq1"), "第9行“违法行为编号”", "没有这一违法行为"),
        (changed(1, A=None), "第9行“违法行为编号”", "没有这一违法行为"),
        (changed(1, C="A"), "第9行“阶次”", "在第8行已经写过"),
        (changed(1, H=1), "第9行“起（含）”", "重叠"),
        (changed(2, H=4), "第10行“起（含）”", "空档"),
        (changed(2, I=9), "第10行“止（不含）”", "9以上没有阶次"),
        (changed(1, I=2), "第9行“止（不含）”", "不大于"),
        (changed(1, H=None, I=None), "第9行“起（含）”", "其他阶次有起止"),
        (changed(0, J="四级"), "第8行“选项”", "统一"),
        (changed(1, K=20000), "第9行“单位下限”", "重叠"),
        (changed(1, K=40000), "第9行“单位下限”", "空档"),
        (changed(2, L=200000), "第10行“单位上限”", "超出法定幅度"),
        (changed(0, O=90000), "第8行“单位（逾期未改正）下限”", "超出法定幅度"),
        (changed(1, K=70000, L=30000), "第9行“单位下限”", "大于上限"),
        (changed(1, L="7万"), "第9行“单位上限”", "不是数字"),
        (changed(1, K=None), "第9行“单位下限”", "只填写了幅度的一端"),
        (changed(1, M=0, N=100), "第9行“个人下限”", "没有对个人规定罚款"),
        (changed(1, E=None), "第9行“适用条件”", "没有填写"),
        (changed(1, L=-1), "第9行“单位上限”", "为负"),
        (changed(1, E="=1+1"), "第9行“E”", "公式"),
        (changed(1, L="=SUM(L8:L8)"), "第9行“L”", "公式"),
        (changed(1, E="2人\u202e"), "第9行“E”", "控制字符"),
        (changed(1, E="长" * 600), "第9行“E”", "超过500字"),
        (changed(2, C="D E"), "第10行“阶次”", "简短"),
        ([], "第8行“违法行为编号”", "没有一行内容"),
    ],
)  # fmt: skip
def test_fault_is_told_by_row_and_column_and_nothing_is_written(rows, where, say, layer, run, sheet) -> None:
    code, said = run("import", sheet(rows))
    assert code == 1
    assert any(line.startswith(where) and say in line for line in said.splitlines()), said
    assert "没有导入" in said
    assert not (layer / FILE).exists()


@pytest.mark.parametrize("missing", range(5))
def test_head_must_be_complete(missing: int, run, sheet) -> None:
    code, said = run(
        "import", sheet(GOOD, [None if number == missing else one for number, one in enumerate(HEAD)])
    )
    assert code == 1
    assert ["基准名称", "文号", "制定机关", "施行日期", "出处"][missing] in said


@pytest.mark.parametrize("day", ["2026-02-30", "明年", 20260101])
def test_day_that_is_none(day: object, run, sheet) -> None:
    code, said = run("import", sheet(GOOD, [*HEAD[:3], day, HEAD[4]]))
    assert code == 1
    assert "不是真实的日期" in said


def test_merged_cells(run, sheet) -> None:
    code, said = run("import", sheet(GOOD, after=lambda table: table.merge_cells("A8:A10")))
    assert code == 1
    assert "合并单元格" in said


def test_all_faults_are_told_at_once(run, sheet) -> None:
    said = run("import", sheet(changed(1, A="aq1", E=None, L="7万")))[1]
    assert "共3处错误" in said


def test_hundred_thousand_rows(tmp_path, run) -> None:
    book = Workbook(write_only=True)
    table = book.create_sheet("裁量基准")
    for _ in range(100_000):
        table.append(["aq97_2"])
    path = tmp_path / "long.xlsx"
    book.save(path)
    code, said = run("import", path)
    assert code == 1
    assert "100000行，超过5000行" in said


def test_bomb_entity_broken_and_foreign_files(tmp_path, run, sheet) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    entity = tmp_path / "entity.xlsx"
    with zipfile.ZipFile(sheet(GOOD)) as source, zipfile.ZipFile(entity, "w") as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = (
                    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + content.split(b"?>", 1)[-1]
                )
            archive.writestr(part.filename, content)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(sheet(GOOD).read_bytes()[:3000])
    empty = tmp_path / "empty.xlsx"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("hello.txt", "你好")
    old, huge, quotes = tmp_path / "old.xls", tmp_path / "huge.csv", tmp_path / "quotes.csv"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    huge.write_bytes(b"a,b\n" * 2_000_000)
    quotes.write_text('a,"b\n', "utf-8")
    for path, say in (
        (bomb, "解压后过大"), (entity, "文档类型声明"), (broken, "损坏"), (empty, "损坏"), (old, "不是xlsx"),
        (huge, "超过5MB"), (quotes, "不成对"), (tmp_path / "none.xlsx", "没有这个文件"),
    ):  # fmt: skip
        code, said = run("import", path)
        assert (code, say in said) == (1, True), (path.name, said)


def test_layer_that_is_none(tmp_path) -> None:
    done = CliRunner().invoke(
        app, ["law", "benchmark", "template", "-o", str(tmp_path / "t.xlsx"), "--layer", "nowhere"]
    )
    assert done.exit_code == 1
    assert "没有“nowhere”这个法规包" in done.output


def test_packs_that_would_not_hold_together_refuse_it(layer, run, sheet) -> None:
    """A statute that the citation needs has gone: nothing is written."""
    shutil.copytree(BUILTIN / "cn", layer.parent / "cn")
    (layer / "pack.yaml").write_text("id: own\ntitle: 市应急管理局\nextends: cn-emergency\n", "utf-8")
    (layer / "catalogues").mkdir()
    (layer / "catalogues" / "more.yaml").write_text(
        "- id: benchmark_tiers\n  title: 另一份\n  in_force: {from: 2026-01-01}\n  rows: []\n", "utf-8"
    )
    code, said = run("import", sheet(GOOD))
    assert code == 1
    assert "重叠" in said
    assert not (layer / FILE).exists()

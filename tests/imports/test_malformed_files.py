"""A file that isn't what it should be is refused as a whole with the line, before anything is started."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from found_rows import GOOD, row, write
from typer.testing import CliRunner

from mingjing.cases.importing.lines import MAX_LINE, BadFile, rows_of
from mingjing.project.import_command import app


def refused(path: Path) -> str:
    with pytest.raises(BadFile) as fault:
        list(rows_of(path))
    return str(fault.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有一行数据"),
        (b"not json\n", "第1行不是JSON"),
        (b"[1, 2]\n", "第1行不是对象"),
        (b'{"id": NaN}\n', "第1行不是JSON"),
        (b"\xff\xfe\x00\n", "第1行不是UTF-8"),
        (b'{"id": "1"}\n', "没有栏目“agency”"),
        (b"[" * 200_000 + b"\n", "第1行不是JSON"),
    ],
)
def test_what_is_no_row_is_named_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    assert said in refused(path)


def test_unknown_key_repeated_id_and_wrong_types_are_named(tmp_path: Path) -> None:
    assert "不认识的栏目“colour”" in refused(write(tmp_path, row(colour="red")))
    assert "重复" in refused(write(tmp_path, GOOD, GOOD))
    assert "fine_yuan" in refused(write(tmp_path, row(fine_yuan="30000")))
    assert "law_articles" in refused(write(tmp_path, row(law_articles=[1])))
    assert "控制字符" in refused(write(tmp_path, row(penalty="罚款\x07")))


def test_a_line_of_two_gigabytes_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as stream:
        stream.seek(2 * 1024**3)  # a sparse file: its length is real, its content is not written
        stream.write(b"\n")
    assert f"超过{MAX_LINE:,}字节" in refused(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    assert "打不开" in refused(tmp_path / "none.jsonl")


def test_the_command_says_what_is_wrong_and_ends_with_two(tmp_path: Path) -> None:
    path = write(tmp_path, row(colour="red"))
    said = CliRunner().invoke(app, ["decisions", str(path)])
    assert said.exit_code == 2
    assert "没有导入" in said.output
    as_json = CliRunner().invoke(app, ["decisions", str(path), "--json"])
    assert "colour" in json.loads(as_json.stdout)["error"]

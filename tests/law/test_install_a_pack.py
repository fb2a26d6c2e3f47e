"""A pack with any fault is refused whole, with file, line and sentence; what runs and what is installed stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mingjing.law.commands import app
from mingjing.law.packs_on_disk import BUILTIN

LAYERS = ("cn", "cn-emergency", "cn-990105-yj")
LIMIT = "- {id: archive_days, title: 结案后归档时限, value: 20, unit: days, citation: 国办发〔2018〕118号 三(九), owner: 本局}\n"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    root = tmp_path / "packs"
    for layer in LAYERS:
        shutil.copytree(BUILTIN / layer, root / layer)
    return root


@pytest.fixture
def update(tmp_path: Path) -> Path:
    """A new version of the agency's own pack, as an editor hands it over."""
    folder = tmp_path / "handed" / "cn-990105-yj"
    folder.mkdir(parents=True)
    shutil.copy(BUILTIN / "cn-990105-yj" / "pack.yaml", folder)
    (folder / "limits.yaml").write_text(LIMIT, encoding="utf-8")
    return folder


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_good_pack_takes_the_place_of_the_old_one(installed: Path, update: Path) -> None:
    answer = CliRunner().invoke(app, ["install", str(update), "--into", str(installed)])
    assert answer.exit_code == 0, answer.output
    assert "重启服务后生效" in answer.output
    assert (installed / "cn-990105-yj" / "limits.yaml").read_text(encoding="utf-8") == LIMIT
    assert sorted(path.name for path in installed.iterdir()) == sorted(LAYERS)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "limits.yaml",
            LIMIT + LIMIT.replace("118号 三(九)", "118号 三(九十九)"),
            "cn-990105-yj/limits.yaml:2: ",
        ),
        ("limits.yaml", LIMIT.replace("owner", "ownre"), "cn-990105-yj/limits.yaml:1: "),
        ("checks/odd.yaml", "id: [", "cn-990105-yj/checks/odd.yaml:"),
        ("surprise.yaml", "a: 1", "法规包里没有放这个文件的位置"),
        ("pack.yaml", "id: cn-990105-yj\ntitle: x\nextends: nowhere\n", "找不到它所继承的法规包“nowhere”"),
    ],
)
def test_pack_with_a_fault_is_refused_whole_and_the_installed_one_stays(
    installed: Path, update: Path, file: str, text: str, said: str
) -> None:
    path = update / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    before = contents(installed)
    answer = CliRunner().invoke(app, ["install", str(update), "--into", str(installed)])
    assert answer.exit_code == 1
    assert said in answer.output
    assert "原有的法规包不动" in answer.output
    assert contents(installed) == before


def test_base_that_would_break_a_pack_above_it_is_refused(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "handed" / "cn"
    shutil.copytree(BUILTIN / "cn", folder)
    (folder / "limits.yaml").write_text("[]", encoding="utf-8")
    before = contents(installed)
    answer = CliRunner().invoke(app, ["install", str(folder), "--into", str(installed)])
    assert answer.exit_code == 1
    assert contents(installed) == before


def test_folder_without_a_pack_is_refused(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = CliRunner().invoke(app, ["install", str(tmp_path / "empty"), "--into", str(installed)])
    assert answer.exit_code == 1
    assert "缺少 pack.yaml" in answer.output

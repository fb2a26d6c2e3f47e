"""A pack from elsewhere can't stop, slow or fool the system: it is refused with file, line and sentence."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from everything import speaks_chinese

from mingjing import law

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)
FILES = {
    "aliases that grow to ten thousand million items": BOMB,
    "an anchor that holds itself": "a: &a [*a]\n",
    "brackets two hundred thousand deep": "[" * 200_000,
    "maps a thousand deep": "".join(f"{' ' * level}a:\n" for level in range(1000)),
    "dashes five thousand deep": "- " * 5000,
    "a merge of a word": "- <<: word\n",
    "a merge of nothing": "- <<:\n",
    "a number of five thousand digits": f"- id: {'9' * 5000}\n",
    "a tag that calls code": '- !!python/object/apply:os.system ["true"]\n',
    "a tag that makes no number": "- !!int x\n",
    "a key written twice": "- {id: a, id: b}\n",
    "NUL": "- id: \0\n",
    "two documents": "- {id: a}\n---\n- {id: b}\n",
    "a text": "just text\n",
}


def pack_with(tmp_path: Path, content: bytes) -> Path:
    """A pack of which one file is not as it should be."""
    folder = tmp_path / "strange"
    folder.mkdir()
    (folder / "pack.yaml").write_text("{id: strange, title: 外来法规包}\n", encoding="utf-8")
    (folder / "limits.yaml").write_bytes(content)
    return folder


def faults_of(tmp_path: Path) -> list[law.Fault]:
    with pytest.raises(law.PackFaults) as refused:
        law.load_library(tmp_path, ["strange"])
    return refused.value.faults


@pytest.mark.parametrize("name", FILES)
def test_malformed_file_is_refused_with_place_and_sentence(tmp_path, name):
    pack_with(tmp_path, FILES[name].encode())
    found = [fault for fault in faults_of(tmp_path) if fault.file == "strange/limits.yaml"]
    assert found
    for fault in found:
        speaks_chinese(f"法规包有误：{fault.message}")
        assert fault.line >= 1


def test_file_of_fifty_megabytes_is_not_read(tmp_path):
    folder = pack_with(tmp_path, b"")
    with (folder / "limits.yaml").open("wb") as file:
        file.truncate(50 * 1024**2)
    assert any("未读取" in fault.message for fault in faults_of(tmp_path))


def test_file_that_is_not_text(tmp_path):
    pack_with(tmp_path, b"\xff\xfe\x00garbage")
    assert any("不是 UTF-8 文本" in fault.message for fault in faults_of(tmp_path))


def test_folder_in_place_of_a_file_and_a_broken_link(tmp_path):
    folder = pack_with(tmp_path, b"")
    (folder / "limits.yaml").unlink()
    (folder / "limits.yaml").mkdir()
    (folder / "roles.yaml").symlink_to(tmp_path / "nowhere")
    found = faults_of(tmp_path)
    assert {fault.file for fault in found} >= {"strange/limits.yaml", "strange/roles.yaml"}
    for fault in found:
        speaks_chinese(fault.message)


def test_condition_that_never_ends_or_calls_something_is_refused(tmp_path):
    """Conditions are CEL: no calls beyond its own functions, no loops, no names that aren't declared."""
    for layer in ("cn", "cn-emergency", "cn-990105-yj"):
        shutil.copytree(Path(settings.MINGJING_PACKS) / layer, tmp_path / layer)
    at = tmp_path / "cn/checks/timing.yaml"
    good = at.read_text(encoding="utf-8")
    line = next(one for one in good.splitlines() if one.strip().startswith("require:"))
    for bad in (
        "open('/etc/passwd') == ''",
        "__import__('os') == 1",
        "case.__class__ == ''",
        "while true",
        "(" * 5000,
    ):
        at.write_text(
            good.replace(line, f"  require: '{bad.replace(chr(39), chr(39) * 2)}'"), encoding="utf-8"
        )
        with pytest.raises(law.PackFaults) as refused:
            law.load_library(tmp_path, ["cn", "cn-emergency", "cn-990105-yj"])
        assert any(fault.file == "cn/checks/timing.yaml" for fault in refused.value.faults), bad


def test_command_answers_with_faults_and_not_with_a_traceback(tmp_path):
    pack_with(tmp_path, FILES["brackets two hundred thousand deep"].encode())
    done = subprocess.run(
        [sys.executable, "-m", "mingjing.project.cli", "law", "lint", str(tmp_path / "strange")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "strange/limits.yaml:1: 括号或者缩进的层次过多" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr

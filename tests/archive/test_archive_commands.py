"""`mingjing archive`: what the operator and the receiver read, and the exit codes."""

from __future__ import annotations

import contextlib

import pytest
from typer.testing import CliRunner

from mingjing.archive import packing
from mingjing.ledger.signing import Signer
from mingjing.project import runtime
from mingjing.project.cli import app

pytestmark = pytest.mark.django_db(transaction=True)


def run(*words, code=0):
    done = CliRunner().invoke(app, ["archive", *map(str, words)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


@pytest.fixture
def _in_this_database(monkeypatch):
    monkeypatch.setattr(runtime, "ready", lambda: contextlib.nullcontext())


@pytest.mark.usefixtures("_in_this_database")
def test_a_package_is_made_checked_and_spoilt(filed, tmp_path):
    said = run("package", filed.file.case.number, "--to", tmp_path, "--eep")
    assert "安全性·正卷副卷分开：通过" in said
    folder = tmp_path / filed.file.number
    assert "另封装" in said
    assert any((tmp_path / f"{folder.name}_eep").iterdir())
    assert "已经存在" in run("package", filed.file.case.number, "--to", tmp_path, code=1)
    key = tmp_path / "机关.vkey"
    key.write_text(f"{packing.agency_keys()[0].signer.vkey}\n", encoding="utf-8")
    assert run("check", folder, "--key", key).count("√") == 19
    assert run("check", folder).count("√") == 19
    key.write_text(f"{Signer.generate('别人').vkey}\n", encoding="utf-8")
    assert "没有立档单位公钥“别人”的签名" in run("check", folder, "--key", key, code=1)
    assert "不能说明由谁签名" in run("check", folder)
    next(folder.glob("正卷/*.pdf")).unlink()
    assert "× 完整性·清单所列文件齐全：缺少文件正卷/" in run("check", folder, code=1)
    key.write_text("not a key", encoding="utf-8")
    assert "公钥文件读不出来" in run("check", folder, "--key", key, code=2)


@pytest.mark.usefixtures("_in_this_database")
def test_what_isnt_archived_is_said(bureau, tmp_path):
    assert "没有找到这件案件" in run("package", "（江云）应急立〔2026〕99号", "--to", tmp_path, code=1)
    assert list(tmp_path.iterdir()) == []

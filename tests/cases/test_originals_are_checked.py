"""Every original is read again and held against the records; a check that was broken off goes on where it was."""

from __future__ import annotations

import io
from typing import Any

import pytest

from mingjing.cases import audit as auditing
from mingjing.cases import fixity
from mingjing.cases.keeping import vault
from mingjing.cases.models import FixityCheck
from mingjing.ledger.report import Report
from mingjing.records.models import Attachment
from mingjing.vault import FileVault

pytestmark = pytest.mark.django_db(transaction=True)


def check(**asked: Any) -> list[str]:
    run = fixity.check(vault(), lambda run: None, **asked)
    assert run.done_at
    return [one.sentence for one in run.findings.all()]


@pytest.fixture
def folder(matter: Any) -> FileVault:
    matter.go("file_case")
    found = vault()
    assert isinstance(found, FileVault)
    return found


def test_whole_case_is_found_whole(folder: FileVault) -> None:
    assert check() == []
    assert FixityCheck.objects.get().files == len(list(folder.blobs())) > 1
    assert not Attachment.objects.filter(sm3="").exists()


def test_changed_missing_and_exchanged_originals_are_each_named(folder: FileVault) -> None:
    changed, missing = sorted(set(Attachment.objects.values_list("sha256", flat=True)))[:2]
    path = folder.path(changed)
    path.chmod(0o644)
    path.write_bytes(b"forged")
    path.chmod(0o444)
    folder.path(missing).unlink()
    said = check()
    assert len(said) == 2
    assert changed in said[0]
    assert "已损坏或者被改动" in said[0]
    assert said[1] == f"记录所列的原件 {missing} 不在原件库中。"


def test_what_is_destroyed_lawfully_during_a_check_isnt_missed(
    folder: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = max(Attachment.objects.values_list("sha256", flat=True))
    seen = fixity.walk(folder)
    next(seen)
    folder.path(last).unlink()
    monkeypatch.setattr(fixity, "_destroyed", [f"SELECT '{last}'"])
    assert [said for one in seen for said in one.faults] == []


def test_interrupted_check_goes_on_and_finds_the_same(
    folder: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = sorted(set(Attachment.objects.values_list("sha256", flat=True)))
    folder.path(digests[0]).unlink()
    folder.path(digests[-1]).unlink()
    monkeypatch.setattr(fixity, "SAVED_EVERY", 1)

    def pull_the_plug(run: FixityCheck) -> None:
        if run.files:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fixity.check(vault(), pull_the_plug)
    begun = FixityCheck.objects.get()
    assert not begun.done_at
    said = check()
    assert [any(digest in one for one in said) for digest in (digests[0], digests[-1])] == [True, True]
    assert len(said) == 2
    assert FixityCheck.objects.get().pk == begun.pk
    assert FixityCheck.objects.get().files == len(list(folder.blobs()))
    assert len(check(anew=True)) == 2


def test_file_that_no_record_names_is_counted_by_the_audit_and_not_denied(folder: FileVault) -> None:
    """Files of refused acts stay lawfully, so they are no fault; but the audit doesn't say there are none."""
    report = Report("x")
    auditing._originals(report)
    before = [one.sentence for one in report.cautions]
    folder.put(io.BytesIO(b"nobody's"))
    report = Report("x")
    auditing._originals(report)
    assert report.ok
    assert [one.sentence for one in report.cautions if one.sentence not in before] == [
        "原件库里另有1个文件不在记录所列之中（派生件、没有用上的上传件等），没有核对其来历。"
    ]

"""Whatever breaks off a destruction: it is whole in the end, on record from its beginning, and what is left copes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from appraised import approved, days_pass, originals, users
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mingjing.archive import disposing, erasing, holding, packing
from mingjing.archive.models import Erased, FileDisposal, FileDisposalStep
from mingjing.cases import audit_cases, rebuild
from mingjing.cases.erasing import FACTS
from mingjing.cases.export import export_case
from mingjing.cases.keeping import vault
from mingjing.cases.models import Document
from mingjing.cases.refused import Refused
from mingjing.ledger import verify_case_export
from mingjing.ledger.report import Report
from mingjing.media import retention
from mingjing.reading import copies, copying
from mingjing.reading.models import Copy, CopyOrder
from mingjing.records import chain, log
from mingjing.records.models import Record, RecordContent
from mingjing.records.sequencer import Sequencer
from mingjing.vault import VaultError
from mingjing.work.queue import JobFailed

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_while_destroying_it_is_finished_by_the_next_worker(old):
    approved(old)
    for digest in list(originals(old))[:5]:
        vault().erase(digest, retention.today())  # erased, and killed before it could be written down
    days_pass(8)
    assert old.file.disposed_at is not None
    assert set(Erased.objects.values_list("sha256", flat=True)) == originals(old)


def test_broken_off_in_the_middle_it_is_on_record_and_can_only_go_on(old, monkeypatch):
    disposal, people, digests = approved(old), users(old), originals(old)
    FileDisposal.objects.update(due_at=timezone.now() - timedelta(days=1))
    told, remove, gone = {"disposal": str(disposal.pk)}, erasing._remove, []

    def dies(digest):
        if len(gone) == 3:
            raise KeyboardInterrupt
        remove(digest)
        gone.append(digest)

    monkeypatch.setattr(erasing, "_remove", dies)
    with pytest.raises(KeyboardInterrupt):
        disposing.carry_out(told)
    assert set(Erased.objects.values_list("sha256", flat=True)) == digests, "what goes was committed first"
    with pytest.raises(Refused, match="已经开始销毁"):
        disposing.stop(people["cheng"], disposal.pk, "收到信访")
    with pytest.raises(Refused, match="正在销毁"):
        holding.hold(people["wen"], old.file.pk, True, "收到信访")
    with pytest.raises(Refused, match="正在依法销毁"):
        packing.ask(people["wen"], old.file.pk)
    with pytest.raises(Refused, match="正在销毁"):
        copying.ask(people["wen"], old.file.case_id, "1")

    def refuses(_digest):
        raise VaultError("原件库没有应答。")

    monkeypatch.setattr(erasing, "_remove", refuses)
    with pytest.raises(JobFailed, match="没有应答"):
        disposing.carry_out(told)
    monkeypatch.setattr(erasing, "_remove", remove)
    disposing.carry_out(told)
    assert old.file.disposed_at is not None
    assert not any(vault().exists(one) for one in digests)
    assert FileDisposal.objects.get().statement is not None
    assert [one.step for one in FileDisposalStep.objects.all()][-2:] == ["begun", "done"]


def test_a_copy_that_is_being_made_keeps_the_file_until_it_is_done(old):
    told = {"case_id": old.file.case_id, "request_no": "1", "user": users(old)["wen"]}
    lost = vault().put(b"a ZIP whose worker was killed before it was a copy")
    order = CopyOrder.objects.create(state="making", sha256=lost.sha256, asked_at=timezone.now(), **told)
    assert dict(holding.due(users(old)["wen"]))[old.file] == "复制件正在制作"
    with pytest.raises(Refused, match="复制件正在制作"):
        approved(old)
    copying.given_up({"order": str(order.pk)}, "")
    order.refresh_from_db()
    assert order.state == "failed"
    assert not vault().exists(lost.sha256)
    vault().put(b"a ZIP whose worker was killed before it was a copy")  # and again, past all attempts
    approved(old)
    days_pass(8)
    assert old.file.disposed_at is not None
    assert not vault().exists(lost.sha256)


def test_what_the_records_said_is_gone_and_everything_copes(old, client, tmp_path):
    case = old.file.case
    copy = vault().put(b"a copy that was made for a request")
    Copy.objects.create(
        case_id=case.pk, request_no="1", kind="party", sha256=copy.sha256, sm3=copy.sm3, size=copy.size, files=1,
        pages=1, name="copy.zip", user=users(old)["wen"], at=timezone.now(),
    )  # fmt: skip
    before = Record.objects.filter(case_id=case.pk).count()
    approved(old)
    days_pass(8)
    Sequencer(log.store(), log.signer()).drain()
    assert not vault().exists(copy.sha256)
    with pytest.raises(Refused, match="复制件一并销毁"):
        copies.opened(users(old)["wen"], case.pk, Copy.objects.get().pk)
    contents = RecordContent.objects.filter(record__case_id=case.pk).order_by("record__seq")
    assert [one.manifest is None for one in contents] == [True] * before + [False] * before
    case.refresh_from_db()
    assert set(case.state["facts"]) <= set(FACTS)
    assert (case.state["party"], case.party_code) == ({}, "")
    assert all(set(done) <= {"at", "seq"} for all_ in case.state["acts"].values() for done in all_)
    whole = chain.verify(case.pk)
    assert (whole.faults, whole.records, whole.erased) == ([], 2 * before, before)
    assert rebuild.check([case]).erased == 1
    report = Report("cases")
    audit_cases.audit_cases(report)
    assert report.ok, report.findings
    export_case(case, tmp_path / "export")
    found = verify_case_export(tmp_path / "export")
    assert found.ok, found.findings
    client.force_login(users(old)["wen"])
    for page in ("case", "case_file", "replay", "access", "timeline_pdf", "readings", "coverage", "related"):
        assert client.get(reverse(f"desk:{page}", args=[case.pk])).status_code == 200, page
    at = Record.objects.filter(case_id=case.pk).first().recorded_at.isoformat()
    then = client.get(reverse("desk:case", args=[case.pk]), {"at": at})
    assert then.status_code == 410
    assert "依法销毁" in then.content.decode()


def test_an_original_under_retention_in_its_store_keeps_the_whole_file(old):
    digest = Document.objects.filter(case=old.file.case).first().blob
    disposal = approved(old)
    vault().retain(digest, holding.today() + timedelta(days=30))
    days_pass(8)
    assert all(vault().exists(one) for one in originals(old)), "all or nothing"
    assert "保管期限至" in disposal.lines.get().kept


def test_what_was_done_can_only_be_added_to(old):
    approved(old)
    erasing.begin(FileDisposal.objects.get().lines.get(), timezone.now())
    for table in ("filedisposalstep", "erased"):
        with pytest.raises(Exception, match="denied"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM archive_{table}")

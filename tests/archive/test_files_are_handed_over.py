"""移交清单: what is handed over with its digests, on paper, confirmed by somebody else; forecast of what falls due."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingjing import ofd
from mingjing.agencies.models import Unit
from mingjing.archive import forecasting, packing, room, transfer_paper, transferring
from mingjing.archive.models import ArchivedFile, Package, Transfer
from mingjing.archive.package.writer import CannotPack
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.refused import Refused
from mingjing.cases.standing import standing_of
from mingjing.papers import PaperError
from mingjing.records.models import AccessLog
from mingjing.vault import NotInVaultError
from mingjing.work import queue
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def packed(filed, taken_up):
    def make():
        packing.ask(filed.bureau.users["wen"], filed.file.pk)
        queue.work_off()
        return filed

    return taken_up("packed by the worker", make)


def test_the_worker_makes_the_package_and_its_download_is_a_reading(packed):
    made = Package.objects.get()
    assert (made.state, made.error) == ("done", "")
    assert made.step == made.steps > 10
    assert len(made.checks) == 19
    assert not any(one["faults"] for one in made.checks)
    wen = packed.bureau.users["wen"]
    _, stream = packing.download(wen, made.pk)
    with stream:
        assert stream.read(2) == b"PK"
    assert AccessLog.objects.filter(user=wen, case_id=packed.file.case_id, what="下载归档信息包").count() == 1
    with pytest.raises(Refused, match="档案管理员下载"):
        packing.download(packed.bureau.users["lu"], made.pk)
    with pytest.raises(Refused, match="档案管理员下载"):
        packing.download(packed.bureau.users["outsider"], made.pk)
    again = packing.ask(wen, packed.file.pk)
    with pytest.raises(Refused, match="正在制作"):
        packing.ask(wen, packed.file.pk)
    queue.work_off()
    again.refresh_from_db()
    assert again.sha256 == made.sha256, "the same bytes"


def test_a_package_is_the_archivists(filed):
    with pytest.raises(Refused, match="由档案管理员制作"):
        packing.ask(filed.bureau.users["lu"], filed.file.pk)
    with pytest.raises(Refused, match="没有这份"):
        packing.ask(filed.bureau.users["outsider"], filed.file.pk)


def test_a_package_that_broke_off_doesnt_stand_in_the_way(filed):
    wen = filed.bureau.users["wen"]
    lost = packing.ask(wen, filed.file.pk)
    Package.objects.filter(pk=lost.pk).update(state="building", asked_at=timezone.now() - packing.STALE)
    again = packing.ask(wen, filed.file.pk)
    lost.refresh_from_db()
    assert (lost.state, lost.error) == ("failed", "制作中断，没有完成；请再次制作。")
    vault().erase(filed.file.case.documents.first().blob, date(2026, 7, 24))
    queue.work_off()
    again.refresh_from_db()
    assert again.state == "failed"
    assert "已停止制作" in again.error, "an original that is missing is said, and the worker lives on"


def raising(fault):
    def call(*_args, **_told):
        raise fault

    return call


def test_what_cant_be_packed_ends_with_its_sentence(filed, monkeypatch):
    wen, file = filed.bureau.users["wen"], filed.file
    made = packing.ask(wen, file.pk)
    with monkeypatch.context() as lost:
        lost.setattr(type(vault()), "open", raising(NotInVaultError("原件库里没有这份原件。")))
        queue.work_off()
    made.refresh_from_db()
    assert made.state == "failed"
    assert "先核查原件库" in made.error
    with monkeypatch.context() as broken, TemporaryDirectory() as folder:
        broken.setattr("pathlib.Path.write_bytes", raising(OSError(28, "No space left on device")))
        with pytest.raises(CannotPack, match="检查磁盘空间"):
            packing.package(file, Path(folder))


def test_a_job_that_died_too_often_ends_its_package_and_can_be_taken_up_again(filed, client):
    made = packing.ask(filed.bureau.users["wen"], filed.file.pk)
    Job.objects.filter(kind="archive_package").update(attempts=queue.MOST_ATTEMPTS)
    queue.work_off()
    made.refresh_from_db()
    assert made.state == "failed"
    assert "几次中途退出" in made.error
    (job,) = queue.given_up()
    client.force_login(filed.bureau.users["lu"])
    assert client.post(f"/desk/upkeep/jobs/{job.number}/").status_code == 403
    client.force_login(filed.bureau.users["wen"])
    assert "重新排入" in client.get("/desk/upkeep/").content.decode()
    client.post(f"/desk/upkeep/jobs/{job.number}/")
    assert queue.given_up() == []
    assert queue.work_off() == 1
    assert queue.retry() == 0


def test_the_list_tells_what_is_handed_over(packed):
    people, package = packed.bureau.users, Package.objects.get()
    made = transferring.hand_over(people["lu"], "room", [packed.file.pk], "随案物品另行移交。")
    assert made.number.startswith("移室〔")
    _, stream = transferring.paper_of(people["wen"], made.pk)
    with stream:
        pdf = stream.read()
    pages = ofd.read(ofd.from_pdf(pdf, title="移交清单")).pages
    text = re.sub(r"[\s\u200b\u00ad]", "", "".join(page.text for page in pages))
    for told in (packed.file.number, package.sha256, package.sm3, "陆知行", "1卷", "随案物品"):
        assert told in text, told
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.open_metadata()["pdfaid:part"] == "2"
    for alias in ("shen", "outsider", "han"):
        with pytest.raises(Refused, match="没有这份"):
            transferring.paper_of(people[alias], made.pk)
    with pytest.raises(Refused, match="由档案管理员确认"):
        transferring.confirm(people["lu"], made.pk, "")
    done = transferring.confirm(people["wen"], made.pk, "")
    assert (done.taker, done.confirmed_by) == ("温如书", people["wen"])
    with pytest.raises(Refused, match="已经确认"):
        transferring.confirm(people["wen"], made.pk, "")
    with pytest.raises(Refused, match="另一份"):
        transferring.hand_over(people["lu"], "room", [packed.file.pk])


def test_who_may_not_see_a_case_sees_no_list_of_it(packed, django_assert_num_queries):
    people = packed.bureau.users
    made = transferring.hand_over(people["lu"], "room", [packed.file.pk])
    elsewhere = people["cheng"].grants.get()
    unit = Unit.objects.create(agency=packed.bureau.agency, name="另一科室")
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(role="handler", unit=unit)
    other = type(people["cheng"]).objects.get(pk=people["cheng"].pk)
    assert transferring.transfers(other).transfers == []
    with pytest.raises(Refused, match="没有这份"):
        transferring.paper_of(other, made.pk)
    transferring.paper_of(people["wen"], made.pk)[1].close()
    read = AccessLog.objects.filter(user=people["wen"], case_id=packed.file.case_id, what="移交清单")
    assert read.count() == 1
    standing = standing_of(people["wen"])
    with django_assert_num_queries(3):
        found = transferring.transfers(standing)
    assert ([one.pk for one in found.transfers], found.has_more) == ([made.pk], False)


def test_what_was_handed_over_isnt_offered_again(packed, client, monkeypatch, django_assert_num_queries):
    people = packed.bureau.users
    standing, file = standing_of(people["lu"]), packed.file
    with django_assert_num_queries(2):
        assert [one.pk for one in transferring.ready(standing).files] == [file.pk]
    monkeypatch.setattr(room, "PAGE", 1)
    assert not transferring.ready(standing, page=2).files
    transferring.hand_over(people["lu"], "room", [packed.file.pk])
    client.force_login(people["wen"])
    client.get("/desk/archive/transfers/")
    with django_assert_num_queries(
        8
    ):  # with a file to hand over and a list: person, files, packages, lists, lines, files
        assert file.number in client.get("/desk/archive/transfers/").content.decode()
    assert not transferring.ready(people["lu"]).files
    assert transferring.ready(people["wen"]).files, "the public archives come later"
    transferring.hand_over(people["wen"], "archives", [packed.file.pk])
    assert not transferring.ready(people["wen"]).files


def test_two_lists_at_once_wait_at_the_file_and_nothing_waits_for_the_paper(packed, monkeypatch):
    lu, paper = packed.bureau.users["lu"], transfer_paper.paper

    def fails(*_told):
        assert not connection.in_atomic_block, "no row is held while it is rendered"
        raise PaperError("字体里没有这个字。", "请换一个字。")

    monkeypatch.setattr(transfer_paper, "paper", fails)
    with CaptureQueriesContext(connection) as asked, pytest.raises(PaperError):
        transferring.hand_over(lu, "room", [packed.file.pk])
    locks = [one["sql"] for one in asked.captured_queries if "FOR UPDATE" in one["sql"]]
    assert any('"archive_archivedfile"' in one for one in locks)
    monkeypatch.setattr(transfer_paper, "paper", paper)
    found, stream = transferring.paper_of(lu, Transfer.objects.get().pk)
    with stream:
        assert stream.read(4) == b"%PDF"
    assert (found.blob, found.pages) == (Transfer.objects.get().blob, 1)


def test_nobody_confirms_what_he_handed_over(packed):
    people = packed.bureau.users
    with pytest.raises(Refused, match="向档案馆移交由档案管理员办理"):
        transferring.hand_over(people["lu"], "archives", [packed.file.pk])
    made = transferring.hand_over(people["wen"], "archives", [packed.file.pk])
    with pytest.raises(Refused, match="由另一人确认"):
        transferring.confirm(people["wen"], made.pk, "高明远")
    with pytest.raises(Refused, match="没有写明档案馆的接收人"):
        transferring.confirm(people["cheng"], made.pk, " ")
    with pytest.raises(Refused, match="没有这份"):
        transferring.confirm(people["outsider"], made.pk, "某人")
    assert transferring.confirm(people["cheng"], made.pk, "高明远").taker == "高明远"


def test_without_a_package_nothing_is_handed_over(filed):
    with pytest.raises(Refused, match="还没有归档信息包：Y107-CF-2026-D30-0001"):
        transferring.hand_over(filed.bureau.users["wen"], "room", [filed.file.pk])
    assert not Transfer.objects.exists()


def test_the_forecast_counts_by_year_and_term(filed, django_assert_num_queries):
    wen, file = filed.bureau.users["wen"], filed.file
    pack = pack_on(filed.bureau.agency, date(2026, 7, 24))
    standing = standing_of(wen)
    with django_assert_num_queries(2):
        found = forecasting.forecast(standing, pack, 2026)
    assert (found.total, found.kept, found.later) == (1, 0, 0)
    assert found.years[0].year == 2026
    assert found.years[-1].year == 2057
    assert found.years[-1].disposal == {"y30": 1}
    assert found.periods == [("y30", "30年")]
    ArchivedFile.objects.filter(pk=file.pk).update(period="permanent", until=None)
    found = forecasting.forecast(wen, pack, 2026)
    assert found.kept == 1
    assert [(one.year, one.transfer) for one in found.years if one.transfer] == [(2037, 1)]
    found = forecasting.forecast(filed.bureau.users["outsider"], pack, 2026)
    assert found.total == 0

"""No case file is destroyed before its term, against a hold, by one person alone, or without proof; it can be undone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from mingjing.archive import disposing, erasing, holding, packing
from mingjing.archive.models import ArchivedFile, Erased, FileDisposal, FileDisposalStep
from mingjing.cases import fixity
from mingjing.cases.attachments import Attachment as Sent
from mingjing.cases.keeping import vault
from mingjing.cases.models import Document
from mingjing.cases.refused import Refused
from mingjing.media import retention
from mingjing.media.models import Recording
from mingjing.records import log
from mingjing.records.models import Attachment, Record
from mingjing.records.sequencer import Sequencer
from mingjing.records.statements import proof_of
from mingjing.work import queue
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = date(2020, 12, 31)


@pytest.fixture
def old(filed):
    """A file whose term is over, with nothing that keeps it."""
    ArchivedFile.objects.update(until=LONG_AGO)
    filed.file.case.clocks.all().delete()
    return filed


def users(filed):
    return filed.bureau.users


def approved(filed):
    people = users(filed)
    made = disposing.propose(people["wen"], [filed.file.pk], "保管期满，没有继续保存的价值。")
    disposing.approve(people["han"], made.pk)
    return disposing.approve(people["cheng"], made.pk)


def days_pass(days):
    """The worker's clock reaches the end of the days to undo."""
    Job.objects.filter(done_at=None).update(run_after=timezone.now() - timedelta(seconds=1))
    FileDisposal.objects.update(due_at=timezone.now() + timedelta(days=7 - days))
    queue.work_off()


def originals(filed):
    return set(Attachment.objects.filter(record__case_id=filed.file.case_id).values_list("sha256", flat=True))


def test_after_three_hands_and_seven_days_it_is_gone_and_proved(old):
    file, digests = old.file, originals(old)
    packing.ask(users(old)["wen"], file.pk)
    queue.work_off()
    package = file.packages.get()
    assert [one.pk for one, why in holding.due(users(old)["wen"]) if not why] == [file.pk]
    disposal = approved(old)
    assert timedelta(days=6, hours=23) < disposal.due_at - timezone.now() < timedelta(days=7, minutes=1)
    days_pass(7.01)
    disposal.refresh_from_db()
    assert old.file.disposed_at is not None
    assert not any(vault().exists(one) for one in [*digests, package.sha256])
    assert set(Erased.objects.values_list("sha256", flat=True)) == digests
    assert not Recording.objects.filter(case=file.case, disposed_at=None).exists()
    Sequencer(log.store(), log.signer()).drain()
    assert proof_of(disposal.statement).index >= 0
    told = bytes(disposal.statement.content).decode()
    assert file.number in told
    assert all(one in told for one in digests)
    assert "陆知行" not in told, "no person in the log"
    assert Record.objects.filter(case_id=file.case_id).count() == file.case.seq, "the records stay"
    assert fixity.check(vault(), lambda run: None).findings.count() == 0
    again = Recording.objects.get(
        case=file.case
    )  # its film comes from the docking station once more, and is lost
    again.pk, again.case, again.disposed_at = uuid4(), None, None
    again.save(force_insert=True)
    assert [one.sha256 for one in fixity.check(vault(), lambda run: None).findings.all()] == [again.sha256]
    with pytest.raises(Refused, match="已经依法销毁"):
        packing.ask(users(old)["wen"], file.pk)


def test_before_the_days_are_over_and_after_an_undo_nothing_happens(old):
    disposal = approved(old)
    days_pass(6.9)
    assert all(vault().exists(one) for one in originals(old))
    disposing.stop(users(old)["cheng"], disposal.pk, "收到信访，需要核查。")
    days_pass(8)
    assert all(vault().exists(one) for one in originals(old))
    assert [one.step for one in FileDisposalStep.objects.all()] == ["propose", "legal", "head", "undo"]


def test_what_another_case_names_stays(old):
    from whole_case import Matter

    other = Matter(old.bureau)
    paper = Attachment.objects.filter(record__case_id=old.file.case_id, kind="evidence").first()
    with vault().open(paper.sha256) as stream:
        content = stream.read()
    other.act("register_clue", attachments=[Sent.of_bytes("同一份.jpg", content)])
    approved(old)
    days_pass(8)
    assert vault().exists(paper.sha256)
    assert not Erased.objects.filter(sha256=paper.sha256).exists()
    assert Erased.objects.count() == len(originals(old)) - 1


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda file: ArchivedFile.objects.update(until=date(2056, 12, 31)), "保管期限至2056年12月31日"),
        (lambda file: ArchivedFile.objects.update(until=None), "永久保管"),
        (lambda file: ArchivedFile.objects.update(held=True), "已经冻结"),
        (lambda file: pending(file), "行政复议或者行政诉讼还没有办结"),
        (lambda file: running(file), "的期限还没有届满"),
        (lambda file: Recording.objects.update(held=True), "已经冻结"),
    ],
)
def test_what_must_be_kept_isnt_even_proposed(old, spoil, why):
    spoil(old.file)
    with pytest.raises(Refused, match=why):
        disposing.propose(users(old)["wen"], [old.file.pk], "期满")
    assert not FileDisposal.objects.exists()


def pending(file):
    case = file.case
    case.state["facts"]["remedy_pending"] = True
    case.save(update_fields=["state"])


def running(file):
    file.case.clocks.create(
        deadline="suit",
        title="起诉期限",
        kind="window",
        state="open",
        due=holding.today() + timedelta(days=9),
    )


def test_a_hold_that_comes_meanwhile_saves_the_file(old):
    disposal = approved(old)
    with pytest.raises(Refused, match="没有写明"):
        holding.hold(users(old)["wen"], old.file.pk, True, " ")
    with pytest.raises(Refused, match="无权冻结"):
        holding.hold(users(old)["lu"], old.file.pk, True, "诉讼")
    holding.hold(users(old)["wen"], old.file.pk, True, "行政诉讼已受理。")
    days_pass(8)
    assert all(vault().exists(one) for one in originals(old))
    assert disposal.lines.get().kept == "已经冻结"
    assert FileDisposal.objects.get().statement is None


def test_three_steps_by_three_people(old):
    people = users(old)
    for alias in ("lu", "ye", "han"):
        with pytest.raises(Refused, match="档案管理员提出"):
            disposing.propose(people[alias], [old.file.pk], "期满")
    made = disposing.propose(people["wen"], [old.file.pk], "期满")
    with pytest.raises(Refused, match="另一份销毁清单"):
        disposing.propose(people["wen"], [old.file.pk], "期满")
    with pytest.raises(Refused, match="法制审核人员办理"):
        disposing.approve(people["cheng"], made.pk)
    with pytest.raises(Refused, match="没有这份"):
        disposing.approve(people["outsider"], made.pk)
    grant = people["wen"].grants.get()
    type(grant).objects.create(
        user=grant.user, role="legal_reviewer", agency=grant.agency, unit=grant.unit, from_day=grant.from_day
    )
    both = type(grant.user).objects.get(pk=grant.user_id)
    with pytest.raises(Refused, match="三个人"):
        disposing.approve(both, made.pk)


def test_killed_while_destroying_it_is_finished_by_the_next_worker(old):
    approved(old)
    for digest in list(originals(old))[:5]:
        vault().erase(digest, retention.today())  # erased, and killed before it could be written down
    days_pass(8)
    assert old.file.disposed_at is not None
    assert set(Erased.objects.values_list("sha256", flat=True)) == originals(old)


def test_an_original_under_retention_in_its_store_keeps_the_whole_file(old):
    digest = Document.objects.filter(case=old.file.case).first().blob
    disposal = approved(old)
    vault().retain(digest, holding.today() + timedelta(days=30))
    days_pass(8)
    assert all(vault().exists(one) for one in originals(old)), "all or nothing"
    assert "保管期限至" in disposal.lines.get().kept


def test_what_was_done_can_only_be_added_to(old):
    approved(old)
    erasing.erase(FileDisposal.objects.get().lines.get(), timezone.now())
    for table in ("filedisposalstep", "erased"):
        with pytest.raises(Exception, match="denied"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM archive_{table}")

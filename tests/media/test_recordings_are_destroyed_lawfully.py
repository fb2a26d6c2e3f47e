"""Nothing is destroyed before its term, against a hold, by one person alone, or without proof; it can be undone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from filming import film

from mingjing.cases import fixity
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.refused import Refused
from mingjing.media import disposing, docking, retention
from mingjing.media.models import Derivative, Disposal, DisposalStep, MediaRead, Recording
from mingjing.records import log
from mingjing.records.sequencer import Sequencer
from mingjing.records.statements import proof_of
from mingjing.work import queue
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old(recorder, tmp_path):
    """A recording in no case, whose 180 days are over, with its derivatives."""

    def made(days=200, shade=0):
        path = tmp_path / "CX-0271" / f"{uuid.uuid4().hex}.mp4"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(film(1, timezone.now() - timedelta(days=days), shade=shade))
        (one,) = docking.collect(tmp_path, settle=-1)
        queue.work_off()
        return Recording.objects.get(pk=one.recording.pk)

    return made


def approved(bureau, *recordings):
    made = disposing.propose(bureau.users["wen"], [one.pk for one in recordings], "保管期满，没有立案。")
    disposing.approve(bureau.users["han"], made.pk)
    return disposing.approve(bureau.users["cheng"], made.pk)


def days_pass(days):
    """The worker's clock reaches the end of the days to undo."""
    Job.objects.filter(done_at=None).update(run_after=timezone.now() - timedelta(seconds=1))
    Disposal.objects.update(due_at=timezone.now() + timedelta(days=7 - days))
    queue.work_off()


def test_after_two_approvals_and_seven_days_it_is_destroyed_with_proof(old, bureau):
    recording = old()
    assert [one.pk for one, _ in retention.due(bureau.users["wen"])] == [recording.pk]
    disposal = approved(bureau, recording)
    assert disposal.due_at - timezone.now() > timedelta(days=6, hours=23)
    assert queue.work_off() == 0
    stills = list(Derivative.objects.values_list("sha256", flat=True))
    days_pass(7.01)
    recording.refresh_from_db()
    assert recording.disposed_at is not None
    assert not any(vault().exists(one) for one in [recording.sha256, *stills])
    disposal.refresh_from_db()
    Sequencer(log.store(), log.signer()).drain()
    assert proof_of(disposal.statement).index >= 0
    told = bytes(disposal.statement.content).decode()
    assert recording.sha256 in told
    assert "陆知行" not in told, "no person in the log"
    assert fixity.check(vault(), lambda run: None).findings.count() == 0
    assert retention.due(bureau.users["wen"]) == []


def test_what_is_on_a_list_isnt_proposed_twice(old, bureau):
    recording = old()
    made = disposing.propose(bureau.users["wen"], [recording.pk], "期满")
    assert retention.due(bureau.users["wen"]) == []
    with pytest.raises(Refused, match="另一份销毁清单"):
        disposing.propose(bureau.users["wen"], [recording.pk], "期满")
    disposing.stop(bureau.users["han"], made.pk, "还有信访。")
    assert len(retention.due(bureau.users["wen"])) == 1


def test_before_the_days_are_over_nothing_happens(old, bureau):
    recording = old()
    approved(bureau, recording)
    days_pass(6.9)
    assert vault().exists(recording.sha256)


def test_undone_in_time_it_stays(old, bureau):
    recording = old()
    disposal = approved(bureau, recording)
    with pytest.raises(Refused, match="没有写明"):
        disposing.stop(bureau.users["cheng"], disposal.pk, " ")
    disposing.stop(bureau.users["cheng"], disposal.pk, "收到信访，需要核查。")
    days_pass(8)
    assert vault().exists(recording.sha256)
    assert [one.step for one in DisposalStep.objects.all()] == ["propose", "legal", "head", "undo"]
    with pytest.raises(Refused, match="已经办结"):
        disposing.stop(bureau.users["cheng"], disposal.pk, "再撤")


def test_a_hold_that_comes_meanwhile_saves_the_recording(old, bureau):
    kept, gone = old(), old(shade=5)
    disposal = approved(bureau, kept, gone)
    with pytest.raises(Refused, match="没有写明"):
        retention.hold(bureau.users["wen"], kept.pk, True, "")
    with pytest.raises(Refused, match="无权冻结"):
        retention.hold(bureau.users["lu"], kept.pk, True, "诉讼")
    retention.hold(bureau.users["wen"], kept.pk, True, "行政诉讼已受理。")
    days_pass(8)
    assert vault().exists(kept.sha256)
    assert not vault().exists(gone.sha256)
    lines = {line.recording_id: line for line in disposal.lines.all()}
    assert lines[kept.pk].erased_at is None
    assert lines[kept.pk].kept == "已经冻结"
    assert lines[gone.pk].erased_at
    assert "行政诉讼" in MediaRead.objects.first().reason


def test_broken_off_it_goes_on_and_a_still_that_another_recording_has_stays(old, bureau, monkeypatch):
    gone, kept = old(), old(shade=5)
    shared = gone.derivatives.first()
    Derivative.objects.filter(recording=kept, kind=shared.kind).update(sha256=shared.sha256)
    disposal = approved(bureau, gone)
    Disposal.objects.update(due_at=timezone.now() - timedelta(days=1))
    told, remove = {"disposal": str(disposal.pk)}, disposing._remove

    def dies(digest):
        remove(digest)
        raise KeyboardInterrupt

    monkeypatch.setattr(disposing, "_remove", dies)
    with pytest.raises(KeyboardInterrupt):
        disposing.carry_out(told)
    with pytest.raises(Refused, match="已经开始销毁"):
        disposing.stop(bureau.users["cheng"], disposal.pk, "收到信访")
    with pytest.raises(Refused, match="正在销毁"):
        retention.hold(bureau.users["wen"], gone.pk, True, "收到信访")
    monkeypatch.setattr(disposing, "_remove", remove)
    disposing.carry_out(told)
    assert Disposal.objects.get().statement is not None
    assert not vault().exists(gone.sha256)
    assert vault().exists(shared.sha256), "an equal still is kept once for both"


def test_what_came_up_since_it_was_proposed_stops_the_approval(old, bureau):
    recording = old()
    with pytest.raises(Refused, match="无权查看"):
        retention.hold(bureau.users["han"], recording.pk, True, "信访核查。")
    made = disposing.propose(bureau.users["wen"], [recording.pk], "期满")
    retention.hold(bureau.users["han"], recording.pk, True, "信访核查。")
    with pytest.raises(Refused, match="现在不能销毁：已经冻结；请退回"):
        disposing.approve(bureau.users["han"], made.pk)
    retention.hold(bureau.users["han"], recording.pk, False, "信访办结。")
    disposing.approve(bureau.users["han"], made.pk)
    assert made.steps.count() == 2


def test_what_is_still_kept_isnt_even_proposed(old, bureau):
    young = old(days=100)
    with pytest.raises(Refused, match="保管期限至"):
        disposing.propose(bureau.users["wen"], [young.pk], "清理空间")
    retention.hold(bureau.users["wen"], young.pk, True, "信访")
    with pytest.raises(Refused, match="已经冻结"):
        disposing.propose(bureau.users["wen"], [young.pk], "清理空间")
    assert not Disposal.objects.exists()


def test_a_recording_in_an_open_case_is_kept(old, bureau, matter):
    recording = old()
    matter.go("register_clue")
    Recording.objects.update(case=matter.case, scene="ins_onsite")
    with pytest.raises(Refused, match="案件还没有办结"):
        disposing.propose(bureau.users["wen"], [recording.pk], "期满")


def test_evidence_of_a_filed_case_follows_the_case_file(old, bureau, matter):
    """180 days are for a visit that found nothing; in a penalty case the same scene is evidence."""
    recording = old()
    matter.go("register_clue")
    Case.objects.update(closed=True)
    Recording.objects.update(case=matter.case, scene="ins_onsite")
    assert retention.due(bureau.users["wen"]) == []
    with pytest.raises(Refused, match="随案卷保管"):
        disposing.propose(bureau.users["wen"], [recording.pk], "期满")
    Case.objects.update(procedure="inspection.visit")
    assert len(retention.due(bureau.users["wen"])) == 1, "a visit that led to nothing"
    Case.objects.create(
        agency=bureau.agency, procedure="penalty.ordinary", stage="clue", opened_at=timezone.now(),
        changed_at=timezone.now(), parent=matter.case,
    )  # fmt: skip
    assert retention.due(bureau.users["wen"]) == [], "a visit that led to a penalty"


def test_the_list_of_what_is_due_asks_few_questions(old, bureau, matter):
    for number in range(4):
        old(shade=number)
    matter.go("register_clue")
    Case.objects.update(closed=True, procedure="inspection.visit")
    Recording.objects.update(scene="ins_onsite", case=matter.case)
    person = type(bureau.users["wen"]).objects.get(username="wen")
    with CaptureQueriesContext(connection) as asked:
        assert len(retention.due(person)) == 4
    assert len(asked) <= 2, [one["sql"][:80] for one in asked.captured_queries]


def test_three_steps_by_three_people(old, bureau):
    recording = old()
    for alias in ("lu", "ye", "han", "xu"):
        with pytest.raises(Refused, match="档案管理员提出"):
            disposing.propose(bureau.users[alias], [recording.pk], "期满")
    made = disposing.propose(bureau.users["wen"], [recording.pk], "期满")
    with pytest.raises(Refused, match="法制审核人员办理"):
        disposing.approve(bureau.users["cheng"], made.pk)
    grant = bureau.users["wen"].grants.get()
    type(grant).objects.create(
        user=grant.user, role="legal_reviewer", agency=grant.agency, unit=grant.unit, from_day=grant.from_day
    )
    both = type(grant.user).objects.get(pk=grant.user_id)
    with pytest.raises(Refused, match="三个人"):
        disposing.approve(both, made.pk)
    with pytest.raises(Refused, match="没有这份"):
        disposing.approve(bureau.users["outsider"], made.pk)
    assert made.steps.count() == 1


def test_killed_while_destroying_it_is_finished_by_the_next_worker(old, bureau):
    recording = old()
    disposal = approved(bureau, recording)
    vault().erase(recording.sha256, retention.today())  # erased, and killed before it could be written down
    days_pass(8)
    recording.refresh_from_db()
    disposal.refresh_from_db()
    assert recording.disposed_at is not None
    assert disposal.statement is not None


def test_the_same_original_in_another_record_is_not_destroyed(old, bureau, matter):
    from mingjing.cases.attachments import Attachment

    recording = old()
    with vault().open(recording.sha256) as stream:
        content = stream.read()
    disposal = approved(bureau, recording)
    matter.act("register_clue", attachments=[Attachment.of_bytes("同一段.mp4", content)])
    days_pass(8)
    assert vault().exists(recording.sha256)
    assert disposal.lines.get().kept


def test_the_steps_can_only_be_added_to(old, bureau):
    disposing.propose(bureau.users["wen"], [old().pk], "期满")
    with pytest.raises(Exception, match="denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE media_disposalstep SET reason = '别的'")

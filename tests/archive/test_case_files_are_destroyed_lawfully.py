"""No case file is destroyed before its term, against a hold, by one person alone, or without proof; it can be undone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from appraised import approved, days_pass, originals, users
from django.utils import timezone
from filming import photo

from mingjing import law
from mingjing.archive import disposing, holding, packing, transferring
from mingjing.archive.models import ArchivedFile, Erased, FileDisposal, FileDisposalStep
from mingjing.cases import fixity
from mingjing.cases.attachments import Attachment as Sent
from mingjing.cases.keeping import vault
from mingjing.cases.refused import Refused
from mingjing.cases.standing import standing_of
from mingjing.media import disposing as media
from mingjing.media import retention
from mingjing.media.models import Recording
from mingjing.records import log
from mingjing.records.models import Attachment
from mingjing.records.sequencer import Sequencer
from mingjing.records.statements import proof_of
from mingjing.work import queue

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert old.file.case.seq == 2 * file.case.seq, "the records stay, and each is told to be erased"
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
        (lambda file: file.packages.create(state="waiting", asked_at=timezone.now()), "归档信息包正在制作"),
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


def test_what_came_up_since_it_was_proposed_stops_the_approval(old):
    people = users(old)
    made = disposing.propose(people["wen"], [old.file.pk], "期满")
    holding.hold(people["wen"], old.file.pk, True, "行政诉讼已受理。")
    with pytest.raises(Refused, match="现在不能销毁：已经冻结"):
        disposing.approve(people["han"], made.pk)
    assert made.steps.count() == 1


def test_a_hold_of_the_file_holds_its_recordings_too(old):
    wen, film = users(old)["wen"], Recording.objects.get()
    other = vault().put(photo())
    still = Recording.objects.create(
        agency=film.agency, case=film.case, name="现场照片.jpg", source="upload", medium="photo", mime="image/jpeg",
        sha256=other.sha256, sm3=other.sm3, size=other.size, received_at=film.received_at,
    )  # fmt: skip
    holding.hold(wen, old.file.pk, True, "行政诉讼已受理。")
    retention.hold(wen, still.pk, True, "照片另有信访。")
    held = Recording.objects.get(pk=film.pk)
    assert media.obstacle(held) == "所在案卷已经冻结"
    assert all(vault().keeping(one.sha256).hold for one in (film, still))
    holding.hold(wen, old.file.pk, False, "诉讼终结。")
    assert not vault().keeping(film.sha256).hold
    assert vault().keeping(still.sha256).hold, "a hold of its own"
    pending(old.file)
    assert media.obstacle(Recording.objects.get(pk=film.pk)) == "行政复议或者行政诉讼还没有办结"


def test_a_package_that_is_ready_after_the_file_went_isnt_kept(old, monkeypatch):
    packing.ask(users(old)["wen"], old.file.pk)
    zipped = packing.zipped

    def meanwhile(folder, target):
        zipped(folder, target)
        ArchivedFile.objects.update(disposed_at=timezone.now())

    monkeypatch.setattr(packing, "zipped", meanwhile)
    queue.work_off()
    made = old.file.packages.get()
    assert (made.state, made.sha256) == ("failed", "")
    assert "已经依法销毁" in made.error


@pytest.mark.parametrize("text", ["理由\x00", "理\u200b由"])
def test_what_cant_be_seen_isnt_taken(old, text):
    wen = users(old)["wen"]
    with pytest.raises(Refused, match="含有"):
        holding.hold(wen, old.file.pk, True, text)
    with pytest.raises(Refused, match="含有"):
        disposing.propose(wen, [old.file.pk], text)
    made = disposing.propose(wen, [old.file.pk], "期满")
    with pytest.raises(Refused, match="含有"):
        disposing.stop(wen, made.pk, text)
    with pytest.raises(Refused, match="含有"):
        transferring.hand_over(wen, "room", [old.file.pk], text)


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
    with pytest.raises(Refused, match="三个人") as refused:
        disposing.approve(both, made.pk)
    (told,) = refused.value.as_problem()["findings"]
    assert told["citation"] == "国办发〔2018〕118号 三(九)"
    assert (told["mend"], told["provisional"]) == ("请由另一人办理。", True)


def test_the_agency_s_pack_says_who_destroys_and_how_many_it_takes(old, monkeypatch):
    people, values = users(old), law.Pack.limit_values
    own = {
        "destruction_roles": {"propose": "archivist", "legal": "unit_head", "head": "archivist"},
        "destruction_persons": 2,
    }
    monkeypatch.setattr(law.Pack, "limit_values", property(lambda pack: values.__get__(pack) | own))
    made = disposing.propose(people["wen"], [old.file.pk], "期满")
    assert made.awaits == "unit_head"
    with pytest.raises(Refused, match="承办机构负责人办理"):
        disposing.approve(people["han"], made.pk)
    disposing.approve(people["ye"], made.pk)
    disposing.approve(people["wen"], made.pk)
    assert made.steps.last().step == "head"


def test_what_is_due_asks_few_questions_however_long_the_list(old, client, django_assert_num_queries):
    file, standing = old.file, standing_of(users(old)["wen"])
    case = file.case
    for number in range(3):
        case.pk = uuid4()
        case.number = f"另{number}"
        case.save(force_insert=True)
        file.pk, file.case, file.seq, file.number = uuid4(), case, 10 + number, f"Y-{number}"
        file.save(force_insert=True)
    case.clocks.create(deadline="suit", title="起诉期限", kind="window", state="open", due=holding.today())
    file.packages.create(state="waiting", asked_at=timezone.now())
    with django_assert_num_queries(6):
        found = holding.due(standing)
    assert {one.number: why for one, why in found if why} == {"Y-2": "“起诉期限”的期限还没有届满"}
    assert len(found) == 4
    disposing.propose(users(old)["wen"], [old.file.pk], "期满")
    client.force_login(users(old)["wen"])
    client.get("/desk/archive/disposals/")
    with django_assert_num_queries(15):  # person 3, due 6, lists with steps, people, lines, files, cases
        assert "Y-2" in client.get("/desk/archive/disposals/").content.decode()

"""A copy is asked for once, refused at once where it can't be, and made by the worker: to its end, or to a plain reason."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from os import environ
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from read_cases import COURT, PARTY, ReadByCourt, ReadByParty, asked, clerk_at, copied, ended, page_of

from mingjing.cases import erasing
from mingjing.cases.keeping import vault
from mingjing.cases.queries import state_of
from mingjing.cases.refused import Refused
from mingjing.reading import copies, copy_zip, copying, deciding, masks
from mingjing.reading.models import Copy, CopyOrder
from mingjing.reading.requests import request_of
from mingjing.records import log
from mingjing.records.models import AccessLog
from mingjing.records.sequencer import Sequencer
from mingjing.vault import FileVault, VaultError
from mingjing.work import queue
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT_SECONDS = 120


def jobs() -> Any:
    return Job.objects.filter(kind=copying.KIND)


def next_attempt() -> None:
    jobs().update(run_after=timezone.now())
    queue.work_off()


def kept() -> set[str]:
    """Every digest in the vault."""
    return {one.name for one in vault().blobs()}  # type: ignore[attr-defined]


@pytest.fixture
def decided(begun: Callable[..., Any]) -> Any:
    """The party is granted one paper, and what is hidden in it is decided."""
    matter = begun(ReadByParty, "grant_reading", before=True)
    matter.act("grant_reading", fields={"given": [{"item": "行政处罚告知书", "kind": "document"}]})
    Sequencer(log.store(), log.signer()).drain()
    (paper,) = masks.papers_of(matter.case, request_of(state_of(matter.case), PARTY))
    deciding.keep_on_site(matter.bureau.users["lu"], matter.case.pk, PARTY, paper.digest, "到本机关查阅。")
    return matter


def on_site_again(matter: Any) -> None:
    """Somebody decides anew while the worker is at it."""
    (paper,) = masks.papers_of(matter.case, request_of(state_of(matter.case), PARTY))
    deciding.keep_on_site(matter.bureau.users["lu"], matter.case.pk, PARTY, paper.digest, "改了理由。")


def test_asked_twice_makes_one(approved: Any, clerk: Client) -> None:
    place = f"{page_of(approved)}copy/"
    assert "由后台任务制作" in clerk.post(place, follow=True).content.decode()
    assert "正在制作" in clerk.post(place, follow=True).content.decode()
    order = CopyOrder.objects.get()
    assert jobs().count() == 1
    with pytest.raises(IntegrityError):
        CopyOrder.objects.create(
            case_id=order.case_id, request_no=COURT, user_id=order.user_id, asked_at=timezone.now()
        )
    made = ended(order).copy
    assert made is not None
    assert (order.state, order.error, made.user_id) == ("done", "", approved.bureau.users["wen"].pk)
    assert order.step == order.steps > 10
    assert AccessLog.objects.filter(case_id=approved.case.pk, what="制作调取复制件").count() == 1
    again = ended(asked(approved))
    assert (Copy.objects.count(), again.state) == (2, "done"), "done, another one can be asked for"


def test_what_can_be_refused_is_refused_at_once(
    begun: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = begun(ReadByCourt, "approve_case_copy", before=True)
    with pytest.raises(Refused, match="还没有准予"):
        asked(matter)
    matter.act("approve_case_copy")
    with pytest.raises(Refused, match="没有这一编号"):
        asked(matter, PARTY)
    with pytest.raises(Refused, match="您的岗位不办理"):
        copying.ask(matter.bureau.users["sun"], matter.case.pk, COURT)
    with monkeypatch.context() as full:
        full.setattr(copying, "RESERVE", 1 << 60)
        with pytest.raises(Refused, match="存储空间不足：这份复制件约0"):
            asked(matter)
    assert not CopyOrder.objects.exists()
    assert not jobs().exists()


def test_papers_without_a_decision_are_refused_at_once(granted: Any) -> None:
    with pytest.raises(Refused, match="没有确认遮盖"):
        asked(granted, PARTY)
    assert not CopyOrder.objects.exists()


def test_what_is_decided_meanwhile_ends_the_copy(decided: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pack, before = copy_zip.pack, kept()

    def late(*told: Any) -> Any:
        packed = pack(*told)
        on_site_again(decided)
        return packed

    with monkeypatch.context() as changed:
        changed.setattr(copy_zip, "pack", late)
        order = ended(asked(decided, PARTY))
    assert (order.state, order.copy, order.sha256) == ("failed", None, "")
    assert "制作期间改过遮盖" in order.error

    put = FileVault.put

    def later(self: FileVault, content: Any, limit: int | None = None) -> Any:
        blob = put(self, content, limit)
        on_site_again(decided)
        return blob

    with monkeypatch.context() as changed:
        changed.setattr(FileVault, "put", later)
        order = ended(asked(decided, PARTY))
    assert (order.state, order.copy) == ("failed", None)
    assert kept() == before, "what became no copy doesn't stay"
    assert not Copy.objects.exists()
    made = copied(decided.bureau.users["lu"], decided, PARTY)
    assert kept() - before == {made.sha256}


def test_a_decision_in_the_last_moment_makes_the_copy_an_outdated_one(decided: Any) -> None:
    made = copied(decided.bureau.users["lu"], decided, PARTY)
    told = {"request_no": PARTY, "digest": made.sha256}
    copies.refuse_foreign(decided.case.pk, "give_copies", told)
    on_site_again(decided)
    with pytest.raises(Refused, match="制作以后又改过"):
        copies.refuse_foreign(decided.case.pk, "give_copies", told)


def test_an_original_that_is_missing_or_changed_is_said(approved: Any, clerk: Client) -> None:
    digest = next(one["digest"] for one in approved.case.state["documents"] if one["volume"] == "main")
    path = vault().path(digest)  # type: ignore[attr-defined]
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 something else")
    order = ended(asked(approved))
    assert order.state == "failed"
    assert "与记录的摘要不符" in order.error
    path.unlink()
    order = ended(asked(approved))
    assert order.state == "failed"
    assert "先核查原件库" in order.error
    page = clerk.get(page_of(approved)).content.decode()
    assert order.error in page
    assert "再次制作" in page
    assert not Copy.objects.exists()


def test_a_full_disk_is_said(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as changed:
        changed.setattr(FileVault, "put", full)
        order = ended(asked(approved))
    assert (order.state, order.error) == (
        "failed",
        "复制件不能写入（磁盘已满）；请检查磁盘空间和权限后再次制作。",
    )
    asked_again = asked(approved)
    with monkeypatch.context() as changed:  # between asking and making
        changed.setattr(copying, "RESERVE", 1 << 60)
        assert "存储空间不足" in ended(asked_again).error


def test_records_that_are_not_in_the_log_yet_are_waited_for(
    begun: Callable[..., Any],
) -> None:
    matter = begun(ReadByCourt, "approve_case_copy")
    order = ended(asked(matter))
    assert (order.state, order.error) == ("waiting", copying.NOT_LOGGED)
    assert copying.NOT_LOGGED in clerk_at(matter).get(page_of(matter)).content.decode()
    Sequencer(log.store(), log.signer()).drain()
    next_attempt()
    order.refresh_from_db()
    assert (order.state, order.error) == ("done", "")


def test_a_store_that_stays_away_ends_the_copy_with_its_sentence(
    approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise VaultError("原件库没有应答。")

    monkeypatch.setattr(FileVault, "put", away)
    order = ended(asked(approved))
    assert (order.state, order.error) == ("waiting", "原件库没有应答。")
    for _ in range(queue.MOST_ATTEMPTS):
        next_attempt()
    order.refresh_from_db()
    assert (order.state, order.error) == ("failed", "原件库没有应答。")
    assert [one.title for one in queue.given_up()] == ["制作案卷复制件"]
    assert asked(approved).state == "waiting", "another one can be asked for"


def test_a_job_that_died_too_often_ends_its_copy(approved: Any) -> None:
    order = asked(approved)
    jobs().update(attempts=queue.MOST_ATTEMPTS)
    assert "几次中途退出" in ended(order).error
    assert order.state == "failed"
    queue.retry()
    assert ended(order).state == "failed", "the person was told; who still wants it asks again"


def test_a_case_file_that_is_being_destroyed_is_not_copied(
    approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = asked(approved)
    assert erasing.being_copied([approved.case.pk]) == {approved.case.pk}
    monkeypatch.setattr(erasing, "_begun", [lambda cases: cases])
    assert "正在销毁" in ended(order).error
    assert erasing.being_copied([approved.case.pk]) == set()
    with pytest.raises(Refused, match="正在销毁"):
        asked(approved)


@pytest.fixture
def worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`mingjing worker` with this test's database and vault, as an installation runs it; killed at the end."""
    database, begun = settings.DATABASES["default"], []
    told = {
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "MINGJING_VAULT": str(settings.MINGJING_VAULT),
        "MINGJING_VAR": str(settings.MINGJING_VAR),
        "MINGJING_LOG_DIR": str(settings.MINGJING_LOG_DIR),
        "MINGJING_POLICY": str(settings.MINGJING_POLICY),
        "MINGJING_LOG_KEY": settings.MINGJING_LOG_KEY,
        "MINGJING_SM2_KEY": settings.MINGJING_SM2_KEY,
        "MINGJING_SECRET_KEY": settings.SECRET_KEY,
    }

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "mingjing.project.cli", "worker"]
        begun.append(subprocess.Popen(command, env={**environ, **told}, start_new_session=True))
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.wait(30)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.mark.crash
def test_killed_before_it_is_said_the_copy_is_made_by_the_next_worker_and_nothing_is_left(
    approved: Any, worker: Callable[[], subprocess.Popen[bytes]], owner: psycopg.Connection
) -> None:
    before, beside = kept(), set(settings.MINGJING_VAR.iterdir())
    order = asked(approved)
    owner.execute("BEGIN")
    owner.execute("LOCK TABLE reading_copy IN SHARE ROW EXCLUSIVE MODE")  # whoever says it waits for this one
    process = worker()
    until(lambda: bool(kept() - before) or process.poll() is not None)
    order.refresh_from_db()
    assert (kept() - before, order.state, order.step) == ({order.sha256}, "making", order.steps - 1)
    process.kill()
    process.wait(30)
    owner.execute("ROLLBACK")
    assert set(settings.MINGJING_VAR.iterdir()) == beside
    assert not Copy.objects.exists()
    assert order.sha256 in set(copies.digests_of(approved.case.pk)), "a destruction would find it"

    approved.act("register_case_copy", fields={"request_no": "调2"})
    Sequencer(log.store(), log.signer()).drain()  # the log grew: the next copy has other bytes
    Job.objects.exclude(kind=copying.KIND).delete()  # the night's
    jobs().update(run_after=timezone.now())
    until(lambda: queue.work_off() > 0)  # the killed worker's lock goes with its connection
    made = Copy.objects.get()
    assert made.sha256 != order.sha256
    assert kept() - before >= {made.sha256}
    assert order.sha256 not in kept()
    order.refresh_from_db()
    assert (order.state, order.copy_id, jobs().get().attempts) == ("done", made.pk, 2)


def test_recordings_of_any_size_need_only_room(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(copy_zip, "size_of", lambda *_: sizes[-1])
    sizes.append(1 << 60)
    with pytest.raises(Refused, match="约1073741824"):
        asked(approved)
    free = copying.shutil.disk_usage(settings.MINGJING_VAR).free
    sizes.append((free - copying.RESERVE) * 3 // 4)
    with pytest.raises(Refused, match="存储空间不足"):  # once it would go, but it is written and then kept
        asked(approved)
    sizes.append((free - copying.RESERVE) // 4)
    assert asked(approved).state == "waiting"

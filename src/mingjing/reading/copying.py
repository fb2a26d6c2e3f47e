"""Copies of case files are asked for by a person and made by the worker, who may begin one again after a crash.

What can be refused is refused when it is asked. While a copy is under way there is no second one for the request, and the
case file isn't destroyed. What was decided meanwhile ends it: no copy shows what has been decided otherwise.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from mingjing.cases import erasing
from mingjing.cases.circumstances import state_of
from mingjing.cases.export import ExportRefused
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.reading import note_reading, visible_case
from mingjing.cases.refused import Refused, bad
from mingjing.cases.standing import Person
from mingjing.papers import PaperError
from mingjing.reading import copy_zip
from mingjing.reading.copies import EXTENTS, may_copy
from mingjing.reading.models import ConfirmedMasks, Copy, CopyOrder
from mingjing.reading.requests import Request, request_of
from mingjing.records.proofs import NotYetLogged
from mingjing.uploads.receiving import RESERVE
from mingjing.vault import CorruptError, FileVault, NotInVaultError, VaultError
from mingjing.work import queue
from mingjing.work.queue import JobFailed

State = CopyOrder.State
KIND = "case_copy"
NOT_LOGGED = "本案有记录还没有写入存证日志，复制件无法核验；写入以后自动再制作，通常只要几秒钟。"


def ask(person: Person, case_id: UUID, number: str) -> CopyOrder:
    """Have the worker make the copy of a granted request.

    Raises `NoSuchCase`, `Refused` (not granted, a paper without a decision, no room, one is being made).
    """
    case = visible_case(person, case_id, "")
    _refuse_destroyed(case)
    request = request_of(state_of(case), number)
    standing = may_copy(person, case, request)
    _shown(case, request)
    try:
        with transaction.atomic():
            # Whoever destroys the file waits here and then finds the order, or has begun and is found.
            Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
            _refuse_destroyed(case)
            order = CopyOrder.objects.create(
                case_id=case.pk, request_no=request.no, user_id=standing.user_id, asked_at=timezone.now()
            )
            queue.enqueue(KIND, {"order": str(order.pk)})
    except IntegrityError as fault:
        raise bad(
            "这件申请的复制件正在制作。", check="copy", mend="等它做好；要改遮盖的，改好以后再次制作。"
        ) from fault
    note_reading(person, case, f"制作{EXTENTS[request.kind]}复制件")
    return order


def carry_out(payload: Mapping[str, Any]) -> None:
    """Make the copy that was asked for; for the worker. Raises JobFailed to be tried later."""
    order = CopyOrder.objects.get(pk=payload["order"])
    if not order.under_way:
        return
    _take_back(order)
    _note(order, state=State.MAKING, step=0, steps=0, error="")
    try:
        _make(order)
    except NotYetLogged as fault:
        _note(order, state=State.WAITING, error=NOT_LOGGED)
        raise JobFailed(NOT_LOGGED) from fault
    except Refused as refusal:
        _fail(order, "".join(f"{one.say}{one.mend}" for one in refusal.findings))
    except PaperError as fault:
        _fail(order, f"{fault.say}{fault.mend}")
    except ExportRefused as fault:
        _fail(order, str(fault))
    except (NotInVaultError, CorruptError) as fault:
        _fail(order, f"{fault}已停止制作；请先核查原件库，从备份中找回原件后再次制作。")
    except VaultError as fault:
        _note(order, state=State.WAITING, error=str(fault))
        raise JobFailed(str(fault)) from fault
    except OSError as fault:
        why = "磁盘已满" if fault.errno == ENOSPC else fault.strerror or type(fault).__name__
        _fail(order, f"复制件不能写入（{why}）；请检查磁盘空间和权限后再次制作。")


def given_up(payload: Mapping[str, Any], why: str) -> None:
    """The job ended without a copy too often; another one can be asked for."""
    order = CopyOrder.objects.get(pk=payload["order"])
    if order.under_way:
        _fail(order, why or "制作程序几次中途退出；请报系统管理员，再次制作。")


def _make(order: CopyOrder) -> None:
    case = Case.objects.select_related("agency", "unit").get(pk=order.case_id)
    _refuse_destroyed(case)
    begun = timezone.now()
    request = request_of(state_of(case), order.request_no)
    decided = _decided(request, case)
    redaction = _shown(case, request)
    name = f"{(case.number or case.title or '案卷').replace('/', '-')}（{request.no}）"
    settings.MINGJING_VAR.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=settings.MINGJING_VAR) as out:  # without a name: it goes with a killed worker
        packed = copy_zip.pack(
            case, request, redaction, name, out, lambda done, of: _note(order, step=done, steps=of + 1)
        )
        _note(order, step=F("steps") - 1)
        _refuse_changed(order, decided)
        blob = _kept(order, out)
    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
        _refuse_changed(order, decided)
        copy = Copy.objects.create(
            case_id=case.pk, request_no=request.no, kind=request.kind, sha256=blob.sha256, sm3=blob.sm3,
            version=blob.version, size=blob.size, files=packed.files, pages=packed.pages, items=packed.items,
            name=f"{name}.zip", user_id=order.user_id, at=begun,
        )  # fmt: skip
        _note(order, state=State.DONE, copy=copy, step=F("steps"), ended_at=timezone.now())


def _shown(case: Case, request: Request) -> Any:
    """What the copy shows. Raises `Refused`: not granted, a paper without a decision, no room."""
    if request.granted is None or request.refused:
        raise bad(
            "这件申请还没有准予（批准），不能制作复制件。", check="request_no", mend="先答复准予或者报批。"
        )
    redaction = copy_zip.shown_to(case, request)
    _refuse_no_room(copy_zip.size_of(case, request))
    return redaction


def _refuse_no_room(size: int) -> None:
    """The ZIP is written, then kept: room for both, beside what uploads leave free. Raises `Refused`."""
    kept = vault()
    places = [Path(settings.MINGJING_VAR), *([kept.root] if isinstance(kept, FileVault) else [])]
    disks = Counter(one.stat().st_dev for one in places if one.exists())
    free = {one.stat().st_dev: shutil.disk_usage(one).free for one in places if one.exists()}
    if any(free[disk] < size * times + RESERVE for disk, times in disks.items()):
        raise bad(
            f"服务器存储空间不足：这份复制件约{size / 2**30:.1f}GB，制作和保存各需要这么多，并要留出{RESERVE / 2**30:.0f}GB。",
            check="room",
            mend="请联系系统管理员清理空间后再次制作。",
        )


def _refuse_destroyed(case: Case) -> None:
    if erasing.is_begun(case.pk):
        raise bad("本案卷已经依法销毁（或者正在销毁），不能制作复制件。", check="copy")


def _decided(request: Request, case: Case) -> tuple[Any, ...]:
    """All decisions that a copy goes by (1 query)."""
    rows = ConfirmedMasks.objects.filter(case_id=case.pk, request_no=request.no)
    return request.granted, request.refused, request.released, rows.aggregate(last=Max("pk"))["last"]


def _refuse_changed(order: CopyOrder, decided: tuple[Any, ...]) -> None:
    """Raises `Refused` when something was decided since."""
    case = Case.objects.get(pk=order.case_id)
    _refuse_destroyed(case)
    if _decided(request_of(state_of(case), order.request_no), case) != decided:
        raise bad(
            "制作期间改过遮盖或者提供范围的决定，这一份没有做成。",
            check="copy",
            mend="请核对后再次制作。",
        )


def _kept(order: CopyOrder, out: BinaryIO) -> Any:
    """The ZIP in the vault; what it is called there is written down first."""
    out.seek(0)
    order.sha256 = hashlib.file_digest(out, "sha256").hexdigest()
    order.save(update_fields=["sha256"])
    out.seek(0)
    return vault().put(out)


def _take_back(order: CopyOrder) -> None:
    """Out of the vault again what was kept for the order and became no copy."""
    if order.sha256 and not Copy.objects.filter(sha256=order.sha256).exists():
        with suppress(NotInVaultError):
            vault().erase(order.sha256, timezone.localdate())


def _fail(order: CopyOrder, why: str) -> None:
    _note(order, state=State.FAILED, error=why, ended_at=timezone.now())
    _take_back(order)


def _note(order: CopyOrder, **told: Any) -> None:
    CopyOrder.objects.filter(pk=order.pk).update(**told)

"""Copies of a case file: made for a request that was granted, kept in the vault by digest, given out with a trace.

How they are made: `copying`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, BinaryIO
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from mingjing.cases.circumstances import state_of
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.plain_text import token
from mingjing.cases.reading import note_reading, part_of_page, visible_case
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.media.reading import copied_out
from mingjing.reading.models import ConfirmedMasks, Copy, CopyOrder
from mingjing.reading.requests import STEPS, Request, request_of
from mingjing.records import erasure

HANDING = frozenset(steps[4] for steps in STEPS.values())
EXTENTS = {"party": "遮盖", "authority": "调取"}


def made_for(case: Case, number: str) -> Sequence[Copy]:
    """Copies made for a request, the latest first (1 query)."""
    rows = Copy.objects.filter(case_id=case.pk, request_no=number).select_related("user")
    return list(rows.order_by("-pk"))


def digests_of(case_id: UUID) -> Iterable[str]:
    """The ZIPs that were made of a case, by digest, for whoever destroys the case file (1 query).

    Also one that became no copy, because the worker was killed when it had put it into the vault.
    """
    lost = CopyOrder.objects.filter(case_id=case_id).exclude(sha256="").values_list("sha256", flat=True)
    return lost.union(Copy.objects.filter(case_id=case_id).values_list("sha256", flat=True))


def order_of(case: Case, number: str) -> CopyOrder | None:
    """The copy that is being made for a request, or why the last one wasn't; None where it was made (1 query)."""
    rows = CopyOrder.objects.filter(case_id=case.pk, request_no=number).select_related("user")
    last = rows.order_by("-asked_at").first()
    return None if last is None or last.state == CopyOrder.State.DONE else last


def asked_for(person: Person, case_id: UUID, order_id: UUID) -> CopyOrder:
    """How far a copy is; who looks again within the hour isn't written down again. Raises `NoSuchCase`, `Refused`."""
    case = part_of_page(person, case_id, "接口：复制件的进度")
    found = CopyOrder.objects.filter(case_id=case.pk, pk=order_id).select_related("copy").first()
    if found is None:
        raise bad("没有提出过制作这份复制件。", check="copy", mend="请核对地址，或者重新提出。")
    may_copy(person, case, request_of(state_of(case), found.request_no))
    return found


def under_way(cases: Collection[UUID]) -> Iterable[UUID]:
    """Those of the cases of which a copy is being made, for whoever destroys case files (1 query)."""
    rows = CopyOrder.objects.filter(case_id__in=cases, state__in=CopyOrder.UNDER_WAY)
    return set(rows.values_list("case_id", flat=True))


def chosen(case: Case, request: Request, copy_id: str) -> Copy | None:
    """The copy that the person saw and hands over; None where none was made. Raises `Refused`: another or an outdated one."""
    made = made_for(case, request.no)
    if not made:
        return None
    found = next((one for one in made if str(one.pk) == copy_id), None)
    if found is None:
        raise bad("没有选定要提供的复制件。", check="copy", mend="请刷新页面，核对复制件的校验值后再登记。")
    _refuse_outdated(found)
    return found


def refuse_foreign(case_id: UUID, act: str, fields: Mapping[str, Any]) -> None:
    """An act that hands over names a copy that was made here for this request, and is up to date. Raises `Refused`."""
    digest = fields.get("digest")
    if act not in HANDING or not isinstance(digest, str) or not digest:
        return
    number = token(fields.get("request_no"), 80)
    found = Copy.objects.filter(case_id=case_id, request_no=number, sha256=token(digest, 64)).last()
    if found is None:
        raise bad(
            "这个校验值不是为这件申请制作的复制件的校验值。",
            check="digest",
            fields=("digest",),
            mend="从“查阅与复制”页打开这件申请，制作复制件后在那里登记。",
        )
    _refuse_outdated(found)


def _refuse_outdated(copy: Copy) -> None:
    rows = ConfirmedMasks.objects.filter(case_id=copy.case_id, request_no=copy.request_no)
    last = rows.aggregate(last=Max("at"))["last"]
    if last is not None and copy.at < last:
        raise bad(
            "这份复制件制作以后又改过遮盖的决定。", check="copy", mend="请重新制作复制件，核对后再提供。"
        )


def opened(person: Person, case_id: UUID, copy_id: int) -> tuple[Copy, BinaryIO]:
    """A copy and its bytes. Raises `NoSuchCase`, `Refused`."""
    case = visible_case(person, case_id, "")
    found = Copy.objects.filter(case_id=case.pk, pk=copy_id).first()
    if found is None:
        raise bad("没有这份复制件。", check="copy", mend="请从“查阅与复制”页打开。")
    if erasure.is_unlinked(case.pk):
        raise bad("本案卷已经依法销毁，复制件一并销毁。", check="copy", mend="需要的，查看销毁清单和存证。")
    may_copy(person, case, request_of(state_of(case), found.request_no))
    note_reading(person, case, f"下载{EXTENTS[found.kind]}复制件")
    recordings_taken(person, case, found)
    return found, vault().open(found.sha256, found.version)


def recordings_taken(person: Person, case: Case, copy: Copy) -> None:
    """Write down each recording that goes out with a copy, as where its original is downloaded (3 queries)."""
    if copy.kind == Copy.Kind.AUTHORITY:
        request = request_of(state_of(case), copy.request_no)
        copied_out(person, case.pk, f"随复制件提供（{copy.request_no}）", request.released)


def may_copy(person: Person, case: Case, request: Request) -> Standing:
    """The standing of a person who may do the handing over in this case. Raises `Refused`."""
    standing = standing_of(person)
    act = pack_on(case.agency, timezone.localdate()).procedure(case.procedure).act(STEPS[request.kind][4])
    held = set(standing.roles_in(case.agency_id, case.unit_id)) if standing else set()
    if standing is None or act is None or not held & set(act.by):
        raise bad("您的岗位不办理复制件的提供；请由承办人、公示员或者档案员办理。", check="role")
    return standing

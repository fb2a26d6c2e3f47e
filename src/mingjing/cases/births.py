"""A case born of another: by which record of that one, and with which of its evidence, by reference to the originals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.cases import agreement, circumstances, locking
from mingjing.cases.issuing import agency_facts
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import part_of_page, visible_case
from mingjing.cases.refused import Fault, NoSuchCase, Refused
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.records.models import Record
from mingjing.records.stream import HeldBlob

SAY = "所选的案件没有可以据以另立本类案件的已生效事项。"
MEND = "请从该案件页的“另立案件”进入；需要先办理的，办理生效后再另立。"


@dataclass(frozen=True, slots=True)
class Origin:
    """What the new case is born of: `case` = the other's id, `carry` = places in its evidence; None = all of it."""

    case: UUID
    carry: tuple[int, ...] | None = None


def origin_of(case: Case | UUID | str | None, carry: Sequence[int] | None) -> Origin | None:
    """Raises `NoSuchCase` when the id is none."""
    if case is None:
        return None
    case_id = case.pk if isinstance(case, Case) else circumstances.as_id(case)
    return Origin(case_id, None if carry is None else tuple(carry))


def inherited(origin: Origin, new: Case, person: Standing) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The parent as the first record names it, and the evidence carried along (the parent stays locked; 3 queries).

    Raises `NoSuchCase` when the person may not see it, `Refused` when nothing in it opens this procedure.
    """
    case = locking.lock(origin.case, person)
    if case is None:
        raise NoSuchCase
    agreement.require(case)
    birth = next((one for one in _births(case) if one.procedure == new.procedure), None)
    if birth is None or case.agency_id != new.agency_id:
        raise Refused([Fault("birth", SAY, MEND)])
    digest = Record.objects.values_list("digest", flat=True).get(case_id=case.pk, seq=birth.seq)
    parent = {
        "case": str(case.pk), "number": case.number, "title": case.title, "procedure": case.procedure,
        "act": birth.act, "seq": birth.seq, "digest": digest,
    }  # fmt: skip
    return parent, _carried(case, origin.carry)


def told(origin: Origin, new: Case, pack: law.Pack) -> tuple[str, dict[str, str]]:
    """The act by which the parent records this birth ("" where its procedure has none), and what the record says of it."""
    parent = Case.objects.only("procedure").get(pk=origin.case)
    procedure = pack.procedures.get(parent.procedure)
    act = procedure.upon_birth(new.procedure) if procedure else None
    born = {"case": str(new.pk), "procedure": new.procedure, "title": new.title, "number": new.number}
    return (act.id if act else ""), born


def beginnings(person: Person, case_id: UUID | str) -> tuple[Case, tuple[law.Birth, ...]]:
    """The case and what may be born of it now; the reading is logged. Raises `NoSuchCase`."""
    case = visible_case(person, case_id, "另立案件")
    return case, _births(case)


def related(person: Person, case_id: UUID | str) -> tuple[Case, tuple[law.Birth, ...], list[Case]]:
    """As `beginnings`, for the page of the case itself, with the cases already born of it that the person may see."""
    case = part_of_page(person, case_id, "关联案件")
    born = Case.objects.visible_to(standing_of(person)).filter(parent=case).defer("state", "search")
    return case, _births(case), list(born.select_related("agency", "unit").order_by("opened_at", "pk"))


def held(evidence: Sequence[Mapping[str, Any]]) -> list[HeldBlob]:
    """The originals that carried evidence refers to: the new case's records hold them too."""
    return [
        HeldBlob(item["sha256"], item["size"], item["mime"], "evidence", item.get("sm3", ""))
        for item in evidence
        if isinstance(item.get("from"), Mapping) and item.get("sha256")
    ]


def today() -> date:
    """The day in Asia/Shanghai."""
    return timezone.now().astimezone(SHANGHAI).date()


def procedure_of(case: Case) -> law.Procedure | None:
    """The case's procedure as in force today; None when it no longer is."""
    return library_of(case.agency).on(today()).procedures.get(case.procedure)


def _births(case: Case) -> tuple[law.Birth, ...]:
    if procedure_of(case) is None:
        return ()
    pack = library_of(case.agency).on(today())
    return law.births(pack, circumstances.state_of(case), timezone.now(), agency_facts(case.agency))


def _carried(case: Case, chosen: tuple[int, ...] | None) -> list[dict[str, Any]]:
    """Raises `Refused` when a chosen item isn't there."""
    evidence = circumstances.state_of(case).evidence
    places = range(len(evidence)) if chosen is None else dict.fromkeys(chosen)
    if any(not 0 <= place < len(evidence) for place in places):
        say = "所选的随案证据在来源案件中不存在。"
        raise Refused([Fault("birth", say, "请刷新页面，重新选择要一并带入的证据。")])
    return [
        {**{key: value for key, value in item.items() if key not in {"act", "seq"}},
         "from": {"case": str(case.pk), "number": case.number, "act": item["act"], "seq": item["seq"]}}
        for item in (evidence[place] for place in places)
    ]  # fmt: skip

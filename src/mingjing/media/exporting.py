"""The whole case file leaves with its recordings: by the same rules as each recording on its own page."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from mingjing.cases import queries
from mingjing.cases.reading import visible_case
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.media.models import Recording
from mingjing.media.reading import OWN_REASON, copied_out, reason_asked, reason_given

MOST_LETTERS = 190  # of a reason: it is written down behind the words that say what was done


def exported_case(person: Person, case_id: UUID, reason: str) -> tuple[str, BinaryIO]:
    """The verifiable case file as one archive: its name and its bytes; every recording in it is written down with the reason.

    Raises `Refused` (check `reason`: the pack's `av_reason_asked` asks this person why, and nothing was given),
    `NoSuchCase`, `ExportRefused` and `NotYetLogged`.
    """
    case = visible_case(person, case_id, "")
    reason = reason_given(reason, MOST_LETTERS)
    if not reason and _asked(person, case.pk):
        raise bad(
            "案卷内有音像记录，没有写明调阅的事由；请填写后再导出。", check="reason", fields=("reason",)
        )
    found = queries.exported_case(person, case.pk)
    copied_out(person, case.pk, f"导出案卷：{reason or OWN_REASON}")
    return found


def _asked(person: Person, case_id: UUID) -> bool:
    """Is there a recording in the case for which this person must say why? One that another made decides (3 queries)."""
    standing = standing_of(person)
    rows = Recording.objects.filter(case=case_id, disposed_at__isnull=True).select_related("agency")
    others = rows.exclude(officer=standing.officer_id) if standing and standing.officer_id else rows
    one = others.first() or rows.first()
    return one is not None and reason_asked(person, one)

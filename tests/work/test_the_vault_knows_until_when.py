"""The store itself keeps originals for their term: those of filed cases by their class, recordings by their scene."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from filming import film

from mingjing.cases import retaining, upkeep
from mingjing.cases.file_types import BY_MIME
from mingjing.cases.keeping import vault
from mingjing.cases.models import RetainedOriginal
from mingjing.media import registering, retention
from mingjing.media.models import Device, Recording
from mingjing.records.models import Attachment
from mingjing.vault import RetainedError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def taken_in(bureau: Any) -> Callable[..., Recording]:
    """taken_in(days): a recording of no case that was made so many days ago."""
    device = Device.objects.create(agency=bureau.agency, unit=bureau.officers["lu"].unit, number="CX-0271")

    def made(days: int, shade: int = 0) -> Recording:
        blob = vault().put(film(1, timezone.now() - timedelta(days=days), shade=shade))
        shot = registering.Shot("厂区.mp4", blob, BY_MIME["video/mp4"], "dock", timezone.now())
        return registering.register(bureau.agency.pk, shot, device)

    return made


def night() -> str:
    return upkeep.retain_originals(timezone.now() + timedelta(minutes=10)).told


def test_a_filed_case_s_originals_are_kept_as_long_as_its_class_says(matter: Any) -> None:
    matter.go("archive_case")
    filed = matter.case.state["acts"]["archive_case"][-1]
    assert filed["retention"] == "y30"
    digests = set(Attachment.objects.values_list("sha256", flat=True))
    assert night() == f"新通知保管期限{len(digests)}件。"
    closed = date.fromisoformat(matter.case.state["facts"]["closed_on"])
    until = date(closed.year + 30, 12, 31)
    assert {vault().keeping(one).until for one in digests} == {until}
    with pytest.raises(RetainedError, match=f"保管期限至{until}"):
        vault().erase(digests.pop(), timezone.now().date())
    assert night() == "新通知保管期限0件。", "nothing is told twice"


def test_what_is_kept_for_ever_is_told_to_the_store_once(matter: Any) -> None:
    matter.go("archive_case")
    matter.case.state["acts"]["archive_case"][-1]["retention"] = "permanent"
    matter.case.save(update_fields=["state"])
    digests = set(Attachment.objects.values_list("sha256", flat=True))
    assert night() == f"新通知保管期限{len(digests)}件。"
    assert {vault().keeping(one).until for one in digests} == {retaining.FOR_EVER}
    with pytest.raises(RetainedError):
        vault().erase(digests.pop(), date(2999, 1, 1))
    assert list(retaining.of_case_files()) == [], "and not read again"


def test_an_open_case_s_originals_have_no_term_yet(matter: Any) -> None:
    matter.go("register_clue")
    assert night() == "新通知保管期限0件。"
    assert not RetainedOriginal.objects.exists()


def test_in_a_bucket_object_lock_knows_a_recording_s_term(
    vault_in_bucket: str, s3: Any, taken_in: Callable[..., Recording]
) -> None:
    one = taken_in(10)
    assert night() == "新通知保管期限1件。"
    until = retention.term_of(one).until
    assert vault().keeping(one.sha256).until == until
    told = s3.head_object(Bucket=vault_in_bucket, Key=vault().key(one.sha256))
    assert (told["ObjectLockMode"], told["VersionId"]) == ("GOVERNANCE", one.version)
    with pytest.raises(s3.exceptions.ClientError, match="Access Denied"):
        s3.delete_object(Bucket=vault_in_bucket, Key=vault().key(one.sha256), VersionId=one.version)
    assert vault().exists(one.sha256)
    vault().retain(one.sha256, retaining.FOR_EVER)
    assert vault().keeping(one.sha256).until == retaining.FOR_EVER


def test_it_stops_when_the_time_is_over_and_goes_on_the_next_time(taken_in: Callable[..., Recording]) -> None:
    for number in range(3):
        taken_in(10, shade=number)
    first = retaining.retain(vault(), lambda: True)
    assert (first.told, first.finished) == (1, False)
    rest = retaining.retain(vault())
    assert (rest.told, rest.finished) == (2, True)


def test_what_the_vault_knows_already_costs_nothing_and_keeps_nothing_back(
    taken_in: Callable[..., Recording],
) -> None:
    for number in range(4):
        taken_in(10, shade=number)
    told = [retaining.retain(vault(), lambda: True).told for _ in range(4)]
    assert told == [1, 1, 1, 1], "the next one, not the first again"
    assert not retaining.retain(vault(), lambda: True).finished
    with CaptureQueriesContext(connection) as asked:
        assert retaining.retain(vault()) == retaining.Retained(0, 0, True)
    assert len([one for one in asked if 'FROM "cases_retainedoriginal" WHERE' in one["sql"][:200]]) == 1


def test_what_is_kept_longer_already_stays_so_and_what_is_lost_is_counted(
    taken_in: Callable[..., Recording],
) -> None:
    kept, lost = taken_in(10), taken_in(11, shade=5)
    far = date(2099, 1, 1)
    vault().retain(kept.sha256, far)
    vault().erase(lost.sha256, timezone.now().date())
    assert night() == "新通知保管期限1件，1件不在原件库中。"
    assert vault().keeping(kept.sha256).until == RetainedOriginal.objects.get().until == far

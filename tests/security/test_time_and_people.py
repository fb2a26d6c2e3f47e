"""Who acted and when: not another agency's officer, not an auxiliary, not an expired credential, not a made-up time."""

from __future__ import annotations

from datetime import date

import pytest
from attacking import refused, submit
from whole_case import Matter, at

from mingjing.agencies.models import Credential, Officer
from mingjing.cases.perform import open_case, perform
from mingjing.cases.refused import NoSuchCase

pytestmark = pytest.mark.django_db(transaction=True)

INSPECTED = "2026-06-01T15:40"


def inspect(matter, officers, **more):
    return submit(matter, "inspect_site", INSPECTED, officers=officers, **more)


@pytest.fixture
def registered(begun):
    return begun(Matter, "register_clue")


def test_officer_of_another_agency_is_not_the_second(registered, bureau):
    found = refused(lambda: inspect(registered, bureau.ids("lu", "outsider")), of_law=False)
    assert found == {"officers"}


def test_auxiliary_is_not_the_second(registered, bureau):
    Officer.objects.filter(pk=bureau.officers["shen"].pk).update(auxiliary=True)
    assert "auxiliary_not_counted" in refused(lambda: inspect(registered, bureau.ids("lu", "shen")))


def test_credential_that_expired_the_day_before(registered, bureau):
    Credential.objects.filter(officer=bureau.officers["shen"]).update(valid_to=date(2026, 5, 31))
    assert "officers_qualified" in refused(lambda: inspect(registered, bureau.ids("lu", "shen")))


@pytest.mark.parametrize("written", ["²", "٣", "0", "-1", "9" * 17, "9" * 40, "1e3", "x", "", " 1"])
def test_officer_is_named_by_the_number_in_the_register(registered, bureau, written):
    assert refused(lambda: inspect(registered, [*bureau.ids("lu"), written]), of_law=False) == {"officers"}


def test_one_officer_twice_is_one(registered, bureau):
    assert "two_officers" in refused(lambda: inspect(registered, bureau.ids("lu", "lu")))
    leading_zero = f"0{bureau.ids('lu')[0]}"
    assert refused(lambda: inspect(registered, [*bureau.ids("lu"), leading_zero]), of_law=False) == {
        "officers"
    }


def test_handlers_are_officers_of_the_agency_and_not_what_the_request_says(begun, bureau):
    matter = begun(Matter, "order_rectification")
    payload = matter.payload("file_case")
    mine = bureau.ids("lu")[0]
    for handlers in (
        [mine, {"id": "999999", "name": "无此人", "valid": True}], [mine, bureau.ids("outsider")[0]],
        [mine, {"id": "²", "valid": True}], [mine, {"name": "没有编号"}],
    ):  # fmt: skip
        payload["fields"]["handlers"] = handlers
        found = refused(
            lambda: perform(
                matter.case, "file_case", bureau.users["lu"], payload, now=at("2026-06-03T10:00")
            ),
            of_law=False,
        )
        assert found & {"filing_two_handlers", "officers", "field.handlers"}


@pytest.mark.parametrize("who", ["xu", "fang", "outsider", "nobody", "tu"])
def test_roles_of_another_unit_or_agency_see_nothing_to_act_on(registered, bureau, who):
    for target in (registered.case.pk, "3fa85f64-5717-4562-b3fc-2c963f66afa6", "no-id", "\0"):
        with pytest.raises(NoSuchCase) as answer:
            perform(target, "inspect_site", bureau.users[who], registered.payload("inspect_site"))
        assert str(answer.value) == str(NoSuchCase())


def test_case_is_not_registered_for_another_agency(matter, bureau):
    for agency in (bureau.parent, bureau.officers["outsider"].unit.agency):
        refused(
            lambda agency=agency: open_case(
                "penalty.ordinary",
                "register_clue",
                bureau.users["lu"],
                agency,
                matter.payload("register_clue"),
            ),
            of_law=False,
        )


@pytest.mark.parametrize("day", ["1990-01-02", "1995-06-01", "2019-06-01", "2021-07-14"])
def test_act_is_not_dated_back_to_before_the_law(matter, bureau, day):
    """On such a day no check was in force: a whole case dated back to it would be judged by nothing."""
    told = matter.payload("register_clue", received_on=day, discovered_on=day) | {"at": f"{day}T10:00"}
    now = at("2026-06-01T10:00")
    found = refused(
        lambda: open_case(
            "penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency, told, now=now
        ),
    )
    assert found == {"not_before_law"}


def test_late_entry_asks_for_its_reason(matter, bureau):
    told = matter.payload("register_clue", received_on="2026-05-01", discovered_on="2026-05-01")
    found = refused(
        lambda: open_case(
            "penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency,
            told | {"at": "2026-05-01T10:00"}, now=at("2026-06-01T10:00"),
        )
    )  # fmt: skip
    assert "late_recording" in found


@pytest.mark.parametrize(
    ("when", "check"),
    [
        ("2026-05-31T10:00", "not_before_cause"),
        ("2026-06-02T10:00", "not_future"),
        ("2199-12-31T10:00", "not_future"),
    ],
)
def test_act_before_its_cause_or_in_the_future(registered, bureau, when, check):
    payload = registered.payload("inspect_site") | {"at": when}
    found = refused(
        lambda: perform(
            registered.case,
            "inspect_site",
            bureau.users["lu"],
            payload,
            officers=bureau.ids("lu", "shen"),
            now=at(INSPECTED),
        )
    )
    assert check in found


def test_review_is_not_dated_before_its_submission(begun, bureau):
    matter = begun(Matter, "submit_review")
    told = matter.payload("legal_review", done_on="2026-06-22", received_on="2026-06-22") | {
        "at": "2026-06-22T12:00"
    }
    found = refused(
        lambda: perform(matter.case, "legal_review", bureau.users["han"], told, now=at("2026-06-23T12:00"))
    )
    assert "reviewed_as_submitted" in found


def test_papers_left_where_nobody_is_are_not_served(begun):
    matter = begun(Matter, "serve_decision", before=True)
    left = {"method": "leaving", "recipient": "", "relation": "none", "recipient_signed": False}
    for more in ({}, {"photos_taken": True}, {"left_at_residence": True, "refusal_reason": ""}):
        found = refused(
            lambda more=more: submit(matter, "serve_decision", "2026-07-08T10:00", **left, **more)
        )
        assert found & {"leaving_only_where_refused", "field.refusal_reason"}

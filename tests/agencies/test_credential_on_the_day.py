"""A credential counts on the day of the act, not today."""

from datetime import date

import pytest

from mingjing.agencies.models import Agency, Credential, CredentialEvent, Officer, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Officer:
    agency = Agency.objects.create(
        name="江临市云湖区应急管理局",
        short_name="云湖区应急局",
        region="990105",
        prefix="江云",
        layer="cn-990105-yj",
    )
    unit = Unit.objects.create(agency=agency, name="执法大队二中队")
    person = Officer.objects.create(unit=unit, name="陆知行")
    card = Credential.objects.create(
        officer=person,
        number="99010526013",
        kinds=["enforcement"],
        valid_from=date(2024, 3, 1),
        valid_to=date(2026, 10, 31),
    )
    CredentialEvent.objects.create(credential=card, kind="issued", on=date(2024, 3, 1))
    return person


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2024, 2, 29), False),
        (date(2024, 3, 1), True),
        (date(2026, 10, 31), True),
        (date(2026, 11, 1), False),
    ],
)
def test_credential_holds_from_first_to_last_day(officer: Officer, day: date, valid: bool) -> None:
    assert officer.credential_valid_on(day) is valid


def test_suspended_credential_does_not_hold_until_it_is_given_back(officer: Officer) -> None:
    card = officer.credentials.get()
    CredentialEvent.objects.create(credential=card, kind="suspended", on=date(2026, 5, 1))
    CredentialEvent.objects.create(credential=card, kind="restored", on=date(2026, 6, 1))
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [officer.credential_valid_on(day) for day in days] == [True, False, False, True]


def test_revocation_today_leaves_earlier_acts_valid(officer: Officer) -> None:
    CredentialEvent.objects.create(credential=officer.credentials.get(), kind="revoked", on=date(2026, 9, 1))
    assert officer.credential_valid_on(date(2026, 8, 31))
    assert not officer.credential_valid_on(date(2026, 9, 1))


def test_supervision_card_is_no_enforcement_card(officer: Officer) -> None:
    assert not officer.credential_valid_on(date(2026, 5, 1), kind="supervision")


def test_renewed_card_is_found_beside_the_expired_one(officer: Officer) -> None:
    Credential.objects.create(
        officer=officer,
        number="99010526113",
        kinds=["enforcement"],
        valid_from=date(2026, 11, 1),
        valid_to=date(2029, 10, 31),
    )
    assert officer.credential_on(date(2026, 10, 1)).number == "99010526013"
    assert officer.credential_on(date(2026, 11, 2)).number == "99010526113"


def test_names_sort_by_sound(officer: Officer) -> None:
    for name in ("沈砚秋", "叶承安", "韩书言"):
        Officer.objects.create(unit=officer.unit, name=name)
    assert [one.name for one in Officer.objects.all()] == ["韩书言", "陆知行", "沈砚秋", "叶承安"]


def test_agencies_below_are_found_at_any_depth() -> None:
    above = None
    for name in ("省局", "市局", "区局"):
        above = Agency.objects.create(
            name=name, short_name=name, region="99", prefix=name, layer="cn", parent=above
        )
    top = Agency.objects.get(name="省局")
    assert len(top.below()) == 3
    assert above is not None
    assert above.below() == [above.pk]

"""What the register tells the law room about people, in a fixed number of queries."""

from datetime import date

import pytest

from mingjing.agencies.models import Agency, Credential, CredentialEvent, Officer, RoleGrant, Unit, User
from mingjing.agencies.register import RoleNotHeld, UnknownOfficer, actor_ref, officer_refs

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)


@pytest.fixture
def unit() -> Unit:
    agency = Agency.objects.create(
        name="云湖区应急管理局", short_name="区局", region="990105", prefix="江云", layer="cn"
    )
    return Unit.objects.create(agency=agency, name="执法大队二中队")


@pytest.fixture
def officers(unit: Unit) -> list[Officer]:
    made = []
    for number, name in enumerate(("陆知行", "沈砚秋", "叶承安", "韩书言"), start=1):
        officer = Officer.objects.create(
            unit=unit, name=name, user=User.objects.create(username=f"u{number}")
        )
        card = Credential.objects.create(
            officer=officer,
            number=f"9901052601{number}",
            kinds=["enforcement"],
            valid_from=date(2024, 1, 1),
            valid_to=date(2026, 12, 31),
        )
        CredentialEvent.objects.create(credential=card, kind="issued", on=date(2024, 1, 1))
        made.append(officer)
    return made


def test_any_number_of_officers_costs_three_queries(officers, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        refs = officer_refs([str(one.pk) for one in reversed(officers)], DAY)
    assert [ref.name for ref in refs] == ["韩书言", "叶承安", "沈砚秋", "陆知行"]
    assert all(ref.valid and not ref.auxiliary for ref in refs)
    with django_assert_num_queries(3):
        officer_refs([officers[0].pk], DAY)


def test_officer_without_card_is_not_valid(unit) -> None:
    helper = Officer.objects.create(unit=unit, name="辅助员", auxiliary=True)
    ref = officer_refs([helper.pk], DAY)[0]
    assert (ref.valid, ref.credential, ref.auxiliary, ref.valid_to) == (False, "", True, "")


def test_bar_passed_after_the_day_does_not_count(officers) -> None:
    officers[0].legal_qualified = True
    officers[0].legal_qualified_on = date(2026, 9, 16)
    officers[0].save()
    assert not officer_refs([officers[0].pk], DAY)[0].legal_qualified
    assert officer_refs([officers[0].pk], date(2026, 9, 16))[0].legal_qualified


def test_stranger_is_refused(officers) -> None:
    with pytest.raises(UnknownOfficer):
        officer_refs([officers[0].pk, 999_999], DAY)


def test_role_counts_from_its_first_to_its_last_day(officers, unit, django_assert_num_queries) -> None:
    user = officers[0].user
    RoleGrant.objects.create(
        user=user, role="handler", agency=unit.agency, from_day=date(2026, 1, 1), to_day=date(2026, 9, 15)
    )
    with django_assert_num_queries(2):
        actor = actor_ref(user, "handler", DAY)
    assert (actor.id, actor.name, actor.role, actor.unit) == (
        str(officers[0].pk),
        "陆知行",
        "handler",
        str(unit.pk),
    )
    for role, day in (("handler", date(2026, 9, 16)), ("handler", date(2025, 12, 31)), ("agency_head", DAY)):
        with pytest.raises(RoleNotHeld):
            actor_ref(user, role, day)


def test_administrator_is_no_officer(unit) -> None:
    user = User.objects.create(username="admin", display_name="系统管理员")
    RoleGrant.objects.create(user=user, role="administrator", agency=unit.agency, from_day=date(2026, 1, 1))
    assert actor_ref(user, "administrator", DAY).id == f"user:{user.pk}"

"""A licence that was issued gives birth to its renewal; one got by fraud, to the penalty that 行政许可法 第79条 asks for."""

from __future__ import annotations

from typing import Any

import pytest
from licence_matter import LicenceMatter, Revocation

from mingjing.cases import births, rebuild
from mingjing.cases.perform import open_case

pytestmark = pytest.mark.django_db(transaction=True)


def born_of(matter: Any, procedure: str) -> Any:
    _, found = births.beginnings(matter.bureau.users["lu"], matter.case.pk)
    return next(one for one in found if one.procedure == procedure)


def test_renewal_begins_with_the_licence_that_was_issued(bureau: Any) -> None:
    matter = LicenceMatter(bureau)
    matter.go("issue_certificate")
    begins = born_of(matter, "licence.grant").begins
    assert begins["prior_cert_no"] == "江云危化经字〔2026〕0031"
    assert begins["prior_valid_to"] == "2029-07-19"
    fields = {
        **begins, "matter": "renew", "application_no": "JLYH-XK-2026-0088", "content": "申请延续三年。", "truth_promised": True,
        "materials": [{"name": "延续申请书", "copies": 1, "form": "original"}],
    }  # fmt: skip
    born = open_case(
        "licence.grant",
        "register_matter",
        bureau.users["lu"],
        bureau.agency,
        {"fields": fields},
        parent=matter.case,
    ).case
    assert born.parent_id == matter.case.pk
    assert born.number == "JLYH-XK-2026-0088"
    assert born.state["facts"]["prior_valid_to"] == "2029-07-19"
    assert "license_renewal_apply" in {clock.deadline for clock in born.clocks.all()}
    assert rebuild.check().differences == []


def test_fraud_leads_to_a_penalty_case(bureau: Any) -> None:
    matter = Revocation(bureau)
    matter.go("revoke_licence")
    begins = born_of(matter, "penalty.ordinary").begins
    assert begins["party_name"] == "江临清源化工销售有限公司"
    assert begins["case_name"].endswith("以不正当手段取得行政许可案")


def test_withdrawal_for_the_public_good_leads_to_no_penalty(bureau: Any) -> None:
    class Withdrawal(Revocation):
        scenario = "licence-withdrawn"

    matter = Withdrawal(bureau)
    matter.go("revoke_licence")
    _, found = births.beginnings(bureau.users["lu"], matter.case.pk)
    assert "penalty.ordinary" not in {one.procedure for one in found}

"""A bureau that works under a pack with a kind of enforcement of its own: 行政确认, which no code knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from case_bureau import Bureau
from django.conf import settings

from mingjing import law
from mingjing.cases.libraries import lend
from mingjing.cases.perform import Performed, open_case, perform

LAYER = "cn-confirmation"
PACK = Path(__file__).parent / "packs" / LAYER
PROCEDURE = "confirmation.accident"
SCENARIO = PACK / "scenarios/confirmation.yaml"


@cache
def library() -> law.Library:
    """The pack above the national and the sector's layers."""
    root = Path(settings.MINGJING_PACKS)
    return law.load_folders([root / "cn", root / "cn-emergency", PACK])


def work_under(bureau: Bureau) -> None:
    """Let the bureau work under the pack."""
    lend(LAYER, library())
    bureau.agency.layer = LAYER
    bureau.agency.save()


def receive(bureau: Bureau, **given: Any) -> Performed:
    """An application received, with one photograph in evidence."""
    payload = {
        "fields": {"matter": "二号库坠落事故伤害", "party_name": "江临恒远仓储有限公司", "party_kind": "org"},
        "evidence": [{"id": "e1", "title": "现场照片", "kind": "documentary"}],
    }
    return open_case(PROCEDURE, "receive_confirmation", bureau.users["lu"], bureau.agency, payload, **given)


def confirm(bureau: Bureau, case: Any, *officers: str) -> Performed:
    """The decision, approved by the unit's head."""
    fields = {"outcome": "yes", "facts": "在二号库坠落受伤，作业时没有专门人员进行现场安全管理。"}
    taking_part = bureau.ids(*(officers or ("lu", "shen")))
    perform(case, "confirm", bureau.users["lu"], {"fields": fields}, officers=taking_part)
    return perform(case, "confirm", bureau.users["ye"], step="approve")

"""Fields of acts on the spot: summary penalties (names and numbers are invented)."""

from typing import Any

from tests.papers.sample_later_acts import PENAL, REMEDY, VIOLATED

PLACE = "江临市云湖区工业大道66号喷漆车间"

ON_SITE: dict[str, dict[str, Any]] = {
    "decide_on_spot": {
        **REMEDY,
        "party_name": "江临柏舟家具制造有限公司",
        "party_address": "江临市云湖区工业大道66号",
        "violated_at": "2026-11-12T09:40:00+08:00",
        "place": PLACE,
        "facts": "五月的安全生产培训记录中，两名从业人员的签名系他人代签",
        "evidence_summary": "现场检查记录、培训记录复印件、现场照片",
        "violated": VIOLATED,
        "penal": PENAL,
        "penalty_kinds": ["fine"],
        "fine": "2000.00",
        "penalty_text": "罚款人民币贰仟元整",
        "discretion_reason": "涉及两人，首次查处，当场改正",
        "defence": "当事人表示无异议",
        "correction_order": "七日内如实补记培训情况",
        "payment_way": "bank",
        "payment_days": 15,
        "payee_bank": "云湖农村商业银行营业部（政务路2号）",
        "payment_account": "9901 0520 0000 1234",
        "reconsideration_first": True,
        "disclosure_told": True,
    },
}

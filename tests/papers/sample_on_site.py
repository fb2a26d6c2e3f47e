"""Fields of acts on the spot: summary penalties, inspections (names and numbers are invented)."""

from typing import Any

from tests.papers.sample_acts import INVESTIGATION, OFFICERS
from tests.papers.sample_later_acts import PENAL, REMEDY, VIOLATED

PLACE = "江临市云湖区工业大道66号喷漆车间"
ITEMS = ["ins_training", "ins_dangerous_work", "ins_hidden_danger"]
PLAN: dict[str, Any] = {
    "items": ITEMS,
    "basis": ["安全生产法 第62条第2款", "安全生产法 第65条"],
    "contents": [
        {"item": "ins_training", "point": "培训计划、培训记录和考核情况", "method": "查阅、询问"},
        {"item": "ins_dangerous_work", "point": "动火作业审批和现场管理", "method": "现场查看"},
        {"item": "ins_hidden_danger", "point": "隐患排查治理台账和通报情况", "method": "查阅"},
    ],
    "way": "on_site",
    "remote_considered": "动火作业的现场管理须实地查看。",
    "joint": False,
    "planned_from": "2026-09-09",
    "planned_to": "2026-09-10",
    "place": "江临市云湖区工业大道66号",
    "handlers": OFFICERS,
    "assistants": [{"name": "闻人越", "post": "安全专家"}],
    "year_visits": 1,
    "year_cap": 2,
    "advance_notice": True,
    "approved_on": "2026-09-02",
}

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
    "inspect_site": {
        **INVESTIGATION["inspect_site"],
        "checklist": [
            {
                "item": "ins_training",
                "point": "培训计划、培训记录和考核情况",
                "result": "conform",
                "note": "",
            },
            {
                "item": "ins_special_operation",
                "point": "焊接人员操作证",
                "result": "not_conform",
                "note": "两人无证",
            },
        ],
    },
    "approve_inspection": PLAN,
    "backfill_approval": PLAN,
    "notify_inspection": {
        "advance": True,
        "items": ITEMS,
        "basis": ["安全生产法 第62条第2款", "安全生产法 第65条"],
        "visit_from": "2026-09-09",
        "visit_to": "2026-09-10",
        "place": "江临市云湖区工业大道66号",
        "year_cap": 2,
        "rights_told": True,
        "discipline_told": True,
        "read_and_signed": True,
    },
    "feed_back": {
        "inspected_on": "2026-09-09",
        "result": "corrected",
        "problems": ["动火作业票未注明监护人", "喷漆车间应急照明灯损坏一处"],
        "follow_up": "责令限期整改，期满复查",
        "objection": "对检查结果有异议的，可以自收到本告知书之日起十五日内向本机关书面提出。联系电话：0990-5512350",
        "told_on": "2026-09-14",
        "read_and_signed": True,
    },
    "order_onsite_measure": {
        **REMEDY,
        "measure_no": "江云应急现决2026-6",
        "hazards": "喷漆车间可燃气体报警装置被人为关闭，现场可燃气体浓度超过报警值",
        "unsafe": True,
        "violated": ["安全生产法 第36条第3款"],
        "basis": ["安全生产法 第65条第1款第3项"],
        "measures": ["evacuate", "stop_use"],
        "scope": "喷漆车间及其供气设施",
        "until": "至隐患排除并经审查同意之日止",
        "statement": "当事人表示立即执行",
        "read_and_signed": True,
    },
    "agree_resumption": {
        "order_no": "江云应急现决2026-6",
        "applied_on": "2026-09-15",
        "rechecked_at": "2026-09-16T10:00:00+08:00",
        "results": [
            {"problem": "可燃气体报警装置被人为关闭", "result": "done"},
            {"problem": "喷漆车间通风系统故障", "result": "done"},
        ],
        "rectified": True,
        "conclusion": "隐患已经排除，检测合格",
        "next_step": "继续停用并限期排除",
    },
    "extend_rectification": {
        "order_no": "江云应急责改2026-41",
        "applicant": "江临柏舟家具制造有限公司",
        "applied_on": "2026-09-14",
        "reason": "新作业票由集团统一印制，需要七日。",
        "measures": "继续由安全员到场监护。",
        "days": 7,
        "new_due_on": "2026-09-23",
    },
}

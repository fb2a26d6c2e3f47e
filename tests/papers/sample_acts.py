"""Fields of each act of the sample case that comes before the decision (names and numbers are invented)."""

from typing import Any

from tests.papers.sample_later_acts import LATER

OFFICERS = [
    {"id": "o1", "name": "陆知行", "credential": "99010526013"},
    {"id": "o2", "name": "沈砚秋", "credential": "99010526027"},
]
FOREMAN = {"name": "周乔", "id_number": "990105198001010013", "phone": "13900000001", "post": "车间主任"}
RECORDER = {"name": "沈砚秋"}
SPAN = {"start": "2026-09-16T09:30:00+08:00", "end": "2026-09-16T10:40:00+08:00"}
SHOWN = {"credential_shown": True, "rights_told": True, "read_and_signed": True}
FACTS = (
    "2026年9月3日，执法人员检查江临柏舟家具制造有限公司时，发现喷漆车间张某、李某2人"
    "未取得特种作业操作证上岗从事焊接与热切割作业"
)
WORKERS = ("张某", "李某")
VIOLATED, PENAL = ["安全生产法 第30条第1款"], ["安全生产法 第97条第7项"]
DEVICE = {
    "name": "焊割设备",
    "spec": "ZX7-400",
    "quantity": "2台",
    "state": "完好",
    "seal": "封001、封002",
    "value": "6400.00",
}
SEIZED = {"measure_no": "江云扣2026-1"}

INVESTIGATION: dict[str, dict[str, Any]] = {
    "register_clue": {
        "case_name": "江临柏舟家具制造有限公司安排未取得特种作业操作证的人员上岗作业案",
        "cause": "未按照规定取得相应资格的特种作业人员上岗作业",
        "source": "inspection",
        "received_on": "2026-09-03",
        "discovered_on": "2026-09-03",
        "region": "江临市云湖区",
        "facts": FACTS,
        "proposal": "file",
        "party_name": "江临柏舟家具制造有限公司",
        "party_kind": "org",
        "uscc": "91990105MA6H8T4CXD",
        "address": "江临市云湖区工业大道 66 号",
    },
    "file_case": {
        "facts": f"{FACTS}。\n该公司现场不能提供上述人员的特种作业操作证。",
        "suspected": VIOLATED,
        "jurisdiction": "违法行为发生在江临市云湖区，属于本机关管辖。",
        "violation_on": "2026-09-03",
        "limitation_ok": True,
        "handlers": OFFICERS,
        "filed_on": "2026-09-15",
    },
    "decline_filing": {
        "facts": "经核查，举报所述作业人员持有有效的特种作业操作证。",
        "ground": "no_violation",
        "grounds": "没有违法事实，不符合立案标准。",
        "reply_reporter": True,
        "reply_text": "经核查，您反映的情况不属实。",
        "declined_on": "2026-09-15",
    },
    "request_recusal": {"applicant": "party", "person": {"name": "陆知行"}},
    "decide_recusal": {
        "person": {"name": "陆知行"},
        "outcome": "rejected",
        "grounds": "申请人所述关系不属于法定回避情形。",
    },
    "notify_inquiry": {
        "person": FOREMAN,
        "matter": "你单位喷漆车间人员特种作业资格问题",
        "appointed_at": "2026-09-16T09:30:00+08:00",
        "place": "江临市云湖区镜湖路 88 号 305 室",
        "materials": ["喷漆车间人员名册", "2026年8月至9月排班表"],
        "contact": "陆知行，0990-5512350",
    },
    "inquire": {
        **SPAN,
        **SHOWN,
        "person": FOREMAN,
        "capacity": "employee",
        "ordinal": 1,
        "place": "江临柏舟家具制造有限公司会议室",
        "recorder": RECORDER,
        "recusal_asked": "no",
        "questions": [
            {"question": "请介绍您的姓名、职务。", "answer": "我叫周乔，是喷漆车间主任。"},
            {
                "question": "9月3日在车间从事焊接作业的是谁？有没有特种作业操作证？",
                "answer": "是张某、李某，当时都没有证。",
            },
            {"question": "是谁安排的？", "answer": "是我安排的。\n当时持证的师傅请假，订单催得急。"},
        ],
    },
    "inspect_site": {
        **SPAN,
        **SHOWN,
        "place": "喷漆车间",
        "item": "特种作业人员持证上岗情况",
        "site_contact": FOREMAN,
        "recusal_asked": "no",
        "findings": "现场有张某、李某2人正在进行焊接作业，不能出示特种作业操作证。",
        "problems": [
            {"problem": f"{name}未取得特种作业操作证上岗作业", "provision": VIOLATED[0]} for name in WORKERS
        ],
    },
    "examine_scene": {
        **SPAN,
        **SHOWN,
        "place": "喷漆车间东侧焊接工位",
        "weather": "晴",
        "examiners": [{"name": "陆知行"}, {"name": "沈砚秋"}],
        "recorder": RECORDER,
        "party_present": True,
        "scene": "车间东侧设焊接工位2处，各有焊割设备1台，设备处于使用状态。",
        "result": "2处工位均有当日作业痕迹。",
        "attesting_person": {"name": "祎翀", "post": "社区工作人员"},
    },
    "sample": {
        **SPAN,
        **SHOWN,
        "place": "喷漆车间",
        "site_contact": FOREMAN,
        "samples": [
            {"name": "稀释剂", "spec": "X-1 20260801", "quantity": "2瓶", "base": "40瓶", "state": "密封"}
        ],
        "method": "随机抽样，GB/T 6680",
        "sealing": "封条001号",
    },
    "preserve": {
        **SHOWN,
        "keep_no": "江云存2026-1",
        "grounds": "排班表等书证可能灭失，以后难以取得",
        "items": [{"name": "2026年8月至9月排班表", "spec": "A4", "quantity": "6页", "state": "完好"}],
        "keep_place": "江临柏舟家具制造有限公司档案室",
        "keep_mode": "on_site",
        "preserved_at": "2026-09-16T11:00:00+08:00",
    },
    "dispose_preserved": {
        "keep_no": "江云存2026-1",
        "disposals": [{"name": "排班表", "quantity": "6页", "result": "copied", "note": "复制后退还"}],
        "disposed_at": "2026-09-20T10:00:00+08:00",
    },
    "collect_evidence": {
        "name": "2026年8月至9月排班表",
        "kind": "documentary",
        "origin": "江临柏舟家具制造有限公司档案室",
        "extracted_at": "2026-09-16T11:20:00+08:00",
        "provider": FOREMAN,
        "purpose": "证明张某、李某被安排从事焊接作业",
        "matches_original": True,
        "lawful": True,
        "provider_signed": True,
    },
    "commission_appraisal": {
        "commission_no": "江云鉴2026-1",
        "institution": "江临市产品质量检验所",
        "qualification": "CMA 209900000000",
        "samples": "稀释剂2瓶",
        "purpose": "闪点测定",
        "due_on": "2026-10-10",
    },
    "receive_appraisal": {
        "commission_no": "江云鉴2026-1",
        "report_no": "JC-2026-88",
        "result": "闪点低于23℃",
    },
    "seize": {
        **SPAN,
        **SHOWN,
        **SEIZED,
        "measure": "seize",
        "facts": "你单位使用不符合国家标准的焊割设备，存在现实危险",
        "basis": ["安全生产法 第65条第1款第4项"],
        "items": [DEVICE],
        "value": "6400.00",
        "place": "喷漆车间",
        "days": 30,
        "custody": "本机关物证室，沈砚秋",
        "urgent": False,
        "party_present": True,
        "statement": "无异议",
        "list_copies": 2,
    },
    "extend_seizure": {
        **SEIZED,
        "grounds": "设备来源需要进一步核查，情况复杂",
        "days": 20,
        "told_on": "2026-10-15",
    },
    "release_seizure": {
        **SEIZED,
        "disposal": "release",
        "ground": "decided",
        "items": [{"name": "焊割设备", "quantity": "2台", "result": "退还"}],
        "released_at": "2026-10-20T15:00:00+08:00",
    },
    "order_rectification": {
        "order_no": "江云责2026-7",
        "problems": [
            {
                "problem": f"{name}未取得特种作业操作证上岗作业",
                "provision": VIOLATED[0],
                "due_on": "2026-10-08",
            }
            for name in WORKERS
        ],
        "due_on": "2026-10-08",
        "precautions": "立即停止上述2人的特种作业，未取得资格前不得安排上岗",
        "remedy_body": "江临市云湖区人民政府",
        "remedy_days": 60,
        "court": "江临市云湖区人民法院",
        "suit_months": 6,
        "read_and_signed": True,
    },
    "recheck_rectification": {
        "order_no": "江云责2026-7",
        "rechecked_at": "2026-10-08T14:00:00+08:00",
        "results": [{"problem": f"{name}未取得特种作业操作证上岗作业", "result": "done"} for name in WORKERS],
        "rectified": True,
        "conclusion": "上述问题已整改完毕",
    },
    "extend_case": {"grounds": "案情复杂，需要外地协查。", "basis": ["行政处罚法 第60条"], "days": 30},
    "suspend_case": {
        "ground": "legal_question",
        "grounds": "须请示上级。",
        "basis": ["行政处罚法 第60条"],
        "since": "2026-10-01",
    },
    "resume_case": {"grounds": "已收到答复。", "since": "2026-10-12"},
    "report_crime": {
        "facts": FACTS,
        "crime": "涉嫌危险作业罪",
        "team": OFFICERS,
        "reported_on": "2026-09-20",
        "transfer": "transfer",
        "grounds": "符合立案追诉标准。",
    },
    "send_transfer": {
        "receiver": "江临市公安局云湖分局",
        "sent_at": "2026-09-21T10:00:00+08:00",
        "materials": [{"name": "案件情况的调查报告", "pages": 6}, {"name": "鉴定意见", "pages": 3}],
        "items": [{"name": "焊割设备", "quantity": "2台"}],
    },
    "conclude_investigation": {
        "process": "2026年9月15日立案后，执法人员询问有关人员3人，提取书证2份。",
        "facts": f"{FACTS}。",
        "evidence_summary": "1.现场检查记录，证明现场作业情况；\n2.询问笔录3份，证明安排上岗的经过；\n3.排班表，证明作业时间。",
        "all_verified": True,
        "proposal": "penalty",
        "ended_on": "2026-10-12",
    },
}
ACTS: dict[str, dict[str, Any]] = INVESTIGATION | LATER

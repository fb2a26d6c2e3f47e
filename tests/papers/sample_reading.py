"""Fields of acts by which a case file is read, copied and handed to authorities (names and numbers are invented)."""

from typing import Any

FILE = [{"item": "案卷（正卷）", "kind": "file", "pages": 62}, {"item": "现场检查录像", "kind": "recording"}]
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

READING: dict[str, dict[str, Any]] = {
    "request_reading": {
        "request_no": "阅20261109-1",
        "applicant": "卓一鸣",
        "standing": "agent",
        "principal": "江临柏舟家具制造有限公司",
        "concern": "",
        "contact": "0990-5510066",
        "ways": ["read", "copy"],
        "wanted": FILE,
        "purpose": "申请行政复议",
        "channel": "counter",
        "requested_on": "2026-11-09",
    },
    "accept_reading": {
        "request_no": "阅20261109-1",
        "identity_kind": "lawyer",
        "identity_matches": True,
        "authority_shown": True,
        "reading_at": "2026-11-13T09:00:00+08:00",
        "place": "本机关档案室",
        "accepted_on": "2026-11-09",
    },
    "grant_reading": {
        "request_no": "阅20261109-1",
        "extent": "redacted",
        "given": FILE,
        "withheld": "遮盖两名证人的姓名、住址和电话，属于他人的个人信息。",
        "basis": ["政府信息公开条例 第15条"],
        "ways": ["read", "copy"],
        "others_checked": True,
        "granted_on": "2026-11-12",
    },
    "refuse_reading": {
        "request_no": "阅20261109-1",
        "ground": "internal",
        "grounds": "所申请的集体讨论记录属于内部讨论材料，编入副卷，不对外提供。",
        "basis": ["政府信息公开条例 第16条"],
        "mending": "可以改为申请查阅正卷中的处罚决定书、询问笔录和证据。",
        "remedy_told": True,
        "refused_on": "2026-11-12",
    },
    "give_copies": {
        "request_no": "阅20261109-1",
        "ways": ["read", "copy"],
        "items": FILE,
        "digest": DIGEST,
        "pages": 62,
        "receiver": "卓一鸣",
        "receiver_signed": True,
        "present": {"name": "温如书"},
        "handed_on": "2026-11-12",
    },
    "release_recordings": {
        "request_no": "调20261110-1",
        "requester": "江临市云湖区人民法院",
        "purpose": "authority",
        "files": [{"name": "现场检查录像", "note": "2026年9月3日"}],
        "mode": "copy",
        "agreed": True,
        "opinion": "调取函手续齐全，同意提供复制件。",
        "return_by": "2027-05-12",
        "released_on": "2026-11-11",
        "role": "legal_reviewer",
        "by_name": "韩书言",
        "approvals": [
            {
                "role": "agency_head",
                "by_name": "程见深",
                "opinion": "同意。",
                "at": "2026-11-11T15:00:00+08:00",
            }
        ],
    },
    "register_case_copy": {
        "request_no": "调20261110-1",
        "body_kind": "court",
        "body": "江临市云湖区人民法院",
        "letter_no": "（2026）云湖法调字第12号",
        "letter_date": "2026-11-09",
        "in_person": True,
        "visitors": [
            {"name": "赵审言", "credential": "工作证 001"},
            {"name": "钱书记", "credential": "工作证 002"},
        ],
        "purpose": "审理行政诉讼案件",
        "scope": "whole",
        "wanted": FILE,
        "received_on": "2026-11-10",
    },
    "approve_case_copy": {
        "request_no": "调20261110-1",
        "scope": "whole",
        "given": FILE,
        "opinion": "调取函手续齐全，拟提供全部案卷复制件。",
        "approved_on": "2026-11-11",
    },
    "hand_over_case_copy": {
        "request_no": "调20261110-1",
        "items": FILE,
        "digest": DIGEST,
        "files": 48,
        "receiver": "赵审言",
        "receiver_signed": True,
        "handed_on": "2026-11-12",
    },
}

"""Rows like those of the published data, made for these tests; companies and persons are invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GOOD: dict[str, Any] = {
    "id": "T001", "source_url": "https://yj.example/1", "kind": "decision", "agency": "江临市柳河区应急管理局", "doc_no": "（江柳）应急罚〔2024〕12号",
    "party_name": "江临柳岸五金有限公司", "party_kind": "org", "uscc": "91990105MA700K8RQU", "violation": "特种作业人员未取得资格上岗",
    "law_articles": ["《中华人民共和国安全生产法》第三十条第一款", "《中华人民共和国安全生产法》第九十七条第七项"], "laws_named": ["中华人民共和国安全生产法"],
    "penalty": "罚款叁万元整", "fine_yuan": 30000, "decision_date": "2024-05-20", "status": "decided",
    "text": "2024年3月5日检查江临柳岸五金有限公司，有人员没有操作证就上岗，当场下达责令限期整改指令书。3月8日立案。证据有现场检查记录、询问笔录、现场照片。"
    "4月25日送达行政处罚告知书，该公司未陈述申辩。地址：江临市柳河区铁匠街9号，法定代表人：岳松年。违反《中华人民共和国安全生产法》第三十条第一款，"
    "依据该法第九十七条第七项，罚款叁万元整。",
}  # fmt: skip


def row(**changed: Any) -> dict[str, Any]:
    return {**GOOD, **changed}


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "decisions.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    return path

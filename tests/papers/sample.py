"""A realistic case with every act's fields, as the caller hands them to `papers.render`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.papers.sample_acts import ACTS as ACTS_OF_ORDINARY
from tests.papers.sample_acts import OFFICERS
from tests.papers.sample_coercion import CASE_OF_COERCION, COERCION
from tests.papers.sample_later_acts import DOCUMENTS
from tests.papers.sample_licence import CASE_OF_LICENCE, LICENCE
from tests.papers.sample_on_site import ON_SITE
from tests.papers.sample_reading import READING

from mingjing import papers

PACKS = Path(papers.__file__).resolve().parents[1] / "packs"
FORMS = PACKS / "cn-emergency" / "forms"
LAYERS = ("cn", "cn-emergency")


@cache
def forms() -> dict[str, papers.PaperForm]:
    return papers.load_forms([FORMS])


OTHERS = LICENCE | ACTS_OF_ORDINARY | ON_SITE | READING
ACTS = OTHERS | {act: OTHERS.get(act, {}) | fields for act, fields in COERCION.items()}
ACTS["deliberate_licence"] = ACTS["deliberate"]


@cache
def procedure() -> dict[str, dict[str, Any]]:
    """Acts of all procedures by id, the ordinary penalty's first; what a procedure adds to one it takes over counts too."""
    files = [file for layer in LAYERS for file in (PACKS / layer / "procedures").rglob("*.yaml")]
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(files, key=lambda file: (file.parent.name != "penalty.ordinary", file)):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for act in content if isinstance(content, list) else content.get("acts", []):
            used = act.get("use", "").partition("/")[2]
            act_id = act.get("id") or used
            # Taken over under a name of its own, an act makes only its own documents.
            known = found.get(act_id) or {"fields": {}, **found.get(used, {}), "documents": []}
            fields = {name: kind for name, kind in act.get("fields", {}).items() if kind}
            made = [one for one in act.get("documents", []) if one not in known["documents"]]
            found[act_id] = {
                **known,
                **act,
                "fields": known["fields"] | fields,
                "documents": [*known["documents"], *made],
            }
    return found


def documents(act: dict[str, Any]) -> list[str]:
    return [doc["form"] if isinstance(doc, dict) else doc for doc in act.get("documents", [])]


@cache
def acts_of(form_id: str) -> tuple[str, ...]:
    """Acts that make the form, in the order of the procedure."""
    return tuple(act_id for act_id, act in procedure().items() if form_id in documents(act))


@cache
def labels() -> dict[str, dict[str, str]]:
    """Chinese names of codes: catalogues, and options written beside a field."""
    found: dict[str, dict[str, str]] = {}
    for layer in LAYERS:
        for file in sorted((PACKS / layer / "catalogues").glob("*.yaml")):
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            for catalogue in content if isinstance(content, list) else [content]:
                found[catalogue["id"]] = {row["id"]: row["title"] for row in catalogue["rows"]}
    for act_id, act in procedure().items():
        for field_id, field in act.get("fields", {}).items():
            if "options" in field:
                found[f"{act_id}.{field_id}"] = _codes(field["options"])
            for column_id, column in field.get("columns", {}).items():
                if "options" in column:
                    found[f"{act_id}.{field_id}.{column_id}"] = _codes(column["options"])
    return found


def _codes(options: dict[Any, str]) -> dict[str, str]:
    """YAML 1.1 reads the bare codes yes and no as booleans."""
    return {{True: "yes", False: "no"}.get(code, code): title for code, title in options.items()}


PARTY = {
    "name": "江临柏舟家具制造有限公司",
    "kind": "org",
    "uscc": "91990105MA6H8T4CXD",
    "legal_rep": "柏舟远",
    "legal_rep_post": "总经理",
    "address": "江临市云湖区工业大道 66 号",
    "phone": "0990-5510066",
}
PERSON = {
    "name": "喆堃",
    "kind": "person",
    "gender": "男",
    "birth_date": "1988-03-05",
    "id_number": "990105198803050011",
    "employer": "江临柏舟家具制造有限公司",
    "address": "江临市云湖区柳堤路 8 号 2 幢 301 室",
    "phone": "13900000000",
}
AGENCY = {
    "name": "江临市云湖区应急管理局",
    "prefix": "江云",
    "address": "江临市云湖区镜湖路 88 号",
    "phone": "0990-5512350",
    "head": "程见深",
    "postcode": "990105",
    "payee_bank": "云湖农村商业银行营业部",
    "payee_account": "9901 0520 0000 1234",
    "reconsideration_body": "江临市云湖区人民政府",
    "court": "江临市云湖区人民法院",
    "supervision_phone": "0990-5512366",
}
CASE = {
    "name": "江临柏舟家具制造有限公司安排未取得特种作业操作证的人员上岗作业案",
    "number": "江云应急案〔2026〕18号",
    "cause": "未按照规定取得相应资格的特种作业人员上岗作业",
    "source": "inspection",
    "clue_received_on": "2026-09-03",
    "discovered_on": "2026-09-03",
    "filed_on": "2026-09-15",
    "handlers": OFFICERS,
    "summary_facts": "喷漆车间2名作业人员未取得特种作业操作证上岗作业。",
    "established_facts": "喷漆车间2名作业人员未取得特种作业操作证上岗作业。",
    "violated": ["安全生产法 第30条第1款"],
    "penal": ["安全生产法 第97条第7项"],
    "decision_kind": "penalty",
    "penalty_kinds": ["fine"],
    "fine": "48000.00",
    "confiscation": "0",
    "draft": 1,
    "hearing_due": True,
    "hearing_held": False,
    "discretion_reason": "涉及2人，首次被查处，10月8日前已全部改正，适用一般裁量阶次。",
    "benchmark": "安全生产行政处罚自由裁量基准第97条第7项",
    "tier": "一般",
    "notified_on": "2026-10-28",
    "decided_on": "2026-11-12",
    "decided_fine": "48000.00",
    "served_on": "2026-11-13",
    "paid": "48000.00",
    "surcharge": "0",
    "closed_on": "2026-11-20",
    "region": "江临市云湖区",
    "jurisdiction": "违法行为发生在本机关管辖区域内。",
    **CASE_OF_LICENCE,
    "inspection_kind": "daily",
    "inspection_trigger": "plan",
    "inspection_items": ["ins_training", "ins_dangerous_work", "ins_hidden_danger"],
    "risk_class": "larger",
    "prior_decision": "（江云）应急现决〔2026〕6号",
    "prior_kind": "stop_production",
    "prior_served_on": "2026-11-03",
    "prior_perform_by": "2026-11-04",
    "cut_urgency": "可燃气体仍在泄漏，继续作业即可能爆炸",
    **CASE_OF_COERCION,
}
STATUTES = {
    "安全生产法": "中华人民共和国安全生产法",
    "行政处罚法": "中华人民共和国行政处罚法",
    "行政强制法": "中华人民共和国行政强制法",
}
SUBMITTED = {"role": "handler", "by": "o1", "by_name": "陆知行", "submitted_at": "2026-09-15T09:20:00+08:00"}
APPROVALS = [
    {
        "role": "unit_head",
        "name": "叶承安",
        "opinion": "情况属实，同意报批。",
        "at": "2026-09-15T10:05:00+08:00",
    },
    {"role": "agency_head", "name": "程见深", "opinion": "同意。", "at": "2026-09-15T15:40:00+08:00"},
]


def act(act_id: str) -> dict[str, Any]:
    base: dict[str, Any] = SUBMITTED | {
        "id": act_id,
        "on": "2026-11-12",
        "at": "2026-11-12T10:00:00+08:00",
        "officers": OFFICERS,
    }
    if act_id == "legal_review":
        base["points"] = [
            {"point": p, "result": "pass", "opinion": "符合规定。"} for p in labels()["review_points"]
        ]
    return {**base, "approvals": APPROVALS, **ACTS[act_id]}


def against_person(act: dict[str, Any]) -> dict[str, Any]:
    return {**act, "party_name": PERSON["name"], "party_address": PERSON["address"]}


def facts(form_id: str, act_id: str | None = None) -> dict[str, Any]:
    """Facts for a form, made by `act_id` (default: the first act that makes it)."""
    person = form_id.startswith("penalty_decision") and form_id.endswith("_person")
    made_by = act_id or (acts_of(form_id) or ("archive_case",))[0]
    return {
        "case": CASE,
        "party": PERSON if person else PARTY,
        "agency": AGENCY,
        "act": against_person(act(made_by)) if person else act(made_by),
        "acts": {key: {"count": 1, "first": act(key), "last": act(key), "all": [act(key)]} for key in ACTS},
        "labels": labels(),
        "statutes": STATUTES,
        "document": {"issued_on": "2026-11-12"},
        "file": {"documents": DOCUMENTS},
    }


def render(form_id: str, act_id: str | None = None, **changes: Any) -> papers.Paper:
    """The sample's document, sealed and with its check page; `changes` go to `papers.render`."""
    form = forms()[form_id]
    usual: dict[str, Any] = {"number": number(form), "check_url": CHECK, "seal": AGENCY["name"]}
    return papers.render(form, changes.pop("facts", None) or facts(form_id, act_id), **(usual | changes))


CHECK = "https://yunhu-yj.example/verify/7Kq3-9dWm"


def number(form: papers.PaperForm) -> str | None:
    return form.numbering.number(AGENCY["prefix"], 2026, 31) if form.numbering else None


@cache
def _facts(part: str) -> set[str]:
    folders = [PACKS / layer for layer in LAYERS]
    files = [
        file for folder in folders for file in (*folder.glob("facts.yaml"), *folder.glob("facts/*.yaml"))
    ]
    return {
        name for file in files for name in (yaml.safe_load(file.read_text(encoding="utf-8")).get(part) or {})
    }


def case_facts() -> set[str]:
    return _facts("case")


def party_facts() -> set[str]:
    return _facts("party")


def titles(form_id: str) -> dict[str, str]:
    """Chinese names of the fields of the acts that make a form, by path."""
    made_by = (procedure()[act_id]["fields"].items() for act_id in acts_of(form_id))
    return {f"act.{field_id}": field["title"] for fields in made_by for field_id, field in fields}

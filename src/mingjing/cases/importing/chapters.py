"""What each act of an imported case is filled with: the row's own words, and what is presumed, marked as such."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from mingjing.cases.importing.facts import NOT_STATED, PRESUMED, Facts
from mingjing.cases.importing.legs import Course, is_accident, ordered_correction, spoke
from mingjing.papers.amounts import capitals

HISTORY = "历史案件补录"
NONE = f"{NOT_STATED}{PRESUMED}"
# A person of whom the text says nothing; worded unlike NONE, because names are hidden wherever they stand.
NOBODY = f"姓名未公开{PRESUMED}"
# Checks whose reason is that history is recorded from a published text; any other finding refuses the row.
REASONS = {
    check: f"{HISTORY}：{why}"
    for check, why in {
        "late_recording": "案件在原机关办理，现按已公开的决定补录",
        "citations_in_force": "按原决定引用的条款登记，未收入法规库",
        "evidence_corroborated": "原公开文本没有列全证据",
        "discretion_explained": "原公开文本没有写明裁量基准条目",
        "filing_prompt": "线索登记日期按原文推定",
        "recorder_worn": "原公开文本没有记载执法记录仪",
        "av_required": "原公开文本没有记载音像记录",
        "av_expected": "原公开文本没有记载音像记录",
        "person_name_masked": "原公开文本已隐去姓名",
        "notice_signed_apart": "原公开文本没有记载分别签收",
        "review_materials_complete": "原公开文本没有记载送审材料",
        "deliberation_opinions_recorded": "原公开文本没有记载发言",
        "rectification_rechecked": "原公开文本没有记载复查",
        "archive_complete": "目录按补录形成的文书编制",
    }.items()
}
KIND_TITLES = {"fine": "罚款", "suspend_permit": "暂扣许可证件", "revoke_permit": "吊销许可证件", "order_stop": "责令停产停业",
               "order_close": "责令关闭", "warning": "警告", "confiscate_gains": "没收违法所得", "confiscate_property": "没收非法财物"}  # fmt: skip


def public_name(name: str) -> str:
    """A natural person's name as it is published: as the source has masked it, else the surname alone."""
    return name if re.search(r"某|[*×X]", name) else f"{name[0]}某某"


class Chapters:
    """Fields, evidence and people of the acts of one row. `elements` and `violation` come from the pack's catalogue."""

    def __init__(
        self, facts: Facts, course: Course, days: dict[str, date], violation: Any, names: dict[str, str]
    ):
        self.facts, self.course, self.days, self.names = facts, course, days, names
        self.violation = violation
        self.row = facts.row
        self.cause = (self.row.violation or "违反安全生产管理规定")[:180]
        self.elements = [dict(one) for one in violation.elements]
        self.is_person = self.row.party_kind == "person"

    def fields(self, act: str, day: date, moments: dict[str, str]) -> dict[str, Any]:
        made = getattr(self, f"_{act}")(day.isoformat(), moments)
        return {key: value for key, value in made.items() if value is not None}

    def _register_clue(self, day: str, _: Any) -> dict[str, Any]:
        number = self.row.doc_no or NOT_STATED
        return {
            "case_name": f"{self.row.party_name}{self.cause}案"[:480], "cause": self.cause, "source": "inspection", "received_on": day,
            "discovered_on": day, "region": f"{self.row.agency}辖区{PRESUMED}",
            "facts": f"{HISTORY}。原决定文号：{number}。来源：{self.row.source_url or NOT_STATED}。公开文本：{self.row.text}",
            "proposal": "file", "party_name": self.row.party_name, "party_kind": self.kind, "uscc": self.facts.uscc or None,
            "address": self.facts.address or NONE,
        }  # fmt: skip

    @property
    def kind(self) -> str:
        if self.is_person:
            return "person"
        return "sole_trader" if self.facts.uscc.startswith("92") else "org"

    def _inspect_site(self, _: str, at: dict[str, str]) -> dict[str, Any]:
        return {
            "place": self.facts.address or f"{self.row.party_name}生产经营场所{PRESUMED}", **self._span(at), "item": "安全生产现场检查",
            "site_contact": {"name": NOBODY}, "credential_shown": True, "recorder_on": False, "purpose_told": True, "rights_told": True,
            "recusal_asked": "no", "findings": f"{self.cause}。笔录各项程序性记载为补录推定。", "violation_found": True, "party_present": True, "read_and_signed": True,
        }  # fmt: skip

    @staticmethod
    def _span(at: dict[str, str]) -> dict[str, str]:
        return {"start": at["start"], "end": at["end"]}

    def _order_rectification(self, day: str, _: Any) -> dict[str, Any]:
        due = (date.fromisoformat(day) + timedelta(days=15)).isoformat()
        return {
            "order_no": f"补录{self.row.id}", "problems": [{"problem": self.cause, "provision": self.facts.violated[0], "due_on": due}],
            "due_on": due, "precautions": NONE, "served_on": day, "read_and_signed": True,
        }  # fmt: skip

    def _file_case(self, day: str, _: Any) -> dict[str, Any]:
        found = self.days["register_clue"].isoformat()
        accident = is_accident(self.facts)
        return {
            "legal_rep": None if self.is_person else self.facts.legal_rep or NOBODY, "facts": f"{self.cause}。", "violations": [self.violation.id],
            "suspected": self.facts.violated, "jurisdiction": f"违法行为发生在{self.row.agency}辖区{PRESUMED}", "competent": True, "standard_met": True,
            "violation_on": found, "violation_ended_on": found, "accident": accident, "safety_harm": accident, "limitation_ok": True,
            "handlers": ["@handler", "@second"], "elements": self.elements, "conflict_declared": True, "filed_on": day,
        }  # fmt: skip

    def _inquire(self, _: str, at: dict[str, str]) -> dict[str, Any]:
        return {
            "person": {"name": self.row.party_name if self.is_person else NOBODY}, "capacity": "party" if self.is_person else "employee", "place": NONE,
            **self._span(at), "recorder": {"name": self.names["second"]}, "credential_shown": True, "recorder_on": False, "rights_told": True,
            "recusal_asked": "no", "questions": [{"question": f"笔录内容{NONE}", "answer": f"承认{self.cause}{PRESUMED}"}], "read_and_signed": True,
        }  # fmt: skip

    def _collect_evidence(self, _: str, at: dict[str, str]) -> dict[str, Any]:
        return {
            "name": "原案证据", "kind": "documentary", "origin": f"{self.row.agency}原案卷{PRESUMED}", "extracted_at": at["at"], "provider": {"name": NOBODY},
            "proves": [one["id"] for one in self.elements], "purpose": f"证明{self.cause}", "matches_original": True, "lawful": True, "provider_signed": True,
        }  # fmt: skip

    def evidence(self) -> list[dict[str, Any]]:
        """The items that the text names, else the usual three, marked; the published text itself is the first."""
        named = self.facts.evidence or [
            f"{name}{PRESUMED}" for name in ("现场检查记录", "询问笔录", "现场照片")
        ]
        if not self.facts.evidence:
            self.facts.presumed.append("证据目录原文未载")
        proves = [one["id"] for one in self.elements]
        source = {
            "title": "已公开的处罚决定文本",
            "kind": "documentary",
            "file": f"{self.row.id}.txt",
            "proves": proves,
        }
        return [source, *({"title": name, "kind": "documentary", "proves": proves} for name in named)]

    def _recheck_rectification(self, _: str, at: dict[str, str]) -> dict[str, Any]:
        return {
            "order_no": f"补录{self.row.id}", "rechecked_at": at["at"], "results": [{"problem": self.cause, "result": "done"}], "rectified": True,
            "conclusion": f"已整改{PRESUMED}",
        }  # fmt: skip

    def _conclude_investigation(self, day: str, _: Any) -> dict[str, Any]:
        return {
            "process": f"检查、询问、取证{PRESUMED}", "facts": self.cause, "violations": [self.violation.id],
            "evidence_summary": "、".join(self.facts.evidence) or NONE, "all_verified": True, "proposal": "penalty", "ended_on": day,
        }  # fmt: skip

    def _draft_disposition(self, _: str, __: Any) -> dict[str, Any]:
        return {
            "decision_kind": "penalty", "penalty_kinds": self.facts.kinds, "fine": f"{self.facts.fine:.2f}" if self.facts.fine else None,
            "violated": self.facts.violated, "penal": self.facts.penal, "discretion_result": "normal", "discretion_reason": f"裁量理由{NONE}",
            "leniency_checked": True, "limitation_ok": True, "same_fact_fined": False, "complex": False, "serious": False, "public_interest": False,
            "major_rights": False, "social_risk": False, "crime_considered": True, "suspected_crime": False,
        }  # fmt: skip

    def _submit_review(self, day: str, _: Any) -> dict[str, Any]:
        materials = (
            "submission",
            "explanation",
            "draft_document",
            "evidence_set",
            "unit_opinion",
            "qualification",
        )
        return {
            "ground_note": f"属于重大执法决定，送审情况{NONE}", "process": NONE, "proposed": self.penalty_text, "materials_complete": True, "sent_on": day,
            "materials": [{"material": one, "pages": 1, "note": "补录推定"} for one in materials],
        }  # fmt: skip

    def _legal_review(self, day: str, _: Any) -> dict[str, Any]:
        points = ("authority", "procedure", "facts", "law", "discretion", "power", "documents", "crime")
        return {
            "reviewer": ["@reviewer"], "legal_qualified": True, "first_time": False, "methods": ["written"], "materials_complete": True,
            "received_on": self.days["submit_review"].isoformat(), "points": [{"point": one, "result": "pass", "opinion": "补录推定"} for one in points],
            "outcome": "pass", "opinion_kind": "agree", "opinion": f"法制审核意见{NONE}，按已作出的决定推定为同意", "done_on": day,
        }  # fmt: skip

    def _notify_penalty(self, day: str, _: Any) -> dict[str, Any]:
        told = self.course.hearing
        return {
            "intended": self.penalty_text, "right_statement_told": True, "statement_text": f"收到之日起五个工作日内可以陈述、申辩{PRESUMED}",
            "right_hearing_told": told, "hearing_text": f"收到之日起五个工作日内可以要求听证{PRESUMED}" if told else None,
            "contact": NONE, "issued_on": day,
        }  # fmt: skip

    def _served(self, form: str, day: str) -> dict[str, Any]:
        return {
            "document": f"#{form}", "method": "direct", "place": self.facts.address or NONE, "recipient": self.row.party_name if self.is_person else NOBODY,
            "relation": "self" if self.is_person else "receiver", "recipient_signed": True, "served_on": day,
        }  # fmt: skip

    def _serve_notice(self, day: str, _: Any) -> dict[str, Any]:
        return {**self._served("penalty_advance_notice", day), "rights_signed": True}

    def _record_statement(self, day: str, _: Any) -> dict[str, Any]:
        speaker = {"name": self.row.party_name if self.is_person else NOBODY}
        return {
            "form": "written",
            "speaker": speaker,
            "received_on": day,
            "content": f"申辩内容{NONE}",
            "points": [f"申辩内容{NONE}"],
            "read_and_signed": True,
        }

    def _review_statement(self, day: str, _: Any) -> dict[str, Any]:
        answers = [{"point": f"申辩内容{NONE}", "adopted": False, "reason": f"复核情况{NONE}，原决定未采纳"}]
        return {
            "answers": answers,
            "new_facts": False,
            "changes_disposition": False,
            "conclusion": f"未采纳{PRESUMED}",
            "reviewed_on": day,
        }

    def _deliberate(self, _: str, at: dict[str, str]) -> dict[str, Any]:
        heads = [{"name": self.names["head"]}, {"name": self.names["deputy"]}]
        return {
            "form": "meeting", **self._span(at), "place": NONE, "chair": heads[0], "reporter": {"name": self.names["handler"]}, "attendees": heads,
            "recorder": {"name": self.names["unit_head"]}, "summary": self.cause, "speeches": [{"speaker": one["name"], "opinion": f"同意{PRESUMED}"} for one in heads],
            "conclusion": f"同意拟处理意见{PRESUMED}", "agreed": True, "all_signed": True, "minutes": f"讨论记录{NONE}",
        }  # fmt: skip

    @property
    def penalty_text(self) -> str:
        said = self.row.penalty or "、".join(KIND_TITLES[kind] for kind in self.facts.kinds)
        return f"{said}（罚款人民币{capitals(self.facts.fine)}）" if self.facts.fine else said

    def _decide(self, day: str, _: Any) -> dict[str, Any]:
        money = bool(self.facts.fine)
        licence = any(kind in {"suspend_permit", "revoke_permit"} for kind in self.facts.kinds)
        heard = (
            f"当事人的申辩未被采纳{PRESUMED}"
            if spoke(self.facts)
            else f"当事人没有陈述、申辩{'，没有要求听证' if self.course.hearing else ''}{PRESUMED}"
        )
        return {
            "evidence_summary": "、".join(self.facts.evidence) or NONE, "defence": heard, "penalty_text": f"{self.penalty_text}。原决定文号：{self.row.doc_no or NOT_STATED}",
            "licence": f"安全生产许可证，编号{NONE}" if licence else None, "payee_bank": NONE if money else None, "payment_account": NONE if money else None, "decided_on": day,
            "correction_order": None if ordered_correction(self.facts) else f"责令改正违法行为，{NONE}",
        }  # fmt: skip

    def _serve_decision(self, day: str, _: Any) -> dict[str, Any]:
        return self._served("penalty_decision", day)

    def _propose_disclosure(self, _: str, __: Any) -> dict[str, Any]:
        return {
            "item": "penalty_decision", "document": "#penalty_decision", "social_impact": True, "content": f"已公开的处罚决定（{HISTORY}）", "secrecy_checked": "public",
            "privacy_checked": True, "channels": ["gov_site"],
        }  # fmt: skip

    def _publish_decision(self, day: str, _: Any) -> dict[str, Any]:
        name = self.row.party_name
        return {
            "document": "#penalty_decision", "published_on": day, "channels": ["gov_site"], "redaction_confirmed": True, "rebuilt_and_searched": True,
            "masked_name": public_name(name) if self.is_person else name, "masks": "=masks",
        }  # fmt: skip

    def _record_payment(self, day: str, _: Any) -> dict[str, Any]:
        return {
            "document": "#penalty_decision", "amount": f"{self.facts.fine:.2f}", "paid_on": day, "channel": "bank", "bank_ref": f"补录推定-{self.row.id}",
            "receipt_no": f"补录推定-{self.row.id}",
        }  # fmt: skip

    def _close_case(self, day: str, _: Any) -> dict[str, Any]:
        return {
            "result": self.penalty_text, "ground": "performed", "performance": "voluntary", "execution": f"处罚已履行{PRESUMED}", "items_disposed": True,
            "rectified": True, "closed_on": day,
        }  # fmt: skip

    def _archive_case(self, day: str, _: Any) -> dict[str, Any]:
        return {
            "archive_no": f"补录-{self.row.id}", "retention": "y30", "maker": {"name": self.names["handler"]},
            "checker": {"name": self.names["archivist"]}, "archived_on": day,
        }  # fmt: skip

"""Papers in somebody's hand: what their check code or digest says about them. Nothing about the case, nothing personal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mingjing.cases.models import Document
from mingjing.disclosure.models import Publication
from mingjing.records import log, statements
from mingjing.records.models import Statement

_CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")


@dataclass(frozen=True)
class CheckedPaper:
    """The allow-list of what anybody with the code may know. `stands`: neither corrected, changed nor withdrawn.

    `published_code` leads to the publication of the same decision, when there is one.
    """

    title: str
    number: str
    issued_on: date
    agency: str
    pages: int
    size: int
    sha256: str
    check_code: str
    standing: str
    stands: bool
    published_code: str
    statement: Statement | None

    @property
    def vkey(self) -> str:
        return str(log.vkey_of(self.statement.outbox.idx if self.statement else None))


def normal_code(text: str) -> str:
    """7kq2 m4xd 91rp -> 7KQ2-M4XD-91RP; empty when it can't be a check code."""
    letters = re.sub(r"[^0-9A-Z]", "", text.upper())[:13]
    code = "-".join(letters[at : at + 4] for at in (0, 4, 8))
    return code if len(letters) == 12 and _CODE.fullmatch(code) else ""


def paper_by_code(text: str) -> CheckedPaper | None:
    """The paper with this check code (2 queries). Internal papers have no code that anybody may ask for."""
    code = normal_code(text)
    return _checked(Document.objects.filter(check_code=code)) if code else None


def paper_by_digest(sha256: str) -> CheckedPaper | None:
    """The paper whose issued file has this SHA-256 (2 queries)."""
    return _checked(Document.objects.filter(blob=sha256)) if sha256 else None


def _checked(found: object) -> CheckedPaper | None:
    row = (
        found.filter(statement__isnull=False)  # type: ignore[attr-defined]
        .select_related("case__agency", "statement__outbox")
        .only(
            "title", "form", "number", "issued_on", "pages", "size", "blob", "check_code",
            "case__agency__name", "case__state", "statement__content", "statement__key",
            "statement__outbox__entry", "statement__outbox__idx",
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    standing, stands = _standing(row)
    public = Publication.objects.shown().filter(case_id=row.case_id, document=row.number).values_list("code")
    return CheckedPaper(
        title=row.title,
        number=row.number,
        issued_on=row.issued_on,
        agency=row.case.agency.name,
        pages=row.pages,
        size=row.size,
        sha256=row.blob,
        check_code=row.check_code,
        standing=standing,
        stands=stands,
        published_code=next((code for (code,) in public[:1]), "") if row.number else "",
        statement=row.statement,
    )


def _standing(row: Document) -> tuple[str, bool]:
    """Whether the paper still stands, from the acts that correct papers or change decisions."""
    state = row.case.state
    decision = row.form.startswith("penalty_decision")
    if decision and (day := state.get("facts", {}).get("decision_changed_on")):
        return f"本决定已于{_cn(str(day))}被依法变更、撤销或者确认违法，不再有效。", False
    for done in state.get("acts", {}).get("correct_document", ()):
        if str(done.get("document")) in (row.number, row.form, row.blob):
            return f"本文书已于{_cn(str(done.get('at', '')))}更正，请与更正通知一并使用。", False
    return "本文书由本机关制作，没有更正、变更或者撤销的登记。", True


def _cn(day: str) -> str:
    found = date.fromisoformat(day[:10])
    return f"{found.year}年{found.month}月{found.day}日"


def proof_of(paper: CheckedPaper) -> statements.RecordProof:
    """Proof of the paper's statement. Raises NotYetLogged; ValueError when the paper has none."""
    if paper.statement is None:
        raise ValueError("no statement")
    return statements.proof_of(paper.statement)

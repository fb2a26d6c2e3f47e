"""What the API takes and gives. Dates are YYYY-MM-DD in Asia/Shanghai, instants RFC 3339, money text in yuan."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict


class FindingOut(Schema):
    """One reason: the sentence, the article, and the way to mend it."""

    check: str = Field(description="检查项编号")
    sentence: str
    citation: str = ""
    mend: str = ""
    fields: list[str] = Field(default_factory=list, description="相关栏目编号")
    provisional: bool = False


class Problem(Schema):
    """Every error of this API."""

    title: str
    findings: list[FindingOut] = Field(default_factory=list)


class CaseRow(Schema):
    id: UUID
    number: str
    title: str
    procedure: str
    party_name: str
    stage: str
    stage_title: str
    fine: str | None
    filed_on: date | None
    decided_on: date | None
    major: bool
    closed: bool
    seq: int
    next_due: date | None
    next_due_title: str


class CaseFilters(Schema):
    """How to narrow the list; all of it optional."""

    q: str | None = Field(default=None, max_length=80, description="案号、案由、当事人中的文字")
    stage: str | None = Field(default=None, max_length=40)
    due: str | None = Field(default=None, max_length=4, description="over 已逾期，或者剩余天数的上限")
    open: str | None = Field(default=None, max_length=10, description="open、closed 或者 all")
    review: str | None = Field(default=None, max_length=20)
    major: bool | None = None
    mine: bool | None = None
    order: str | None = Field(default=None, max_length=10, description="due、changed、party 或者 filed")
    page: int = Field(default=1, ge=1, le=200)


class CaseList(Schema):
    """A page of cases; `has_more` says whether another follows. The whole set is never counted."""

    cases: list[CaseRow]
    page: int
    has_more: bool


class ClockOut(Schema):
    deadline: str
    title: str
    kind: str
    state: str
    due: date | None
    days_left: int | None
    citation: str
    provisional: bool


class EntryOut(Schema):
    seq: int
    act: str
    title: str
    step: str
    at: datetime
    recorded_at: datetime
    sentence: str
    proof: str = Field(description="存证状态：pending 待入日志；logged 已入日志；witnessed 已见证")


class DocumentOut(Schema):
    form: str
    title: str
    number: str
    issued_on: date
    pages: int
    sha256: str
    check_code: str


class CaseOut(CaseRow):
    facts: dict[str, Any]
    party: dict[str, Any]
    pending: list[str]
    clocks: list[ClockOut]
    timeline: list[EntryOut]
    documents: list[DocumentOut]


class OptionOut(Schema):
    """An act of the procedure: whether this person may do it now, and if not, why not."""

    act: str
    title: str
    open: bool
    role_ok: bool
    waits_for: str
    findings: list[FindingOut]


class ActIn(Schema):
    """An act to be done. The time of recording is the server's; `at` says when it happened (default: now)."""

    act: str = Field(max_length=80)
    fields: dict[str, Any] = Field(default_factory=dict)
    evidence: list[dict[str, Any]] = Field(default_factory=list)
    media: list[dict[str, Any]] = Field(default_factory=list)
    reasons: dict[str, str] = Field(default_factory=dict, description="对须说明理由的检查项，按编号写明理由")
    officers: list[str] = Field(default_factory=list, description="参加的执法人员编号")
    uploads: list[UUID] = Field(
        default_factory=list, max_length=200, description="已经传完的上传（/uploads）的编号，作为附件"
    )
    at: str | None = None
    expected_seq: int | None = Field(default=None, description="办理时看到的记录数；已有新记录时拒绝")

    model_config = ConfigDict(extra="forbid")


class OpenIn(ActIn):
    procedure: str = Field(max_length=80)
    parent: UUID | None = Field(default=None, description="由哪一案件另立")
    carry: list[int] | None = Field(
        default=None, max_length=500, description="随案带入来源案件的第几项证据（从 0 起）；不写则全部带入"
    )


class UploadOut(Schema):
    """A file that was sent completely and that no act has taken yet; `size` in bytes."""

    id: UUID
    name: str
    size: int
    sha256: str


class CopyIn(Schema):
    request_no: str = Field(max_length=80, description="查阅（调取）申请的编号")

    model_config = ConfigDict(extra="forbid")


class CopyFile(Schema):
    """The ZIP: what the act that hands it over names."""

    name: str
    sha256: str
    sm3: str
    size: int
    files: int
    pages: int
    at: datetime = Field(description="所依据的各项决定截至何时")


class CopyOut(Schema):
    """A copy that was asked for; `file` once it is done, `error` says why it isn't."""

    id: UUID
    request_no: str
    state: str = Field(description="waiting 等待制作；making 制作中；done 已制作；failed 未能制作")
    step: int
    steps: int
    error: str
    asked_at: datetime
    file: CopyFile | None


class ApprovalIn(Schema):
    act: str = Field(max_length=80)
    fields: dict[str, Any] = Field(default_factory=dict)
    expected_seq: int | None = None

    model_config = ConfigDict(extra="forbid")


class Done(Schema):
    """The record that was made. `repeated` is true when the same request had been carried out before."""

    case: UUID
    number: str
    seq: int
    act: str
    step: str
    took_effect: bool
    repeated: bool
    stage: str
    documents: list[DocumentOut]

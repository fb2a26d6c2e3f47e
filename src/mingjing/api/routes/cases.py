"""Reading: the list, one case, what can be done in it, and its export."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Query, Router

from mingjing.api import schema, shapes
from mingjing.cases.queries import case_list, case_page
from mingjing.media.exporting import exported_case

router = Router()
PROBLEMS = {400: schema.Problem, 401: schema.Problem, 404: schema.Problem}


@router.get("", response={200: schema.CaseList, **PROBLEMS}, operation_id="listCases", summary="案件清单")
def list_cases(request: HttpRequest, asked: Query[schema.CaseFilters]) -> dict[str, object]:
    """可见范围内的案件，每页五十件；不提供总数。"""
    found = case_list(request.user, asked.dict(exclude={"page"}, exclude_none=True), asked.page)
    return {"cases": [shapes.row(one) for one in found.rows], "page": found.page, "has_more": found.has_more}


@router.get(
    "/{case_id}", response={200: schema.CaseOut, **PROBLEMS}, operation_id="getCase", summary="一件案件"
)
def get_case(request: HttpRequest, case_id: UUID) -> dict[str, object]:
    """案情、期限、记录和文书。每次读取都留有记录。"""
    return shapes.case(case_page(request.user, case_id, what="接口：案件"))


@router.get(
    "/{case_id}/options",
    response={200: list[schema.OptionOut], **PROBLEMS},
    operation_id="listOptions",
    summary="现在可以办理的事项",
)
def list_options(request: HttpRequest, case_id: UUID) -> list[dict[str, object]]:
    """程序的每一事项：能否办理；不能办理的，依据、原因和补正办法。"""
    return shapes.options(case_page(request.user, case_id, what="接口：可以办理的事项").options)


@router.get("/{case_id}/export", operation_id="exportCase", summary="导出可核验案卷", response={**PROBLEMS})
def export(request: HttpRequest, case_id: UUID, reason: str = "") -> FileResponse:
    """ZIP 压缩包，内为可以离线核验的案卷。案卷内有音像记录，依本机关的参数须写明事由（reason）的，没有写明的拒绝；每次导出都留痕。"""
    name, stream = exported_case(request.user, case_id, reason)
    return FileResponse(stream, as_attachment=True, filename=f"案卷-{name}")

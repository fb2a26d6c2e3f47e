"""What faces read. Each function asks `visible_to` first, runs a fixed number of queries and logs the reading."""

from mingjing.cases.queries.lists import CaseList, CaseRow, DueClock, case_list
from mingjing.cases.queries.page import CasePage, case_page, visible_case
from mingjing.cases.queries.preview import preview_document, preview_findings
from mingjing.cases.queries.tasks import TaskList, TaskRow, tasks_for

__all__ = [
    "CaseList",
    "CasePage",
    "CaseRow",
    "DueClock",
    "TaskList",
    "TaskRow",
    "case_list",
    "case_page",
    "preview_document",
    "preview_findings",
    "tasks_for",
    "visible_case",
]

"""What faces read. Each function asks `visible_to` first, runs a fixed number of queries and logs the reading."""

from mingjing.cases.circumstances import state_of
from mingjing.cases.queries.acts import acts_with_effect
from mingjing.cases.queries.beside import Beside, Waiting, beside, reviews_under_way
from mingjing.cases.queries.case_file import CaseFile, case_file
from mingjing.cases.queries.clock_proof import ClockProof, NoSuchClock, clock_proof
from mingjing.cases.queries.files import (
    NoSuchDocument,
    NothingToBind,
    bound_volume_of,
    document_file,
    exported_case,
)
from mingjing.cases.queries.lists import CaseList, CaseRow, DueClock, case_list
from mingjing.cases.queries.moved_clocks import MovedClocks, MovedRow, moved_clocks
from mingjing.cases.queries.page import CasePage, NothingYet, case_page, case_page_at, case_page_on
from mingjing.cases.queries.preview import preview_document, preview_findings, preview_opening
from mingjing.cases.queries.related import Origin, Related, birth_of, related_cases
from mingjing.cases.queries.replay import Replay, printed_timeline, replay_page
from mingjing.cases.queries.tasks import TaskList, TaskRow, tasks_for
from mingjing.cases.queries.withheld import Withheld, withheld
from mingjing.cases.reading import note_reading, part_of_page, visible_case

__all__ = [
    "Beside",
    "CaseFile",
    "CaseList",
    "CasePage",
    "CaseRow",
    "ClockProof",
    "DueClock",
    "MovedClocks",
    "MovedRow",
    "NoSuchClock",
    "NoSuchDocument",
    "NothingToBind",
    "NothingYet",
    "Origin",
    "Related",
    "Replay",
    "TaskList",
    "TaskRow",
    "Waiting",
    "Withheld",
    "acts_with_effect",
    "beside",
    "birth_of",
    "bound_volume_of",
    "case_file",
    "case_list",
    "case_page",
    "case_page_at",
    "case_page_on",
    "clock_proof",
    "document_file",
    "exported_case",
    "moved_clocks",
    "note_reading",
    "part_of_page",
    "preview_document",
    "preview_findings",
    "preview_opening",
    "printed_timeline",
    "related_cases",
    "replay_page",
    "reviews_under_way",
    "state_of",
    "tasks_for",
    "visible_case",
    "withheld",
]

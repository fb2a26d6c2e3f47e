"""Tables of the cases app. Every row but number series, drafts and checks of the originals is a view of the records and can be rebuilt."""

from mingjing.cases.models.calendar import CalendarChange, MovedClock
from mingjing.cases.models.case import Case, CaseOfficer
from mingjing.cases.models.clock import CaseClock, Engagement, Task
from mingjing.cases.models.document import Document, NumberSeries, PackContent
from mingjing.cases.models.draft import Draft
from mingjing.cases.models.fixity import FixityCheck, FixityFinding
from mingjing.cases.models.request import RequestKey
from mingjing.cases.models.retained import RetainedOriginal

__all__ = [
    "CalendarChange",
    "Case",
    "CaseClock",
    "CaseOfficer",
    "Document",
    "Draft",
    "Engagement",
    "FixityCheck",
    "FixityFinding",
    "MovedClock",
    "NumberSeries",
    "PackContent",
    "RequestKey",
    "RetainedOriginal",
    "Task",
]

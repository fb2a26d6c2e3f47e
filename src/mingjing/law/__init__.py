"""What the law asks: packs, procedures, checks, deadlines, working days. Pure: no Django, no clock, no network."""

from .apply import apply, documents_due, replay
from .births import Birth, births
from .calendar import HolidayYear, WorkCalendar
from .calendar_step import CalendarStep
from .case_clocks import clocks, counting
from .citation import Citation, parse_citations
from .clock_proof import proof_of
from .clocks import Clock
from .collecting import without_collecting
from .dependents import with_dependents
from .examine import Option, examine, options
from .faults import Fault, LawError, PackFaults, UnknownItem
from .findings import Finding, Findings
from .forecast import Forecast, Leg, forecast
from .instants import CHINA, law_day, parse_instant, stamp
from .lengths import lasts
from .library import Library, load_folders, load_library, with_layer
from .pack import Pack
from .packs_on_disk import with_notices
from .procedure import Act, Check, Deadline, Procedure
from .record import ActorRef, Context, OfficerRef, Proposal, RecordEntry
from .retaining import Retention, last_day, period_of
from .state import CaseState
from .tasks import Task, tasks
from .values import choices
from .view import facts_of, retention
from .volumes import INNER, VOLUMES, Leaf, contents

__all__ = [
    "CHINA", "INNER", "VOLUMES", "Act", "ActorRef", "Birth", "CalendarStep", "CaseState", "Check", "Citation", "Clock", "Context", "Deadline",
    "Fault", "Finding", "Findings", "Forecast", "HolidayYear", "LawError", "Leaf", "Leg", "Library", "OfficerRef", "Option", "Pack",
    "PackFaults", "Procedure", "Proposal", "RecordEntry", "Retention", "Task", "UnknownItem", "WorkCalendar", "apply", "births", "choices",
    "clocks", "contents", "counting", "documents_due", "examine", "facts_of", "forecast", "last_day", "lasts", "law_day", "load_folders",
    "load_library", "options", "parse_citations", "parse_instant", "period_of", "proof_of", "replay", "retention", "stamp", "tasks", "with_dependents", "with_layer", "with_notices", "without_collecting",
]  # fmt: skip

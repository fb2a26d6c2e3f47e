"""Charts of procedures, drawn from the pack alone: the same pack and procedure give the same bytes."""

from .content import ChartAct, ChartRule, ChartStage, Content, Fork, Period, content_of
from .drawing import Box, Drawing, Edge
from .pages import PAPERS, Paper, alone, printed
from .sheets import of_case, overview, stage_sheet
from .standing import Mark, Standing, standing_of
from .svg import svg

__all__ = [
    "PAPERS", "Box", "ChartAct", "ChartRule", "ChartStage", "Content", "Drawing", "Edge", "Fork", "Mark", "Paper", "Period",
    "Standing", "alone", "content_of", "of_case", "overview", "printed", "stage_sheet", "standing_of", "svg",
]  # fmt: skip

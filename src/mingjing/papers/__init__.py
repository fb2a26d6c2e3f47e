"""Papers: a form of a law pack and the facts of a case become a document (PDF/A). Pure: no Django, no network."""

from .errors import FieldsMissing, FontsMissing, FormFault, PaperError, ValueUnfit
from .fonts import FontSet, find_fonts
from .form import Numbering, PaperForm
from .load import build_forms, load_forms, wording
from .press import Press, default_press
from .render import Paper, render

__all__ = [
    "FieldsMissing",
    "FontSet",
    "FontsMissing",
    "FormFault",
    "Numbering",
    "Paper",
    "PaperError",
    "PaperForm",
    "Press",
    "ValueUnfit",
    "build_forms",
    "default_press",
    "find_fonts",
    "load_forms",
    "render",
    "wording",
]

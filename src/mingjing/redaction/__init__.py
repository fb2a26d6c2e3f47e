"""What may not be published: finding, masking, and checking that nothing slipped through.

Pure: text in, proposals out. A proposal is never a decision: a person confirms each mask before publication.
"""

from mingjing.redaction.finding import Known, find
from mingjing.redaction.leaks import Leak, leaks
from mingjing.redaction.masking import Mask, MaskFault, mask_text
from mingjing.redaction.model import Kind, Proposal, Source

__all__ = ["Kind", "Known", "Leak", "Mask", "MaskFault", "Proposal", "Source", "find", "leaks", "mask_text"]

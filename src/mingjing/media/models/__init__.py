"""The register of devices and recordings."""

from mingjing.media.models.device import Device, DeviceEvent
from mingjing.media.models.disposal import Disposal, DisposalLine, DisposalStep
from mingjing.media.models.recording import Derivative, MediaRead, Recording

__all__ = [
    "Derivative",
    "Device",
    "DeviceEvent",
    "Disposal",
    "DisposalLine",
    "DisposalStep",
    "MediaRead",
    "Recording",
]

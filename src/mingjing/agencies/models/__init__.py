"""The register of agencies and people."""

from mingjing.agencies.models.agency import Agency, Unit
from mingjing.agencies.models.credential import Credential, CredentialEvent
from mingjing.agencies.models.grant import RoleGrant
from mingjing.agencies.models.people import Officer, User
from mingjing.agencies.models.reviewing import ReviewingEntry

__all__ = [
    "Agency",
    "Credential",
    "CredentialEvent",
    "Officer",
    "ReviewingEntry",
    "RoleGrant",
    "Unit",
    "User",
]

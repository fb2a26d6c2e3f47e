"""Cases of which somebody reads the file, as the packs' own scenarios have them."""

from __future__ import annotations

from whole_case import Matter


class ReadByParty(Matter):
    """The party asks for the file of a case that is closed and archived."""

    scenario = "party-reads-the-file"


class ReadByCourt(Matter):
    """A court asks for the same file."""

    scenario = "court-gets-a-copy"


class ThirdPartyAsked(Matter):
    """A neighbour asks for the file; a third party whose secrets are in it objects and is overruled."""

    scenario = "third-party-consulted"

"""What of a decided case becomes public, named by its procedure: an allow-list of facts with their headings."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from .items import Strict, Text, TextList


class PublicPart(Strict):
    """One fact of the case as a piece of public text.

    `label` stands before an amount ("罚款人民币"); `leave_out` = choices that are said by another part.
    """

    fact: str
    label: Text = ""
    leave_out: TextList = ()


def _parts(value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    return [{"fact": one} if isinstance(one, str) else one for one in values]


class PublicText(Strict):
    """A heading and the facts below it, joined."""

    title: Text
    of: Annotated[tuple[PublicPart, ...], BeforeValidator(_parts)]


class Published(Strict):
    """What a publication of this procedure says beside the document."""

    matter: PublicText
    basis: PublicText
    result: PublicText

    @property
    def texts(self) -> dict[str, PublicText]:
        """The texts by the name of their place."""
        return {"matter": self.matter, "basis": self.basis, "result": self.result}

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


class PublicRule(Strict):
    """A rule in the words that the public reads, and where it stands."""

    say: Text
    citation: Text


class Published(Strict):
    """What a publication of this procedure says beside the document.

    `citation` = why it is published; `withdrawal` = when it comes off again. Both are asked for by the lint, and may
    only be missing in content that was kept before they came. `remedies` = the clocks of the ways in which the party
    may seek a remedy. `papers` = forms that are published, none = every decision; `party` = what the party is called.
    """

    matter: PublicText
    basis: PublicText
    result: PublicText
    citation: Text = ""
    withdrawal: PublicRule | None = None
    papers: TextList = ()
    party: Text = "当事人"
    remedies: TextList = ("reconsideration_apply", "suit_direct")

    @property
    def rules(self) -> dict[str, Any]:
        """The rules as a publication keeps them: {"citation": ..., "withdrawal": {say, citation}}."""
        return self.model_dump(include={"citation", "withdrawal"}, exclude_none=True)

    @property
    def texts(self) -> dict[str, PublicText]:
        """The texts by the name of their place."""
        return {"matter": self.matter, "basis": self.basis, "result": self.result}

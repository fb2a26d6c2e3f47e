"""How a credential's state on a day is written beside a name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

SOON_DAYS = 60


@dataclass(frozen=True, slots=True)
class CredentialState:
    words: str
    css: str


def state_of(officer: Any, day: date) -> CredentialState:
    """The officer's enforcement credential on the day; `officer` comes from the register."""
    if officer.auxiliary:
        return CredentialState("执法辅助人员", "")
    card = officer.credential_on(day)
    if card is None:
        return CredentialState("无执法证件", "is-warn")
    if not card.valid_on(day):
        return CredentialState("证件无效", "is-seal")
    left = (card.valid_to - day).days
    if left <= SOON_DAYS:
        return CredentialState(f"余 {left} 日到期", "is-warn")
    return CredentialState("证件有效", "is-ok")

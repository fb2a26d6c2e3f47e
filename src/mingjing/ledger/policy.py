"""Trust policy files (https://c2sp.org/tlog-policy): which logs, which witnesses, and how many must cosign.

Beyond the specification a `log` line may name an SM3 twin by its SM2 key: then the quorum holds for the twin too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mingjing.ledger.cosignature import COSIGNERS
from mingjing.ledger.errors import MalformedError, SignatureError
from mingjing.ledger.note import Verified
from mingjing.ledger.sm2 import is_sm2
from mingjing.ledger.strict import clean_text, decimal
from mingjing.ledger.vkey import ED25519, Vkey

MAX_POLICY = 1_000_000
NONE = "none"


@dataclass(frozen=True, slots=True)
class Group:
    """`threshold` of `members` (names of witnesses or of earlier groups)."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Parsed policy. `quorum` is the name of a witness or group, or "none"; `urls` where witnesses can be asked."""

    logs: tuple[Vkey, ...]
    witnesses: dict[str, Vkey]
    groups: dict[str, Group]
    quorum: str
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def witness_keys(self) -> tuple[Vkey, ...]:
        """Keys whose cosignatures count."""
        return tuple(self.witnesses.values())

    @classmethod
    def parse(cls, raw: bytes) -> "Policy":
        """Parse a policy file. Raises MalformedError naming the line."""
        builder = _Builder()
        for number, line in enumerate(
            clean_text(raw.replace(b"\t", b" "), "信任策略", MAX_POLICY).split("\n"), 1
        ):
            words = [word for word in line.split(" ") if word]
            if not words or words[0].startswith("#"):
                continue
            try:
                builder.add(words)
            except MalformedError as error:
                raise MalformedError(f"信任策略第{number}行有误：{error}") from error
        if builder.quorum is None:
            raise MalformedError("信任策略没有写明联署人数（quorum）。")
        return cls(tuple(builder.logs), builder.witnesses, builder.groups, builder.quorum, builder.urls)

    def covers(self, log: Vkey) -> bool:
        """Whether the quorum is asked of this log: it is listed, or no log is."""
        return not self.logs or log in self.logs

    def fewest(self) -> int:
        """How few witnesses can reach the quorum: with fewer lines there is nothing to verify."""
        return self._fewest(self.quorum)

    def missing(self, cosignatures: Iterable[Verified]) -> list[str]:
        """Key names of the witnesses that have not cosigned, where the quorum is not reached; else none."""
        signed = list(cosignatures)
        if self.satisfied(signed):
            return []
        keys = {item.vkey for item in signed}
        return [vkey.name for vkey in self.witnesses.values() if vkey not in keys]

    def satisfied(self, cosignatures: Iterable[Verified]) -> bool:
        """Whether the verified cosignatures reach the quorum."""
        keys = {item.vkey for item in cosignatures}
        return self._met(self.quorum, keys)

    def require(self, cosignatures: Sequence[Verified]) -> None:
        """Raises SignatureError naming the missing witnesses if the quorum is not reached."""
        if not self.satisfied(cosignatures):
            names = "、".join(self.missing(cosignatures))
            raise SignatureError(f"见证联署没有达到信任策略“{self.quorum}”的要求，还缺：{names}。")

    def _fewest(self, name: str) -> int:
        if name == NONE or name in self.witnesses:
            return int(name != NONE)
        group = self.groups[name]
        return sum(sorted(map(self._fewest, group.members))[: group.threshold])

    def _met(self, name: str, keys: set[Vkey]) -> bool:
        if name == NONE:
            return True
        if name in self.witnesses:
            return self.witnesses[name] in keys
        group = self.groups[name]
        return sum(self._met(member, keys) for member in group.members) >= group.threshold


class _Builder:
    def __init__(self) -> None:
        self.logs: list[Vkey] = []
        self.witnesses: dict[str, Vkey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.urls: dict[str, str] = {}

    def add(self, words: list[str]) -> None:
        count = len(words)
        if words[0] == "log" and count in (2, 3):
            self._add_log(Vkey.parse(words[1]))
        elif words[0] == "witness" and count in (3, 4):
            self._add_witness(words[1], Vkey.parse(words[2]))
            if count == 4:
                self.urls[words[1]] = words[3]
        elif words[0] == "group" and count >= 4:
            self._add_group(words[1], words[2], tuple(words[3:]))
        elif words[0] == "quorum" and count == 2:
            self._set_quorum(words[1])
        else:
            raise MalformedError("不认识的写法。")

    def _add_log(self, vkey: Vkey) -> None:
        # One SM2 key signs the twins of all years, each under its own name.
        same = [other for other in self.logs if other.public == vkey.public]
        if not (vkey.kind == ED25519 and not same) and not (is_sm2(vkey) and vkey not in same):
            raise MalformedError("日志公钥的类型应为Ed25519（国密副树为SM2），而且不能重复。")
        self.logs.append(vkey)

    def _add_witness(self, name: str, vkey: Vkey) -> None:
        self._fresh(name)
        # The same key under two names would let one witness count as two.
        if vkey.kind not in COSIGNERS or any(
            vkey.public == other.public for other in self.witnesses.values()
        ):
            raise MalformedError("见证人公钥的类型不对，或者同一公钥写了两次。")
        self.witnesses[name] = vkey

    def _add_group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        self._fresh(name)
        # Each name may be a member once in the whole file: no witness contributes in two ways.
        taken = [member for group in self.groups.values() for member in group.members]
        if len({*taken, *members}) != len(taken) + len(members) or not all(map(self._defined, members)):
            raise MalformedError("组的成员重复、已属于别的组，或者没有在前面定义。")
        words = {"all": len(members), "any": 1}
        needed = words[threshold] if threshold in words else decimal(threshold, "组的人数")
        if not 1 <= needed <= len(members):
            raise MalformedError("组的人数应在1和成员数之间。")
        self.groups[name] = Group(needed, members)

    def _set_quorum(self, name: str) -> None:
        if self.quorum is not None or not (name == NONE or self._defined(name)):
            raise MalformedError("联署人数（quorum）写了两次，或者所指没有定义。")
        self.quorum = name

    def _fresh(self, name: str) -> None:
        if name == NONE or self._defined(name):
            raise MalformedError(f"名称“{name}”重复或者不能使用。")

    def _defined(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

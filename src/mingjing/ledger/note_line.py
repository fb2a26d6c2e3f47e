"""One signature line of a signed note (https://c2sp.org/signed-note)."""

from dataclasses import dataclass

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.strict import b64decode, b64encode
from mingjing.ledger.vkey import valid_name

_DASH = "— "


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One `— name base64(keyID || signature)` line."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature)}\n"

    @classmethod
    def parse(cls, line: str) -> "SignatureLine":
        """Parse a line without its newline. Raises MalformedError."""
        name, space, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space or not valid_name(name):
            raise MalformedError("签名行的格式不对。")
        data = b64decode(encoded, "签名行")
        if len(data) < 5:
            raise MalformedError("签名行太短。")
        return cls(name, data[:4], data[4:])

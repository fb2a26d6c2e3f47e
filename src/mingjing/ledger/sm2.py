"""SM2 signatures with SM3 (GB/T 32918, GB/T 35276) of signed notes: type 0xff, our identifier, an uncompressed point.

A private type of https://c2sp.org/signed-note, so that other tools ignore the line. Public key of the vkey:
`sm2-sm3-v1.<domain>` || 0x04 || X || Y. Signature: r || s, 64 bytes, over the note's text, with the standard's
default user ID 1234567812345678. SM2 signatures are randomised: the same text signed twice gives two lines.
"""

from dataclasses import dataclass, field

import gmssl_pyx
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from mingjing.ledger.errors import MalformedError, SignatureError
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.strict import b64decode, b64encode
from mingjing.ledger.vkey import PRIVATE_TYPE, Vkey, valid_name

IDENTIFIER = b"sm2-sm3-v1."
_POINT, _SCALAR = 65, 32
_SKEY = "PRIVATE+KEY+"


def is_sm2(vkey: Vkey) -> bool:
    """Whether the key is of our SM2 type."""
    return (
        vkey.kind == PRIVATE_TYPE
        and vkey.public.startswith(IDENTIFIER)
        and len(vkey.public) > len(IDENTIFIER) + _POINT
        and vkey.public[-_POINT] == 4
    )


def verify(vkey: Vkey, text: str, signature: bytes) -> None:
    """Verify r || s over `text`. Raises SignatureError; `vkey` must be one that `is_sm2` accepts."""
    if len(signature) != 2 * _SCALAR:
        raise SignatureError(f"“{vkey.name}”的签名长度不对。")
    r, s = (int.from_bytes(part, "big") for part in (signature[:_SCALAR], signature[_SCALAR:]))
    try:
        point = gmssl_pyx.normalize_sm2_public_key(vkey.public[-_POINT:])
        good = gmssl_pyx.sm2_verify(point, text.encode(), encode_dss_signature(r, s))
    except (gmssl_pyx.GmsslInnerError, ValueError) as error:
        raise SignatureError(f"“{vkey.name}”的签名无效。") from error
    if not good:
        raise SignatureError(f"“{vkey.name}”的签名无效。")


@dataclass(frozen=True, slots=True)
class Sm2Signer:
    """A named SM2 key in software. A certified module takes its place by the same `name`, `vkey` and `sign`."""

    name: str
    point: bytes
    scalar: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not valid_name(self.name) or len(self.point) != _POINT or len(self.scalar) != _SCALAR:
            raise MalformedError("SM2密钥的名称或者长度不对。")

    @classmethod
    def generate(cls, name: str) -> "Sm2Signer":
        """A fresh key."""
        point, scalar = gmssl_pyx.sm2_key_generate()
        return cls(name, b"\x04" + bytes(point), bytes(scalar))

    @classmethod
    def parse(cls, text: str) -> "Sm2Signer":
        """Inverse of `skey`. Raises MalformedError, also when the two halves do not belong together."""
        parts = text.strip("\n").removeprefix(_SKEY).split("+", 2)
        if not text.startswith(_SKEY) or len(parts) != 3:
            raise MalformedError("SM2私钥的格式不对。")
        data = b64decode(parts[2], "SM2私钥")
        signer = cls(parts[0], data[-_SCALAR - _POINT : -_SCALAR], data[-_SCALAR:])
        if signer.vkey.id.hex() != parts[1] or not is_sm2(signer.vkey):
            raise MalformedError("SM2私钥的编号与密钥不符。")
        try:
            verify(signer.vkey, signer.name, signer.sign(signer.name).signature)
        except (SignatureError, gmssl_pyx.GmsslInnerError) as error:
            raise MalformedError("SM2私钥与公钥不是一对。") from error
        return signer

    @property
    def skey(self) -> str:
        """The secret as text: both halves of the key, because the library signs with both."""
        data = bytes([PRIVATE_TYPE]) + self.vkey.public + self.scalar
        return f"{_SKEY}{self.name}+{self.vkey.id.hex()}+{b64encode(data)}"

    @property
    def vkey(self) -> Vkey:
        """The public half. The identifier carries the domain, the part of the name before the first slash."""
        return Vkey(self.name, PRIVATE_TYPE, IDENTIFIER + self.name.partition("/")[0].encode() + self.point)

    def called(self, name: str) -> "Sm2Signer":
        """The same key under another name: the twin tree's origin, or the main log's."""
        return Sm2Signer(name, self.point, self.scalar)

    def sign(self, text: str) -> SignatureLine:
        """A signature line over the note text."""
        der = bytes(gmssl_pyx.sm2_sign(self.scalar, self.point[1:], text.encode()))
        r, s = decode_dss_signature(der)
        raw = r.to_bytes(_SCALAR, "big") + s.to_bytes(_SCALAR, "big")
        return SignatureLine(self.name, self.vkey.id, raw)

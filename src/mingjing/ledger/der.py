"""As much of DER (X.690) as time stamps need: elements one after the other, and putting a set in its order."""

from collections.abc import Iterator
from dataclasses import dataclass

from mingjing.ledger.errors import MalformedError

SEQUENCE, SET, OCTETS, INTEGER, BOOLEAN = 0x30, 0x31, 0x04, 0x02, 0x01
_LONGEST = 4  # bytes of a length


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag byte, its content, and all its bytes."""

    tag: int
    content: bytes
    raw: bytes

    @property
    def parts(self) -> list["Element"]:
        """The elements of the content. Raises MalformedError."""
        return list(read(self.content))


def read(data: bytes) -> Iterator[Element]:
    """Elements that follow each other until the end of `data`. Raises MalformedError."""
    at = 0
    while at < len(data):
        begin, end = _content(data, at)
        yield Element(data[at], data[begin:end], data[at:end])
        at = end


def _content(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at `at` begins and ends."""
    begin = at + 2
    if begin > len(data) or data[at] & 0x1F == 0x1F:
        raise MalformedError("DER编码被截断，或者标签不受支持。")
    length = data[at + 1]
    if length & 0x80:
        count = length & 0x7F
        begin += count
        if not 1 <= count <= _LONGEST or begin > len(data):
            raise MalformedError("DER编码的长度写法不对。")
        length = int.from_bytes(data[at + 2 : begin], "big")
    if begin + length > len(data):
        raise MalformedError("DER编码被截断。")
    return begin, begin + length


def write(tag: int, content: bytes) -> bytes:
    """One element."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return write(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))

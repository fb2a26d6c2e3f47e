"""What goes wrong; each text is a Chinese sentence."""


class OfdError(ValueError):
    """Something is wrong with a document."""


class CannotConvert(OfdError):
    """The PDF holds something that this writer doesn't carry over."""


class UnreadableOfd(OfdError):
    """The bytes are no OFD document that can be read."""

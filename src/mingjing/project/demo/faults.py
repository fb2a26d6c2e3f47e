"""Why a demo isn't loaded; readable before Django is set up."""


class NotEmpty(RuntimeError):
    """The database holds other agencies' cases; the message says which and what to do."""


class StoryBroken(RuntimeError):
    """A told case isn't lawful: the data or the law pack has to be mended. Says which case, act and finding."""

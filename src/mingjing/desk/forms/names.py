"""Names of inputs: `f.fine`, `f.samples.0.name`, `e.0.title`. Read back into nested plain values."""

from collections.abc import Iterable

from django.http import QueryDict

Tree = dict[str, "Tree | list[str]"]
DEEPEST = 8


def tree(data: QueryDict, prefix: str) -> Tree:
    """All values whose name starts with `prefix.`, nested by the dots. Leaves are lists of stripped texts."""
    out: Tree = {}
    for name in data:
        parts = name.split(".")
        if parts[0] != prefix or not 1 < len(parts) <= DEEPEST:
            continue
        here = out
        for part in parts[1:-1]:
            below = here.setdefault(part, {})
            if not isinstance(below, dict):
                break
            here = below
        else:
            here[parts[-1]] = [value.strip() for value in data.getlist(name)]
    return out


def rows(part: object) -> Iterable[Tree]:
    """The numbered lines of a group, in the order of their numbers."""
    if not isinstance(part, dict):
        return []
    numbered = sorted(
        (int(key), line)
        for key, line in part.items()
        if key.isascii() and key.isdigit() and len(key) < 10 and isinstance(line, dict)
    )
    return [line for _, line in numbered]


def one(part: object) -> str:
    """The single text of a leaf; empty when absent."""
    return part[-1] if isinstance(part, list) and part else ""


def many(part: object) -> list[str]:
    """All texts of a leaf that say something."""
    return [text for text in part if text] if isinstance(part, list) else []

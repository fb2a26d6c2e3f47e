"""A volume of a case file (正卷, 副卷) bound into one PDF: cover, contents, numbered documents, closing note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingjing import law
from mingjing.cases.keeping import vault
from mingjing.papers.volume import Bound, bind

_LAST = "volume_note"


def bound_volume(pack: law.Pack, state: law.CaseState, volume: str) -> bytes | None:
    """The volume (a key of `law.VOLUMES`) as PDF, by the order of the file today; None while it has no document.

    Cover, contents and closing note are there once the archive act has made them; the note ends both volumes.
    Raises `NotInVaultError`.
    """
    leaves = [leaf for leaf in law.contents(pack, state) if leaf.volume == volume]
    if not leaves:
        return None
    before, after = _bindings(pack, state, volume)
    documents = [Bound(_bytes(one)) for one in before]
    documents += [Bound(_bytes(leaf.document), leaf.first) for leaf in leaves]
    return bind([*documents, *(Bound(_bytes(one)) for one in after)])


def _bindings(
    pack: law.Pack, state: law.CaseState, volume: str
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """What has no page numbers and goes before the leaves, and behind them."""
    before, after = [], []
    for one in state.documents:
        form = pack.forms.get(str(one.get("form", "")))
        told: Mapping[str, Any] = (form.model_extra if form else None) or {}
        if told.get("page_numbers") is not False:
            continue
        if one["form"] == _LAST:
            after.append(one)
        elif (told.get("volume") == "internal") == (volume == law.INNER):
            before.append(one)
    return before, after


def _bytes(document: Mapping[str, Any]) -> bytes:
    with vault().open(str(document["digest"])) as source:
        return source.read()

"""Which law packs an agency works under. Loaded once a process; the same digest is kept in the vault once."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from mingjing import law, papers
from mingjing.cases.keeping import vault
from mingjing.cases.models import PackContent
from mingjing.law.amendments import Amendment, amended

log = logging.getLogger(__name__)


# With the time of the notices' folder when loaded.
_by_layers: dict[tuple[str, ...], tuple[int, law.Library]] = {}


def library_of_layers(layers: tuple[str, ...]) -> law.Library:
    """The library of these layers (first = base) with the holiday notices that this installation imported.

    Loaded again when a notice has come in since. Raises `law.PackFaults`; but a process that has loaded the layers before
    goes on with what it has when the new content is faulty.
    """
    notices = Path(settings.MINGJING_NOTICES)
    there = notices.stat().st_mtime_ns if notices.is_dir() else 0
    kept = _by_layers.get(layers)
    if kept is not None and kept[0] == there:
        return kept[1]
    folders = [Path(settings.MINGJING_PACKS) / name for name in layers]
    try:
        library = law.load_folders(law.with_notices(folders, notices))
    except law.PackFaults as refused:
        if kept is None:
            raise
        log.error("the imported holiday notices are refused, the packs loaded before stay: %s", refused)
        library = kept[1]
    _by_layers[layers] = there, library
    return _remembered(library)


_loaded: dict[str, law.Library] = {}


def _remembered(library: law.Library) -> law.Library:
    _loaded[library.digest] = library
    return library


def loaded(digest: str) -> law.Library | None:
    """The library of this digest if this process has it."""
    return _loaded.get(digest)


_lent: dict[str, law.Library] = {}


def lend(layer: str, library: law.Library) -> None:
    """Let agencies whose layer has this name work under a library that isn't installed (a scenario's own packs)."""
    _lent[layer] = library


Approved = Callable[[int, int], Sequence[Amendment]]
_approved: list[Approved] = []


def amended_by(approved: Approved) -> None:
    """Register who knows an agency's approved changes: by the agency's id, the first so many of them."""
    if approved not in _approved:
        _approved.append(approved)


def library_of(agency: Any) -> law.Library:
    """The library of an agency: the layers of the installation with the agency's own as the last.

    `agency.amendments` counts its approved changes: read with the agency, it tells every process which library is meant.
    """
    lent = _lent.get(agency.layer)
    if lent is not None:
        return lent
    if not agency.amendments:
        return library_of_layers(layers_of(agency.layer))
    return amended_library(agency.pk, agency.amendments, library_of_layers(layers_of(agency.layer)))


@lru_cache(maxsize=16)
def amended_library(agency_id: int, count: int, base: law.Library) -> law.Library:
    """`base` with the first `count` approved changes of the agency (1 query a process). Raises `law.PackFaults`."""
    changes = [one for approved in _approved for one in approved(agency_id, count)]
    return _remembered(amended(base, changes))


@cache
def layers_of(layer: str) -> tuple[str, ...]:
    """The layers below and with `layer`, by `extends` of each pack.yaml; the installation's when it has none."""
    found: list[str] = []
    at: str | None = layer or settings.MINGJING_LAYERS[-1]
    while at and at not in found:
        found.insert(0, at)
        at = _extends(at)
    return tuple(found)


@cache
def _extends(layer: str) -> str | None:
    card = yaml.safe_load((Path(settings.MINGJING_PACKS) / layer / "pack.yaml").read_text(encoding="utf-8"))
    return card.get("extends")


def pack_on(agency: Any, day: date) -> law.Pack:
    """The items in force for this agency on a day (Asia/Shanghai)."""
    return library_of(agency).on(day)


def installed_on(day: date) -> law.Pack:
    """The items in force on a day for whom no agency is known: those of the installation's layers."""
    return library_of_layers(tuple(settings.MINGJING_LAYERS)).on(day)


_kept: set[tuple[str, str]] = set()  # (vault, digest)


def keep_pack(library: law.Library) -> None:
    """Put the content of the packs into the vault, once per digest; a process asks the database once."""
    known = (str(settings.MINGJING_VAULT), library.digest)
    if known in _kept:
        return
    if not PackContent.objects.filter(digest=library.digest).exists():
        blob = vault().put(io.BytesIO(library.content))
        PackContent.objects.bulk_create(
            [PackContent(digest=library.digest, blob=blob.sha256, title=library.title)], ignore_conflicts=True
        )
    transaction.on_commit(lambda: _kept.add(known))


@lru_cache(maxsize=64)
def forms_of(pack: law.Pack) -> Mapping[str, papers.PaperForm]:
    """The forms of the pack as the papers room reads them; built once per pack. Raises `papers.FormFault`."""
    return papers.build_forms((form.origin.file, _plain(form)) for form in pack.forms.values())


def _plain(form: Any) -> dict[str, Any]:
    return {"id": form.id, "title": form.title, "provisional": form.provisional, **(form.model_extra or {})}


@lru_cache(maxsize=64)
def labels_of(pack: law.Pack) -> Mapping[str, Mapping[str, str]]:
    """Chinese names of codes by set: catalogues by id, options of fields as `act.field` and `act.field.column`."""
    found: dict[str, Mapping[str, str]] = {}
    for procedure in pack.procedures.values():
        for act in procedure.acts:
            for name, kind in act.fields.items():
                found |= _options(f"{act.id}.{name}", kind)
                for column, inner in kind.columns.items():
                    found |= _options(f"{act.id}.{name}.{column}", inner)
    return found | {key: {row.id: row.title for row in one.rows} for key, one in pack.catalogues.items()}


def _options(name: str, kind: Any) -> dict[str, Mapping[str, str]]:
    return {name: dict(kind.options)} if isinstance(kind.options, Mapping) and kind.options else {}


@lru_cache(maxsize=64)
def statutes_of(pack: law.Pack) -> Mapping[str, str]:
    """Official titles by the short ones that citations use; laws carry the country's name."""
    return {
        statute.title: f"中华人民共和国{statute.title}"
        if statute.level == "法律" and not statute.title.startswith("中华人民共和国")
        else statute.title
        for statute in pack.statutes.values()
    }

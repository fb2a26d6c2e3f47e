"""The portal reaches cases through nothing: it imports the disclosure app, and that shows allow-listed data classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import mingjing
from mingjing.disclosure.checking import CheckedPaper
from mingjing.disclosure.people import PublicOfficer

ROOT = Path(mingjing.__file__).parent
# `reading.asking` takes a request in and tells how it stands by its receipt; it shows nothing of the case.
MAY = ("mingjing.disclosure", "mingjing.portal", "mingjing.law", "mingjing.reading.asking")
# Modules of the disclosure app that the portal may read; those that take up a case stay on the inner side.
PUBLIC = {"checking", "models", "people", "place", "programme", "proofs", "queries"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_portal_imports_only_the_public_side_of_disclosure():
    seen = set()
    for path in (ROOT / "portal").rglob("*.py"):
        for name in imported(path):
            if name.startswith("mingjing"):
                assert name.startswith(MAY), f"{path.name}: {name}"
            if name.startswith("mingjing.disclosure."):
                seen.add(name.split(".")[2])
    assert seen <= PUBLIC
    assert "queries" in seen


def test_only_the_check_page_asks_for_a_document_of_a_case():
    asking = {
        name
        for name in PUBLIC
        for one in imported(ROOT / "disclosure" / f"{name}.py")
        if one.startswith("mingjing.cases.models")
    }
    assert asking == {"checking"}


def test_public_data_classes_hold_nothing_personal_of_a_party():
    assert {one.name for one in fields(CheckedPaper)} == {
        "title", "number", "issued_on", "agency", "pages", "size", "sha256", "check_code", "standing", "stands",
        "published_code", "statement",
    }  # fmt: skip
    assert {one.name for one in fields(PublicOfficer)} == {
        "name", "unit", "agency", "number", "kind", "area", "valid_from", "valid_to", "valid", "state",
    }  # fmt: skip

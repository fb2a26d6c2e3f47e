"""The portal's search and decision page on the publications of the generated cases; anybody asks."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import Client

from bench.client import Plan, ask
from bench.measures.pages import USERS, answered, populate, queries_of, quoted
from bench.rows import Row
from bench.server import serving
from bench.timing import percentile
from mingjing.disclosure.models import Publication

SEARCH = ["/decisions/", "/decisions/?q=瑞丰", "/decisions/?q=镜湖安泰", "/decisions/?page=3"]


def measure(*, cases: int, small: bool) -> list[Row]:
    populate(cases, small=small)
    codes = Publication.objects.shown().order_by("code").values_list("code", flat=True)[: 5 if small else 50]
    decisions = [f"/decisions/{code}/" for code in codes]
    if not decisions:
        raise RuntimeError("none of the model cases was published")
    client, requests = Client(SERVER_NAME="127.0.0.1"), 4 if small else 300
    pages = (("search", quoted(SEARCH)), ("decision page", decisions))
    rows = [
        Row("portal", f"SQL queries of the {name}", queries_of(client, paths[0]), "queries")
        for name, paths in pages
    ]
    with serving(Path(settings.MINGJING_VAR).parent) as base:
        for users in (1, 4 if small else USERS):
            plain = percentile(ask(Plan(base, ["/bench/ok/"], users, requests)), 0.5)
            for name, paths in pages:
                rows += answered("portal", name, users, ask(Plan(base, paths, users, requests)), plain)
    return rows

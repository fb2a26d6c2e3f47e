"""The desk's list and case page on many cases: an ordinary handler, the real server, a client in another process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client

from bench import bureau, copies, playing, story
from bench.client import Plan, ask
from bench.rows import Baseline, Row
from bench.server import serving
from bench.timing import percentile, typical
from mingjing.agencies.models import User

AIM_P95_MS = 100.0
LIST_QUERIES, CASE_QUERIES = 8, 10
LIST = [
    "/desk/cases/",
    "/desk/cases/?page=2",
    "/desk/cases/?order=changed",
    "/desk/cases/?stage=investigation",
]
SEARCH = [
    "/desk/cases/?q=瑞丰",
    "/desk/cases/?q=镜湖安泰",
    "/desk/cases/?q=100017",
    "/desk/cases/?q=动火作业",
]
USERS = 16
MODELS = 30


def measure(*, cases: int, small: bool) -> list[Row]:
    handlers = populate(cases, small=small)
    unit = User.objects.get(username=handlers[0]).officer.unit_id
    seen = [f"/desk/cases/{one}/" for one in copies.streamed_cases([unit], 5 if small else 50)]
    rows = counts(handlers[0], seen[0])
    times, requests, many = (3, 2, 4) if small else (300, 300, USERS)
    one_query = Baseline("one SELECT 1", typical(_select_one, times))
    with serving(Path(settings.MINGJING_VAR).parent) as base:
        plain = {
            users: percentile(ask(Plan(base, ["/bench/ok/"], users, requests)), 0.5) for users in (1, many)
        }
        rows.append(Row("desk", "plain view that says ok, 1 user, p50", plain[1], "ms", one_query))
        for name, paths in (("list", LIST), ("search", quoted(SEARCH)), ("case page", seen)):
            for users in (1, many):
                # An ordinary user sees the own unit: with several users, each asks for what all of them may see.
                plan = Plan(base, paths, users, requests, handlers[:1], bureau.PASSWORD)
                rows += answered("desk", name, users, ask(plan), plain[users])
    return rows


_populated: list[str] = []


def populate(cases: int, *, small: bool) -> list[str]:
    """Perform the models, each to another act of the story, and copy them. Gives the handlers' accounts.

    In every unit some cases have been taken to the end, the others stand at different acts.
    """
    if _populated:
        return _populated
    models = 2 if small else MODELS
    desk = playing.bureau()
    steps = len(story.whole_case().steps)
    made = []
    first = len(desk.handlers)
    for number in range(models):
        turn, unit = divmod(number, bureau.UNITS)
        to_the_end = turn % 2 or number == models - 1
        stop = steps if to_the_end else 1 + (3 * unit + 5 * turn) % (steps - 1)
        made.append(playing.play(desk.stage(), story.beginning(stop)).case.pk)
    copies.multiply(made, cases - len(made))
    _populated.extend(desk.handlers[first:])
    return _populated


def counts(account: str, page: str) -> list[Row]:
    """Queries of both pages, all of the request counted: session, account, roles, the page, the log of readings."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=account), "django.contrib.auth.backends.ModelBackend")
    rows = []
    for name, path, aim in (("list", LIST[0], LIST_QUERIES), ("case page", page, CASE_QUERIES)):
        rows.append(
            Row("desk", f"SQL queries of the {name}", queries_of(client, path), "queries", at_most=aim)
        )
    return rows


def queries_of(client: Client, path: str) -> int:
    """How many queries a page takes when it is asked for the second time."""
    client.get(path)
    with playing.Counter() as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return queries.count


def answered(group: str, name: str, users: int, taken: Sequence[float], plain: float) -> list[Row]:
    beside = Baseline(f"plain view, {users} user{'s' * (users > 1)}", plain)
    who = f"{users} user{'s' * (users > 1)}"
    aim = AIM_P95_MS if users == 1 else None
    return [
        Row(group, f"{name}, {who}, p50", percentile(taken, 0.5), "ms", beside),
        Row(group, f"{name}, {who}, p95", percentile(taken, 0.95), "ms", beside, aim),
    ]


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def quoted(paths: Sequence[str]) -> list[str]:
    return [quote(path, safe="/?=&") for path in paths]

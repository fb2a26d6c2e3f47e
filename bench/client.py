"""People in front of browsers: a process of its own that signs in and asks for pages, each person one after the other.

Reads a plan as JSON from standard input, writes milliseconds as JSON to standard output. No Django here.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ANSWER_LIMIT_SECONDS = 30
RUN_LIMIT_SECONDS = 300
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Plan:
    """`users` people (accounts in turn; none = nobody signs in) ask for the paths in turn, `requests` in all."""

    base: str
    paths: Sequence[str]
    users: int
    requests: int
    accounts: Sequence[str] = ()
    password: str = ""


class Visitor:
    """One person with a browser's cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=ANSWER_LIMIT_SECONDS) as answer:
            return answer.read().decode()

    def sign_in(self, account: str, password: str) -> None:
        token = TOKEN.search(self.get("/desk/login/"))
        if token is None:
            raise RuntimeError("the page for signing in has no form")
        told = {"username": account, "password": password, "csrfmiddlewaretoken": token.group(1)}
        request = urllib.request.Request(
            f"{self.base}/desk/login/", urllib.parse.urlencode(told).encode(), {"Referer": self.base}
        )
        with self.opener.open(request, timeout=ANSWER_LIMIT_SECONDS) as answer:
            if answer.url.endswith("/login/"):
                raise RuntimeError(f"{account} could not sign in")


def carry_out(plan: Plan) -> list[float]:
    """Milliseconds of each answer, whole body read."""
    visitors = [Visitor(plan.base) for _ in range(plan.users)]
    for number, visitor in enumerate(visitors):
        if plan.accounts:
            visitor.sign_in(plan.accounts[number % len(plan.accounts)], plan.password)
    taken: list[float] = []
    faults: list[str] = []
    share = max(1, plan.requests // plan.users)

    def visit(number: int) -> None:
        try:
            for turn in range(-1, share):
                path = plan.paths[(number * share + turn) % len(plan.paths)]
                start = time.perf_counter()
                visitors[number].get(path)
                if turn >= 0:  # the first answer warms up
                    taken.append((time.perf_counter() - start) * 1000)
        except (OSError, RuntimeError) as fault:
            faults.append(f"{path}: {fault}")

    threads = [threading.Thread(target=visit, args=(number,), daemon=True) for number in range(plan.users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(RUN_LIMIT_SECONDS)
    if faults:
        raise RuntimeError(faults[0])
    return taken


def ask(plan: Plan) -> list[float]:
    """Carry out the plan in another process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        timeout=RUN_LIMIT_SECONDS + 60,
        cwd=Path(__file__).resolve().parents[1],
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the client failed: {done.stderr[-1500:]}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    json.dump(carry_out(Plan(**json.load(sys.stdin))), sys.stdout)

"""A real browser on a real server: Debian's Chromium, driven by Playwright, against the desk with its static files.

Whatever the page writes to the console as an error or a warning of the content policy fails the test.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau, found_bureau
from resuming import Resuming
from whole_case import Matter

from .looks import PASSWORD

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",  # nothing leaves this machine
    "--no-first-run",
    "--no-default-browser-check",
    "--metrics-recording-only",
    "--disable-domain-reliability",
    "--disable-features=SpareRendererForSitePerProcess,OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.nodeid.split("::")[0]:
            item.add_marker(pytest.mark.browser)


# A busy machine is no failure: what a page does is waited for this long (ms).
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is missing: apt-get install chromium-headless-shell")
    # Playwright's loop runs in this thread; Django would take the fixtures' queries for calls from async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()


def bureau_with_passwords() -> Bureau:
    """The bureau of the case tests, whose people can sign in here."""
    found = found_bureau()
    for user in found.users.values():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return found


@pytest.fixture
def bureau(chromium: Browser, taken_up: Callable[..., Any], _snapshots: Any, _own_folders: Path) -> Bureau:
    found: Bureau = taken_up("bureau with passwords", _snapshots.in_empty_tables(bureau_with_passwords))
    found.resuming = Resuming(_snapshots, _own_folders)
    return found


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    """The pack's own whole case, as far as a test takes it."""
    return Matter(bureau)


class UnderWay:
    """The requests that the server is answering: none may outlive its test and write into the next one's tables."""

    def __init__(self) -> None:
        self._changed, self._count = Condition(), 0
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def _started(self, **told: Any) -> None:
        self._add(1)

    def _finished(self, **told: Any) -> None:
        self._add(-1)

    def _add(self, one: int) -> None:
        with self._changed:
            self._count += one
            self._changed.notify_all()

    def wait(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._count <= 0, 20), "a request is still being answered"


@pytest.fixture
def under_way() -> UnderWay:
    return UnderWay()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any, under_way: UnderWay) -> Iterator[Callable[..., Page]]:
    """Make a page in a fresh profile; at the end of the test its console must be free of errors."""
    complaints: list[str] = []
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def asked(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "file:")):
            complaints.append(f"asked for {request.url}")

    def opener(size: dict[str, int] = WIDE, expect: tuple[str, ...] = ()) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("request", asked)
        page = context.new_page()
        page.on(
            "console",
            lambda message: None if any(text in message.text for text in expect) else listen(message),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opener
    heard = list(complaints)  # what closing breaks off doesn't count
    for context in contexts:
        context.close()
    under_way.wait()
    assert heard == []


@pytest.fixture
def sign_in(open_page: Callable[..., Page], bureau: Bureau, live_server: Any) -> Callable[..., Page]:
    """A page signed in as one of the bureau's people (through the form: `test_sign_in`)."""

    def enter(account: str, **kwargs: Any) -> Page:
        client = Client()
        client.force_login(bureau.users[account], backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page = open_page(**kwargs)
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        page.goto("/desk/")
        return page

    return enter

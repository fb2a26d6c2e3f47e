"""The demo, loaded once for the tests of a module: loading it takes most of a minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from mingjing.cases.importing.acting import Cast
from mingjing.project.demo import bureau
from mingjing.project.demo.load import load

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[Path]:
    roots = [one for one in pytestconfig.pluginmanager.get_plugins() if hasattr(one, "empty_tables")]
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _use(patch, folder)
        load(TODAY)
        yield folder
        roots[0].empty_tables()


@pytest.fixture
def today() -> date:
    """The Sunday on which the demo is loaded."""
    return TODAY


@pytest.fixture
def demo(loaded: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker) -> Iterator[Cast]:
    """The loaded bureau's people; the vault and the log are those that it was loaded with."""
    _use(monkeypatch, loaded)
    with django_db_blocker.unblock():
        agency = bureau.demo_agency()
        assert agency is not None
        yield bureau.cast_of(agency)


def _use(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setattr(settings, "MINGJING_LOG_DIR", folder / "log")
    patch.setattr(settings, "MINGJING_VAULT", folder / "vault")

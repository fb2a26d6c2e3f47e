"""One PostgreSQL cluster for the whole run, one database for each worker, and the running role inside it.

The tests work as `mingjing_app`, which owns nothing: what the database refuses in production it refuses here.
"""

from __future__ import annotations

import fcntl
import gc
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from psycopg import sql
from whitenoise.middleware import WhiteNoiseMiddleware

sys.path.insert(0, str(Path(__file__).parent))

from mingjing.law import library
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.ledger.signing import Signer
from mingjing.project.postgres import APP_ROLE, OWNER_ROLE, Cluster, provision
from mingjing.project.postgres.provision import grant_defaults

# Speed is measured by `make bench`; a slow machine fails no test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
gc.set_threshold(20_000, 20, 50)  # a process that ends in minutes needs few collections

HOME = "MINGJING_TEST_HOME"
TEMPLATE = "mingjing_template"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE = f"mingjing_test_{WORKER}"
# No power cut will ever happen to a test's data.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "80"}
# Made for the tests, no secret of anybody.
SM2_KEY = (
    "PRIVATE+KEY+log.yunhu-yj.example/2026/sm3+0adc5a6d+/3NtMi1zbTMtdjEubG9nLnl1bmh1LXlqLmV4YW1"
    "wbGUEag5HC5j6Wq92br/ufnAxdshM+1ZJGUXQVXG2dDO0KdpUzaOASHMWtmG3fs7ujz+9jgjnih+actuclx3bTwtem"
    "FKWdyP0zmaTnt5Izcr6vS7H+PL2316LOSMs/RmYqC7f"
)
_numbers = itertools.count(1)


def home() -> Path:
    return Path(os.environ[HOME])


def cluster() -> Cluster:
    return Cluster(home() / "pg", FAST)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[HOME] = tempfile.mkdtemp(prefix="mingjing-test-")
        home().chmod(0o755)  # as root the server runs as another user
    sockets = str(cluster().sockets)
    for alias, role in (("default", APP_ROLE), ("owner", OWNER_ROLE)):
        entry = django_settings.DATABASES[alias]
        entry.update(HOST=sockets, PORT="", USER=role, PASSWORD="", NAME=DATABASE)
        entry["CONN_MAX_AGE"] = 0
    django_settings.MINGJING_VAR = home() / WORKER
    django_settings.MINGJING_LOG_KEY = Signer(django_settings.MINGJING_LOG_ORIGIN, b"\x07" * 32).skey
    django_settings.MINGJING_SM2_KEY = SM2_KEY
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        cluster().destroy()
        shutil.rmtree(home(), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Start the cluster with the first worker that needs it; migrate once, as the owner; copy for each worker."""
    with (home() / "turn").open("w") as turn, django_db_blocker.unblock():
        fcntl.flock(turn, fcntl.LOCK_EX)
        cluster().start()
        with cluster().connect() as admin:
            if not _exists(admin, TEMPLATE):
                _make_template(admin)
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE), sql.Identifier(TEMPLATE)
                )
            )
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def _exists(admin: psycopg.Connection, database: str) -> bool:
    return bool(admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone())


def _make_template(admin: psycopg.Connection) -> None:
    making = f"{TEMPLATE}_making"
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(making)))
    provision(admin, making)
    with cluster().connect(making, OWNER_ROLE) as owner:
        grant_defaults(owner)
    connection = connections["owner"]
    connection.settings_dict["NAME"] = making
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    # Renamed when whole, so that a failed migration is never taken for a template.
    admin.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(TEMPLATE))
    )


@pytest.fixture(scope="session", autouse=True)
def _static_files_found_once() -> Iterator[None]:
    """Every client of a test starts the middleware anew, which looks through two thousand files; they stay the same."""
    found: dict[str, Any] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = look_once
    yield
    WhiteNoiseMiddleware.add_files_from_finders = look


@pytest.fixture(scope="session", autouse=True)
def _packs_read_once() -> Iterator[None]:
    """The packs in the source tree stay the same during a run: what loads them again gets the same library.

    Packs that a test writes or copies elsewhere are read each time; of equal files the nodes are the same.
    """
    read, found = library.load_folders, {}

    def read_once(folders: Sequence[Path], *, kept: bool = False) -> library.Library:
        key = (*map(Path, folders), kept)
        if not all(BUILTIN in folder.parents for folder in key[:-1]):
            return read(folders, kept=kept)
        if key not in found:
            found[key] = read(folders, kept=kept)
            gc.freeze()  # as the server does after loading: they need not be looked through again and again
        return found[key]

    def exchange(old: Any, new: Any) -> None:
        for module in list(sys.modules.values()):
            if getattr(module, "load_folders", None) is old:
                module.load_folders = new  # type: ignore[attr-defined]

    exchange(read, read_once)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "compose", lru_cache(4096)(yaml.compose))  # nodes are only ever looked at
        yield
    exchange(read_once, read)


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """As with `FAST`: what a test writes needn't outlast a power cut. A disk that refuses is played where that matters."""

    def opened(handle: int) -> None:
        os.fstat(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", opened)
        patch.setattr(os, "fdatasync", opened)
        yield


@pytest.fixture(scope="session", autouse=True)
def _empty_by_superuser() -> Iterator[None]:
    """Django empties tables as the running role, which may not; only here a superuser steps past the triggers."""
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: empty_tables()  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


def empty_tables() -> None:
    from snapshots import empty

    connections.close_all()
    empty(_superuser())


_kept: list[psycopg.Connection] = []


def _superuser() -> psycopg.Connection:
    """One connection for the whole process, opened anew where a test has ended all connections."""
    if not _kept or _kept[0].closed:
        _kept[:] = [cluster().connect(DATABASE)]
    return _kept[0]


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has a log, a vault and holiday notices of its own; they come into being when first written."""
    own = home() / WORKER / str(next(_numbers))
    monkeypatch.setattr(django_settings, "MINGJING_LOG_DIR", own / "log")
    monkeypatch.setattr(django_settings, "MINGJING_VAULT", own / "vault")
    monkeypatch.setattr(django_settings, "MINGJING_POLICY", own / "policy")
    monkeypatch.setattr(django_settings, "MINGJING_UPLOADS", own / "uploads")
    monkeypatch.setattr(django_settings, "MINGJING_NOTICES", own / "notices")
    monkeypatch.setenv("MINGJING_NOTICES", str(own / "notices"))
    return own


@pytest.fixture(scope="session")
def _snapshots() -> Any:
    from snapshots import Snapshots

    return Snapshots(_superuser, home() / WORKER / "kept")


@pytest.fixture
def taken_up(
    transactional_db: None, _snapshots: Any, _own_folders: Path
) -> Callable[[Hashable, Callable[[], Any]], Any]:
    """`taken_up(name, make)`: the state that `make` makes in empty tables, with what it returned.

    Made by the first test of a process that asks for it; for the others its rows and files are put back.
    """

    def begun(name: Hashable, make: Callable[[], Any]) -> Any:
        if name in _snapshots:
            return _snapshots.put_back(name, _own_folders)
        made = make()
        _snapshots.take(name, made, _own_folders)
        return made

    return begun


@pytest.fixture
def owner(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection as the role that owns the tables."""
    with cluster().connect(DATABASE, OWNER_ROLE) as connection:
        yield connection


@pytest.fixture
def superuser(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection past all rules, to play a restored backup or an intruder with the database's password."""
    with cluster().connect(DATABASE) as connection:
        yield connection

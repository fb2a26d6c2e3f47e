"""The server lives while somebody uses it: the first user starts it, the last one stops it.

Users hold a shared lock on a file. The kernel drops the locks of a killed process, so the count is never wrong.
`mingjing db start` leaves a marker that keeps the server up until `mingjing db stop`.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
from collections.abc import Iterator
from pathlib import Path

from mingjing.project import places
from mingjing.project.postgres.cluster import Cluster
from mingjing.project.postgres.provision import DATABASE, OWNER_ROLE, grant_defaults, provision


def embedded() -> bool:
    """Whether the program brings its own server (no DATABASE_URL)."""
    return not os.environ.get("DATABASE_URL")


@functools.cache
def default_cluster() -> Cluster:
    # Short queries only: compiling one takes longer than running it.
    return Cluster(places.CLUSTER, {"max_connections": "60", "jit": "off"})


def keep_marker() -> Path:
    return places.VAR / "pg.keep"


@contextlib.contextmanager
def running(cluster: Cluster | None = None) -> Iterator[Cluster | None]:
    """The server answers inside this block. Yields None when DATABASE_URL names another server.

    Raises ClusterError when it can't be started.
    """
    if not embedded():
        yield None
        return
    cluster = cluster or default_cluster()
    places.VAR.mkdir(parents=True, exist_ok=True)
    with (places.VAR / "pg.users").open("a") as users, (places.VAR / "pg.turn").open("a") as turn:
        try:
            # A request to end may come while the server is starting: then it is stopped as well.
            with _alone(turn.fileno()):
                fcntl.flock(users, fcntl.LOCK_SH)
                start(cluster)
            yield cluster
        finally:
            with _alone(turn.fileno()):
                if not keep_marker().exists() and _last(users.fileno()):
                    cluster.stop()


def start(cluster: Cluster) -> None:
    """Start the server and see to its roles and its database."""
    cluster.start()
    with cluster.connect() as admin:
        provision(admin)
    with cluster.connect(DATABASE, OWNER_ROLE) as owner:
        grant_defaults(owner)


@contextlib.contextmanager
def _alone(descriptor: int) -> Iterator[None]:
    """One process at a time starts or stops; both have their own limits, so this wait has one too."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _last(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

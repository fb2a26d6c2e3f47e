"""A case of two hundred documents exported and verified offline, whole and as its party gets it, beside copying and hashing the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from bench import playing, story
from bench.playing import Clocked
from bench.rows import Baseline, Row
from mingjing.cases import perform as door
from mingjing.cases.attachments import Attachment
from mingjing.cases.export import export_case
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.law.scenario_run import run
from mingjing.ledger.verify import verify_path
from mingjing.records import log

PNG, BYTES = b"\x89PNG\r\n\x1a\n", 200_000
ACT = "inspect_site"


class Laden(Clocked):
    """Plays a case whose inspection brings so many pieces of evidence."""

    pieces = 0

    def _clocked(self, real: Callable[..., door.Performed]) -> Callable[..., door.Performed]:
        def laden(*args: Any, **kwargs: Any) -> door.Performed:
            if args[1] == ACT and kwargs.get("step") == "submit":
                kwargs["attachments"] = [
                    Attachment.of_bytes(f"现场{number}.png", PNG + os.urandom(BYTES))
                    for number in range(self.pieces)
                ]
            return real(*args, **kwargs)

        return super()._clocked(laden)


def measure(*, small: bool) -> list[Row]:
    pieces = 5 if small else 200
    prepared = story.whole_case()
    stage = playing.bureau().stage()
    driver = Laden(stage, prepared.procedure)
    driver.pieces = pieces
    ended = run(prepared, stage.library, driver)
    if ended.differences:
        raise RuntimeError("\n".join(ended.differences))
    log.sequencer().drain()
    rows = []
    with TemporaryDirectory(dir=settings.MINGJING_VAR) as name:
        folder = Path(name)
        for who, redacted in (("whole", None), ("for its party", PartyRedaction)):
            start = time.perf_counter()
            redaction = redacted(driver.case) if redacted else None
            done = export_case(driver.case, folder / who, redaction=redaction)
            written = time.perf_counter() - start
            start = time.perf_counter()
            report = verify_path(done.folder, log.vkey(), twin_key=log.twin_vkey())
            verified = time.perf_counter() - start
            if not report.ok or (who == "whole" and done.originals < pieces):
                raise AssertionError("\n".join(report.lines))
            what = f"{who}: {done.originals} originals, {done.records} records"
            copied, hashed = plain(done.folder, folder / "copy")
            rows.append(
                Row("exports", f"case file written, {what}", written, "s", Baseline("copying it", copied))
            )
            rows.append(
                Row(
                    "exports", f"case file verified, {what}", verified, "s", Baseline("SHA-256 of it", hashed)
                )
            )
    return rows


def plain(source: Path, target: Path) -> tuple[float, float]:
    """Seconds of copying the folder, and of hashing every file of it."""
    start = time.perf_counter()
    shutil.copytree(source, target)
    copied = time.perf_counter() - start
    start = time.perf_counter()
    for path in target.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256").hexdigest()
    hashed = time.perf_counter() - start
    shutil.rmtree(target)
    return copied, hashed

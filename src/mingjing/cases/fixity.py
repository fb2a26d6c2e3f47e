"""Every original read again and held against what the records name: damaged, missing, hidden or a stranger's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from mingjing.cases.models import FixityCheck, FixityFinding
from mingjing.vault import Checked, Vault, place

SAVED_EVERY = 100  # originals
LOCK = 7_130_014  # advisory: one check at a time
# `place` of a digest, in SQL.
_PLACE = """('sha256/' || left(sha256, 2) || '/' || substr(sha256, 3, 2) || '/' || sha256) COLLATE "C" """
Progress = Callable[[FixityCheck], None]

LONGEST = 200  # characters of a stranger's path that are kept
# Originals of the records, which go on naming what was destroyed lawfully.
_OF_RECORDS = (
    "SELECT a.sha256, a.sm3, a.size FROM records_attachment a "
    "JOIN records_recordcontent c ON c.record_id = a.record_id WHERE c.manifest IS NOT NULL"
)
# Other tables that name originals: SQL with the columns sha256, sm3 ("" where it isn't known) and size (NULL likewise).
_named: list[str] = ["SELECT blob, '', NULL FROM cases_packcontent"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One original: what the vault holds (None: nothing), whether a table names it, what is wrong in Chinese."""

    digest: str
    held: Checked | None
    named: bool
    faults: tuple[str, ...]


def named_in(query: str) -> None:
    """Register another table that names originals, of which those that were destroyed are left out."""
    if query not in _named:
        _named.append(query)


# Digests that were destroyed by an approved disposal: SQL with the column sha256.
_destroyed: list[str] = []


def destroyed_in(query: str) -> None:
    """Register a table of lawful disposals: what it names is not missed where a record names it."""
    if query not in _destroyed:
        _destroyed.append(query)


class UnderWay(Exception):
    """Another check is going on; its text says so in Chinese."""


def check(
    vault: Vault, progress: Progress, *, anew: bool = False, enough: Callable[[], bool] = lambda: False
) -> FixityCheck:
    """Go on with the check that was interrupted, or begin one; `anew` = begin one in any case.

    It stops after the original at which `enough` says so; then `done_at` is None and the next call goes on.
    Raises `UnderWay` where another process checks.
    """
    with _alone():
        return _check(vault, progress, anew, enough)


def last_done() -> FixityCheck | None:
    """The latest check that was finished, with its findings counted as `wrong` (1 query)."""
    rows = FixityCheck.objects.filter(done_at__isnull=False).annotate(wrong=Count("findings"))
    return rows.order_by("-done_at").first()


def under_way() -> FixityCheck | None:
    """The check that isn't finished (1 query)."""
    return FixityCheck.objects.filter(done_at=None).order_by("-pk").first()


def _check(vault: Vault, progress: Progress, anew: bool, enough: Callable[[], bool]) -> FixityCheck:
    if anew:  # or else a half one would be gone on with later, as if it were the latest
        FixityCheck.objects.filter(done_at=None).delete()
    run = under_way() or FixityCheck.objects.create(begun_at=timezone.now())
    found: list[FixityFinding] = []
    since = 0
    for seen in walk(vault, run.cursor):
        name = _kept(seen.digest)
        found += [FixityFinding(check_run=run, sha256=name, sentence=said) for said in seen.faults]
        run.cursor, run.files = name, run.files + bool(seen.held)
        run.bytes += seen.held.size if seen.held else 0
        since += 1
        stop = enough()
        if since == SAVED_EVERY or stop:
            _save(run, found)
            progress(run)
            found, since = [], 0
        if stop:
            return run
    run.done_at = timezone.now()
    _save(run, found)
    progress(run)
    return run


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise UnderWay("另一项原件核对正在进行；请等它做完。")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def walk(vault: Vault, after: str = "") -> Iterator[Seen]:
    """Every original behind the digest `after`, read once with both digests, beside what the tables name."""
    for digest, told, one in _side_by_side(vault.checked(after), _expected(after)):
        if one is None and not _named_still(digest):
            continue  # destroyed lawfully since the walk began
        yield Seen(digest, one, told is not None, tuple(_faults(digest, told or _Named(), one)))


def _kept(name: str) -> str:
    """The name as the tables hold it; one that is too long is cut and sorts behind all that begin so."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class _Named:
    """What the tables say of one digest."""

    sm3: frozenset[str] = frozenset()
    sizes: frozenset[int] = frozenset()


def _faults(digest: str, told: _Named, one: Checked | None) -> Iterator[str]:
    if one is None:
        yield f"记录所列的原件 {digest} 不在原件库中。"
        return
    if one.damage is not None:
        yield one.damage.sentence
        return
    if told.sm3 and told.sm3 != {one.sm3}:
        yield f"原件 {digest} 的SM3摘要与记录所列不符。"
    if told.sizes and told.sizes != {one.size}:
        yield f"原件 {digest} 有{one.size}字节，与记录所列的长度不符。"


def _save(run: FixityCheck, found: list[FixityFinding]) -> None:
    with transaction.atomic():
        FixityFinding.objects.bulk_create(found)
        run.save()


def _named_still(digest: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{_all_named()} WHERE sha256 = %s LIMIT 1", [digest])
        return cursor.fetchone() is not None


def _all_named() -> str:
    gone = "".join(f" AND a.sha256 NOT IN ({query})" for query in _destroyed)
    union = " UNION ".join([_OF_RECORDS + gone, *_named])
    return f"SELECT sha256, sm3, size FROM ({union}) n"  # noqa: S608 - own names


def _expected(after: str) -> Iterator[tuple[str, _Named]]:
    """Digests that the tables name, in order, each with its SM3 and size."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"""{_all_named()} WHERE sha256 <> '' AND {_PLACE}> %s ORDER BY sha256 COLLATE "C" """,
            [place(after)],
        )
        for digest, group in groupby(cursor, key=lambda row: row[0]):
            rows = list(group)
            sm3 = frozenset(row[1] for row in rows if row[1])
            yield digest, _Named(sm3, frozenset(row[2] for row in rows if row[2] is not None))


def _side_by_side(
    there: Iterator[Checked], named: Iterator[tuple[str, _Named]]
) -> Iterator[tuple[str, _Named | None, Checked | None]]:
    """Both in one order; a file that no record names stands alone, and so does a digest without a file."""
    one, want = next(there, None), next(named, None)
    while one is not None or want is not None:
        if one is not None and (want is None or place(one.sha256) < place(want[0])):
            yield one.sha256, None, one
            one = next(there, None)
        elif want is not None and (one is None or place(want[0]) < place(one.sha256)):
            yield *want, None
            want = next(named, None)
        elif one is not None and want is not None:
            yield *want, one
            one, want = next(there, None), next(named, None)

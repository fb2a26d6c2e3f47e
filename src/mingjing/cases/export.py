"""A case file that anybody can verify without us: a BagIt folder (RFC 8493) of records, keys, originals and proofs."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from mingjing.cases.export_folder import Bag, Contents, ExportRefused, Progress, Redaction
from mingjing.cases.export_places import BLOBS, Folder, Zipped
from mingjing.cases.models import Case
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person
from mingjing.cases.trust import policy_text
from mingjing.ledger.policy import Policy
from mingjing.records import shards
from mingjing.records.proofs import grounds_for, proofs_for
from mingjing.records.stream import records_of

__all__ = ["ExportRefused", "Exported", "export_case", "zip_case"]


@dataclass(frozen=True)
class Exported:
    """What was written: folder, records, originals, and the size of the checkpoint that proves them."""

    folder: Path
    records: int
    erased: int
    originals: int
    size: int


def export_case(
    case: Case | UUID, folder: Path, *, person: Person = None, redaction: Redaction | None = None
) -> Exported:
    """Write the case file into a new folder.

    With `person` the case must be visible to that person, and the reading is logged; without, the caller is the
    operator at the machine. All proofs in one log lead to one checkpoint of it, cosigned where witnesses have signed one
    that holds all records; a case that ran over the new year lies in two logs. With `redaction` the export shows what that lets through, and proves it all the same. Raises `NoSuchCase`,
    `ExportRefused` and `records.proofs.NotYetLogged` (a record isn't in the log yet); then nothing stays behind.
    """
    found = _case(case, person)
    if folder.exists() and any(folder.iterdir()):
        raise ExportRefused(f"文件夹“{folder.name}”已有内容；请指定一个新的文件夹。")
    contents = _contents(found, redaction)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        # A half-written case file looks like a forged one.
        undo.callback(lambda: shutil.rmtree(folder) if made else _empty(folder))
        (folder / BLOBS).mkdir(parents=True)
        originals = Bag(Folder(folder), contents).write()
        undo.pop_all()
    erased = sum(1 for record in contents.records if record.content.manifest is None)
    return Exported(folder, len(contents.records), erased, originals, contents.newest.checkpoint.size)


def zip_case(
    case: Case,
    archive: ZipFile,
    name: str,
    *,
    redaction: Redaction | None = None,
    progress: Progress = lambda done, of: None,
) -> None:
    """Write the same case file below the folder `name` of a ZIP, for whoever has seen to it that it may be read.

    Raises as `export_case` does; then the ZIP holds a part, and the caller throws it away.
    """
    Bag(Zipped(archive, name), _contents(case, redaction), progress).write()


def _contents(case: Case, redaction: Redaction | None) -> Contents:
    records = records_of(case.pk)
    if not records:
        raise ExportRefused("本案还没有记录，无从导出。")
    places = [
        place
        for place in shards.known()
        if any(shards.of(record.outbox.idx or 0) == place for record in records)
    ]
    policy = policy_text(places)
    grounds = grounds_for(records, Policy.parse(policy.encode()))
    return Contents.of(case, records, proofs_for(records, grounds), grounds, policy, redaction)


def _case(case: Case | UUID, person: Person) -> Case:
    if person is not None:
        return visible_case(person, case, "导出案卷")
    return case if isinstance(case, Case) else Case.objects.select_related("agency", "unit").get(pk=case)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()

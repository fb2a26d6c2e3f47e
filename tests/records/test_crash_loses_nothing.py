"""Kill the sequencer at every moment of its round: every entry gets one place, no size is signed twice."""

import itertools

import pytest
from django.db import connection

from mingjing.ledger.check import check_consistency
from mingjing.ledger.digests import sm3
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.twin import TwinStore
from mingjing.records import log
from mingjing.records.models import Checkpoint, Outbox, Record
from mingjing.records.proofs import proof_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]


def published(path=CHECKPOINT):
    raw = log.store().read(path)
    return open_checkpoint(raw, log.signer().vkey).checkpoint.head if raw else None


def check_whole_log(seen):
    """Whatever an outsider ever saw is a prefix of what is published now, and each entry is in it once."""
    head = published()
    reader = LogReader(log.store(), head)
    # A kept checkpoint may be one ahead of `checkpoint`: it is written first.
    kept = [published(f"checkpoints/{size}") for size in log.store().published_sizes() if size <= head.size]
    for old in [*seen, *kept]:
        check_consistency(old, head, reader.consistency(old.size))
    in_database = [bytes(entry) for entry in Outbox.objects.order_by("idx").values_list("entry", flat=True)]
    assert list(reader.entries()) == in_database[: head.size]
    for note in Checkpoint.objects.filter(log=log.signer().name, size__lte=head.size):
        assert reader.root_at(note.size) == bytes(note.root)
    check_twin(head)


def check_twin(head):
    """The SM3 twin is never ahead of the main log, and whatever it published are the same entries."""
    twin = TwinStore(log.store())
    raw = twin.read(CHECKPOINT)
    if raw is None:
        return
    size = open_checkpoint(raw, log.twin_vkey()).checkpoint.size
    assert size <= head.size
    reader = LogReader(twin, open_checkpoint(raw, log.twin_vkey()).checkpoint.head, sm3)
    assert len(list(reader.entries())) == size
    for note in Checkpoint.objects.filter(log=log.twin_vkey().name, size__lte=size):
        assert reader.root_at(note.size) == bytes(note.root)


@pytest.mark.parametrize("before", [0, 254], ids=["fresh log", "across a full tile"])
def test_killed_at_every_moment(write, crashing, before):
    sequencer = log.sequencer()
    if before:
        write(before)
        sequencer.once()
    seen = []
    for moment in itertools.count(1):
        write(3)
        connection.close()
        died = crashing.die_in_round(moment)
        if (head := published()) is not None:
            check_whole_log(seen)
            seen.append(head)
        last = log.sequencer().drain()
        waiting = Outbox.objects.filter(idx__isnull=True).count()
        assert (last.size, waiting) == (Record.objects.count(), 0)
        check_whole_log(seen)
        seen.append(published())
        if not died:
            break
    assert moment > 24
    assert (
        open_checkpoint(TwinStore(log.store()).read(CHECKPOINT), log.twin_vkey()).checkpoint.size == last.size
    )
    places = list(Outbox.objects.order_by("idx").values_list("idx", flat=True))
    assert places == list(range(Record.objects.count()))
    record = Record.objects.latest("pk")
    assert proof_for(record).text.startswith("c2sp.org/tlog-proof@v1\n")

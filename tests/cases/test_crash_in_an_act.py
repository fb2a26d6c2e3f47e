"""Kill the process at every moment of an act: it is on record as a whole, or it never was; asked again, it is done once."""

from __future__ import annotations

import itertools

import pytest
from django.utils import timezone
from dying import Mortal
from whole_case import at

from mingjing.cases import rebuild
from mingjing.cases.attachments import Attachment
from mingjing.cases.audit import audit
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case, Document
from mingjing.records import chain, log
from mingjing.records import models as recorded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def mortal():
    """mortal(asked) is a program that does the act and dies on demand."""
    made = []
    yield lambda asked: made.append(Mortal(asked)) or made[-1]
    for one in made:
        one.close()


@pytest.mark.parametrize("name", ["register_clue", "order_rectification"])
def test_killed_at_every_moment(matter, mortal, name):
    if name != "register_clue":
        matter.go(name, before=True)
    before = recorded.Record.objects.count()
    dying = mortal(_asked(matter, name))
    for moment in itertools.count(1):
        died = dying.dies(moment)
        _whole_or_nothing(before)
        if not died or recorded.Record.objects.count() > before:
            break
    assert moment > 20
    assert recorded.Record.objects.count() == before + 1
    again = _again(matter, name)
    assert again.repeated
    assert recorded.Record.objects.count() == before + 1
    papers = Document.objects.filter(act=name).values_list("number", flat=True)
    assert [one.rpartition("〕")[2] for one in papers] == ["1号"], (
        "numbers of the killed attempts were given back"
    )
    assert log.sequencer().drain().size == recorded.Outbox.objects.count()
    report = audit(timezone.now())
    assert report.ok, report.lines
    assert report.facts["records"] == before + 1


def _asked(matter, name):
    return {
        "act": name,
        "user": matter.bureau.users["lu"].pk,
        "agency": matter.bureau.agency.pk,
        "case": str(matter.case.pk) if matter.case else "",
        "officers": matter.officers(name),
        "now": at(matter.step(name)["at"]).isoformat(),
        "payload": matter.payload(name),
        "files": {"现场.png": PHOTO.hex()},
        "key": f"once-{name}",
    }


def _again(matter, name):
    return matter.act(name, attachments=[Attachment.of_bytes("现场.png", PHOTO)], key=f"once-{name}")


def _whole_or_nothing(before):
    """Records, log entries, cached cases, papers and originals agree after each death."""
    assert recorded.Record.objects.count() in {before, before + 1}
    assert recorded.RecordContent.objects.count() == recorded.Record.objects.count()
    statements = recorded.Statement.objects.count()
    assert recorded.Outbox.objects.count() == recorded.Record.objects.count() + statements
    assert rebuild.check().differences == []
    for case in Case.objects.all():
        assert chain.verify(case.pk).whole
    for held in recorded.Attachment.objects.all():
        assert vault().exists(held.sha256), "what a record names lies in the vault before the record does"
    assert [one.damage for one in vault().checked() if one.damage] == []

"""The pages of the archive room: who sees them, how many queries they take, what they say when originals are gone."""

from __future__ import annotations

import pytest
from django.test import Client

from mingjing.archive import erasing, packing
from mingjing.archive.models import ArchivedFile, FileDisposal
from mingjing.cases.models import Document
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(filed):
    """opened(alias, address): the answer for that person, who has been here before (sessions and registers are read)."""

    def get(alias, address, **told):
        client = Client()
        client.force_login(filed.bureau.users[alias])
        client.get(address)
        return client.get(address, **told)

    return get


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/desk/archive/", 6),
        ("/desk/archive/forecast/", 5),
        ("/desk/archive/transfers/", 5),
        ("/desk/archive/disposals/", 5),
        ("/desk/archive/{file}/", 8),
    ],
)
def test_few_queries(filed, address, queries, django_assert_num_queries):
    client = Client()
    client.force_login(filed.bureau.users["wen"])
    address = address.format(file=filed.file.pk)
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_the_room_shows_what_the_person_may_see(filed, opened):
    for alias, seen in (("wen", True), ("lu", True), ("cheng", True), ("outsider", False)):
        answer = opened(alias, "/desk/archive/")
        assert (filed.file.number in answer.content.decode()) == seen, alias
    assert opened("outsider", f"/desk/archive/{filed.file.pk}/").status_code == 404
    assert filed.file.number in opened("wen", "/desk/archive/?q=动火").content.decode()
    assert AccessLog.objects.filter(case_id=filed.file.case_id, what="检索归档案卷").count() == 2, (
        "each search"
    )
    assert "没有找到案卷" in opened("wen", "/desk/archive/?q=没有的词").content.decode()


def test_reading_a_file_is_logged_its_progress_is_not(filed, opened):
    before = AccessLog.objects.filter(what="归档案卷").count()
    opened("wen", f"/desk/archive/{filed.file.pk}/")
    assert AccessLog.objects.filter(what="归档案卷").count() == before + 2
    opened("wen", f"/desk/archive/{filed.file.pk}/", headers={"HX-Request": "true"})
    assert AccessLog.objects.filter(what="归档案卷").count() == before + 3


def test_a_download_by_get_gives_nothing(filed):
    made = packing.ask(filed.bureau.users["wen"], filed.file.pk)
    client = Client()
    client.force_login(filed.bureau.users["wen"])
    assert client.get(f"/desk/archive/packages/{made.pk}/").status_code == 405


def test_a_document_that_was_destroyed_says_so(filed, opened):
    file = filed.file
    disposal = FileDisposal.objects.create(agency=file.agency, opinion="期满", created_at=file.registered_at)
    line = disposal.lines.create(file=file, until=file.archived_on)
    erasing.begin(line, file.registered_at)
    erasing.finish(line, file.registered_at)
    paper = Document.objects.filter(case=file.case).first()
    answer = opened("wen", f"/desk/cases/{file.case_id}/documents/{paper.blob}/")
    assert answer.status_code == 410
    assert "依法销毁" in answer.content.decode()
    assert ArchivedFile.objects.get().number in opened("wen", "/desk/archive/").content.decode()

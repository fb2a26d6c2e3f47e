"""What the door promises beyond the law: nothing half done, no number lost, the cache equal to the records."""

from __future__ import annotations

import hashlib
import threading
from io import BytesIO

import pytest
from django.db import connection, connections
from django.test import Client
from whole_case import Matter, at

from mingjing import papers
from mingjing.cases import issuing, rebuild
from mingjing.cases.attachments import Attachment
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case, CaseClock, Document, NumberSeries, PackContent
from mingjing.cases.numbering import take_number
from mingjing.cases.perform import open_case, perform
from mingjing.cases.queries import case_page
from mingjing.cases.refused import Refused
from mingjing.cases.replay import library_of_digest, replay
from mingjing.records import chain
from mingjing.records.models import Record, RefusalLog

pytestmark = pytest.mark.django_db(transaction=True)


def test_refusal_changes_nothing_but_the_refusal_log(begun, bureau):
    matter = begun(Matter, "inspect_site")
    before = _everything()
    with pytest.raises(Refused) as refusal:
        perform(matter.case, "decide", bureau.users["lu"], {"fields": {}})
    assert refusal.value.findings
    assert _everything() == before
    assert list(RefusalLog.objects.values_list("case_id", "act")) == [(matter.case.pk, "decide")]


def test_document_that_cannot_be_made_undoes_the_act_and_gives_its_number_back(begun, monkeypatch):
    matter = begun(Matter, "inspect_site")
    before = _everything()

    def fail(*_args, **_kwargs):
        raise papers.PaperError("字体文件损坏，不能制作文书。", "请联系系统管理员。")

    with monkeypatch.context() as broken:
        broken.setattr(issuing.papers, "render", fail)
        with pytest.raises(Refused, match="字体文件损坏"):
            matter.act("order_rectification")
    assert _everything() == before
    matter.act("order_rectification")
    numbers = Document.objects.filter(form="rectification_order").values_list("number", flat=True)
    assert [one.rpartition("〕")[2] for one in numbers] == ["1号"]


def test_numbers_of_one_series_have_no_gap_and_no_twin(bureau):
    """Eight threads at once, each several numbers; some of them roll back."""
    taken, guard = [], threading.Lock()

    def take():
        from django.db import transaction

        try:
            for turn in range(5):
                try:
                    with transaction.atomic():
                        number = take_number(bureau.agency.pk, "罚", 2026)
                        if turn == 2:
                            raise KeyError
                except KeyError:
                    continue
                with guard:
                    taken.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == list(range(1, 33))
    assert NumberSeries.objects.get().last == 32


def test_two_requests_at_once_make_one_record_each_in_turn(begun, bureau):
    """Both see the same page; the second is told that the case has moved on."""
    matter = begun(Matter, "register_clue")
    outcomes, guard = [], threading.Lock()

    def inspect():
        try:
            perform(matter.case.pk, "inspect_site", bureau.users["lu"], matter.payload("inspect_site", start="2026-06-01T14:00:00+08:00", end="2026-06-01T15:30:00+08:00"),
                    officers=matter.officers("inspect_site"), expected_seq=1)  # fmt: skip
            said = "done"
        except Refused as refusal:
            said = refusal.kind
        finally:
            connections.close_all()
        with guard:
            outcomes.append(said)

    threads = [threading.Thread(target=inspect) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["done", "stale"]
    assert chain.verify(matter.case.pk).whole


def test_same_key_at_once_is_carried_out_once(matter, bureau):
    answers, guard = [], threading.Lock()

    def register():
        try:
            done = open_case("penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency,
                             matter.payload("register_clue"), key="k-1")  # fmt: skip
            with guard:
                answers.append((done.case.pk, done.repeated))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 3
    assert len({case for case, _ in answers}) == 1
    assert sorted(repeated for _, repeated in answers) == [False, True, True]
    assert Case.objects.count() == Record.objects.count() == 1


def test_original_is_in_the_vault_under_the_digest_that_the_record_names(begun, bureau):
    matter = begun(Matter, "file_case")
    photo = Attachment.of_bytes("现场.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    done = perform(
        matter.case, "collect_evidence", bureau.users["lu"],
        matter.payload("collect_evidence", extracted_at="2026-06-04T10:00:00+08:00"),
        officers=matter.officers("collect_evidence"), attachments=[photo], now=at("2026-06-04T10:30"),
    )  # fmt: skip
    item = next(one for one in done.case.state["evidence"] if one.get("file") == "现场.png")
    record = Record.objects.get(case_id=done.case.pk, seq=done.seq)
    assert item["sha256"] in {one.sha256 for one in record.attachments.all()}
    with issuing.vault().open(item["sha256"]) as stream:
        assert stream.read() == b"\x89PNG\r\n\x1a\n" + bytes(64)


def test_rebuild_finds_and_mends_what_somebody_changed_behind_the_records(begun):
    begun(Matter, "file_case")
    assert rebuild.check().equal
    with connection.cursor() as cursor:
        cursor.execute("update cases_case set fine = 1, state = jsonb_set(state, '{stage}', '\"archive\"')")
    CaseClock.objects.all().delete()
    Document.objects.first().delete()
    told = "".join(map(str, rebuild.check().differences))
    for what in ("stage", "fine", "期限", "文书"):
        assert what in told
    assert not rebuild.rebuild().equal
    assert rebuild.check().equal


def test_record_can_be_replayed_under_the_very_packs_it_was_made_under(begun):
    matter = begun(Matter, "file_case")
    kept = PackContent.objects.get()
    library_of_digest.cache_clear()
    library = library_of_digest(kept.digest)
    assert library.digest == kept.digest
    assert replay(matter.case).state.to_json() == matter.case.state


def test_chain_of_every_case_is_whole(begun):
    matter = begun(Matter, "conclude_investigation")
    assert chain.verify(matter.case.pk).whole


def _everything():
    tables = ("cases_case", "cases_document", "cases_caseclock", "cases_task", "cases_numberseries", "cases_requestkey",
              "cases_caseofficer", "cases_engagement", "records_record", "records_recordcontent", "records_outbox",
              "records_attachment", "records_statement")  # fmt: skip
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(
                f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def test_original_of_a_refused_act_belongs_to_nobody(begun, bureau):
    """The file is in the vault already when the law refuses; no row names it, and sent again it is kept once."""
    matter = begun(Matter, "collect_evidence", before=True)
    before = _everything()
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    payload = matter.payload("collect_evidence")
    payload["evidence"] = [{"file": "照片.png", "title": "现场照片", "kind": "photo"}]
    alone = bureau.ids("lu")  # one officer alone may not collect evidence
    for _ in range(2):
        with pytest.raises(Refused):
            perform(
                matter.case, "collect_evidence", bureau.users["lu"], payload, officers=alone,
                attachments=[Attachment("照片.png", BytesIO(picture))], now=at("2026-06-08T10:00"),
            )  # fmt: skip
    digest = hashlib.sha256(picture).hexdigest()
    assert vault().exists(digest)
    assert _everything() == before
    page = case_page(fresh(bureau.users["lu"]), matter.case.pk)
    assert digest not in str([*page.evidence, *page.media, *(one.evidence for one in page.entries)])
    client = Client()
    client.force_login(bureau.users["lu"])
    assert client.get(f"/api/v1/cases/{matter.case.pk}/files/{digest}").status_code == 404


def fresh(user):
    return type(user).objects.get(pk=user.pk)

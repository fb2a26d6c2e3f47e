"""Public pages: few queries, no cookie, nothing hidden in any answer, clear words for what isn't there."""

from __future__ import annotations

import hashlib
import io
import zipfile
from xml.etree import ElementTree

import pytest
from published import SECRETS

from mingjing.disclosure import checking, place, queries
from mingjing.ledger.proof import TlogProof
from mingjing.records import log

pytestmark = pytest.mark.django_db(transaction=True)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_pages_of_a_published_case(matter, client, django_assert_max_num_queries):
    matter.publish()
    code = queries.latest(1)[0].code
    check = matter.decision["check_code"]
    place.here().library.on(queries.latest(1)[0].published_on)
    budget = {
        "/": 4,
        "/decisions/?q=恒远&kind=行政处罚": 4,
        f"/decisions/{code}/": 5,
        f"/decisions/{code}/document.pdf": 1,
        f"/decisions/{code}/proof.zip": 1,
        f"/decisions/{code}/statement.json": 1,
        f"/decisions/{code}/statement.entry": 1,
        f"/decisions/{code}/statement.tlog-proof": 1,
        f"/check/{check}": 5,
        f"/check/{check}/statement.json": 2,
        "/procedures/": 2,
        "/procedures/penalty.ordinary/": 2,
        "/procedures/penalty.ordinary/?stage=review": 2,
        "/procedures/penalty.ordinary/?act=decide": 2,
        "/procedures/penalty.ordinary/print/?paper=A3": 2,
        "/procedures/penalty.ordinary/chart.svg": 1,
        "/officers/": 4,
        "/feed.xml": 3,
        "/verify/": 2,
    }
    for address, most in budget.items():
        with django_assert_max_num_queries(most, info=address):
            answer = client.get(address)
        data = body(answer)
        assert answer.status_code == 200, address
        assert not answer.cookies, address
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        for secret in SECRETS:
            assert secret.encode() not in data, (address, secret)
    assert "恒远" in client.get("/decisions/?q=安全生产法 第101条").content.decode()
    assert "恒远" not in client.get(f"/check/{check}").content.decode()


def test_archive_of_a_decision_is_proved_by_the_log(matter, client):
    matter.publish()
    code = queries.latest(1)[0].code
    with zipfile.ZipFile(io.BytesIO(client.get(f"/decisions/{code}/proof.zip").content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = TlogProof.parse(parts["statement.tlog-proof"]).verify(parts["statement.entry"], log.signer().vkey)
    assert found.checkpoint.size > 30
    digest = hashlib.sha256(parts["document.pdf"]).hexdigest()
    assert digest in parts["statement.json"].decode()
    assert client.get(f"/verify/lookup/{digest}").json()["number"] == matter.number


def test_lookup_knows_served_papers_and_nothing_else(matter, client):
    matter.publish()
    answer = client.get(f"/verify/lookup/{matter.decision['digest']}").json()
    assert (answer["found"], answer["number"], answer["stands"]) == ("paper", matter.number, True)
    internal = next(one for one in matter.case.state["documents"] if one["form"] == "case_filing")
    assert client.get(f"/verify/lookup/{internal['digest']}").json() == {"found": None}
    assert client.get(f"/check/{internal['check_code']}").status_code == 404
    assert client.get("/verify/lookup/abc").status_code == 400


def test_withdrawn_file_is_gone_and_the_list_forgets_it(matter, client):
    matter.publish()
    code = queries.latest(1)[0].code
    matter.withdraw()
    assert client.get(f"/decisions/{code}/").status_code == 200
    for name in ("document.pdf", "proof.zip"):
        answer = client.get(f"/decisions/{code}/{name}")
        assert answer.status_code == 410
        assert "撤下" in answer.content.decode()
    assert "恒远" not in client.get(f"/decisions/{code}/").content.decode()
    assert "已撤下" in client.get("/feed.xml").content.decode()
    assert matter.number not in client.get("/decisions/").content.decode()
    assert "复议机关变更罚款数额" in client.get("/").content.decode()


def test_feed_is_well_formed_atom(matter, client):
    matter.publish()
    answer = client.get("/feed.xml")
    root = ElementTree.fromstring(answer.content)
    entries = root.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 1
    assert answer["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize(
    "address",
    ["/decisions/nosuchcode/", "/decisions/nosuchcode/document.pdf", "/check/AAAA-BBBB-CCCC", "/check/x",
     "/officers/123/", "/procedures/none/", "/procedures/none/chart.svg", "/procedures/none/print/", "/check/?code=x"],
)  # fmt: skip
def test_what_is_not_there_is_said(bureau, client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "٣", "501"])
def test_odd_page_numbers_do_no_harm(bureau, client, page):
    assert client.get("/decisions/", {"page": page, "q": "'\\%_)(&|"}).status_code == 200


def test_pages_take_no_posts(bureau, client):
    assert client.post("/verify/").status_code == 405


def test_credential_page_says_when_it_no_longer_holds(bureau, client):
    card = bureau.officers["lu"].credentials.get()
    assert "证件有效" in client.get(f"/officers/{card.number}/").content.decode()
    card.events.create(kind="suspended", on="2026-07-01", reason="待查")
    text = client.get(f"/officers/{card.number}/").content.decode()
    assert "已暂扣" in text
    assert "待查" not in text


def test_check_code_is_read_however_it_is_typed():
    assert checking.normal_code(" 7kq2 m4xd-9aRP ") == "7KQ2-M4XD-9ARP"
    assert checking.normal_code("7KQ2-M4XD") == ""
    assert checking.normal_code("O0O0-I1I1-LLLL") == ""

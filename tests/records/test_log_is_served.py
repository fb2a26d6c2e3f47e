"""The public log over HTTP: right bytes, types and cache rules."""

import pytest

from mingjing.ledger.note import Note, open_note
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.vkey import Vkey
from mingjing.records import log

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(write, client):
    write(3)
    log.sequencer().once()
    return client


def test_checkpoint_is_text_and_fresh(served):
    answer = served.get("/log/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=2"
    key = Vkey.parse(served.get("/log/log.vkey").content.decode().strip())
    assert open_checkpoint(answer.content, key).checkpoint.size == 3


def test_tiles_are_bytes_for_ever(served):
    answer = served.get("/log/tile/0/000.p/3")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert "immutable" in answer["Cache-Control"]
    assert len(answer.content) == 96
    assert served.get("/log/tile/entries/000.p/3").status_code == 200
    assert served.get("/log/checkpoints/3").content == served.get("/log/checkpoint").content


def test_twin_is_served_with_its_key_and_the_main_checkpoint_bears_its_line(served):
    key = Vkey.parse(served.get("/log/sm3/log.vkey").content.decode().strip())
    answer = served.get("/log/sm3/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    signed = open_checkpoint(answer.content, key).checkpoint
    assert (signed.origin, signed.size) == (log.signer().name + "/sm3", 3)
    assert served.get("/log/sm3/checkpoints/3").content == answer.content
    assert served.get("/log/sm3/tile/0/000.p/3").content != served.get("/log/tile/0/000.p/3").content
    assert (
        served.get("/log/sm3/tile/entries/000.p/3").content == served.get("/log/tile/entries/000.p/3").content
    )
    national = log.sm2().called(log.signer().name).vkey
    main = Note.parse(served.get("/log/checkpoint").content)
    assert {item.vkey.kind for item in open_note(main, [log.signer().vkey, national])} == {1, 0xFF}


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/2",
        "tile/0/../../checkpoint",
        "tile/0/0",
        "tile/64/000",
        "sm3/tile/0/000",
        "sm3/checkpoints/4",
        "sm3/tile/0/../../checkpoint",
        "tile/0/000.p/256",
        "checkpoints/4",
        ".tmp/x",
        "tile/entries/%2e%2e/%2e%2e/checkpoint",
    ],
)
def test_nothing_else_is_served(served, path):
    assert served.get(f"/log/{path}").status_code == 404


def test_log_is_read_only(served):
    assert served.post("/log/checkpoint").status_code == 405

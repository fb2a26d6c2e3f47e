"""The witness protocol: each answer of C2SP tlog-witness, over real HTTP, and what the witness must never cosign."""

import http.client
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mingjing.ledger import Head, LogReader, LogStore, Note, Policy, Signer, open_checkpoint, sign_checkpoint
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.note import open_note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.witness import AddCheckpoint, accept, origin_hash, request
from mingjing.witness.book import Answer, Book
from mingjing.witness.keys import WitnessKeys
from mingjing.witness.server import WitnessServer

NOW = 1767225600


@pytest.fixture(scope="module")
def keys() -> WitnessKeys:
    return WitnessKeys.generate("sfj.example.gov.cn/witness1")


@pytest.fixture
def book(tmp_path: Path, signer: Signer) -> Book:
    made = Book(tmp_path / "book.sqlite3")
    made.watch(signer.vkey)
    return made


@pytest.fixture
def served(book: Book, keys: WitnessKeys) -> Iterator[Callable[..., Answer]]:
    """served(method, path, body): a request to the running service."""
    server = WitnessServer(("127.0.0.1", 0), book, keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def ask(method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        answer = Answer(reply.status, reply.read(), reply.getheader("Content-Type", ""))
        connection.close()
        return answer

    yield ask
    server.shutdown()
    thread.join()
    server.server_close()


def asking(store: LogStore, signer: Signer, old: int, size: int) -> AddCheckpoint:
    note = store.read(f"checkpoints/{size}") or b""
    return request(LogReader(store, open_checkpoint(note, signer.vkey).checkpoint.head), old, note)


def lines_of(body: bytes) -> tuple[SignatureLine, ...]:
    return tuple(SignatureLine.parse(line) for line in body.decode().splitlines())


def test_growth_is_cosigned_with_both_keys_and_shown(make_log, signer, keys, served) -> None:
    store = make_log(256, 300)
    monitoring = f"/{origin_hash(signer.name)}/checkpoint"
    assert served("GET", monitoring).status == 404
    for old, size in ((0, 256), (256, 300), (300, 300)):
        asked = asking(store, signer, old, size)
        answer = served("POST", "/add-checkpoint", asked.encode())
        assert answer.status == 200, answer.body.decode()
        note = Note.parse(asked.checkpoint)
        opened = open_note(Note(note.text, lines_of(answer.body)), keys.vkeys)
        assert [item.vkey for item in opened] == list(keys.vkeys)
        assert [item.vkey.kind for item in opened] == [0x04, 0x06]
        kept = served("GET", monitoring)
        assert kept.status == 200
        assert open_checkpoint(kept.body, signer.vkey, keys.vkeys).checkpoint.size == size
    policy = Policy.parse(
        f"witness a {keys.vkeys[0]}\nwitness b {keys.vkeys[1]}\ngroup g all a b\nquorum g\n".encode()
    )
    whole = accept(note, answer.body, policy)
    policy.require(open_checkpoint(whole.raw, signer.vkey, policy.witness_keys).cosignatures)


def test_request_of_go_s_tools_is_answered(make_log, signer, keys, book, vectors) -> None:
    """Vector F: a request from 256 to 300 that another program wrote."""
    store = make_log(256)
    assert book.add_checkpoint(asking(store, signer, 0, 256).encode(), keys, NOW).status == 200
    answer = book.add_checkpoint(vectors["F_add_checkpoint_request_256_to_300"].encode(), keys, NOW)
    assert answer.status == 200
    times = [int.from_bytes(line.signature[:8], "big") for line in lines_of(answer.body)]
    assert times == [NOW, NOW]


def test_wrong_old_size_is_told_the_right_one(make_log, signer, served) -> None:
    store = make_log(10, 20)
    served("POST", "/add-checkpoint", asking(store, signer, 0, 10).encode())
    answer = served("POST", "/add-checkpoint", asking(store, signer, 0, 20).encode())
    assert (answer.status, answer.content_type, answer.body) == (409, "text/x.tlog.size", b"10\n")


def test_log_that_shrinks_is_refused(make_log, signer, keys, book) -> None:
    store = make_log(10, 20)
    book.add_checkpoint(asking(store, signer, 0, 20).encode(), keys, NOW)
    rolled_back = AddCheckpoint(20, (), store.read("checkpoints/10") or b"")
    assert book.add_checkpoint(rolled_back.encode(), keys, NOW).status == 400
    again = asking(store, signer, 0, 10)
    assert book.add_checkpoint(again.encode(), keys, NOW).status == 409
    assert book.watched()[0].head.size == 20


@pytest.mark.parametrize("size", [10, 12])
def test_another_history_is_refused(size, make_log, signer, keys, book) -> None:
    store = make_log(10, 12)
    book.add_checkpoint(asking(store, signer, 0, 10).encode(), keys, NOW)
    before = book.watched()
    forged = sign_checkpoint(Checkpoint(signer.name, Head(size, b"\x07" * 32)), signer)
    asked = AddCheckpoint(10, asking(store, signer, 10, size).path, forged.raw)
    assert book.add_checkpoint(asked.encode(), keys, NOW).status == 422
    assert book.watched() == before


@pytest.mark.parametrize("change", ["swap", "extra", "short"])
def test_false_proof_is_refused(change, make_log, signer, keys, book) -> None:
    store = make_log(10, 300)
    book.add_checkpoint(asking(store, signer, 0, 10).encode(), keys, NOW)
    good = asking(store, signer, 10, 300)
    path = {
        "swap": (good.path[1], good.path[0], *good.path[2:]),
        "extra": (*good.path, bytes(32)),
        "short": good.path[:-1],
    }[change]
    asked = AddCheckpoint(10, path, good.checkpoint)
    assert book.add_checkpoint(asked.encode(), keys, NOW).status == 422
    assert book.add_checkpoint(good.encode(), keys, NOW).status == 200


def test_unknown_log_and_false_signature_are_refused(make_log, signer, keys, book) -> None:
    asked = asking(make_log(3), signer, 0, 3)
    head = Head(3, b"\x07" * 32)
    foreign = Signer.generate("log.example/foreign")
    unknown = sign_checkpoint(Checkpoint(foreign.name, head), foreign)
    assert book.add_checkpoint(AddCheckpoint(0, (), unknown.raw).encode(), keys, NOW).status == 404
    impostor = sign_checkpoint(Checkpoint(signer.name, head), Signer.generate(signer.name))
    assert book.add_checkpoint(AddCheckpoint(0, (), impostor.raw).encode(), keys, NOW).status == 403
    spoiled = asked.encode().replace(b"\n3\n", b"\n4\n")
    assert book.add_checkpoint(spoiled, keys, NOW).status == 403
    assert book.watched()[0].head.size == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\njw.example.gov.cn/log1\n1\nAAAA\n\n",
        b"old 0\n" + b"A" * 44 + b"\n",
        b"\xff\xfe",
        b"x",
    ],
)
def test_malformed_request_is_refused(body, served) -> None:
    assert served("POST", "/add-checkpoint", body).status == 400


@pytest.mark.parametrize("length", ["1000001", "-1", "many", "1e3"])
def test_body_of_no_bearable_length_is_refused_unread(length, served) -> None:
    answer = served("POST", "/add-checkpoint", **{"Content-Length": length})
    assert answer.status == 400
    assert "一百万字节" in answer.body.decode()


def test_other_addresses_answer_nothing(served) -> None:
    for method, path in (("GET", "/"), ("POST", "/"), ("GET", "/../key"), ("GET", f"/{'0' * 64}/checkpoint")):
        assert served(method, path, b"" if method == "POST" else None).status == 404
    assert served("DELETE", "/add-checkpoint").status == 501


def test_of_two_histories_at_once_only_one_is_cosigned(make_log, signer, keys, tmp_path) -> None:
    honest, other = (
        make_log(5),
        [sign_checkpoint(Checkpoint(signer.name, Head(5, bytes([n]) * 32)), signer).raw for n in range(1, 8)],
    )
    path = tmp_path / "contested.sqlite3"
    Book(path).watch(signer.vkey)
    bodies = [AddCheckpoint(0, (), note) for note in (honest.read("checkpoint") or b"", *other)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: Book(path).add_checkpoint(body.encode(), keys, NOW), bodies))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 7


def test_state_survives_a_new_start_and_a_key_is_not_exchanged(make_log, signer, keys, book) -> None:
    book.add_checkpoint(asking(make_log(7), signer, 0, 7).encode(), keys, NOW)
    again = Book(book.path)
    again.watch(signer.vkey)
    assert again.watched()[0].head.size == 7
    with pytest.raises(MalformedError, match="另一个公钥"):
        again.watch(Signer.generate(signer.name).vkey)
    assert again.watched()[0].vkey == signer.vkey


def test_keys_are_kept_closed_and_once(keys, tmp_path) -> None:
    keys.keep(tmp_path / "w")
    assert WitnessKeys.load(tmp_path / "w") == keys
    assert (tmp_path / "w/key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        keys.keep(tmp_path / "w")
    (tmp_path / "w/key").write_text(keys.signers[1].skey + "\n")
    with pytest.raises(MalformedError):
        WitnessKeys.load(tmp_path / "w")

""".tlog-proof files, policies and witness requests: groups E and F, and what must be refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.ledger import (
    LedgerError,
    LogReader,
    LogStore,
    MalformedError,
    Policy,
    ProofError,
    SignatureError,
    Signer,
    TlogProof,
    open_checkpoint,
    prove,
)
from mingjing.ledger.digests import hmac_sha256, hmac_sm3
from mingjing.ledger.strict import b64encode
from mingjing.ledger.vkey import COSIGNATURE_ED25519
from mingjing.ledger.witness import AddCheckpoint, accept, origin_hash, request

LOG = Signer("jw.example.gov.cn/log1", b"\x01" * 32)
WITNESS = Signer("sfj.example.gov.cn/witness1", b"\x02" * 32, COSIGNATURE_ED25519)
OTHER = Signer("dag.example.gov.cn/witness2", b"\x04" * 32, COSIGNATURE_ED25519)
POLICY = f"log {LOG.vkey}\nwitness sfj {WITNESS.vkey}\nwitness dag\t{OTHER.vkey} https://dag.example\n"


def test_the_proof_file_of_go_is_read_written_and_verified(vectors: dict[str, Any]) -> None:
    group = vectors["E_tlog_proof"]
    proof = TlogProof.parse(group["text"].encode())
    assert proof.encode().decode() == group["text"]
    assert (proof.index, proof.extra) == (123, group["extra_utf8"].encode())
    policy = Policy.parse(f"{POLICY}quorum sfj\n".encode())
    assert proof.verify(group["entry"].encode(), LOG.vkey, policy).checkpoint.size == 300
    with pytest.raises(ProofError):
        proof.verify(b"entry-124", LOG.vkey)
    with pytest.raises(SignatureError, match="见证联署"):
        proof.verify(group["entry"].encode(), LOG.vkey, Policy.parse(f"{POLICY}quorum dag\n".encode()))


def test_the_witness_request_of_go_is_read_and_written(
    vectors: dict[str, Any], make_log: Callable[..., LogStore]
) -> None:
    text = vectors["F_add_checkpoint_request_256_to_300"]
    parsed = AddCheckpoint.parse(text.encode())
    store = make_log(256, 300)
    note = store.read("checkpoint") or b""
    head = open_checkpoint(note, LOG.vkey).checkpoint.head
    assert request(LogReader(store, head), 256, note).encode().decode() == text
    assert parsed.old_size == 256
    assert origin_hash(LOG.name) == vectors["F_origin_hash_for_monitoring_path"]


def test_the_commitment_vector(vectors: dict[str, Any]) -> None:
    group = vectors["H_commitment_example"]
    key, content = bytes.fromhex(group["key_hex"]), group["content_utf8"].encode()
    assert hmac_sha256(key, content).hex() == group["commit_hex"]
    assert hmac_sm3(key, content).hex() == group["commit_sm3_hex"]


def test_a_witness_s_answer_is_added_only_if_it_is_true(make_log: Callable[..., LogStore]) -> None:
    signed = open_checkpoint(make_log(3).read("checkpoint") or b"", LOG.vkey)
    policy = Policy.parse(f"{POLICY}quorum sfj\n".encode())
    note = accept(signed.note, str(WITNESS.cosign(signed.note.text, 1767225600)).encode(), policy)
    assert policy.satisfied(open_checkpoint(note.raw, LOG.vkey, policy.witness_keys).cosignatures)
    with pytest.raises(SignatureError):
        accept(signed.note, str(WITNESS.cosign("other\n", 1767225600)).encode(), policy)


@given(data=st.data())
def test_one_flipped_bit_anywhere_fails_the_proof_file(data: st.DataObject, vectors: dict[str, Any]) -> None:
    text = vectors["E_tlog_proof"]["text"].replace("extra aGVsbG8=\n", "").encode()
    raw = bytearray(text[: text.rindex(b"\xe2\x80\x94 sfj")])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(LedgerError):
        TlogProof.parse(bytes(raw)).verify(b"entry-123", LOG.vkey)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 123", "index 0123"),
        ("index 123", "index -1"),
        ("index 123\n", ""),
        ("index 123\n", "index 123\nAAAA\n"),
        ("index 123\n", f"index 123\n{b64encode(bytes(32))}\r\n"),
        ("aGVsbG8=", "aGVsbG9="),
    ],
)
def test_a_malformed_proof_file_is_refused(old: str, new: str, vectors: dict[str, Any]) -> None:
    text = vectors["E_tlog_proof"]["text"]
    assert old in text
    with pytest.raises(MalformedError):
        TlogProof.parse(text.replace(old, new, 1).encode())


def test_a_log_of_one_entry_needs_no_hashes(make_log: Callable[..., LogStore]) -> None:
    store = make_log(1)
    note = store.read("checkpoint") or b""
    reader = LogReader(store, open_checkpoint(note, LOG.vkey).checkpoint.head)
    proof = TlogProof.parse(prove(reader, 0, note).encode())
    assert proof.path == ()
    assert proof.verify(b"entry-0", LOG.vkey).checkpoint.size == 1


@pytest.mark.parametrize(
    ("quorum", "cosigners", "met"),
    [
        ("quorum none", 0, True),
        ("group all2 all sfj dag\nquorum all2", 1, False),
        ("group all2 all sfj dag\nquorum all2", 2, True),
        ("group one any sfj dag\nquorum one", 1, True),
        ("group two 2 sfj dag\ngroup outer any two\nquorum outer", 1, False),
    ],
)
def test_a_quorum_counts_distinct_witnesses(
    quorum: str, cosigners: int, met: bool, make_log: Callable[..., LogStore]
) -> None:
    note = open_checkpoint(make_log(1).read("checkpoint") or b"", LOG.vkey).note
    lines = [witness.cosign(note.text, 1767225600) for witness in (WITNESS, OTHER)[:cosigners]]
    policy = Policy.parse(f"# 信任策略\n\n{POLICY}{quorum}\n".encode())
    opened = open_checkpoint(note.with_lines(lines).raw, LOG.vkey, policy.witness_keys)
    assert policy.satisfied(opened.cosignatures) is met


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum sfj\nquorum dag",
        "quorum nobody",
        "group g 3 sfj dag\nquorum g",
        "group g 0 sfj dag\nquorum g",
        "group g any sfj sfj\nquorum g",
        "group g any none\nquorum g",
        "group g any later\ngroup later any dag\nquorum g",
        "group g any sfj\ngroup h any sfj\nquorum h",
        f"witness sfj2 {WITNESS.vkey}\nquorum none",
        f"witness none {LOG.vkey}\nquorum none",
        f"log {LOG.vkey}\nquorum none",
        "quota none",
    ],
)
def test_a_policy_that_could_be_read_two_ways_is_refused(lines: str) -> None:
    with pytest.raises(MalformedError, match="信任策略"):
        Policy.parse(f"{POLICY}{lines}\n".encode())

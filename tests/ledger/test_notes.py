"""Signed notes, keys, checkpoints and cosignatures: group D, the SM2 line of group G, and what must be refused."""

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from mingjing.ledger import (
    Checkpoint,
    Head,
    LedgerError,
    MalformedError,
    Note,
    SignatureError,
    Signer,
    Vkey,
    open_checkpoint,
    sign_checkpoint,
)
from mingjing.ledger.cosignature import ed25519_message, verify_signature
from mingjing.ledger.note import open_note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.sm2 import Sm2Signer
from mingjing.ledger.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44

LOG = Signer("jw.example.gov.cn/log1", b"\x01" * 32)
WITNESS = Signer("sfj.example.gov.cn/witness1", b"\x02" * 32, COSIGNATURE_ED25519)
MLDSA_KEY = Vkey(
    "sfj.example.gov.cn/witness1-pq",
    COSIGNATURE_MLDSA44,
    MLDSA44PrivateKey.from_seed_bytes(b"\x03" * 32).public_key().public_bytes_raw(),
)
CHECKPOINT = Checkpoint(LOG.name, Head(300, b"\x07" * 32))
NOTE = sign_checkpoint(CHECKPOINT, LOG)


def test_keys_are_those_of_go(vectors: dict[str, Any]) -> None:
    group = vectors["D_notes"]
    assert str(LOG.vkey) == group["log_vkey"]
    assert LOG.skey == group["log_skey"]
    assert Signer.parse(group["log_skey"]) == LOG
    assert str(WITNESS.vkey) == group["witness_vkey_type4"]
    assert str(MLDSA_KEY) == group["mldsa_vkey_type6"]
    for vkey in (LOG.vkey, WITNESS.vkey, MLDSA_KEY):
        assert Vkey.parse(f"{vkey}\n") == vkey


@pytest.mark.parametrize("position", range(5))
def test_checkpoints_and_cosignatures_are_those_of_go(position: int, vectors: dict[str, Any]) -> None:
    group, row = vectors["D_notes"], vectors["D_notes"]["checkpoints"][position]
    checkpoint, time = Checkpoint.parse(row["body"]), group["time"]
    assert (checkpoint.text, checkpoint.size) == (row["body"], row["size"])
    note = sign_checkpoint(checkpoint, LOG)
    assert note.raw.decode() == row["signed_note"]
    assert ed25519_message(row["body"], time).decode() == row["cosign_message"]
    cosigned = note.with_lines([WITNESS.cosign(row["body"], time)])
    assert cosigned.raw.decode() == row["signed_note_with_ed25519_cosignature"]
    opened = open_checkpoint(cosigned.raw, LOG.vkey, [WITNESS.vkey])
    assert [(item.vkey, item.timestamp) for item in opened.cosignatures] == [(WITNESS.vkey, time)]


def test_a_post_quantum_cosignature_is_verified(vectors: dict[str, Any]) -> None:
    time = vectors["D_notes"]["time"]
    witness = Signer(MLDSA_KEY.name, b"\x03" * 32, COSIGNATURE_MLDSA44)
    assert witness.vkey == MLDSA_KEY
    assert Signer.parse(witness.skey) == witness
    line = witness.cosign(NOTE.text, time)
    opened = open_checkpoint(NOTE.with_lines([line]).raw, LOG.vkey, [MLDSA_KEY])
    assert [item.timestamp for item in opened.cosignatures] == [time]
    later = SignatureLine(line.name, line.key_id, (time + 1).to_bytes(8, "big") + line.signature[8:])
    with pytest.raises(SignatureError):
        open_checkpoint(NOTE.with_lines([later]).raw, LOG.vkey, [MLDSA_KEY])


def sm2_example(vectors: dict[str, Any]) -> tuple[Vkey, Note]:
    group = vectors["G_sm2_note_signature_example"]
    point = bytes.fromhex(group["public_key_uncompressed_hex"])
    line = SignatureLine.parse(group["line"].removesuffix("\n"))
    assert str(line) == group["line"]
    assert line.signature.hex() == group["sig_raw_hex"]
    vkey = Vkey(LOG.name, 0xFF, group["type_identifier_utf8_after_ff"].encode() + point)
    assert vkey.id.hex() == group["key_id_hex"]
    return vkey, sign_checkpoint(Checkpoint.parse(group["message"]), LOG).with_lines([line])


def test_the_sm2_line_is_verified_by_who_has_the_key_and_ignored_by_others(vectors: dict[str, Any]) -> None:
    vkey, note = sm2_example(vectors)
    assert Vkey.parse(str(vkey)) == vkey
    assert open_checkpoint(note.raw, LOG.vkey).checkpoint.size == 300
    assert [item.vkey for item in open_note(note, [vkey])] == [vkey]
    other = Vkey(LOG.name, 0xFF, b"other-v1" + vkey.public)
    with pytest.raises(SignatureError, match="不支持"):
        verify_signature(other, note.text, note.signatures[1].signature)


@pytest.mark.parametrize("position", [0, 31, 32, 63])
def test_a_false_sm2_line_spoils_the_note(position: int, vectors: dict[str, Any]) -> None:
    vkey, note = sm2_example(vectors)
    signature = bytearray(note.signatures[1].signature)
    signature[position] ^= 1
    for bad in (bytes(signature), bytes(64), b"\xff" * 64, bytes(signature)[:-1], b""):
        with pytest.raises(SignatureError):
            verify_signature(vkey, note.text, bad)
    with pytest.raises(SignatureError, match="签名无效"):
        verify_signature(vkey, note.text + "x\n", note.signatures[1].signature)
    nowhere = Vkey(vkey.name, 0xFF, vkey.public[:-64] + b"\x01" * 64)
    with pytest.raises(SignatureError, match="签名无效"):
        verify_signature(nowhere, note.text, note.signatures[1].signature)


def test_our_sm2_lines_are_accepted_by_openssl(vectors: dict[str, Any], tmp_path: Path) -> None:
    signer = Sm2Signer.generate(LOG.name)
    identifier = vectors["G_sm2_note_signature_example"]["type_identifier_utf8_after_ff"]
    assert signer.vkey.public.startswith(identifier.encode())
    raw = signer.sign(NOTE.text).signature
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    header = bytes.fromhex(
        "3059301306072a8648ce3d020106082a811ccf5501822d034200"
    )  # SubjectPublicKeyInfo of SM2
    (tmp_path / "key.der").write_bytes(header + signer.point)
    (tmp_path / "sig").write_bytes(encode_dss_signature(r, s))
    (tmp_path / "text").write_text(NOTE.text)
    command = (
        "openssl dgst -sm3 -verify key.der -keyform DER -sigopt distid:1234567812345678 -signature sig text"
    )
    done = subprocess.run(
        command.split(), cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "Verified OK"), done.stderr


def test_an_sm2_key_is_kept_as_text_and_only_whole() -> None:
    signer, other = Sm2Signer.generate("log.example/1"), Sm2Signer.generate("log.example/1")
    assert Sm2Signer.parse(signer.skey + "\n") == signer
    mixed = Sm2Signer(signer.name, signer.point, other.scalar)
    with pytest.raises(MalformedError, match="不是一对"):
        Sm2Signer.parse(mixed.skey)
    for text in ("", LOG.skey, signer.skey[:-4], signer.skey.replace("log.example/1", "log.example/2")):
        with pytest.raises(MalformedError):
            Sm2Signer.parse(text)
    assert "scalar" not in repr(signer)


def test_a_text_with_blank_lines_is_split_at_the_last() -> None:
    text = "first\n\nsecond\n"
    note = Note(text, (LOG.sign(text),))
    assert Note.parse(note.raw) == note
    assert [item.vkey for item in open_note(Note.parse(note.raw), [LOG.vkey])] == [LOG.vkey]


def _edited(old: str, new: str) -> bytes:
    text = NOTE.raw.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    "raw",
    [
        _edited("\n300\n", "\n0300\n"),
        _edited("\n300\n", "\n+300\n"),
        _edited("\n300\n", "\n300\r\n"),
        _edited("\n300\n", "\n３００\n"),
        _edited("\n300\n", "\n9223372036854775808\n"),
        _edited("Bwc=\n", "Bwd=\n"),
        _edited("Bwc=\n", "Bwc\n"),
        _edited("\n— ", "\n- "),
        NOTE.raw[:-1],
        NOTE.raw + b"\n",
        NOTE.raw.replace(b"\n\n", b"\n"),
        b"",
        b"\xff\xfe\n\n\xe2\x80\x94 a AAAAAAA=\n",
        NOTE.raw + NOTE.raw.split(b"\n\n")[1] * 100,
        NOTE.raw + b"x" * 1_000_000,
    ],
)
def test_a_malformed_checkpoint_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        open_checkpoint(raw, LOG.vkey)


def test_the_wrong_origin_is_refused_though_the_key_is_right() -> None:
    text = Checkpoint("jw.example.gov.cn/log2", CHECKPOINT.head).text
    with pytest.raises(SignatureError, match="来源"):
        open_checkpoint(Note(text, (LOG.sign(text),)).raw, LOG.vkey)
    with pytest.raises(SignatureError):
        sign_checkpoint(Checkpoint.parse(text), LOG)


def test_one_false_known_signature_spoils_the_note_though_another_is_good() -> None:
    good = WITNESS.cosign(NOTE.text, 1767225600)
    assert open_checkpoint(NOTE.with_lines([good]).raw, LOG.vkey, [WITNESS.vkey]).cosignatures
    bad = SignatureLine(good.name, good.key_id, good.signature[:-1] + bytes([good.signature[-1] ^ 1]))
    with pytest.raises(SignatureError, match="签名无效"):
        open_checkpoint(NOTE.with_lines([bad]).raw, LOG.vkey, [WITNESS.vkey])
    assert open_checkpoint(NOTE.with_lines([bad]).raw, LOG.vkey).checkpoint == CHECKPOINT


def test_a_witness_alone_does_not_make_a_checkpoint() -> None:
    note = Note(NOTE.text, (WITNESS.cosign(NOTE.text, 1),))
    with pytest.raises(SignatureError, match="没有日志本身的签名"):
        open_checkpoint(note.raw, LOG.vkey, [WITNESS.vkey])


def test_a_key_signs_only_in_its_own_office() -> None:
    with pytest.raises(SignatureError):
        WITNESS.sign(NOTE.text)
    with pytest.raises(SignatureError):
        LOG.cosign(NOTE.text, 1)


@given(st.integers(0, len(NOTE.raw) - 1), st.integers(0, 7))
def test_one_flipped_bit_anywhere_fails_the_checkpoint(position: int, bit: int) -> None:
    raw = bytearray(NOTE.raw)
    raw[position] ^= 1 << bit
    with pytest.raises(LedgerError):
        open_checkpoint(bytes(raw), LOG.vkey)


@pytest.mark.parametrize("text", ["", "a+b", "log+00000000+AAAA", "a b+438f4d47+AYqI", str(LOG.vkey)[:-4]])
def test_a_wrong_public_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        Vkey.parse(text)


def test_the_post_quantum_key_has_go_s_digest(vectors: dict[str, Any]) -> None:
    digest = hashlib.sha256(f"{MLDSA_KEY}".encode()).hexdigest()
    assert digest == vectors["D_notes"]["mldsa_vkey_type6_sha256"]

"""Originals are kept once, whole, and damage is noticed: in a folder and in a bucket alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.vault import (
    BadDigestError,
    Blob,
    Digesting,
    Keeping,
    NotInVaultError,
    RetainedError,
    TooLargeError,
    Vault,
)

TODAY = dt.date(2026, 11, 28)
LATER = dt.date(2056, 12, 31)


def names(vault: Vault) -> list[str]:
    return [one.sha256 for one in vault.checked()]


def damage(vault: Vault) -> list[str]:
    return [one.damage.sentence for one in vault.checked() if one.damage]


def test_an_original_is_found_under_its_digest(vault: Vault) -> None:
    content = b"abc"  # the example of GB/T 32905
    blob = vault.put(content)
    assert (blob.sha256, blob.size) == (hashlib.sha256(content).hexdigest(), 3)
    assert blob.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    with vault.open(blob.sha256, blob.version) as file:
        assert file.read() == content
    assert names(vault) == [blob.sha256]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=5000))
def test_whatever_goes_in_comes_out(vault: Vault, content: bytes) -> None:
    blob = vault.put(io.BytesIO(content))
    with vault.open(blob.sha256) as file:
        assert file.read() == content
    assert damage(vault) == []


def test_a_stream_is_read_in_pieces_and_once(vault: Vault) -> None:
    class Camera(io.RawIOBase):
        left = 5_000_000
        largest = 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            self.largest = max(self.largest, size)
            taken = min(size, self.left)
            self.left -= taken
            return b"v" * taken

    camera = Camera()
    blob = vault.put(camera)  # type: ignore[arg-type]
    assert (blob.size, camera.left) == (5_000_000, 0)
    assert camera.largest < 5_000_000
    assert blob.sha256 == hashlib.sha256(b"v" * 5_000_000).hexdigest()


def test_a_part_is_read_without_the_rest(vault: Vault) -> None:
    blob = vault.put(bytes(range(256)) * 20_000)
    with vault.open(blob.sha256) as file:
        file.seek(-3, io.SEEK_END)
        assert file.read() == b"\xfd\xfe\xff"
        assert file.seek(4_000_001) == 4_000_001
        assert file.read(2) == b"\x01\x02"


def test_the_same_content_is_kept_once(vault: Vault) -> None:
    first = vault.put(b"video")
    assert vault.put(io.BytesIO(b"video")) == first
    assert names(vault) == [first.sha256]


def test_a_finished_file_is_taken_as_it_is(vault: Vault, tmp_path: Path) -> None:
    arrived = tmp_path / "arrived"
    arrived.write_bytes(b"uploaded in pieces")
    with Digesting() as digesting:
        digesting.update(b"uploaded in ")
        digesting.update(b"pieces")
        told = Blob(*digesting.finish(), digesting.size)
    kept = vault.take(arrived, told)
    with vault.open(kept.sha256, kept.version) as file:
        assert file.read() == b"uploaded in pieces"
    arrived.unlink()
    assert vault.exists(kept.sha256)
    assert vault.put(b"uploaded in pieces") == kept
    assert damage(vault) == []


def test_too_large_a_file_is_refused_and_leaves_nothing(vault: Vault) -> None:
    assert vault.put(b"x" * 10, limit=10).size == 10
    with pytest.raises(TooLargeError, match="超过10字节"):
        vault.put(b"y" * 11, limit=10)
    assert len(names(vault)) == 1


def test_a_lost_connection_leaves_nothing(vault: Vault) -> None:
    class Lost(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        vault.put(Lost())  # type: ignore[arg-type]
    assert names(vault) == []


def test_a_check_goes_on_where_it_stopped(vault: Vault) -> None:
    kept = sorted(vault.put(str(number).encode()).sha256 for number in range(5))
    assert names(vault) == kept
    assert [one.sha256 for one in vault.checked(kept[2])] == kept[3:]
    assert all(one.sm3 and one.size == 1 for one in vault.checked())


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_name_that_is_no_digest_reaches_no_file(digest: str, vault: Vault) -> None:
    for act in (vault.open, vault.exists, vault.keeping, lambda name: vault.erase(name, TODAY)):
        with pytest.raises(BadDigestError):
            act(digest)


def test_what_was_erased_is_gone_and_says_so(vault: Vault) -> None:
    blob = vault.put(b"personal data")
    vault.erase(blob.sha256, TODAY)
    assert not vault.exists(blob.sha256)
    assert names(vault) == []
    for act in (vault.open, vault.keeping, lambda name: vault.erase(name, TODAY)):
        with pytest.raises(NotInVaultError):
            act(blob.sha256)


def test_what_must_be_kept_is_not_erased_and_its_term_only_grows(vault: Vault) -> None:
    sha256 = vault.put(b"case video").sha256
    assert vault.keeping(sha256) == Keeping()
    vault.retain(sha256, TODAY + dt.timedelta(days=365))
    vault.retain(sha256, LATER)
    assert vault.keeping(sha256) == Keeping(until=LATER)
    with pytest.raises(RetainedError, match="只能延长"):
        vault.retain(sha256, TODAY)
    with pytest.raises(RetainedError, match="保管期限至2056-12-31"):
        vault.erase(sha256, LATER)
    assert vault.exists(sha256)


def test_a_hold_bars_disposal_until_it_is_lifted(vault: Vault) -> None:
    sha256 = vault.put(b"appealed").sha256
    vault.hold(sha256, True)
    with pytest.raises(RetainedError, match="冻结"):
        vault.erase(sha256, TODAY)
    vault.hold(sha256, False)
    vault.erase(sha256, TODAY)
    assert not vault.exists(sha256)

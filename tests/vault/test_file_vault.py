"""Originals are kept once, whole, read-only, and damage is noticed."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.vault import BadDigestError, CorruptError, FileVault, NotInVaultError, TooLargeError


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "vault")


def files(vault: FileVault) -> list[str]:
    return sorted(p.relative_to(vault.root).as_posix() for p in vault.root.rglob("*") if p.is_file())


def test_an_original_is_found_under_its_digest(vault: FileVault) -> None:
    blob = vault.put("询问笔录".encode())
    digest = hashlib.sha256("询问笔录".encode()).hexdigest()
    assert (blob.sha256, blob.size) == (digest, 12)
    assert files(vault) == [f"blobs/sha256/{digest[:2]}/{digest[2:4]}/{digest}"]
    with vault.open(digest) as file:
        assert file.read().decode() == "询问笔录"
    assert vault.path(digest).stat().st_mode & 0o777 == 0o444


@settings(max_examples=20, deadline=None)
@given(content=st.binary(max_size=5000))
def test_whatever_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    vault = FileVault(tmp_path_factory.mktemp("vault"))
    blob = vault.put(io.BytesIO(content))
    with vault.open(blob.sha256) as file:
        assert file.read() == content
    assert vault.check() == []


def test_a_stream_is_read_in_pieces_and_once(vault: FileVault) -> None:
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
    assert vault.put(camera).size == 5_000_000
    assert camera.left == 0
    assert camera.largest < 5_000_000


def test_the_same_content_is_kept_once(vault: FileVault) -> None:
    first = vault.put(b"video")
    inode = vault.path(first.sha256).stat().st_ino
    assert vault.put(io.BytesIO(b"video")) == first
    assert vault.path(first.sha256).stat().st_ino == inode
    assert len(files(vault)) == 1


def test_too_large_a_file_is_refused_and_leaves_nothing(vault: FileVault) -> None:
    assert vault.put(b"x" * 10, limit=10).size == 10
    with pytest.raises(TooLargeError, match="超过10字节"):
        vault.put(b"y" * 11, limit=10)
    assert len(files(vault)) == 1


def test_a_lost_connection_leaves_nothing(vault: FileVault) -> None:
    class Lost(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        vault.put(Lost())
    assert files(vault) == []


def test_a_full_disk_leaves_nothing(vault: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        vault.put(b"video")
    assert files(vault) == []


def test_a_changed_original_is_reported_by_name(vault: FileVault) -> None:
    kept, changed = vault.put(b"kept"), vault.put(b"original")
    path = vault.path(changed.sha256)
    path.chmod(0o644)
    path.write_bytes(b"0riginal")
    path.chmod(0o444)
    damage = vault.check()
    assert [item.path for item in damage] == [path.relative_to(vault.root).as_posix()]
    assert "已损坏或者被改动" in damage[0].sentence
    assert vault.exists(kept.sha256)
    with pytest.raises(CorruptError):
        vault.put(b"original")


def test_a_stranger_s_file_or_link_in_the_vault_is_reported(vault: FileVault) -> None:
    path = vault.path(vault.put(b"kept").sha256)
    (path.parent / "notes.txt").write_text("x")
    (path.parent / ("0" * 64)).symlink_to(path)
    assert len(vault.check()) == 2
    path.chmod(0o644)
    assert any("不是只读" in item.sentence for item in vault.check())


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_name_that_is_no_digest_reaches_no_file(digest: str, vault: FileVault) -> None:
    for act in (vault.open, vault.path, vault.exists, vault.erase):
        with pytest.raises(BadDigestError):
            act(digest)


def test_what_was_erased_is_gone_and_says_so(vault: FileVault) -> None:
    blob = vault.put(b"personal data")
    vault.erase(blob.sha256)
    assert not vault.exists(blob.sha256)
    assert files(vault) == []
    for act in (vault.open, vault.erase):
        with pytest.raises(NotInVaultError):
            act(blob.sha256)

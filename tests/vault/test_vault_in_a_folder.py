"""What only a folder can suffer: a full disk, a changed file, strangers among the originals."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from mingjing.vault import CorruptError, FileVault


def files(vault: FileVault) -> list[str]:
    return sorted(p.relative_to(vault.root).as_posix() for p in vault.root.rglob("*") if p.is_file())


def damage(vault: FileVault) -> list[tuple[str, str]]:
    return [(one.damage.path, one.damage.sentence) for one in vault.checked() if one.damage]


def test_an_original_is_a_read_only_file_named_by_its_digest(in_folder: FileVault) -> None:
    digest = in_folder.put(b"video").sha256
    assert files(in_folder) == [f"blobs/sha256/{digest[:2]}/{digest[2:4]}/{digest}"]
    assert in_folder.path(digest).stat().st_mode & 0o777 == 0o444


def test_the_same_content_stays_the_same_file(in_folder: FileVault) -> None:
    first = in_folder.put(b"video")
    inode = in_folder.path(first.sha256).stat().st_ino
    in_folder.put(b"video")
    assert in_folder.path(first.sha256).stat().st_ino == inode


def test_a_full_disk_leaves_nothing(in_folder: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        in_folder.put(b"video")
    assert files(in_folder) == []


def test_a_changed_original_is_reported_by_name(in_folder: FileVault) -> None:
    kept, changed = in_folder.put(b"kept"), in_folder.put(b"original")
    path = in_folder.path(changed.sha256)
    path.chmod(0o644)
    path.write_bytes(b"0riginal")
    path.chmod(0o444)
    [(name, sentence)] = damage(in_folder)
    assert name == path.relative_to(in_folder.root).as_posix()
    assert "已损坏或者被改动" in sentence
    assert in_folder.exists(kept.sha256)
    with pytest.raises(CorruptError):
        in_folder.put(b"original")


def test_a_stranger_s_file_or_link_in_the_vault_is_reported(in_folder: FileVault) -> None:
    path = in_folder.path(in_folder.put(b"kept").sha256)
    (path.parent / "notes.txt").write_text("x")
    (path.parent / ("0" * 64)).symlink_to(path)
    assert len(damage(in_folder)) == 2
    path.chmod(0o644)
    assert any("不是只读" in sentence for _, sentence in damage(in_folder))


def test_a_check_goes_on_behind_any_file_and_opens_no_folder_before_it(
    in_folder: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sorted(in_folder.put(str(number).encode()).sha256 for number in range(6))
    below = in_folder.path(kept[3]).parent
    for stranger in (
        below / "notes.txt",
        below.parent / "a-b",
        below.parents[1] / "a/b",
        below.parents[2] / "z",
    ):
        stranger.parent.mkdir(exist_ok=True)
        stranger.write_text("x")
    whole = [one.sha256 for one in in_folder.checked()]
    assert len(whole) == 10
    assert [one for one in whole if one in kept] == kept
    for number, one in enumerate(whole):
        assert [later.sha256 for later in in_folder.checked(one)] == whole[number + 1 :]
    opened: list[str] = []
    look = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: opened.append(str(path)) or look(path))
    assert next(in_folder.checked(kept[4])).sha256 == kept[5]
    first, last = in_folder.path(kept[0]).parent, in_folder.path(kept[5]).parent
    assert str(last) in opened
    assert str(first.parent) not in opened
    opened.clear()
    next(in_folder.checked())
    assert len(opened) == 4, "the first one comes before the others are looked for"


def test_what_a_killed_writer_left_is_swept(in_folder: FileVault) -> None:
    in_folder.put(b"kept")
    (in_folder.root / ".tmp" / "half").write_bytes(b"half a video")
    assert in_folder.sweep() == 1
    assert len(files(in_folder)) == 1


def test_a_term_survives_a_new_process(in_folder: FileVault) -> None:
    sha256 = in_folder.put(b"kept").sha256
    in_folder.retain(sha256, dt.date(2056, 12, 31))
    again = FileVault(in_folder.root)
    assert again.keeping(sha256).until == dt.date(2056, 12, 31)

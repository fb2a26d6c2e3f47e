"""What only a bucket can suffer: versions that hide the original, writers at once, parts, a store that is away."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mingjing.vault import AddressError, CorruptError, FileVault, S3Vault, place, vault_at


def damage(vault: S3Vault) -> list[str]:
    return [one.damage.sentence for one in vault.checked() if one.damage]


def test_an_original_hidden_by_a_newer_version_is_still_read_and_reported(
    s3: Any, in_bucket: S3Vault
) -> None:
    blob = in_bucket.put(b"original")
    s3.put_object(Bucket=in_bucket.bucket, Key=in_bucket.key(blob.sha256), Body=b"forgery!")
    for version in ("", blob.version):
        with in_bucket.open(blob.sha256, version) as file:
            assert file.read() == b"original"
    [said] = damage(in_bucket)
    assert "遮盖" in said
    assert blob.version in said


def test_an_original_hidden_by_a_delete_marker_is_still_read_and_reported(
    s3: Any, in_bucket: S3Vault
) -> None:
    blob = in_bucket.put(b"original")
    s3.delete_object(Bucket=in_bucket.bucket, Key=in_bucket.key(blob.sha256))
    assert in_bucket.exists(blob.sha256)
    with in_bucket.open(blob.sha256) as file:
        assert file.read() == b"original"
    assert "遮盖" in damage(in_bucket)[0]


def test_a_forged_first_version_is_reported_and_never_blessed(s3: Any, in_bucket: S3Vault) -> None:
    key = in_bucket.key("0682c5f2076f099c34cfdd15a9e063849ed437a49677e6fcc5b4198c76575be5")
    s3.put_object(Bucket=in_bucket.bucket, Key=key, Body=b"forgery!")
    assert "已损坏或者被改动" in damage(in_bucket)[0]
    with pytest.raises(CorruptError):
        in_bucket.put(b"original")


def test_a_stranger_s_object_is_reported(s3: Any, in_bucket: S3Vault) -> None:
    s3.put_object(Bucket=in_bucket.bucket, Key=f"{in_bucket.prefix}sha256/notes.txt", Body=b"x")
    assert "不是原件库写入的" in damage(in_bucket)[0]


def test_a_check_lists_page_by_page_and_goes_on_behind_any_object(
    s3: Any, in_bucket: S3Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sorted(in_bucket.put(str(number).encode()).sha256 for number in range(5))
    for key in (in_bucket.key(kept[1]), in_bucket.key(kept[3]), f"{in_bucket.prefix}sha256/a-b"):
        s3.put_object(Bucket=in_bucket.bucket, Key=key, Body=b"forged")
    s3.delete_object(Bucket=in_bucket.bucket, Key=in_bucket.key(kept[1]))
    whole = list(in_bucket.checked())
    monkeypatch.setattr("mingjing.vault.s3.PAGE", 2)
    assert list(in_bucket.checked()) == whole, "versions of one object on two pages are still one object"
    names = [one.sha256 for one in whole]
    assert [one for one in names if one in kept] == kept
    assert [one.sha256 for one in whole if one.damage] == sorted([kept[1], kept[3], "sha256/a-b"], key=place)
    for number, one in enumerate(names):
        assert [later.sha256 for later in in_bucket.checked(one)] == names[number + 1 :]
    asked: list[dict[str, Any]] = []
    listen = ("before-call.s3.ListObjectVersions", lambda params, **_: asked.append(params))
    s3.meta.events.register(*listen)
    first = next(in_bucket.checked())
    s3.meta.events.unregister(*listen)
    assert first.sha256 == names[0]
    assert len(asked) == 1, "the first one comes before the others are listed"


def test_writers_at_once_keep_one_version(s3: Any, in_bucket: S3Vault) -> None:
    with ThreadPoolExecutor(6) as many:
        kept = set(many.map(in_bucket.put, [b"the same video"] * 6))
    assert len(kept) == 1
    assert damage(in_bucket) == []


def test_a_large_original_goes_in_parts(in_bucket: S3Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjing.vault.s3.PART", 5 << 20)
    content = b"0123456789abcdef" * 330_000
    blob = in_bucket.put(io.BytesIO(content))
    with in_bucket.open(blob.sha256, blob.version) as file:
        assert file.read() == content
    assert in_bucket.put(io.BytesIO(content)) == blob
    assert in_bucket.sweep() == 0


def test_parts_left_by_a_killed_writer_are_swept(s3: Any, in_bucket: S3Vault) -> None:
    s3.create_multipart_upload(Bucket=in_bucket.bucket, Key=in_bucket.key("0" * 64))
    assert in_bucket.sweep() == 1


def test_the_store_itself_refuses_to_delete_what_is_kept(s3: Any, bucket: str) -> None:
    vault = S3Vault(s3, bucket, mode="COMPLIANCE")
    blob = vault.put(b"kept by law")
    vault.retain(blob.sha256, dt.date(2056, 12, 31))
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=vault.key(blob.sha256), VersionId=blob.version)
    assert vault.exists(blob.sha256)


def test_the_address_says_which_vault(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    assert isinstance(vault_at(str(tmp_path)), FileVault)
    found = vault_at("s3://originals/yunhu?endpoint=http://127.0.0.1:9&region=us-east-1&mode=COMPLIANCE")
    assert isinstance(found, S3Vault)
    assert (found.bucket, found.prefix, found.mode) == ("originals", "yunhu/", "COMPLIANCE")


@pytest.mark.parametrize("address", ["s3://", "s3://b?mode=NONE", "s3://b?colour=red"])
def test_an_address_that_means_nothing_is_refused(address: str) -> None:
    with pytest.raises(AddressError, match="原件库的地址"):
        vault_at(address)

"""Originals by content in an S3 bucket with Object Lock: `<prefix>sha256/ab/cd/<64 hex digits>`.

Object Lock keeps versions, not names: a later PUT or DELETE of the same key hides the first version, which stays. So an
original is written only where there is none (`If-None-Match: *`) and read as its first version, by version id; a
second version or a delete marker is damage that a check reports.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import ClientError

from mingjing.vault.digesting import digests_of, spool
from mingjing.vault.errors import RetainedError, damaged, missing
from mingjing.vault.model import Blob, Checked, Damage, Keeping, digest, is_digest, place
from mingjing.vault.s3_reading import ObjectFile

CHINA = dt.timezone(dt.timedelta(hours=8))
PART = 64 << 20  # above this an original goes in parts of this size
IN_MEMORY = 4 << 20
PAGE = 1000  # versions in one answer of the listing
_READ_AHEAD = 8 << 20
_END_OF_DAY = dt.time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What stands under one key: its versions, the first first, and whether anything hides that."""

    key: str
    versions: tuple[str, ...]
    sizes: tuple[int, ...]
    hidden: bool


class S3Vault:
    """Content-addressed store in a bucket; see `Vault`.

    `client` = a boto3 S3 client with time limits. `mode` = Object Lock's: GOVERNANCE, or COMPLIANCE where nobody shall
    be able to shorten a retention, the account's owner included.
    """

    def __init__(self, client: Any, bucket: str, prefix: str = "", mode: str = "GOVERNANCE") -> None:
        self._s3, self.bucket, self.prefix, self.mode = client, bucket, prefix, mode

    def put(self, content: bytes | BinaryIO, limit: int | None = None) -> Blob:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            blob = spool(stream, file, limit)  # type: ignore[arg-type]
            file.seek(0)
            return self._write(file, blob)  # type: ignore[arg-type]

    def take(self, path: Path, blob: Blob) -> Blob:
        with path.open("rb") as file:
            return self._write(file, blob)

    def key(self, sha256: str) -> str:
        """The object's key. Raises BadDigestError."""
        return self.prefix + place(digest(sha256))

    def exists(self, sha256: str) -> bool:
        return self._stored(sha256) is not None

    def open(self, sha256: str, version: str = "") -> BinaryIO:
        stored = self._found(sha256)
        number = stored.versions.index(version) if version in stored.versions else 0
        reading = ObjectFile(self._s3, self.bucket, stored.key, stored.versions[number], stored.sizes[number])
        return io.BufferedReader(reading, _READ_AHEAD)

    def keeping(self, sha256: str) -> Keeping:
        return self._keeping(self._found(sha256))

    def retain(self, sha256: str, until: dt.date) -> None:
        stored = self._found(sha256)
        held = self._keeping(stored)
        if held.until is not None and until < held.until:
            raise RetainedError(f"保管期限至{held.until}，只能延长，不能缩短。")
        self._s3.put_object_retention(
            **self._first(stored),
            Retention={
                "Mode": self.mode,
                "RetainUntilDate": dt.datetime.combine(until, _END_OF_DAY, CHINA).astimezone(dt.UTC),
            },
        )

    def hold(self, sha256: str, on: bool) -> None:
        self._s3.put_object_legal_hold(
            **self._first(self._found(sha256)), LegalHold={"Status": "ON" if on else "OFF"}
        )

    def erase(self, sha256: str, today: dt.date) -> None:
        stored = self._found(sha256)
        if (held := self._keeping(stored)).bars(today):
            raise RetainedError(held.sentence(sha256))
        for version in stored.versions:
            self._s3.delete_object(Bucket=self.bucket, Key=stored.key, VersionId=version)

    def checked(self, after: str = "") -> Iterator[Checked]:
        behind = self.prefix + place(after) if after else ""
        return map(self._read_again, self._all(f"{self.prefix}sha256/", behind))

    def sweep(self) -> int:
        found = self._s3.list_multipart_uploads(Bucket=self.bucket, Prefix=self.prefix).get("Uploads", [])
        for upload in found:
            self._s3.abort_multipart_upload(
                Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
            )
        return len(found)

    def _write(self, file: BinaryIO, blob: Blob) -> Blob:
        key = self.key(blob.sha256)
        try:
            if blob.size > PART:
                version = self._write_parts(file, key)
            else:
                version = self._s3.put_object(
                    Bucket=self.bucket, Key=key, Body=file, ContentLength=blob.size, IfNoneMatch="*"
                ).get("VersionId", "")
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise
            version = self._same(blob)
        return replace(blob, version=version)

    def _write_parts(self, file: BinaryIO, key: str) -> str:
        begun = {"Bucket": self.bucket, "Key": key}
        begun["UploadId"] = self._s3.create_multipart_upload(**begun)["UploadId"]
        parts: list[dict[str, Any]] = []
        try:
            while piece := file.read(PART):
                sent = self._s3.upload_part(**begun, PartNumber=len(parts) + 1, Body=piece)
                parts.append({"PartNumber": len(parts) + 1, "ETag": sent["ETag"]})
            done = self._s3.complete_multipart_upload(
                **begun, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except ClientError:
            self._s3.abort_multipart_upload(**begun)
            raise
        return str(done.get("VersionId", ""))

    def _same(self, blob: Blob) -> str:
        """The version kept already, read again: a name alone would bless damaged content with a fresh receipt."""
        version = self._found(blob.sha256).versions[0]
        with self.open(blob.sha256, version) as kept:
            if digests_of(kept) != (blob.sha256, blob.sm3, blob.size):
                raise damaged(blob.sha256)
        return version

    def _stored(self, sha256: str) -> _Stored | None:
        key = self.key(sha256)
        return next((one for one in self._all(key) if one.key == key), None)

    def _found(self, sha256: str) -> _Stored:
        stored = self._stored(sha256)
        if stored is None:
            raise missing(sha256)
        return stored

    def _all(self, prefix: str, behind: str = "") -> Iterator[_Stored]:
        """Every key behind `behind` with its versions, in order, page by page.

        S3 lists the versions of one key together, the newest first; the next page may go on with the last key.
        """
        asked = {"Bucket": self.bucket, "Prefix": prefix, **({"KeyMarker": behind} if behind else {})}
        pages = self._s3.get_paginator("list_object_versions").paginate(
            **asked, PaginationConfig={"PageSize": PAGE}
        )
        versions: dict[str, list[tuple[str, int]]] = {}
        hidden: set[str] = set()
        for page in pages:
            for one in page.get("Versions", []):
                versions.setdefault(one["Key"], []).append((one["VersionId"], one["Size"]))
            hidden.update(one["Key"] for one in page.get("DeleteMarkers", []))
            last = max((*versions, *hidden), default="") if page.get("IsTruncated") else None
            for key in sorted(versions):
                if last is None or key < last:
                    names, sizes = zip(*versions.pop(key)[::-1], strict=True)
                    if key > behind:
                        yield _Stored(key, names, sizes, key in hidden or len(names) > 1)
            hidden &= {last}

    def _first(self, stored: _Stored) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": stored.key, "VersionId": stored.versions[0]}

    def _keeping(self, stored: _Stored) -> Keeping:
        head = self._s3.head_object(**self._first(stored))
        until = head.get("ObjectLockRetainUntilDate")
        return Keeping(
            until.astimezone(CHINA).date() if until else None, head.get("ObjectLockLegalHoldStatus") == "ON"
        )

    def _read_again(self, stored: _Stored) -> Checked:
        name = stored.key.rsplit("/", 1)[-1]
        if not is_digest(name) or stored.key != self.key(name):
            own = stored.key.removeprefix(self.prefix)
            return Checked(own, "", 0, Damage(stored.key, f"对象 {stored.key} 不是原件库写入的。"))
        reading = ObjectFile(self._s3, self.bucket, stored.key, stored.versions[0], stored.sizes[0])
        with io.BufferedReader(reading, _READ_AHEAD) as file:
            sha256, sm3, size = digests_of(file)
        said = ""
        if sha256 != name:
            said = f"对象 {stored.key} 的内容与摘要不符，已损坏或者被改动。"
        elif stored.hidden:
            said = f"对象 {stored.key} 的原件被后来的版本或者删除标记遮盖；原件仍在，版本号{stored.versions[0]}。"
        return Checked(name, sm3, size, Damage(stored.key, said) if said else None)

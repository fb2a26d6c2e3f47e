"""Every vault that there is: a folder, and a bucket with Object Lock behind a server that speaks S3."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from buckets import bucket, s3

from mingjing.vault import FileVault, S3Vault, Vault

__all__ = ["bucket", "s3"]


@pytest.fixture
def in_bucket(s3: Any, bucket: str) -> S3Vault:
    return S3Vault(s3, bucket, "yunhu/")


@pytest.fixture
def in_folder(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "vault")


@pytest.fixture(params=["in_folder", "in_bucket"])
def vault(request: pytest.FixtureRequest) -> Vault:
    found: Vault = request.getfixturevalue(request.param)
    return found

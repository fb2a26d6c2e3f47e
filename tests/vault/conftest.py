"""Every vault that there is: a folder, and a bucket with Object Lock behind a server that speaks S3."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from mingjing.vault import FileVault, S3Vault, Vault

_names = itertools.count(1)


@pytest.fixture(scope="session")
def s3() -> Iterator[Any]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test", config=Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1}),
    )  # fmt: skip
    server.stop()


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"originals-{next(_names)}"
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


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

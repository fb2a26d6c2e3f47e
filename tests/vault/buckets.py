"""Fixtures: a server that speaks S3, and a bucket with Object Lock in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

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

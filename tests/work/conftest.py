"""The bureau of the cases' tests, a bucket, and an hour at which a night has begun."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parents[1] / "vault"))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))

from beginnings import begun, bureau, matter
from buckets import bucket, s3

__all__ = ["begun", "bucket", "bureau", "matter", "s3"]


@pytest.fixture
def vault_in_bucket(s3: Any, bucket: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The installation's originals lie in a bucket with Object Lock; its name."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    address = f"s3://{bucket}/yunhu?endpoint={s3.meta.endpoint_url}&region=us-east-1"
    monkeypatch.setattr(settings, "MINGJING_VAULT", address)
    return bucket

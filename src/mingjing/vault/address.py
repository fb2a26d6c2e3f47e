"""Which vault an address means: a folder, or `s3://bucket/prefix?endpoint=https://...&mode=COMPLIANCE`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config

from mingjing.vault.errors import AddressError
from mingjing.vault.files import FileVault
from mingjing.vault.model import Vault
from mingjing.vault.s3 import S3Vault

MODES = ("GOVERNANCE", "COMPLIANCE")
SECONDS_TO_CONNECT, SECONDS_TO_READ, TRIES = 5, 60, 4


def vault_at(address: str) -> Vault:
    """The vault at an address. S3 credentials come from the environment (AWS_ACCESS_KEY_ID and so on).

    Raises AddressError.
    """
    if not address.startswith("s3://"):
        return FileVault(Path(address))
    parts = urlsplit(address)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = asked.keys() - {"endpoint", "mode", "region"}
    mode = asked.get("mode", MODES[0])
    if not parts.netloc or unknown or mode not in MODES:
        raise AddressError(
            "原件库的地址应为文件夹，或者 s3://桶名/前缀?endpoint=地址&region=区域&mode=GOVERNANCE 或 COMPLIANCE。"
        )
    prefix = parts.path.strip("/")
    client = boto3.client(
        "s3", endpoint_url=asked.get("endpoint"), region_name=asked.get("region"),
        config=Config(
            connect_timeout=SECONDS_TO_CONNECT, read_timeout=SECONDS_TO_READ,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        ),
    )  # fmt: skip
    return S3Vault(client, parts.netloc, f"{prefix}/" if prefix else "", mode)

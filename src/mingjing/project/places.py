"""Where the program keeps its things. Everything it writes is below one folder, `var/`."""

from __future__ import annotations

import os
from pathlib import Path


def _home() -> Path:
    given = os.environ.get("MINGJING_HOME")
    if given:
        return Path(given).resolve()
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def _vault() -> str:
    """A folder, or the address of a bucket as it was given (see `mingjing.vault.vault_at`)."""
    given = os.environ.get("MINGJING_VAULT", "")
    return given if given.startswith("s3://") else str(Path(given or VAR / "vault").resolve())


HOME = _home()
VAR = Path(os.environ.get("MINGJING_VAR") or HOME / "var").resolve()
SECRETS = VAR / "secrets"
VAULT = _vault()
UPLOADS = Path(os.environ.get("MINGJING_UPLOADS") or VAR / "uploads").resolve()
LOG = Path(os.environ.get("MINGJING_LOG_DIR") or VAR / "log").resolve()
CLUSTER = VAR / "pg"
NODE_MODULES = Path(os.environ.get("MINGJING_NODE_MODULES") or HOME / "node_modules").resolve()
PACKS = Path(os.environ.get("MINGJING_PACKS") or Path(__file__).resolve().parents[1] / "packs").resolve()
NOTICES = Path(os.environ.get("MINGJING_NOTICES") or VAR / "notices").resolve()

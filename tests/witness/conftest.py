"""The logs and vectors of the ledger's tests."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "ledger_fixtures", Path(__file__).parents[1] / "ledger" / "conftest.py"
)
_shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_shared)
vectors, signer, make_log = _shared.vectors, _shared.signer, _shared.make_log

"""`python -m mingjing.api.describe > docs/openapi.json`: the description that is kept in the repository."""

from __future__ import annotations

import json
import sys

from mingjing.project.runtime import setup


def description() -> str:
    """The OpenAPI document as text, keys sorted."""
    from ninja.responses import NinjaJSONEncoder

    from mingjing.api.api import api

    found = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True, cls=NinjaJSONEncoder) + "\n"


if __name__ == "__main__":
    setup()
    sys.stdout.write(description())

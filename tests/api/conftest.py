"""The bureau and the case of the cases' tests, and a caller for each account."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import begun, bureau, matter
from case_bureau import Bureau

from mingjing.api.models import ApiToken

__all__ = ["begun", "bureau", "matter"]


class Caller:
    """Calls the API with the token of one account; JSON in, (status, JSON) out."""

    def __init__(self, user: Any) -> None:
        self.token = ApiToken.issue(user, "测试")[1] if user else ""
        self.client = Client(headers={"authorization": f"Bearer {self.token}"} if user else {})

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1{path}", query)
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        answer = self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()


@pytest.fixture
def calling(bureau: Bureau) -> Any:
    """calling("lu") is a caller for that account; calling("") for nobody."""
    return lambda alias: Caller(bureau.users[alias] if alias else None)

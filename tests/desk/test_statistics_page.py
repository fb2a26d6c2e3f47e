"""The year in numbers: each procedure is named once, also where it is called as its kind."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from licence_matter import LicenceMatter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_procedure_called_as_its_kind_is_named_once(bureau: Bureau) -> None:
    matter = LicenceMatter(bureau)
    matter.go("register_matter")
    client = Client()
    client.force_login(matter.bureau.users["cheng"])
    html = client.get("/desk/statistics/", {"year": "2026"}).content.decode()
    assert "行政处罚普通程序：2026年没有登记案件" in html
    assert "行政检查：2026年没有登记案件" not in html
    assert re.search(r'<caption class="visually-hidden">行政许可</caption>', html)

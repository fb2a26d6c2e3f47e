from __future__ import annotations
import pytest
from mingjing.disclosure.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)


def test_x(matter):
    matter.publish()
    found = Publication.objects.get()
    for f in (
        "title",
        "summary",
        "party_name",
        "party_code",
        "violation",
        "basis",
        "result",
        "fine",
        "periods",
        "remedy",
        "hidden",
        "until",
        "channels",
    ):
        print(f, getattr(found, f))
    print("".join(f"[[{s['t']}]]" if s.get("h") else s["t"] for s in found.segments))

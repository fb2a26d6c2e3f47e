"""A natural person who was fined: identity number, address and name are hidden, the public name is the confirmed one."""

from __future__ import annotations

import pytest

from mingjing.cases.refused import Refused
from mingjing.disclosure import drafts, queries
from mingjing.disclosure.pdf_text import pdf_text

pytestmark = pytest.mark.django_db(transaction=True)
ID_NUMBER = "11010519491231002X"


@pytest.fixture
def personal(matter):
    """The same case against a person. Where its steps ask for other things of a person, they are filled in here."""
    matter.person = {"party_name": "卓望舒", "party_kind": "person", "address": "江临市云湖区枫林里6幢302室"}
    matter.id_number = ID_NUMBER
    return matter


def test_name_and_identity_of_a_person_stay_hidden(personal):
    personal.publish(masked_name="卓某")
    found = queries.by_code(queries.latest(1)[0].code)
    with queries.file_of(found) as stream:
        text = pdf_text(stream.read()).replace("\n", "").replace("\r", "")
    for secret in ("卓望舒", ID_NUMBER, "枫林里"):
        assert secret not in text
        assert secret not in str(found.segments)
        assert secret not in str(found.__dict__)
    assert (found.party_name, found.party_code) == ("卓某", "")


def test_surname_is_proposed_and_the_full_name_in_the_text_refuses(personal):
    personal.go("publish_decision", before=True)
    assert drafts.public_name(personal.source()) == "卓某"
    masks = [one for one in personal.masks() if one["kind"] != "PERSON"]
    with pytest.raises(Refused, match="应当隐去的姓名"):
        personal.act("publish_decision", fields={"masked_name": "卓某", "masks": masks})

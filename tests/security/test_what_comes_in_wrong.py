"""Input that no record can hold, or that means something else than it looks: a sentence, and nothing has changed."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from attacking import refused
from whole_case import Matter, at

from mingjing.cases.attachments import Attachment
from mingjing.cases.perform import open_case, perform
from mingjing.cases.refused import Refused
from mingjing.records.models import RefusalLog

pytestmark = pytest.mark.django_db(transaction=True)

NOW = at("2026-06-08T12:00")
INVISIBLE = {
    "NUL": "\0", "bell": "\x07", "C1": "\x85", "zero width": "\u200b", "joiner": "\u200d", "right to left": "\u202e",
    "isolate": "\u2066", "mark": "\ufeff", "soft hyphen": "\u00ad", "tag": "\U000e0041", "line": "\u2028",
    "filler": "\u3164", "braille blank": "\u2800", "half a surrogate": "\ud800",
}  # fmt: skip


def register(matter, **changed):
    return open_case(
        "penalty.ordinary", "register_clue", matter.bureau.users["lu"], matter.bureau.agency,
        matter.payload("register_clue", **changed), now=at("2026-06-01T10:00"),
    )  # fmt: skip


@pytest.mark.parametrize("name", INVISIBLE)
def test_name_with_what_nobody_can_see(matter, name):
    mark = INVISIBLE[name]
    assert refused(lambda: register(matter, party_name=f"江临恒远{mark}仓储有限公司"), of_law=False) == {
        "input"
    }


def test_reason_that_only_looks_like_one(matter, bureau):
    """A reason of blanks that aren't blanks by the book would lift a check."""
    told = matter.payload("register_clue", received_on="2026-05-01", discovered_on="2026-05-01")
    for blank in ("\u3164", "\u2800", "\u200b", "\u3000", " "):
        found = refused(
            lambda blank=blank: open_case(
                "penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency,
                told | {"at": "2026-05-01T10:00", "reasons": {"late_recording": blank}}, now=at("2026-06-01T10:00"),
            ),
            of_law=False,
        )  # fmt: skip
        assert found & {"late_recording", "input"}


def test_words_of_minorities_keep_their_joiners(matter):
    assert register(matter, party_name="ᠪᠣᠭᠳᠠ\u200d").seq == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"uscc": "91990105MA7K3X2QXX"}, {"uscc": "91990105MA7K3X2Q"}, {"received_on": "0001-01-01"},
        {"received_on": "9999-12-31"}, {"received_on": "2026-02-30"}, {"received_on": "2026-06-02"},
        {"received_on": 20260601}, {"received_on": ["2026-06-01"]}, {"facts": {"a": {"b": 1}}}, {"facts": 1.5},
        {"facts": "字" * 20_001}, {"facts": "字" * 200_001}, {"party_kind": "king"}, {"party_kind": ["org"]},
        {"party_name": None}, {"party_name": "　"}, {"party_name": True}, {"nonsense": 1}, {"case_name": "字" * 501},
    ],
)  # fmt: skip
def test_value_that_is_none(matter, changed):
    found = refused(lambda: register(matter, **changed), of_law=False)
    assert all(check == "input" or check.startswith("field.") for check in found)


AMOUNTS = (
    "-1", "-0.01", "NaN", "sNaN", "Infinity", "1e400", "1e14", "1e-400", "80000.001", "", "八万", "80,000", "0x10", True,
    ["80000"], {"a": 1}, float("nan"), float("inf"), 10**400, 2**53,
)  # fmt: skip


def test_amount_that_is_none(begun):
    matter = begun(Matter, "draft_disposition", before=True)
    told = matter.payload("draft_disposition")
    for fine in AMOUNTS:
        told["fields"]["fine"] = fine
        found = refused(
            lambda: perform(
                matter.case, "draft_disposition", matter.bureau.users["lu"], told, now=at("2026-06-22T10:00")
            ),
            of_law=False,
        )
        assert found & {"input", "field.fine"}, fine


def test_moment_at_the_end_of_time(begun):
    matter = begun(Matter, "file_case")
    for start in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00", "x", 5):
        told = matter.payload("inquire", start=start, end="2026-06-05T10:40:00+08:00")
        found = refused(
            lambda told=told: perform(
                matter.case,
                "inquire",
                matter.bureau.users["lu"],
                told,
                officers=matter.officers("inquire"),
                now=NOW,
            ),
            of_law=False,
        )
        assert "field.start" in found


ITEMS = [
    {}, {"title": "照片", "proves": 5}, {"title": "照片", "proves": "x"}, {"title": "照片", "proves": [[1]]},
    {"title": "照片", "proves": [{"id": 1}]}, {"title": "照片", "proves": None}, {"title": ["照片"]}, {"scene": [1]},
    {"scene": {"a": 1}}, {"title": "字" * 3000}, {"file": "没有送来.jpg"}, {f"k{n}": "1" for n in range(40)}, {"title": 1},
]  # fmt: skip


def test_item_of_evidence_that_would_break_the_case(begun):
    matter = begun(Matter, "file_case")
    told = matter.payload("collect_evidence")
    for changed in ({part: [item]} for item in ITEMS for part in ("evidence", "media")):
        found = refused(
            lambda changed=changed: perform(
                matter.case, "collect_evidence", matter.bureau.users["lu"], told | changed,
                officers=matter.officers("collect_evidence"), now=NOW,
            ),
            of_law=False,
        )  # fmt: skip
        assert found <= {"input", "attachment"}, changed


def test_condition_written_into_a_field_stays_text(matter):
    """What is filled in is data to the conditions and to the sentences."""
    text = (
        '" || true || "\' }} {case.fine|money} {{7*7}} ${7*7} {% if %} #import "x" `rm` \'; DROP TABLE x; --'
    )
    done = register(matter, case_name=text, party_name=text)
    assert done.case.party_name == text
    assert done.case.state["facts"]["name"] == text
    found = refused(
        lambda: perform(done.case, "decide", matter.bureau.users["lu"], {"fields": {"facts": text}})
    )
    assert found


@pytest.mark.parametrize("step", ["submit", "approve", "return", "withdraw"])
def test_act_that_the_procedure_does_not_have(begun, step):
    matter = begun(Matter, "register_clue")
    for act in ("", "no_such_act", "decide\0", "ac\ud800t", "x" * 500, "__class__", "决定", "../act"):
        found = refused(
            lambda act=act: perform(matter.case, act, matter.bureau.users["lu"], {}, step=step), of_law=False
        )
        assert found == {"unknown_act"}


@pytest.mark.parametrize(
    "more", [{"step": "effect"}, {"step": ""}, {"key": "a\0"}, {"key": "k" * 121}, {"key": "\ud800"}]
)
def test_step_and_request_number(begun, more):
    matter = begun(Matter, "register_clue")
    found = refused(
        lambda: perform(matter.case, "inspect_site", matter.bureau.users["lu"], {}, **more), of_law=False
    )
    assert found <= {"step", "request_key"}


def test_refusals_are_noted_without_what_was_entered(begun):
    matter = begun(Matter, "register_clue")
    secret = "330102199001011234"
    for fields in (
        {f"张三{secret}": "x"},
        {"place": [secret]},
        {"start": secret},
        {"nested": {secret: secret}},
    ):
        with pytest.raises(Refused):
            perform(
                matter.case,
                "inspect_site",
                matter.bureau.users["lu"],
                {"fields": fields, "reasons": {secret: secret}},
            )
    with pytest.raises(Refused):
        perform(matter.case, secret + "\0", matter.bureau.users["lu"], {})
    noted = str(list(RefusalLog.objects.values_list("act", "step", "findings")))
    assert RefusalLog.objects.count() == 5
    assert secret not in noted
    assert "张三" not in noted


def package(**changed) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", changed.pop("content", b"x"))
    data = bytearray(held.getvalue())
    at_directory, at_end = data.find(b"PK\x01\x02"), data.find(b"PK\x05\x06")
    if "version" in changed:
        data[at_directory + 6] = changed["version"]
    if "flag" in changed:
        data[at_directory + 9], data[at_directory + 46] = changed["flag"], 0xFF
    if "directory" in changed:
        data[at_end + 12 : at_end + 16] = struct.pack("<I", changed["directory"])
    return bytes(data)


FILES = {
    "empty": ("空.pdf", b""),
    "a program": ("照片.jpg", b"MZ\x90\0" + bytes(64)),
    "a picture by name only": ("照片.jpg", b"%PDF-1.7\n"),
    "a page with scripts": ("照片.html", b"<html><script>alert(1)</script>"),
    "a picture that is a page": ("照片.png", b"<svg onload='alert(1)'>"),
    "two suffixes": ("照片.pdf.exe", b"%PDF-1.7\n"),
    "package of an unknown version": ("材料.docx", package(version=255)),
    "package with broken names": ("材料.docx", package(flag=8)),
    "package with an endless directory": ("材料.docx", package(directory=2**31)),
    "path upwards": ("../../etc/passwd.pdf", b"%PDF-1.7\n"),
    "path of Windows": ("C:\\x.pdf", b"%PDF-1.7\n"),
    "NUL in the name": ("a\0.pdf", b"%PDF-1.7\n"),
    "name read backwards": ("合同\u202efdp.exe.pdf", b"%PDF-1.7\n"),
    "name of many letters": ("字" * 300 + ".pdf", b"%PDF-1.7\n"),
    "line in the name": ("a\nb.pdf", b"%PDF-1.7\n"),
    "no name": ("", b"%PDF-1.7\n"),
    "dots": ("..", b"%PDF-1.7\n"),
}


def test_file_that_is_not_taken(begun):
    matter = begun(Matter, "file_case")
    for name, file in FILES.items():
        found = refused(
            lambda file=file: perform(
                matter.case, "collect_evidence", matter.bureau.users["lu"], matter.payload("collect_evidence"),
                officers=matter.officers("collect_evidence"), now=NOW, attachments=[Attachment.of_bytes(*file)],
            ),
            of_law=False,
        )  # fmt: skip
        assert found == {"attachment"}, name


def test_package_is_never_unpacked(begun):
    """A hundred megabytes of zeros in a small package are kept as the small package that was sent."""
    matter = begun(Matter, "file_case")
    bomb = package(content=bytes(100 * 1024**2))
    done = perform(
        matter.case, "collect_evidence", matter.bureau.users["lu"], matter.payload("collect_evidence"),
        officers=matter.officers("collect_evidence"), now=NOW, attachments=[Attachment.of_bytes("材料.docx", bomb)],
    )  # fmt: skip
    assert done.case.state["evidence"][-1]["size"] == len(bomb) < 1024**2


def test_digest_is_never_taken_from_the_request(begun):
    matter = begun(Matter, "file_case")
    told = matter.payload("collect_evidence")
    told["evidence"] = [
        {"title": "照片", "sha256": "f" * 64, "size": 1, "mime": "image/png", "proves": ["aq101_3.act"]}
    ]
    done = perform(
        matter.case, "collect_evidence", matter.bureau.users["lu"], told, now=NOW,
        officers=matter.officers("collect_evidence"),
    )  # fmt: skip
    assert not {"sha256", "size", "mime"} & set(done.case.state["evidence"][-1])

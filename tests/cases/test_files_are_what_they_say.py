"""A file whose content isn't what its name says is refused with a sentence; the digest is never taken on trust."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.cases.attachments import Attachment, BadAttachment, bind, inspect, keep
from mingjing.cases.file_types import sniff
from mingjing.vault import Blob

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"


def package(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "content")
    return out.getvalue()


def put(stream):
    content = stream.read()
    return Blob(attachments_digest(content), "1" * 64, len(content))


def attachments_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("询问笔录.pdf", PDF),
        ("现场.JPG", JPEG),
        ("现场.png", PNG),
        ("录像.mp4", MP4),
        ("清单.xlsx", package("xl/workbook.xml")),
        ("意见.docx", package("word/document.xml")),
        ("版式.ofd", package("OFD.xml")),
        ("控制器运行日志.csv", "时间,读数\n2026-09-24 09:30,22\n".encode()),
        ("旧日志.txt", "运行正常".encode("gb18030")),
    ],
)
def test_an_honest_file_is_taken(name, content):
    assert inspect(Attachment.of_bytes(name, content)).suffixes


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("笔录.pdf", JPEG, "JPEG 图片"),
        ("照片.jpg", PDF, "PDF 文件"),
        ("照片.jpg", PNG, "PNG 图片"),
        ("表格.xlsx", package("word/document.xml"), "Word 文档"),
        ("说明.txt", MP4, "MP4 录像"),
        ("无后缀", PDF, "PDF 文件"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content, said):
    with pytest.raises(BadAttachment, match=said) as refusal:
        inspect(Attachment.of_bytes(name, content))
    assert name in str(refusal.value)
    assert "未接收" in str(refusal.value)


@pytest.mark.parametrize("content", [b"MZ\x90\x00\x03\x00", b"\x7fELF\x02\x01", b"\x00" * 64])
def test_a_program_is_refused_whatever_its_name(content):
    for name in ("工具.exe", "笔录.pdf", "日志.txt"):
        with pytest.raises(BadAttachment):
            inspect(Attachment.of_bytes(name, content))


def test_an_empty_or_too_large_file_is_refused():
    with pytest.raises(BadAttachment, match="空文件"):
        inspect(Attachment.of_bytes("空.pdf", b""))
    with pytest.raises(BadAttachment, match="上限"):
        inspect(Attachment.of_bytes("大.pdf", PDF + b" " * 2000), limit=1000)


@pytest.mark.parametrize("name", ["", "../密码.pdf", "a\\b.pdf", "a\x00.pdf", "长" * 201 + ".pdf"])
def test_a_name_that_could_lead_elsewhere_is_refused(name):
    with pytest.raises(BadAttachment, match="文件名"):
        inspect(Attachment.of_bytes(name, PDF))


def test_nothing_is_stored_when_one_of_the_files_is_wrong():
    stored = []

    def record(stream):
        stored.append(stream.read())
        return Blob("0" * 64, "1" * 64, 1)

    with pytest.raises(BadAttachment):
        keep([Attachment.of_bytes("一.pdf", PDF), Attachment.of_bytes("二.pdf", JPEG)], record, limit=10_000)
    assert stored == []


def test_two_files_of_one_name_are_refused():
    with pytest.raises(BadAttachment, match="两个附件都叫"):
        keep([Attachment.of_bytes("一.pdf", PDF), Attachment.of_bytes("一.pdf", PDF)], put, limit=10_000)


def test_an_item_gets_the_digest_of_its_file_and_not_the_one_it_claims():
    kept = keep(
        [Attachment.of_bytes("勘验笔录.pdf", PDF), Attachment.of_bytes("录像.mp4", MP4)], put, limit=10_000
    )
    evidence, media = bind(kept, [{"title": "勘验笔录", "file": "勘验笔录.pdf", "sha256": "f" * 64}], [])
    assert evidence[0]["sha256"] == attachments_digest(PDF)
    assert evidence[0]["size"] == len(PDF)
    assert [item["file"] for item in media] == ["录像.mp4"], "a recording that no item names is still kept"


def test_a_digest_without_a_file_is_dropped_and_a_missing_file_is_named():
    evidence, _ = bind({}, [{"title": "口头陈述", "sha256": "f" * 64}], [])
    assert "sha256" not in evidence[0]
    with pytest.raises(BadAttachment, match=r"没有收到附件“笔录\.pdf”"):
        bind({}, [{"title": "笔录", "file": "笔录.pdf"}], [])


@given(st.binary(max_size=400))
def test_telling_a_type_never_fails_and_leaves_the_stream_at_its_beginning(content):
    stream = io.BytesIO(content)
    found = sniff(stream)
    assert stream.tell() == 0
    assert found is None or found.suffixes

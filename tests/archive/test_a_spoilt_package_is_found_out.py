"""Whatever is done to a package afterwards, the four-property check names it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import replace

import pikepdf
import pytest
from filed import folder_of

from mingjing.archive import packing
from mingjing.archive.package import names, signing
from mingjing.archive.package.check import check
from mingjing.cases.keeping import vault
from mingjing.ledger.signing import Signer
from mingjing.media.models import Recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sound(packed):
    return packed.folder


@pytest.fixture
def keys():
    return [key.signer.vkey for key in packing.agency_keys()]


def paper(folder):
    return next(one for one in sorted(folder.rglob("*.pdf")) if "决定书" in one.name)


def flip(folder):
    path = next(folder.glob("证据/*.jpg"))
    data = bytearray(path.read_bytes())
    data[-10] ^= 1
    path.write_bytes(data)


def lose(folder):
    paper(folder).unlink()


def add(folder):
    (folder / "正卷/099_补充材料.pdf").write_bytes(paper(folder).read_bytes())


def empty_title(folder):
    told = folder / names.METADATA
    text = told.read_text(encoding="utf-8")
    begin = text.index("<保管期限>")
    end = text.index("</保管期限>")
    told.write_text(text[:begin] + "<保管期限>" + text[end:], encoding="utf-8")


def one_page_more(folder):
    path = paper(folder)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as opened:
        opened.add_blank_page()
        opened.save(path)


def signed_by_another(folder):
    note = folder / "签名/manifest.ed25519.sig"
    text = note.read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    name = note.read_text(encoding="utf-8").rpartition("— ")[2].split(" ")[0]
    line = Signer(name, b"\x09" * 32).sign(text)
    note.write_text(f"{text}\n{line}", encoding="utf-8")


def signed_anew(folder):
    """By somebody who puts his own key beside it, too."""
    other = Signer("log.yunhu-yj.example/2026/archive", b"\x09" * 32)
    manifest = (folder / names.MANIFEST).read_bytes()
    for name, note in signing.sign(folder.name, manifest, [signing.Key(other)]).items():
        (folder / "签名" / name).write_text(note, encoding="utf-8")
    (folder / "签名/manifest.ed25519.vkey").write_text(f"{other.vkey}\n", encoding="utf-8")


def no_signature(folder):
    (folder / "签名/manifest.sm2.sig").unlink()


def another_manifest(folder):
    told = folder / names.MANIFEST
    told.write_bytes(told.read_bytes() + b"<!-- -->\n")


def forgotten_record(folder):
    sorted((folder / names.RECORDS).glob("0004*[0-9a-f].json"))[0].unlink()


def rewritten_field(folder):
    path = sorted((folder / names.RECORDS).glob("0004*.栏目.json"))[0]
    path.write_bytes(path.read_bytes().replace(b"2026", b"2025"))


def rewritten_record(folder):
    path = sorted((folder / names.RECORDS).glob("0004*[0-9a-f].json"))[0]
    path.write_bytes(path.read_bytes().replace(b'"seq":4', b'"seq":5'))


def another_key(folder):
    first, second = sorted(folder.glob("过程/存证/*.key"))[:2]
    first.write_bytes(second.read_bytes())


def torn_proof(folder):
    path = sorted(folder.glob("过程/存证/*.tlog-proof"))[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = "A" * 43 + "=\n"
    path.write_text("".join(lines), encoding="utf-8")


def unreadable_xml(folder):
    (folder / names.CONTENTS).write_bytes(b"<a>")


def broken_ofd(folder):
    path = next(folder.rglob("*.ofd"))
    path.write_bytes(path.read_bytes()[:200])


def ofd_without_size(folder):
    path = next(folder.rglob("*.ofd"))
    with zipfile.ZipFile(path) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    with zipfile.ZipFile(path, "w") as whole:
        for name, data in parts.items():
            whole.writestr(name, re.sub(rb"(PhysicalBox>0 0 )[0-9.]+", rb"\1wide", data))


def huge_picture(folder):
    head = b"IHDR" + struct.pack(">IIBBBBB", 90_000, 90_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    (folder / "音像/大.png").write_bytes(data)


def broken_film(folder):
    path = next(folder.glob("音像/*.mp4"))
    path.write_bytes(b"\0" * 500)


def program(folder):
    (folder / "证据/说明.exe").write_bytes(b"MZ\x90\0" + bytes(64))


def script(folder):
    path = paper(folder)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as opened:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        opened.save(path)


def way_out(folder):
    (folder / "证据/外部.txt").symlink_to("/etc/hostname")


def secret(folder):
    told = folder / names.METADATA
    told.write_text(
        told.read_text(encoding="utf-8").replace("<密级>无</密级>", "<密级>机密</密级>"), encoding="utf-8"
    )


def moved(folder):
    told = folder / names.CONTENTS
    text = told.read_text(encoding="utf-8")
    path = next(one for one in sorted(folder.glob("副卷/*.pdf")))
    (folder / "正卷" / path.name).write_bytes(path.read_bytes())
    told.write_text(text.replace(f"副卷/{path.name}", f"正卷/{path.name}"), encoding="utf-8")


SPOILT = {
    flip: ("真实性·固化信息一致", "证据/002_现场照片.jpg的SHA-256摘要与清单不符"),
    lose: ("完整性·清单所列文件齐全", "缺少文件正卷/"),
    add: ("完整性·没有清单以外的文件", "清单里没有文件正卷/099_补充材料.pdf"),
    empty_title: ("完整性·元数据必填项齐全", "必填的“保管期限”是空的（F0）"),
    one_page_more: ("完整性·页数与目录一致", "目录写明"),
    signed_by_another: ("真实性·清单签名有效", "manifest.ed25519.sig"),
    signed_anew: ("真实性·清单签名有效", "没有立档单位公钥“log.yunhu-yj.example/2026/archive”的签名"),
    no_signature: ("真实性·清单签名有效", "没有立档单位公钥"),
    another_manifest: ("真实性·清单签名有效", "签名所对应的不是这份清单"),
    forgotten_record: ("完整性·过程信息齐全", "缺第4条记录的内容"),
    rewritten_record: ("真实性·记录链相接", "第4条记录的内容与其摘要不符"),
    rewritten_field: ("真实性·记录链相接", "已被改动"),
    another_key: ("真实性·存证证明成立", "条目所承诺的不是这条记录的内容"),
    torn_proof: ("真实性·存证证明成立", "存证证明不成立"),
    unreadable_xml: ("可用性·元数据能够解析并符合结构", "目录.xml：不是合格的XML"),
    broken_ofd: ("可用性·OFD转换件能够打开", "不能解开"),
    ofd_without_size: ("可用性·OFD转换件能够打开", "没有写明大小"),
    huge_picture: ("可用性·音像能够打开", "音像/大.png打不开"),
    broken_film: ("可用性·音像能够打开", "打不开"),
    program: ("安全性·没有可执行内容和外部链接", "证据/说明.exe是可执行文件"),
    script: ("安全性·没有可执行内容和外部链接", "含有可执行内容"),
    way_out: ("安全性·没有可执行内容和外部链接", "证据/外部.txt是链接"),
    secret: ("安全性·密级和权限已经写明", "密级不是“无”"),
    moved: ("安全性·正卷副卷分开", "却放在正卷"),
}


def test_each_spoiling_is_named(sound, keys):
    """One package, spoilt and mended again: making or copying one takes longer than all its checks."""
    whole, unnamed = folder_of(sound), []
    for spoil, (title, told) in SPOILT.items():
        spoil(sound)
        wrong = [one.sentence for one in check(sound, keys) if not one.passed]
        if not any(one.startswith(title) and told in one for one in wrong):
            unnamed.append((spoil.__name__, wrong))
        mend(sound, whole)
    assert unnamed == []
    assert all(one.passed for one in check(sound, keys)), "each one was spoilt in one way only"


def mend(folder, whole):
    for path, data in folder_of(folder).items():
        if path not in whole:
            (folder / path).unlink()
        elif data != whole[path]:
            (folder / path).write_bytes(whole[path])
    for path in whole:
        if not (folder / path).exists():
            (folder / path).write_bytes(whole[path])


def test_another_agencys_key_is_no_signature_of_this_one(sound, keys):
    foreign = [replace(keys[0], public=b"\1" * 32), keys[1]]
    wrong = [one for one in check(sound, foreign) if not one.passed]
    assert [one.title for one in wrong] == ["清单签名有效"]


def test_a_folder_that_is_no_package_is_refused_not_raised(tmp_path):
    found = check(tmp_path)
    assert any("没有manifest.xml" in fault for one in found for fault in one.faults)


def test_what_came_unreadable_or_looks_like_a_script_is_a_remark(filed, keys, tmp_path):
    file = filed.file
    torn, text = vault().put(b"a film that broke off"), vault().put("#!本单位说明".encode())
    Recording.objects.create(
        agency=file.agency, case=file.case, name="中断.mp4", source="dock", medium="video", mime="video/mp4",
        sha256=torn.sha256, sm3=torn.sm3, size=torn.size, received_at=file.registered_at, unread="文件不完整",
    )  # fmt: skip
    told = {"title": "说明", "file": "说明.txt", "mime": "text/plain", "sha256": text.sha256, "seq": 1}
    file.case.state["evidence"].append(told)
    packed = packing.package(file, tmp_path)
    remarks = [one for found in packed.findings for one in found.remarks]
    assert len(remarks) == 2
    assert "收到时已经不能读取（文件不完整）" in remarks[0]
    assert "说明.txt以“#!”开头" in remarks[1]
    described = next(packed.folder.glob("音像/*中断*.xml")).read_text(encoding="utf-8")
    assert "<不能读取的原因>文件不完整</不能读取的原因>" in described
    (packed.folder / "证据/脚本.sh").write_bytes(b"#!/bin/sh")
    assert any("脚本.sh是可执行文件" in fault for one in check(packed.folder, keys) for fault in one.faults)

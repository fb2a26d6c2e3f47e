"""A closed case becomes a package that says all of itself, alike each time, and that anybody can check."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest
import yaml
from filed import folder_of

from mingjing.archive import packing
from mingjing.archive.models import Seal
from mingjing.archive.package import da46, xml
from mingjing.archive.package.check import check
from mingjing.archive.package.writer import CannotPack
from mingjing.cases.keeping import vault
from mingjing.cases.models import Document
from mingjing.ledger.digests import sm3

pytestmark = pytest.mark.django_db(transaction=True)
DOMAIN = Path(__file__).parents[3] / "shared/domain/case_file.yaml"
FOLDERS = {"正卷", "副卷", "证据", "音像", "过程", "签名"}


def test_the_package_holds_the_whole_file_and_passes_its_check(packed, filed):
    assert [one.sentence for one in packed.findings if not one.passed] == []
    assert len(packed.findings) == 19
    files = folder_of(packed.folder)
    assert packed.files == len(files)
    assert {path.partition("/")[0] for path in files if "/" in path} == FOLDERS
    issued = {one.blob for one in Document.objects.filter(case=filed.file.case)}
    inside = {hashlib.sha256(data).hexdigest() for data in files.values()}
    assert issued <= inside, "every document as it was issued"
    assert {"证据/002_现场照片.jpg", "证据/003_营业执照.pdf"} <= set(files)
    assert [path for path in files if path.startswith("音像/") and path.endswith(".mp4")]
    manifest = xml.parsed(files["manifest.xml"])
    told = {one.get("路径"): one for one in xml.find(manifest, "文件")}
    assert set(told) == {path for path in files if path != "manifest.xml" and not path.startswith("签名/")}
    for path, one in told.items():
        data = files[path]
        assert one.get("大小") == str(len(data))
        assert (one.get("SHA256"), one.get("SM3")) == (hashlib.sha256(data).hexdigest(), sm3(data).hex())


def test_the_same_case_gives_the_same_bytes(packed, filed, tmp_path):
    again = packing.package(filed.file, tmp_path / "二")
    assert folder_of(again.folder) == folder_of(packed.folder)
    assert Seal.objects.count() == 1, "signed once"
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    packing.zipped(packed.folder, first)
    packing.zipped(again.folder, second)
    assert first.read_bytes() == second.read_bytes()


def test_another_program_gives_a_seal_of_its_own(packed, filed, tmp_path, monkeypatch):
    monkeypatch.setattr("mingjing.archive.gathering.SYSTEM", "明镜 9.9")
    other = packing.package(filed.file, tmp_path / "二")
    assert Seal.objects.count() == 2
    assert all(one.passed for one in other.findings)
    assert folder_of(other.folder) != folder_of(packed.folder)
    again = packing.package(filed.file, tmp_path / "三")
    assert folder_of(again.folder) == folder_of(other.folder)


def test_numbers_of_items_are_unique(packed):
    numbers = [text(one, "档号") for one in items_of(folder_of(packed.folder))]
    assert len(numbers) == len(set(numbers)) > 20


def test_every_document_declares_pdf_a_and_what_isnt_is_named(packed):
    files = folder_of(packed.folder)
    for path, data in files.items():
        if path.endswith(".pdf") and path.startswith(("正卷/", "副卷/")):
            with pikepdf.open(io.BytesIO(data)) as opened:
                told = opened.open_metadata()
                assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B"), path
            assert path.removesuffix(".pdf") + ".ofd" in files
    (scan,) = [one for one in items_of(files) if text(one, "计算机文件名") == "证据/003_营业执照.pdf"]
    assert "不是PDF/A，保留原件" in text(scan, "附注")


def test_every_core_element_is_filled_or_absent_for_a_reason(packed):
    files = folder_of(packed.folder)
    root = xml.parsed(files["metadata.xml"])
    for one in da46.ELEMENTS:
        found = list(root.iter(f"{{{xml.NAMESPACE}}}{one.name}"))
        assert found, one.name
        if one.absent:
            assert {entity.get("缺") for entity in found} == {one.absent}
            assert not any(entity.text for entity in found)
        else:
            assert any(entity.text for entity in found), one.name


@pytest.mark.skipif(not DOMAIN.is_file(), reason="the domain data lie beside the repository")
def test_the_mapping_is_that_of_the_domain_data():
    domain = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))
    core = domain["electronic"]["package_profile"]["da46_core"]
    assert [one.name for one in da46.ELEMENTS] == core
    asked = domain["electronic"]["package_profile"]["four_property_checks"]
    from mingjing.archive.package.check import CHECKS

    assert {one.property for one in CHECKS} == set(asked)


def test_every_xml_file_keeps_its_schema(packed):
    from mingjing.archive.package.check.opened import schema_of

    found = {path: data for path, data in folder_of(packed.folder).items() if path.endswith(".xml")}
    assert {schema_of(path) for path in found} == {"manifest", "contents", "metadata", "process", "footage"}
    for path, data in found.items():
        assert xml.faults(schema_of(path), xml.parsed(data)) == [], path


def test_the_process_tells_every_step_and_who_read_the_file(packed, filed):
    root = xml.parsed(folder_of(packed.folder)["过程/审批流与审计日志.xml"])
    rows = xml.find(root, "审批流/记录")
    assert len(rows) == filed.file.case.seq
    assert {text(one, "行为") for one in rows} >= {"立案", "归档"}
    assert [one.get("步骤") for one in (xml.find(row, "行为")[0] for row in rows)].count("批准") > 3


def test_a_damaged_original_stops_the_package(filed, tmp_path):
    paper = Document.objects.filter(case=filed.file.case).first()
    path = vault().path(paper.blob)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(CannotPack, match="与记录的摘要不符"):
        packing.package(filed.file, tmp_path / "坏")
    assert list((tmp_path / "坏").iterdir()) == [], "no half package stays"


def test_few_queries(filed, tmp_path, django_assert_num_queries):
    file = filed.file
    with django_assert_num_queries(7):
        packing.package(file, tmp_path)


def items_of(files):
    root = xml.parsed(files["metadata.xml"])
    return [one for one in xml.find(root, "文件实体") if one.get("层次") == "件"]


def text(entity, name):
    return "".join(one.text or "" for one in xml.find(entity, name))


def test_checked_without_the_agencys_own_machine(packed):
    keys = [key.signer.vkey for key in packing.agency_keys()]
    assert all(one.passed for one in check(packed.folder, keys))

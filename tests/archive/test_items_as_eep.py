"""封装包: each item of a package by itself, with content, metadata and signature (DA/T 48)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from filed import folder_of

from mingjing.archive import packing
from mingjing.archive.package import eep, xml

pytestmark = pytest.mark.django_db(transaction=True)
DOMAIN = Path(__file__).parents[3] / "shared/domain/case_file.yaml"


@pytest.fixture
def sealed(filed, tmp_path):
    packed = packing.package(filed.file, tmp_path)
    count = packing.sealed_items(packed, tmp_path)
    return packed, count, tmp_path / f"{packed.folder.name}_eep"


def test_every_item_gives_back_its_files(sealed):
    packed, count, folder = sealed
    whole, key = folder_of(packed.folder), packing.agency_keys()[0].signer.vkey
    found = {}
    for path in sorted(folder.iterdir()):
        assert path.name.startswith(f"{packed.folder.name}_")
        files, wrong = eep.opened(path.read_bytes(), key)
        assert wrong == [], path.name
        found |= files
    items = {
        path
        for path in whole
        if path.startswith(("正卷/", "副卷/", "证据/", "音像/")) and not path.endswith(".xml")
    }
    assert set(found) == items
    assert all(whole[path] == data for path, data in found.items())
    assert count == len(list(folder.iterdir())) > 20


def test_equal_packages_give_equal_eeps(sealed):
    packed, _, folder = sealed
    again = {one.name: one.data for one in eep.packages(packed.folder, packing.agency_keys()[0])}
    assert again == folder_of(folder)


CHANGES = (
    ("<保管期限>30年", "<保管期限>10年", "不是这份封装内容"),
    ("<编码数据>JVBER", "<编码数据>JVBES", "不是这份封装内容"),
    ("<版本>2009</版本>", "", "版本"),
    ("电子文件封装包>", "电子文件", "XML"),
)


def test_what_was_changed_is_found(sealed):
    _, _, folder = sealed
    text = min(folder.iterdir()).read_text(encoding="utf-8")
    for old, new, told in CHANGES:
        assert old in text
        _, wrong = eep.opened(text.replace(old, new, 1).encode(), packing.agency_keys()[0].signer.vkey)
        assert any(told in one for one in wrong), (old, wrong)


@pytest.mark.skipif(not DOMAIN.is_file(), reason="the domain data lie beside the repository")
def test_the_elements_of_the_domain_data_are_there(sealed):
    _, _, folder = sealed
    told = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["electronic"]["package_profile"]["eep_elements"]
    root = xml.parsed(min(folder.iterdir()).read_bytes())
    tags = {one.tag.rpartition("}")[2] for one in root.iter()}
    # Only a package that was changed after sealing has these; we never change one.
    absent = {"修改封装内容", "锁定签名"}
    wanted = {name for one in told for name in re.split(r"[>(/)]", one) if name} - {"原始型", "修改型"}
    assert wanted - tags == absent

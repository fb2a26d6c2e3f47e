"""真实性: signatures, digests, metadata that belong to the content, the chain of records, their proofs in the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from mingjing.archive.package import names, signing, xml
from mingjing.archive.package.check.finding import Check
from mingjing.archive.package.check.opened import Opened
from mingjing.ledger.entry import Entry, commit
from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.fields import check_disclosed, read_disclosed
from mingjing.ledger.policy import Policy
from mingjing.ledger.proof import TlogProof
from mingjing.ledger.vkey import Vkey

AUTHENTIC = "真实性"


def signed(whole: Opened) -> Iterator[str]:
    """Every signature is over this manifest; each key that the checker knows has signed."""
    manifest = whole.data(names.MANIFEST)
    root = whole.root(names.MANIFEST)
    number = root.get("档号", "") if root is not None else ""
    stems = sorted(
        path.removesuffix(signing.SUFFIX)
        for path in whole.under(names.SIGNATURES)
        if path.endswith(signing.SUFFIX)
    )
    if not stems:
        yield "没有对清单的签名"
    for stem in stems:
        key = _key(whole, stem)
        if key is None:
            yield f"{stem}{signing.SUFFIX}没有对应的公钥"
        elif wrong := signing.verified(whole.data(stem + signing.SUFFIX), key, number, manifest):
            yield f"{stem}{signing.SUFFIX}：{wrong.rstrip('。')}"
    for key in whole.keys:
        if all(_key(whole, stem) != key for stem in stems):
            yield f"没有立档单位公钥“{key.name}”的签名"


def _key(whole: Opened, stem: str) -> Vkey | None:
    try:
        return Vkey.parse(whole.data(stem + signing.KEY).decode("utf-8", "replace"))
    except MalformedError:
        return None


def digests(whole: Opened) -> Iterator[str]:
    for path, told in whole.listed.items():
        found = whole.files.get(path)
        if found is None:
            continue  # told by 完整性
        for kind in ("size", "sha256", "sm3"):
            if getattr(found, kind) != getattr(told, kind):
                name = {"size": "大小", "sha256": "SHA-256摘要", "sm3": "SM3摘要"}[kind]
                yield f"{path}的{name}与清单不符"
                break


def belongs(whole: Opened) -> Iterator[str]:
    """Metadata, directory and files speak of the same things."""
    roots = [whole.root(path) for path in (names.MANIFEST, names.CONTENTS, names.METADATA, names.PROCESS)]
    numbers = {root.get("档号") for root in roots if root is not None}
    if len(numbers) > 1:
        yield f"各文件所写的档号不一致：{'、'.join(sorted(str(one) for one in numbers))}"
    elif numbers and whole.folder.name != names.fit(str(next(iter(numbers)))):
        yield f"文件夹“{whole.folder.name}”与档号“{next(iter(numbers))}”不符"
    for row in whole.rows:
        file = whole.files.get(row.path)
        if file is not None and file.sha256 != row.sha256:
            yield f"目录所记“{row.title}”的摘要与文件不符"
    told = {}
    root = whole.root(names.METADATA)
    for one in xml.find(root, "文件实体") if root is not None else ():
        if one.get("层次") == "件":
            told[one.get("标识符")] = one
    for row in whole.rows:
        entity = told.get(row.id)
        if entity is None:
            yield f"元数据里没有“{row.title}”（{row.id}）"
            continue
        path, size = _text(entity, "计算机文件名"), _text(entity, "计算机文件大小")
        file = whole.files.get(path)
        if path != row.path or (file is not None and size != str(file.size)):
            yield f"元数据所记“{row.title}”的文件名或者大小与文件不符"


def chained(whole: Opened) -> Iterator[str]:
    """Each record's bytes have its digest, its fields are those committed to, and it names the one before it."""
    root = whole.root(names.PROCESS)
    previous = ""
    for row in xml.find(root, "审批流/记录") if root is not None else ():
        data = whole.data(row.get("文件", ""))
        digest, seq = row.get("SHA256", ""), row.get("序号", "")
        if not data:
            continue  # told by 完整性
        if hashlib.sha256(data).hexdigest() != digest:
            yield f"第{seq}条记录的内容与其摘要不符"
        elif _previous(data) != previous or row.get("前一记录", "") != previous:
            yield f"第{seq}条记录没有接在前一条之后"
        elif wrong := _other_fields(whole, row.get("编号", ""), row.get("文件", ""), data):
            yield f"第{seq}条记录的栏目：{wrong.rstrip('。')}"
        previous = digest


def _other_fields(whole: Opened, rid: str, path: str, manifest: bytes) -> str:
    """What is wrong with the fields beside a manifest that holds digests only; none may be left out."""
    told = json.loads(manifest)
    if "digests" not in told:
        return ""
    try:
        left = check_disclosed(read_disclosed(whole.data(names.fields_of(path)), rid), told["digests"])
    except LedgerError as fault:
        return str(fault)
    return f"有{left}个栏目没有列出" if left else ""


def _previous(data: bytes) -> str:
    try:
        told = json.loads(data)
    except ValueError:
        return "?"
    return str(told.get("prev") or "") if isinstance(told, dict) else "?"


def proved(whole: Opened) -> Iterator[str]:
    """Every record's entry is in the log that the trust policy names."""
    try:
        policy = Policy.parse(whole.data(names.POLICY))
    except LedgerError as fault:
        yield f"信任策略读不出来：{str(fault).rstrip('。')}"
        return
    root = whole.root(names.PROCESS)
    for row in xml.find(root, "审批流/记录") if root is not None else ():
        rid = row.get("编号", "")
        entry, proof, key = (
            whole.data(f"{names.TRUST}/{rid}{end}") for end in (".entry", ".tlog-proof", ".key")
        )
        opened = (key.decode("ascii", "replace").strip(), whole.data(row.get("文件", "")))
        wrong = _unproved(rid, entry, proof, policy) or _another(entry, *opened)
        if wrong:
            yield f"第{row.get('序号')}条记录的存证证明不成立：{wrong.rstrip('。')}"


def _unproved(rid: str, entry: bytes, proof: bytes, policy: Policy) -> str:
    try:
        told = TlogProof.parse(proof)
        if Entry.parse(entry).rid != rid:
            return "条目不是这条记录的"
    except LedgerError as fault:
        return str(fault)
    wrong = "信任策略里没有日志公钥"
    for key in policy.logs:
        try:
            told.verify(entry, key)
        except LedgerError as fault:
            wrong = str(fault)
        else:
            return ""
    return wrong


def _another(entry: bytes, key: str, manifest: bytes) -> str:
    """The entry commits to the record's bytes, and the key opens it."""
    try:
        made = commit(bytes.fromhex(key), manifest)
    except (ValueError, MalformedError):
        return "缺少打开承诺的密钥，或者它读不出来"
    return "" if made == Entry.parse(entry).commitment else "条目所承诺的不是这条记录的内容"


def _text(entity: xml.Element, tag: str) -> str:
    found = xml.find(entity, tag)
    return (found[0].text or "") if found else ""


CHECKS = (
    Check(AUTHENTIC, "清单签名有效", signed),
    Check(AUTHENTIC, "固化信息一致", digests),
    Check(AUTHENTIC, "元数据与内容关联", belongs),
    Check(AUTHENTIC, "记录链相接", chained),
    Check(AUTHENTIC, "存证证明成立", proved),
)

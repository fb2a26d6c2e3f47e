"""What proves a public statement, byte for byte, and all of it in one archive."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from mingjing.disclosure.models import Publication
from mingjing.disclosure.queries import file_of
from mingjing.records import log, statements
from mingjing.records.models import Statement
from mingjing.records.proofs import NotYetLogged

JSON, TEXT = "application/json; charset=utf-8", "text/plain; charset=utf-8"
NAMES = ("statement.json", "statement.key", "statement.entry", "statement.tlog-proof")
HOWTO = """本压缩包证明一份行政执法决定公开于何时、此后没有改过。不用本机关的系统也能核验。

  document.pdf           公开的决定书
  statement.json         公开声明（RFC 8785 规范 JSON）：机关、文号、日期、document.pdf 的 SHA-256 摘要和字节数
  statement.key          打开日志条目中承诺值的密钥（16进制）
  statement.entry        存证日志中的条目
  statement.tlog-proof   条目在日志中的存在性证明（C2SP tlog-proof）
  log.vkey               日志公钥的副本；核验时应当使用自己从别处取得的公钥

逐步核验（Linux 或者 macOS）
  1. 文件就是声明所说的文件：sha256sum document.pdf，与 statement.json 中 file.sha256 比较。
  2. 声明就是日志承诺的声明：
       openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat statement.key) -binary statement.json | base64
     结果应当等于 statement.entry 中 "c" 的值。
  3. 条目在日志里：用任何支持 C2SP tlog-proof 的工具核对 statement.entry 和 statement.tlog-proof。

能证明：这份文件在检查点签署时已经公开，此后一个字节也没有变。
不能证明：决定的内容一定正确；不服的，依法申请行政复议或者提起行政诉讼。
"""


@dataclass(frozen=True)
class Part:
    """A file of a proof."""

    data: bytes
    content_type: str


def part(statement: Statement, name: str) -> Part | None:
    """One of `NAMES` (no query: `statement.outbox` is loaded); None for another name or while not yet in the log."""
    match name:
        case "statement.json":
            return Part(bytes(statement.content), JSON)
        case "statement.key":
            return Part(f"{bytes(statement.key).hex()}\n".encode(), TEXT)
        case "statement.entry":
            return Part(bytes(statement.outbox.entry), JSON)
        case "statement.tlog-proof":
            try:
                return Part(statements.proof_of(statement).proof, TEXT)
            except NotYetLogged:
                return None
        case _:
            return None


def bundle(publication: Publication) -> bytes | None:
    """A ZIP archive with file, statement, key, entry, proof, log key and instructions; None while not yet in the log."""
    parts = {name: part(publication.statement, name) for name in NAMES}
    if any(found is None for found in parts.values()):
        return None
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with file_of(publication) as original:
            archive.writestr("document.pdf", original.read())
        for name, found in parts.items():
            archive.writestr(name, found.data if found else b"")
        archive.writestr("log.vkey", f"{log.vkey_of(publication.statement.outbox.idx)}\n")
        archive.writestr("核验方法.txt", HOWTO)
    return target.getvalue()

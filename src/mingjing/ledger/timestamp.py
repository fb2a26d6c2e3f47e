"""RFC 3161 time stamps over a published checkpoint: a third party's word that it existed at a time.

A token is over the bytes of `checkpoints/<size>` as first published and lies beside them as `checkpoints/<size>.tsr`,
verbatim, so that `openssl ts -verify -data checkpoints/<size> -in checkpoints/<size>.tsr -CAfile roots.pem` checks it.
Imprints by SHA-256, SHA-384, SHA-512 and SM3 are checked; an authority that signs by SM2 (GM/T 0033) has its own tool.
Some authorities leave the certificates of a token in no order, though DER asks for one: they are put in order before
they are read, which no signature covers. The token itself stays as it came.
"""

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime

import rfc3161_client
from cryptography import x509

from mingjing.ledger import der
from mingjing.ledger.digests import sm3
from mingjing.ledger.errors import LedgerError, MalformedError, SignatureError
from mingjing.ledger.report import Report
from mingjing.ledger.store import LogStore

IMPRINTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "1.2.156.10197.1.401": "sm3",
}
_TRUE = der.write(der.BOOLEAN, b"\xff")
_CERTIFICATES = 0xA0  # [0] in SignedData
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
MAX_TOKEN = 100_000


def token_path(size: int) -> str:
    """Where the token of the checkpoint of this size lies in the log."""
    return f"checkpoints/{size}.tsr"


def ask(data: bytes, imprint: str = "sha256") -> tuple[bytes, int]:
    """A request for a token over `data` (with the certificate): its bytes and its nonce.

    `imprint`: sha256, sha384, sha512 or sm3. Raises MalformedError for any other.
    """
    oid = next((oid for oid, name in IMPRINTS.items() if name == imprint), None)
    if oid is None:
        raise MalformedError(f"不支持的摘要算法“{imprint}”，应为{'、'.join(IMPRINTS.values())}之一。")
    nonce = int.from_bytes(os.urandom(8), "big")
    algorithm = der.write(der.SEQUENCE, _oid(oid))
    stamped = der.write(der.SEQUENCE, algorithm + der.write(der.OCTETS, _digest(imprint, data)))
    return der.write(der.SEQUENCE, der.integer(1) + stamped + der.integer(nonce) + _TRUE), nonce


def _oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = b""
    for number in (first * 40 + second, *rest):
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(0x80 | number & 0x7F)
        content += bytes(reversed(digits))
    return der.write(6, content)


def _digest(name: str, data: bytes) -> bytes:
    return sm3(data) if name == "sm3" else hashlib.new(name, data).digest()


def parse_roots(pem: bytes) -> list[x509.Certificate]:
    """Root certificates of a PEM file. Raises MalformedError."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise MalformedError("时间戳机构的根证书文件不是PEM格式。") from error


def read_token(token: bytes, data: bytes, nonce: int | None = None) -> datetime:
    """What the token says, its signature NOT verified: that it is about `data` (and answers `nonce`); its time, UTC.

    Raises MalformedError for what is no granted token over a known digest, SignatureError if it is about something else.
    """
    stamped = _decoded(token).tst_info
    if stamped.message_imprint.message != _imprint(stamped, data):
        raise SignatureError("时间戳不是对这个检查点签发的。")
    if nonce is not None and stamped.nonce != nonce:
        raise SignatureError("时间戳答复的随机数与请求的不同。")
    return stamped.gen_time


def verify_token(
    token: bytes, data: bytes, roots: Sequence[x509.Certificate], nonce: int | None = None
) -> datetime:
    """Verify a token over `data` against trusted roots; returns its time, UTC. Raises MalformedError, SignatureError."""
    answer = _decoded(token)
    builder = rfc3161_client.VerifierBuilder(roots=list(roots), nonce=nonce)
    try:
        builder.build().verify(answer, _imprint(answer.tst_info, data))
    except (rfc3161_client.VerificationError, ValueError) as error:
        raise SignatureError(f"时间戳无效：{error}。") from error
    return answer.tst_info.gen_time


def _imprint(stamped: rfc3161_client.TimeStampTokenInfo, data: bytes) -> bytes:
    """The digest of `data` by the token's own algorithm. Raises MalformedError for one that isn't known."""
    oid = stamped.message_imprint.hash_algorithm.dotted_string
    if oid not in IMPRINTS:
        raise MalformedError(f"时间戳所用的摘要算法{oid}不受支持。")
    return _digest(IMPRINTS[oid], data)


def _in_order(token: bytes) -> bytes:
    """The same answer with its certificates in the order that DER asks for. Raises MalformedError."""
    (answer,) = der.read(token)
    if len(answer.parts) < 2:
        return token
    status, content = answer.parts
    kind, wrapped = content.parts
    (signed,) = wrapped.parts
    parts = [
        der.write(part.tag, b"".join(sorted(one.raw for one in part.parts)))
        if part.tag == _CERTIFICATES
        else part.raw
        for part in signed.parts
    ]
    inner = der.write(wrapped.tag, der.write(signed.tag, b"".join(parts)))
    return der.write(answer.tag, status.raw + der.write(content.tag, kind.raw + inner))


def _decoded(token: bytes) -> rfc3161_client.TimeStampResponse:
    if len(token) > MAX_TOKEN:
        raise MalformedError(f"时间戳超过{MAX_TOKEN}字节。")
    try:
        answer = rfc3161_client.decode_timestamp_response(_in_order(token))
        granted = answer.status == rfc3161_client.PKIStatus.GRANTED
    except ValueError as error:
        raise MalformedError("时间戳不是RFC 3161的答复，或者编码不规范（DER）。") from error
    if not granted:
        raise MalformedError(f"时间戳机构没有签发时间戳（状态{answer.status}）。")
    return answer


def verify_stamps(
    store: LogStore, sizes: Sequence[int], roots: Sequence[x509.Certificate], report: Report
) -> None:
    """Verify every token that lies beside a kept checkpoint. With no `roots` they are only counted."""
    stamped = [size for size in sizes if (store.root / token_path(size)).exists()]
    if stamped and not roots:
        report.caution("checkpoints", f"有{len(stamped)}个时间戳，没有给出时间戳机构的根证书，未核验。")
    if not roots:
        return
    faults, newest = len(report.faults), ""
    for size in stamped:
        path = token_path(size)
        try:
            time = verify_token(store.read(path) or b"", store.read(f"checkpoints/{size}") or b"", roots)
            newest = f"，{size}条的检查点在{time:%Y-%m-%d %H:%M:%S}（UTC）已经存在"
        except LedgerError as error:
            report.fault(path, f"文件 {path}：{error}")
    if not stamped:
        report.caution("checkpoints", "没有一个检查点有时间戳。")
    elif len(report.faults) == faults:
        report.holds("checkpoints", f"{len(stamped)}个时间戳有效{newest}。")

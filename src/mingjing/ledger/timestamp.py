"""RFC 3161 time stamps over a published checkpoint: a third party's word that it existed at a time.

A token is over the bytes of `checkpoints/<size>` as first published and lies beside them as `checkpoints/<size>.tsr`,
verbatim, so that `openssl ts -verify -data checkpoints/<size> -in checkpoints/<size>.tsr -CAfile roots.pem` checks it.
Here only SHA-256, SHA-384 and SHA-512 imprints are checked; an authority that signs by SM2 (GM/T 0033) has its own tool.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import rfc3161_client
from cryptography import x509

from mingjing.ledger.errors import LedgerError, MalformedError, SignatureError
from mingjing.ledger.report import Report
from mingjing.ledger.store import LogStore

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
MAX_TOKEN = 100_000


def token_path(size: int) -> str:
    """Where the token of the checkpoint of this size lies in the log."""
    return f"checkpoints/{size}.tsr"


def ask(data: bytes) -> tuple[bytes, int]:
    """A request for a token over `data` (SHA-256, with the certificate): its bytes and its nonce."""
    builder = (
        rfc3161_client.TimestampRequestBuilder()
        .data(data)
        .hash_algorithm(rfc3161_client.HashAlgorithm.SHA256)
    )
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    return request.as_bytes(), request.nonce or 0


def parse_roots(pem: bytes) -> list[x509.Certificate]:
    """Root certificates of a PEM file. Raises MalformedError."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise MalformedError("时间戳机构的根证书文件不是PEM格式。") from error


def read_token(token: bytes, data: bytes, nonce: int | None = None) -> datetime:
    """What the token says, its signature NOT verified: that it is about `data` (and answers `nonce`); its time, UTC.

    Raises MalformedError for what is no granted token over SHA-256, SignatureError if it is about something else.
    """
    answer = _decoded(token)
    stamped = answer.tst_info
    if stamped.message_imprint.message != hashlib.sha256(data).digest():
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
        builder.build().verify_message(answer, data)
    except (rfc3161_client.VerificationError, ValueError) as error:
        raise SignatureError(f"时间戳无效：{error}。") from error
    return answer.tst_info.gen_time


def _decoded(token: bytes) -> rfc3161_client.TimeStampResponse:
    if len(token) > MAX_TOKEN:
        raise MalformedError(f"时间戳超过{MAX_TOKEN}字节。")
    try:
        answer = rfc3161_client.decode_timestamp_response(token)
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
    stamped = [size for size in sizes if store.read(token_path(size)) is not None]
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

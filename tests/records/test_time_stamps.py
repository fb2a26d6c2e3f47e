"""RFC 3161 tokens over the checkpoint, from an authority that OpenSSL plays."""

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import rfc3161_client
from hypothesis import given
from hypothesis import strategies as st

from mingjing.ledger import der, timestamp
from mingjing.ledger.errors import MalformedError, SignatureError
from mingjing.ledger.verify import verify_log
from mingjing.records import http, log, timestamps

pytestmark = pytest.mark.django_db

CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[web]
extendedKeyUsage = critical,serverAuth
[tsa_config]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512, sm3
"""


def openssl(folder, *words, **kwargs):
    return subprocess.run(
        ["openssl", *map(str, words)], cwd=folder, check=True, capture_output=True, timeout=60, **kwargs
    ).stdout


def make_authority(folder: Path) -> Path:
    """A root and a time-stamping certificate, valid for a day."""
    (folder / "conf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "conf"]
    openssl(folder, "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-days", 1,
            "-subj", "/CN=root", "-extensions", "ca")  # fmt: skip
    openssl(folder, "req", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", 1,
            "-CAcreateserial", "-extfile", "conf", "-extensions", "tsa", "-out", "tsa.pem")  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return make_authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def roots(authority):
    return timestamp.parse_roots((authority / "ca.pem").read_bytes())


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/timestamp-query"
        self.server.asked += 1
        reply = self.server.answer(query)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *args):
        pass


@pytest.fixture
def tsa(authority):
    """A running authority: `.url`, `.asked`; `.answer` may be exchanged for a false one."""
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    server.url, server.asked = f"http://127.0.0.1:{server.server_port}/tsa", 0
    server.answer = lambda query: stamped(authority, query)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def stamped(authority, query):
    (authority / "query").write_bytes(query)
    return openssl(
        authority, "ts", "-reply", "-config", "conf", "-section", "tsa_config", "-queryfile", "query"
    )


@pytest.fixture
def size(write):
    write(3)
    return log.sequencer().once().size


def test_token_is_kept_verbatim_and_anybody_can_check_it(size, tsa, roots, authority, client):
    done = timestamps.stamp(tsa.url, roots)
    assert (done.size, done.verified, done.fresh) == (size, True, True)
    kept = log.store().root / "checkpoints"
    words = ["-data", kept / "3", "-in", kept / "3.tsr", "-CAfile", authority / "ca.pem"]
    assert b"Verification: OK" in openssl(authority, "ts", "-verify", *words)
    assert client.get("/log/checkpoints/3.tsr").content == (kept / "3.tsr").read_bytes()
    assert client.get("/log/checkpoints/4.tsr").status_code == 404
    again = timestamps.stamp(tsa.url, roots)
    assert (again.time, again.fresh, tsa.asked) == (done.time, False, 1)
    assert log.store().published_sizes() == [3]


@pytest.mark.parametrize("imprint", ["sm3", "sha384", "sha512"])
def test_imprint_by_another_digest_is_accepted_and_checked(size, tsa, roots, authority, imprint):
    done = timestamps.stamp(tsa.url, roots, imprint)
    assert (done.verified, done.fresh) == (True, True)
    data, token = log.store().read("checkpoints/3"), log.store().read("checkpoints/3.tsr")
    said = openssl(authority, "ts", "-reply", "-in", log.store().root / "checkpoints/3.tsr", "-text").decode()
    assert f"Hash Algorithm: {imprint}" in said
    assert verify_log(log.store().root, log.signer().vkey, tsa_roots=roots).ok
    for known in (
        lambda text: timestamp.read_token(token, text),
        lambda text: timestamp.verify_token(token, text, roots),
    ):
        assert known(data) == done.time
        with pytest.raises(SignatureError):
            known(data + b"x")


def test_digest_that_is_not_known_is_not_asked_for(size, tsa):
    with pytest.raises(MalformedError, match="sm3"):
        timestamps.stamp(tsa.url, [], "md5")
    assert tsa.asked == 0


def test_token_with_its_certificates_in_no_order_is_accepted(size, tsa, roots, authority):
    """Signer and root both come along, the wrong way round; no signature covers their order."""

    def turned(query):
        (authority / "chain.pem").write_bytes((authority / "ca.pem").read_bytes())
        (authority / "query").write_bytes(query)
        told = openssl(
            authority,
            "ts",
            "-reply",
            "-config",
            "conf",
            "-section",
            "tsa_config",
            "-queryfile",
            "query",
            "-chain",
            "chain.pem",
        )
        (answer,) = der.read(told)
        status, content = answer.parts
        kind, wrapped = content.parts
        parts = [part.raw for part in wrapped.parts[0].parts]
        place = next(at for at, raw in enumerate(parts) if raw[0] == 0xA0)
        certificates = sorted((one.raw for one in next(der.read(parts[place])).parts), reverse=True)
        assert len(certificates) == 2
        parts[place] = der.write(0xA0, b"".join(certificates))
        inner = der.write(wrapped.tag, der.write(der.SEQUENCE, b"".join(parts)))
        return der.write(der.SEQUENCE, status.raw + der.write(der.SEQUENCE, kind.raw + inner))

    tsa.answer = turned
    done = timestamps.stamp(tsa.url, roots)
    assert done.verified
    token = log.store().read("checkpoints/3.tsr")
    with pytest.raises(ValueError):  # the library alone refuses it
        rfc3161_client.decode_timestamp_response(token)
    for at in range(len(token) - 60, len(token), 7):
        changed = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises((SignatureError, MalformedError)):
            timestamp.verify_token(changed, log.store().read("checkpoints/3"), roots)


@given(st.binary(max_size=60))
def test_whatever_comes_is_refused_in_a_sentence(reply):
    with pytest.raises((MalformedError, SignatureError)):
        timestamp.read_token(reply, b"x")


def test_verification_of_the_log_checks_the_tokens(size, tsa, roots, write):
    timestamps.stamp(tsa.url, roots)
    write(2)
    log.sequencer().once()
    folder, key = log.store().root, log.signer().vkey
    report = verify_log(folder, key, tsa_roots=roots)
    assert report.ok, report.lines
    assert any("1个时间戳有效" in finding.sentence for finding in report.passed)
    assert any("未核验" in finding.sentence for finding in verify_log(folder, key).cautions)
    (folder / "checkpoints/5.tsr").write_bytes((folder / "checkpoints/3.tsr").read_bytes())
    faults = verify_log(folder, key, tsa_roots=roots).faults
    assert [finding.file for finding in faults] == ["checkpoints/5.tsr"]


def test_token_of_a_stranger_is_refused_and_not_kept(size, tsa, roots, tmp_path):
    stranger = make_authority(tmp_path)
    tsa.answer = lambda query: stamped(stranger, query)
    with pytest.raises(SignatureError):
        timestamps.stamp(tsa.url, roots)
    assert log.store().read("checkpoints/3.tsr") is None


def test_token_about_something_else_is_refused(size, tsa, roots, authority):
    other, _ = timestamp.ask(b"another checkpoint")
    tsa.answer = lambda query: stamped(authority, other)
    for known in (roots, []):
        with pytest.raises(SignatureError):
            timestamps.stamp(tsa.url, known)


def test_token_of_an_earlier_request_is_refused(size, tsa, roots, authority):
    earlier, _ = timestamp.ask(log.store().read("checkpoints/3"))
    tsa.answer = lambda query: stamped(authority, earlier)
    for known in (roots, []):
        with pytest.raises(SignatureError):
            timestamps.stamp(tsa.url, known)


def test_one_changed_byte_of_a_token_is_found(size, tsa, roots):
    timestamps.stamp(tsa.url, roots)
    data, token = log.store().read("checkpoints/3"), log.store().read("checkpoints/3.tsr")
    signature = len(token) - 20
    for position in (signature, signature + 10):
        changed = token[:position] + bytes([token[position] ^ 1]) + token[position + 1 :]
        with pytest.raises((SignatureError, MalformedError)):
            timestamp.verify_token(changed, data, roots)
    with pytest.raises(SignatureError):
        timestamp.verify_token(token, data + b"x", roots)


@pytest.mark.parametrize(
    "reply", [b"", b"no token", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x02"]
)
def test_what_is_no_token_is_refused(reply, size, tsa, roots):
    tsa.answer = lambda query: reply
    with pytest.raises(MalformedError):
        timestamps.stamp(tsa.url, roots)
    assert log.store().read("checkpoints/3.tsr") is None


def test_without_roots_the_token_is_kept_and_called_unverified(size, tsa):
    assert timestamps.stamp(tsa.url, []).verified is False
    assert log.store().read("checkpoints/3.tsr")


def test_nothing_to_stamp_and_nobody_there(tsa, write):
    with pytest.raises(MalformedError):
        timestamps.stamp(tsa.url, [])
    write(1)
    log.sequencer().once()
    with pytest.raises(http.Unreachable):
        timestamps.stamp("http://127.0.0.1:1/", [])
    with pytest.raises(MalformedError):
        timestamp.parse_roots(b"none")

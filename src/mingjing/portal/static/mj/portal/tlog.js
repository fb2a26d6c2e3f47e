// Checks an entry of a C2SP transparency log in the browser (tlog-proof, signed-note, RFC 6962 / RFC 9162 2.1.3.2).
// Pure: bytes in, facts out; a TlogFault says in Chinese what is wrong. Nothing here touches the page or the network.
import * as ed25519 from "../../vendor/noble-ed25519/index.js";
import { hmac } from "../../vendor/noble-hashes/hmac.js";
import { sha256, sha512 } from "../../vendor/noble-hashes/sha2.js";

ed25519.hashes.sha512 = sha512;

export class TlogFault extends Error {}

const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const fail = (sentence) => {
  throw new TlogFault(sentence);
};

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export function fromBase64(value, what) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) fail(`${what}不是规范的 Base64。`);
  const bytes = Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
  if (toBase64(bytes) !== value) fail(`${what}不是规范的 Base64。`);
  return bytes;
}

export const toBase64 = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));

function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export const digest = (bytes) => hex(sha256(bytes));

// The digest of a file (Blob) read in pieces, so that recordings of any size can be checked.
export async function digestOf(blob) {
  const state = sha256.create();
  const reader = blob.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) state.update(part.value);
  return hex(state.digest());
}

export const leafHash = (entry) => sha256(concat(Uint8Array.of(0), entry));
const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

function number(value, what) {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(value)) fail(`${what}不是规范的十进制数。`);
  return BigInt(value);
}

// vkey: name+hex8(key id)+base64(type || public key); key id = SHA-256(name || 0x0A || type || public key)[:4]
export function readVkey(vkey) {
  const line = vkey.trim();
  const [name, id] = line.split("+", 2);
  const encoded = line.slice(name.length + 10);
  if (!name || !/^[0-9a-f]{8}$/.test(id || "") || /\s/.test(name)) fail("公钥的格式不对。");
  const key = fromBase64(encoded, "公钥");
  if (hex(sha256(concat(utf8.encode(name), Uint8Array.of(10), key)).slice(0, 4)) !== id) fail("公钥与其编号不符。");
  return { name, id, type: key[0], publicKey: key.slice(1) };
}

export function readKey(vkey) {
  const key = readVkey(vkey);
  if (key.type !== 1 || key.publicKey.length !== 32) fail("日志公钥不是 Ed25519 公钥。");
  return key;
}

// Splits a signed note into its text and its signature lines {name, id, signature}.
function readNote(note) {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0 || !note.endsWith("\n") || note.includes("\r")) fail("检查点的格式不对。");
  const lines = note.slice(cut + 2, -1).split("\n").map((line) => {
    const match = /^\u2014 (\S+) (\S+)$/.exec(line);
    if (!match) fail("检查点的签名行格式不对。");
    const raw = fromBase64(match[2], "签名");
    return { name: match[1], id: hex(raw.slice(0, 4)), signature: raw.slice(4) };
  });
  return { body: note.slice(0, cut + 1), lines };
}

// Cosignatures of these witnesses (keys of type 4, Ed25519, C2SP tlog-cosignature) on a checkpoint: the keys that signed, with
// the time in seconds. Lines of unknown keys say nothing; a false line of a known one throws.
export function cosignatures(note, witnesses) {
  const { body, lines } = readNote(note);
  return lines.flatMap((line) => {
    const key = witnesses.find((one) => one.name === line.name && one.id === line.id);
    if (!key || key.type !== 4) return [];
    if (line.signature.length !== 72) fail(`“${key.name}”的联署长度不对。`);
    const time = new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0);
    const message = utf8.encode(`cosignature/v1\ntime ${time}\n${body}`);
    if (!ed25519.verify(line.signature.slice(8), message, key.publicKey)) fail(`“${key.name}”的联署无效。`);
    return [{ key, time: Number(time) }];
  });
}

// Of several keys, one a line, that of the log that signed the note; there is one log a year.
export function keyOf(keys, note) {
  const lines = keys.trim().split("\n");
  return lines.find((line) => line.startsWith(`${note.split("\n", 1)[0]}+`)) || lines[0];
}

export const TWIN = "/sm3"; // how the origin of an SM3 twin ends

// Opens a checkpoint with the log's key. Throws when the log's own signature is missing or wrong, and for a twin's: SM2 and
// SM3 aren't checked here, and a key that is only named like a twin's opens nothing.
export function openCheckpoint(note, key) {
  if (key.name.endsWith(TWIN)) fail("这是国密副树的检查点，不是日志的检查点。");
  const { body, lines } = readNote(note);
  let signed = false;
  for (const line of lines) {
    if (line.name !== key.name || line.id !== key.id) continue;
    if (line.signature.length !== 64 || !ed25519.verify(line.signature, utf8.encode(body), key.publicKey)) fail("检查点的签名不对：它不是这份日志签发的，或者被改动过。");
    signed = true;
  }
  if (!signed) fail("检查点上没有这份日志的签名。");
  const [origin, size, root] = body.split("\n");
  if (origin !== key.name) fail("检查点属于另一份日志。");
  const hash = fromBase64(root || "", "根摘要");
  if (hash.length !== 32) fail("根摘要的长度不对。");
  return { origin, size: number(size, "检查点的条目数"), root: hash, cosigners: lines.length - 1 };
}

// Splits a .tlog-proof into index, path and checkpoint note.
export function readProof(proof) {
  const cut = proof.indexOf("\n\n");
  if (cut < 0) fail("存证证明不完整。");
  const lines = proof.slice(0, cut).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") fail("这不是存证证明文件。");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const index = lines.shift() || "";
  if (!index.startsWith("index ")) fail("存证证明里没有日志序号。");
  const path = lines.map((line) => {
    const bytes = fromBase64(line, "证明路径");
    if (bytes.length !== 32) fail("证明路径里有长度不对的摘要。");
    return bytes;
  });
  return { index: number(index.slice(6), "日志序号"), path, note: proof.slice(cut + 2) };
}

// RFC 9162 2.1.3.2
export function rootFromPath(leaf, index, size, path) {
  if (index >= size) fail("日志序号不在检查点的范围内。");
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  for (const step of path) {
    if (sn === 0n) fail("证明路径过长。");
    if (fn & 1n || fn === sn) {
      hash = nodeHash(step, hash);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = nodeHash(hash, step);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  if (sn !== 0n) fail("证明路径过短。");
  return hash;
}

// An entry is in the log of this key: returns index, size, root and origin, or throws.
export function verifyProof(proofText, entry, vkey) {
  const proof = readProof(proofText);
  const key = readKey(keyOf(vkey, proof.note));
  const checkpoint = openCheckpoint(proof.note, key);
  const root = rootFromPath(leafHash(entry), proof.index, checkpoint.size, proof.path);
  if (!same(root, checkpoint.root)) fail("存证证明对不上：这份条目不在日志里，或者被改动过。");
  return { index: proof.index, size: checkpoint.size, root: toBase64(root), origin: checkpoint.origin, cosigners: checkpoint.cosigners };
}

// The entry commits to these statement bytes with this key (HMAC-SHA256, entry field "c").
export function opensCommitment(entry, statement, keyHex) {
  if (!/^[0-9a-f]{64}$/.test(keyHex)) fail("声明密钥的格式不对。");
  const key = Uint8Array.from(keyHex.match(/../g), (pair) => parseInt(pair, 16));
  let fields;
  try {
    fields = JSON.parse(text.decode(entry));
  } catch {
    fail("日志条目不是 JSON。");
  }
  if (!same(hmac(sha256, key, statement), fromBase64(fields.c || "", "承诺值"))) fail("公开声明与日志里的承诺不符：声明被改动过。");
  return fields;
}

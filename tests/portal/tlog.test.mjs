// The verifier that runs in the browser, on the published vectors. ASSETS = a folder laid out as /static/ is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { pathToFileURL } from "node:url";

const { openCheckpoint, readKey, rootFromPath, verifyProof, fromBase64, hex, TlogFault } = await import(pathToFileURL(`${process.env.ASSETS}/mj/portal/tlog.js`));
const vectors = JSON.parse(readFileSync(new URL("../ledger/vectors.json", import.meta.url)));
const bytes = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const utf8 = new TextEncoder();

test("the published proof is accepted, and no byte of it may change", () => {
  const { text, entry } = vectors.E_tlog_proof;
  const vkey = vectors.D_notes.log_vkey;
  const found = verifyProof(text, utf8.encode(entry), vkey);
  assert.ok(found.size > found.index);
  assert.throws(() => verifyProof(text, utf8.encode(`${entry}x`), vkey), TlogFault);
  const body = text.indexOf("index ");
  for (let at = body; at < text.length; at += 7) {
    if (text[at] === "\n" || text.slice(at - 60, at).includes("extra ")) continue;
    const forged = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    // Lines of other signers are not ours to judge; everything that the log's key covers must fail.
    if (text.slice(text.lastIndexOf("\n", at) + 1).startsWith("\u2014 ") && !text.slice(text.lastIndexOf("\n", at) + 1).startsWith(`\u2014 ${vectors.D_notes.log_name}`)) continue;
    assert.throws(() => verifyProof(forged, utf8.encode(entry), vkey), TlogFault, `byte ${at}`);
  }
});

test("every inclusion proof of the vectors leads to its root", () => {
  for (const group of [vectors.A_rfc6962_reference_leaves, vectors.B_entry_n_leaves]) {
    for (const one of group.inclusion) {
      const leaf = bytes(one.leaf_hash ?? one.leaf);
      const root = rootFromPath(leaf, BigInt(one.index), BigInt(one.size), one.proof.map(bytes));
      assert.equal(hex(root), one.root);
      if (one.proof.length) {
        assert.throws(() => {
          const longer = rootFromPath(leaf, BigInt(one.index), BigInt(one.size), [...one.proof, one.proof[0]].map(bytes));
          assert.equal(hex(longer), one.root);
        });
      }
    }
  }
});

test("base64 that is not canonical, and a key that does not fit its id, are refused", () => {
  assert.throws(() => fromBase64("AB==", "x"), TlogFault);
  assert.throws(() => fromBase64("A A=", "x"), TlogFault);
  assert.throws(() => readKey(vectors.D_notes.log_vkey.replace(/\+[0-9a-f]{8}\+/, "+00000000+")), TlogFault);
});

test("checkpoints open with the log's key only", () => {
  for (const { signed_note: note } of vectors.D_notes.checkpoints) {
    const opened = openCheckpoint(note, readKey(vectors.D_notes.log_vkey));
    assert.equal(opened.origin, vectors.D_notes.log_name);
    assert.throws(() => openCheckpoint(note.replace(/\n(\d+)\n/, "\n9$1\n"), readKey(vectors.D_notes.log_vkey)), TlogFault);
  }
});

test("of the keys of several years, that of the proof's own log is taken, never another's", () => {
  const { text, entry } = vectors.E_tlog_proof;
  const other = vectors.D_notes.witness_vkey_type4;
  assert.ok(verifyProof(text, utf8.encode(entry), `${other}\n${vectors.D_notes.log_vkey}\n`));
  assert.throws(() => verifyProof(text, utf8.encode(entry), `${other}\n`), TlogFault);
  assert.throws(() => verifyProof(text.replace("log1\n", "log2\n"), utf8.encode(entry), `${vectors.D_notes.log_vkey}\n`), TlogFault);
});

test("a twin's checkpoint is no log's, whoever signed it", () => {
  const key = readKey(vectors.D_notes.log_vkey);
  const { signed_note: note } = vectors.D_notes.checkpoints[0];
  assert.throws(() => openCheckpoint(note, { ...key, name: `${key.name}/sm3` }), /国密副树/);
});

const { contentsOf, measured, verifyCaseFile } = await import(pathToFileURL(`${process.env.ASSETS}/mj/portal/casefile.js`));
const OTHER = "jw.example.gov.cn/log1+2f784c93+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY"; // another key of the same name

test("a key that the reader's own policy doesn't list is refused, as the command does", () => {
  const files = measured(new Map([["checkpoint", utf8.encode(vectors.D_notes.checkpoints[0].signed_note)]]));
  const vkey = vectors.D_notes.log_vkey;
  const faults = (log, own) => verifyCaseFile(files, { vkey, policy: `${log ? `log ${log}\n` : ""}quorum none\n`, own }).rows.find((row) => row.title === "检查点的签名").faults;
  assert.deepEqual(faults(vkey, true), []);
  assert.deepEqual(faults("", true), []);
  assert.match(faults(OTHER, true).join(), /不在您的信任策略/);
  assert.deepEqual(faults(OTHER, false), []); // the folder's policy binds nobody
});

test("the contents show a file only where a proved record holds it, and never break the page", () => {
  const files = (told) => measured(new Map([["data/blobs/a", "true"], ["data/blobs/b", "strange"], ["data/redacted/c.pdf", "copy"], ["data/contents.json", told]].map(([path, words]) => [path, utf8.encode(words)])));
  const paths = ["data/blobs/a", "data/blobs/b", "data/redacted/c.pdf", "HOWTO.txt"];
  const there = files(JSON.stringify({ title: "案", number: "1", documents: paths.map((file, order) => ({ file, order, document: file, page_from: 1, page_to: 2 })) }));
  const checked = { proved: new Set([`${there.get("data/blobs/a").sha256} 4`]), copies: new Set(["data/redacted/c.pdf"]) };
  const shown = contentsOf(there, checked).documents.map((one) => [one.path, one.redacted, one.pages]);
  assert.deepEqual(shown, [["data/blobs/a", false, "1—2"], [null, false, "1—2"], ["data/redacted/c.pdf", true, "1—2"], [null, false, "1—2"]]);
  for (const told of ["", "{", "null", "[]", "{}", '{"documents":{}}']) assert.equal(contentsOf(files(told), checked).broken, true);
  for (const told of ['{"documents":[null]}', '{"documents":[{"file":{}}]}', '{"documents":["x"]}']) assert.equal(contentsOf(files(told), checked).documents[0].path, null);
});

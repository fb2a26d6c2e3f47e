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

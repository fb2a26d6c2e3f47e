// Checks an exported case file (BagIt folder: manifests, keys, originals, proofs, one checkpoint) that was unpacked in the browser.
// files: Map of path -> Uint8Array, paths relative to the folder. Returns rows {ok, title, result, text} and what failed.
import { TlogFault, digest, opensCommitment, openCheckpoint, keyOf, readKey, readProof, rootFromPath, leafHash, same } from "./tlog.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LIMIT = 5;

export const isCaseFile = (files) => files.has("manifest-sha256.txt") || [...files.keys()].some((path) => path.startsWith("data/manifests/"));

// Paths below the one folder that holds the case file, wherever the archive keeps it.
export function rooted(files) {
  const marker = [...files.keys()].find((path) => path === "manifest-sha256.txt" || path.endsWith("/manifest-sha256.txt"));
  const root = marker ? marker.slice(0, -"manifest-sha256.txt".length) : "";
  return new Map([...files].filter(([path]) => path.startsWith(root)).map(([path, bytes]) => [path.slice(root.length), bytes]));
}

class Sheet {
  constructor() {
    this.rows = [];
  }

  row(title, faults, result, text) {
    const ok = faults.length === 0;
    const more = faults.length > LIMIT ? `；另有 ${faults.length - LIMIT} 处` : "";
    this.rows.push({ ok, title, result: ok ? result : `${faults.length} 处不符`, text: ok ? text : faults.slice(0, LIMIT).join("；") + more });
  }

  get ok() {
    return this.rows.every((row) => row.ok);
  }
}

const attempt = (faults, label, work) => {
  try {
    return work();
  } catch (fault) {
    if (!(fault instanceof TlogFault) && !(fault instanceof SyntaxError) && !(fault instanceof TypeError)) throw fault;
    faults.push(`${label}：${fault instanceof TlogFault ? fault.message : "格式不对"}`);
    return null;
  }
};

function digests(files, sheet) {
  const faults = [];
  const listed = new Set();
  const list = files.get("manifest-sha256.txt");
  for (const line of list ? utf8.decode(list).split("\n").filter(Boolean) : []) {
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (!match) faults.push("文件清单里有一行写法不对");
    else if (listed.has(match[2])) faults.push(`${match[2]} 列了两次`);
    else {
      listed.add(match[2]);
      const bytes = files.get(match[2]);
      if (!bytes) faults.push(`缺少 ${match[2]}`);
      else if (digest(bytes) !== match[1]) faults.push(`${match[2]} 被改动过`);
    }
  }
  if (!list) faults.push("没有文件清单");
  for (const path of files.keys()) if (path.startsWith("data/") && !listed.has(path)) faults.push(`${path} 不在清单里`);
  sheet.row("文件与清单相符", faults, `${listed.size} / ${listed.size}`, "每个文件的摘要都与清单一致");
}

function names(files, folder, suffix) {
  return [...files.keys()].filter((path) => path.startsWith(folder) && path.endsWith(suffix)).map((path) => path.slice(folder.length, -suffix.length)).sort();
}

function entries(files, vkey, sheet) {
  const faults = [];
  const found = new Map();
  const places = new Set();
  const key = readKey(keyOf(vkey, utf8.decode(files.get("checkpoint") || new Uint8Array())));
  const checkpoint = attempt(faults, "检查点", () => openCheckpoint(utf8.decode(files.get("checkpoint")), key));
  for (const rid of checkpoint ? names(files, "proofs/", ".tlog-proof") : []) {
    attempt(faults, rid, () => {
      const entry = files.get(`proofs/${rid}.entry`);
      const proof = readProof(utf8.decode(files.get(`proofs/${rid}.tlog-proof`)));
      const own = openCheckpoint(proof.note, key);
      if (own.size !== checkpoint.size || !same(own.root, checkpoint.root)) throw new TlogFault("所依据的检查点不是案卷的检查点");
      if (!same(rootFromPath(leafHash(entry), proof.index, own.size, proof.path), own.root)) throw new TlogFault("条目不在日志里，或者被改动过");
      const fields = JSON.parse(utf8.decode(entry));
      if (fields.rid !== rid || places.has(proof.index)) throw new TlogFault("条目的编号不符或者重复");
      places.add(proof.index);
      found.set(rid, { entry, fields });
    });
  }
  if (checkpoint && !found.size) faults.push("没有存在性证明");
  sheet.row("编入日志", faults, `${found.size} / ${found.size}`, checkpoint ? `检查点由 ${checkpoint.origin} 签名，共 ${checkpoint.size} 条` : "");
  return found;
}

function records(files, found, sheet) {
  const faults = [];
  const opened = [];
  for (const rid of names(files, "data/manifests/", ".json")) {
    attempt(faults, rid, () => {
      const raw = files.get(`data/manifests/${rid}.json`);
      if (!found.has(rid)) throw new TlogFault("没有有效的存在性证明");
      opensCommitment(found.get(rid).entry, raw, utf8.decode(files.get(`data/keys/${rid}.hex`)).trim());
      opened.push({ rid, raw, ...JSON.parse(utf8.decode(raw)) });
    });
  }
  sheet.row("记录与日志的承诺相符", faults, `${opened.length} 条`, "每条记录的全文都打得开它在日志里的承诺值");
  return opened.sort((a, b) => a.seq - b.seq);
}

function chain(opened, found, files, sheet) {
  const faults = [];
  const held = new Set(opened.map((one) => one.rid));
  const disposed = [...found.values()].filter((one) => one.fields.type === "disposal").map((one) => one.fields.prev);
  for (const rid of found.keys()) if (!held.has(rid) && !disposed.includes(rid) && !files.has(`data/manifests/${rid}.json`)) faults.push(`日志里有记录 ${rid}，案卷里没有`);
  let before = null;
  let gaps = 0;
  for (const one of opened) {
    const missing = one.seq - (before ? before.seq : 0) - 1;
    if (before && one.case !== before.case) faults.push(`第 ${one.seq} 条属于另一个案件`);
    if (missing < 0) faults.push(`第 ${one.seq} 条重复`);
    else if (missing > 0) {
      gaps += missing;
      if (gaps > disposed.length) faults.push(`第 ${one.seq} 条之前缺少 ${missing} 条`);
    } else if ((one.prev ?? null) !== (before ? digest(before.raw) : null)) faults.push(`第 ${one.seq} 条与前一条对不上`);
    before = one;
  }
  if (!opened.length) faults.push("没有一条可以核验的记录");
  sheet.row("记录首尾相接", faults, `${opened.length} 条${gaps ? `，${gaps} 条依法销毁` : "，无缺漏"}`, "每条都含前一条的摘要");
}

function originals(files, opened, sheet) {
  const faults = [];
  const there = new Map([...files].filter(([path]) => path.startsWith("data/blobs/")).map(([path, bytes]) => [`${digest(bytes)} ${bytes.length}`, path]));
  const named = new Set(opened.flatMap((one) => (one.blobs || []).map((blob) => `${blob.sha256} ${blob.size}`)));
  for (const blob of named) if (!there.has(blob)) faults.push(`缺少原件 ${blob.slice(0, 12)}…`);
  for (const [blob, path] of there) if (!named.has(blob)) faults.push(`${path} 不在任何一条记录里`);
  sheet.row("原件与记录相符", faults, `${named.size} / ${named.size}`, "文书和证据的摘要与记录所列一致");
}

export function verifyCaseFile(files, vkey) {
  const sheet = new Sheet();
  digests(files, sheet);
  const found = entries(files, vkey, sheet);
  const opened = records(files, found, sheet);
  chain(opened, found, files, sheet);
  originals(files, opened, sheet);
  return { ok: sheet.ok, rows: sheet.rows, records: opened.length, files: files.size };
}

// Checks an exported case file (BagIt folder) in the browser; the layout and the rules are those of ledger/casefile.py.
// files: Map of path -> {bytes, sha256, size}, paths relative to the folder; bytes may be null below data/blobs/ and
// data/redacted/. trust: {vkey, policy} as texts, own = the policy is the reader's own, so that its log lines bind. Returns rows {ok, title, result, text, faults, notes}; every fault names its file.
import { readPolicy, requireQuorum } from "./policy.js";
import { TWIN, TlogFault, digest, opensCommitment, openCheckpoint, keyOf, readKey, readProof, rootFromPath, leafHash, same } from "./tlog.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const LIMIT = 5;
const MANIFEST = "manifest-sha256.txt";
const TAGS = "tagmanifest-sha256.txt";
const REDACTION = "data/redaction.json";

export const isCaseFile = (files) => files.has(MANIFEST) || [...files.keys()].some((path) => path.startsWith("data/manifests/"));
export const measured = (files) => new Map([...files].map(([path, bytes]) => [path, { bytes, sha256: digest(bytes), size: bytes.length }]));
// Files of which only the digest is asked; the others are read whole.
export const isOriginal = (path) => /(^|\/)data\/(blobs|redacted)\//.test(path);

// Paths below the one folder that holds the case file, wherever the archive keeps it.
export function rooted(files) {
  const marker = [...files.keys()].filter((path) => path === MANIFEST || path.endsWith(`/${MANIFEST}`)).sort((a, b) => a.length - b.length)[0];
  const root = marker ? marker.slice(0, -MANIFEST.length) : "";
  return new Map([...files].filter(([path]) => path.startsWith(root)).map(([path, file]) => [path.slice(root.length), file]));
}

class Sheet {
  constructor() {
    this.rows = [];
  }

  row(title, faults, result, text, notes = []) {
    const ok = faults.length === 0;
    const more = faults.length > LIMIT ? `；另有 ${faults.length - LIMIT} 处` : "";
    this.rows.push({ ok, title, result: ok ? result : `${faults.length} 处不符`, text: ok ? text : faults.slice(0, LIMIT).join("；") + more, faults, notes });
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
    faults.push(`${label}：${fault instanceof TlogFault ? fault.message : "缺少，或者格式不对"}`);
    return null;
  }
};

const text = (files, path) => {
  const file = files.get(path);
  if (!file) throw new TlogFault(`缺少 ${path}`);
  return utf8.decode(file.bytes);
};

// The lines of a digest list, exactly as sha256sum writes them: a looser form would let bytes change unseen.
function listing(files, name, faults) {
  const listed = new Map();
  const lines = attempt(faults, name, () => text(files, name).split("\n"));
  if (!lines) return null;
  if (lines.pop() !== "") faults.push(`${name}：最后一行不完整`);
  for (const line of lines) {
    const match = /^([0-9a-f]{64})  (\S.*)$/.exec(line);
    if (!match || listed.has(match[2])) faults.push(`${name}：有一行写法不对或者重复`);
    else listed.set(match[2], match[1]);
  }
  return listed;
}

function digests(files, sheet) {
  const faults = [];
  let count = 0;
  for (const name of [MANIFEST, TAGS]) {
    const listed = listing(files, name, faults);
    if (!listed) continue;
    for (const [path, wanted] of listed) {
      count += 1;
      const file = files.get(path);
      if (!file) faults.push(`缺少 ${path}（${name} 列有它）`);
      else if (file.sha256 !== wanted) faults.push(`${path} 的摘要与 ${name} 不符，被改动过`);
    }
    for (const path of files.keys()) if (path !== TAGS && path.startsWith("data/") === (name === MANIFEST) && !listed.has(path)) faults.push(`${path} 不在 ${name} 里`);
  }
  sheet.row("文件与清单相符", faults, `${count} / ${count}`, "每个文件的摘要都与清单一致");
}

function names(files, folder, suffix) {
  return [...files.keys()].filter((path) => path.startsWith(folder) && path.endsWith(suffix)).map((path) => path.slice(folder.length, path.length - suffix.length)).sort();
}

const day = (seconds) => new Date(seconds * 1000).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });

// The checkpoint of each log that the case's records lie in, by origin: there is a log a year. SM2 and SM3 aren't checked here.
function checkpointsOf(files, trust, sheet) {
  const faults = [];
  const notes = [];
  const found = new Map();
  let twins = 0;
  for (const path of ["checkpoint", ...names(files, "checkpoints/", "").map((name) => `checkpoints/${name}`)]) {
    attempt(faults, path, () => {
      const note = text(files, path);
      const origin = note.split("\n", 1)[0];
      if (origin.endsWith(TWIN) && path !== "checkpoint") {
        twins += 1;
        return;
      }
      const line = keyOf(trust.vkey, note);
      const policy = trust.policy ? readPolicy(trust.policy) : null;
      if (policy && trust.own && policy.logs.length && !policy.logs.includes(line.trim())) throw new TlogFault(`日志公钥（${readKey(line).name}）不在您的信任策略所列的日志中`);
      const opened = openCheckpoint(note, readKey(line));
      if (found.has(origin)) throw new TlogFault(`日志 ${origin} 的检查点有两份`);
      found.set(origin, opened);
      if (!policy) return;
      const signed = requireQuorum(policy, note);
      notes.push(signed.length ? `${origin} 由 ${signed.map((one) => `${one.key.name}（${day(one.time)}）`).join("、")} 见证联署，签名有效` : `${origin} 的检查点没有可以核验的见证联署，只能证明日志自己的说法`);
    });
  }
  if (twins) notes.push(`案卷还带有国密副树的证明（${twins} 份检查点，SM2、SM3）；浏览器不能核验它，请用 mingjing verify`);
  const origins = [...found.keys()];
  sheet.row("检查点的签名", faults, [...found.values()].map((one) => `${one.size} 条`).join("、"), `由 ${origins.join("、")} 签名，签名有效`, notes);
  return found;
}

function entries(files, trust, checkpoints, sheet) {
  const faults = [];
  const found = new Map();
  const places = new Set();
  const all = new Set([...names(files, "proofs/", ".tlog-proof"), ...names(files, "proofs/", ".entry")]);
  for (const rid of checkpoints.size ? [...all].sort() : []) {
    attempt(faults, `proofs/${rid}.tlog-proof`, () => {
      const entry = files.get(`proofs/${rid}.entry`)?.bytes;
      if (!entry) throw new TlogFault(`缺少 proofs/${rid}.entry`);
      const proof = readProof(text(files, `proofs/${rid}.tlog-proof`));
      const own = openCheckpoint(proof.note, readKey(keyOf(trust.vkey, proof.note)));
      const kept = checkpoints.get(own.origin);
      if (!kept || own.size !== kept.size || !same(own.root, kept.root)) throw new TlogFault("所依据的检查点不是案卷的检查点");
      if (!same(rootFromPath(leafHash(entry), proof.index, own.size, proof.path), own.root)) throw new TlogFault("条目不在日志里，或者被改动过");
      const fields = JSON.parse(utf8.decode(entry));
      const place = `${own.origin} ${proof.index}`;
      if (fields.rid !== rid || places.has(place)) throw new TlogFault("条目的编号不符或者重复");
      places.add(place);
      found.set(rid, { entry, fields });
    });
  }
  for (const rid of names(files, "proofs/", ".sm3-proof")) if (!all.has(rid)) faults.push(`proofs/${rid}.sm3-proof：没有对应的日志条目`);
  if (checkpoints.size && !all.size) faults.push("proofs：没有存在性证明");
  if (!checkpoints.size) faults.push("checkpoint：检查点不能核验，存在性证明也就不能核验");
  sheet.row("编入日志", faults, `${found.size} / ${found.size}`, "每条记录都在日志里，存在性证明有效");
  return found;
}

function records(files, found, sheet) {
  const faults = [];
  const opened = [];
  for (const rid of names(files, "data/manifests/", ".json")) {
    attempt(faults, `data/manifests/${rid}.json`, () => {
      const raw = files.get(`data/manifests/${rid}.json`).bytes;
      if (!found.has(rid)) throw new TlogFault("没有有效的存在性证明");
      opensCommitment(found.get(rid).entry, raw, text(files, `data/keys/${rid}.hex`).replace(/\n$/, ""));
      opened.push({ ...JSON.parse(utf8.decode(raw)), rid, raw });
    });
  }
  sheet.row("记录与日志的承诺相符", faults, `${opened.length} 条`, "每条记录都打得开它在日志里的承诺值（HMAC-SHA256）");
  return opened.sort((a, b) => a.seq - b.seq);
}

// The fields of version 2 records against the digests that their manifests hold. Returns record -> fields [[path, value], ...].
function fieldsOf(files, opened, withheld, sheet) {
  const faults = [];
  const shown = new Map();
  let count = 0;
  let hidden = 0;
  for (const one of opened.filter((each) => each.v === 2)) {
    const path = `data/records/${one.rid}.json`;
    if (withheld.records.has(one.rid) && !files.has(path)) {
      hidden += one.digests.length;
      continue;
    }
    attempt(faults, path, () => {
      const told = JSON.parse(text(files, path));
      if (told.rid !== one.rid) throw new TlogFault("编号与文件名不符");
      const known = new Set(one.digests);
      for (const [salt, steps, value] of told.fields) {
        // What a field holds is a plain value, so that JSON.stringify writes it as RFC 8785 does.
        if (!known.delete(digest(encoder.encode(JSON.stringify([salt, steps, value]))))) throw new TlogFault(`栏目 ${steps.join(".")} 与记录的摘要不符，被改动过`);
        count += 1;
      }
      if (known.size && !withheld.redacted) throw new TlogFault(`缺少 ${known.size} 栏，案卷也没有遮盖说明`);
      hidden += known.size;
      shown.set(one.rid, told.fields.map(([, steps, value]) => [steps, value]));
    });
  }
  const proved = new Set(opened.filter((one) => one.v === 2).map((one) => one.rid));
  for (const rid of names(files, "data/records/", ".json")) if (!proved.has(rid)) faults.push(`data/records/${rid}.json：没有对应的、可以核验的记录`);
  sheet.row("记录的栏目", faults, `${count} 栏`, "每一栏都与日志承诺的摘要一致", hidden ? [`有 ${hidden} 栏没有提供；它们的摘要仍在记录中，不能被替换`] : []);
  return shown;
}

// What a redacted export says it leaves out.
function withheldOf(files, sheet) {
  const nothing = { redacted: false, records: new Set(), blobs: new Map() };
  if (!files.has(REDACTION)) return nothing;
  const faults = [];
  const found = attempt(faults, REDACTION, () => {
    const told = JSON.parse(text(files, REDACTION));
    if (told.v !== 1) throw new TlogFault("版本不认识");
    const blobs = new Map(Object.entries(told.blobs).map(([sha256, one]) => [sha256, one.copy]));
    for (const copy of blobs.values()) if (copy && !files.has(copy)) throw new TlogFault(`缺少遮盖副本 ${copy}`);
    return { redacted: true, records: new Set(Object.keys(told.records)), blobs };
  });
  sheet.row("遮盖说明", faults, "遮盖后的案卷", "没有提供的部分不影响其余部分的核验");
  return found || nothing;
}

function chain(opened, found, files, withheld, sheet) {
  const faults = [];
  const held = new Set(opened.map((one) => one.rid));
  const disposed = new Set([...[...found.values()].filter((one) => one.fields.type === "disposal").map((one) => one.fields.prev), ...withheld.records]);
  const gone = [...found.keys()].filter((rid) => !held.has(rid));
  for (const rid of gone) if (!disposed.has(rid) && !files.has(`data/manifests/${rid}.json`)) faults.push(`缺少 data/manifests/${rid}.json：日志里有这条记录，也没有销毁登记`);
  const allowed = gone.filter((rid) => disposed.has(rid)).length;
  let before = null;
  let gaps = 0;
  for (const one of opened) {
    const path = `data/manifests/${one.rid}.json`;
    const missing = one.seq - (before ? before.seq : 0) - 1;
    if (before && one.case !== before.case) faults.push(`${path} 属于另一个案件`);
    if (missing < 0) faults.push(`${path}：第 ${one.seq} 条重复`);
    else if (missing > 0) {
      gaps += missing;
      if (gaps > allowed) faults.push(`${path}（第 ${one.seq} 条）之前缺少 ${missing} 条`);
    } else if ((one.prev ?? null) !== (before ? digest(before.raw) : null)) faults.push(`${path}（第 ${one.seq} 条）与前一条对不上，记录链断开`);
    before = one;
  }
  if (!opened.length) faults.push("data/manifests：没有一条可以核验的记录");
  sheet.row("记录首尾相接", faults, `${opened.length} 条${gaps ? `，${gaps} 条依法销毁或者没有提供` : "，无缺漏"}`, "每条都含前一条的摘要");
}

function originals(files, opened, withheld, sheet) {
  const faults = [];
  const there = new Map([...files].filter(([path]) => path.startsWith("data/blobs/")).map(([path, file]) => [`${file.sha256} ${file.size}`, path]));
  const named = new Map(opened.flatMap((one) => (one.blobs || []).map((blob) => [`${blob.sha256} ${blob.size}`, blob])));
  let left = 0;
  for (const [key, blob] of named) {
    if (there.has(key)) continue;
    if (withheld.blobs.has(blob.sha256)) left += 1;
    else faults.push(`缺少原件 data/blobs/${blob.sha256}，或者已被改动`);
  }
  for (const [blob, path] of there) if (!named.has(blob)) faults.push(`${path} 不在任何一条记录里`);
  const copies = [...withheld.blobs.values()].filter(Boolean).length;
  const notes = left ? [`有 ${left} 个原件没有提供，其中 ${copies} 个以遮盖副本代替；遮盖副本由导出单位制作，日志不证明它`] : [];
  sheet.row("原件与记录相符", faults, `${named.size - left} / ${named.size}`, "文书和证据的摘要与记录所列一致", notes);
}

// 卷内目录 of a checked case file: {title, number, documents}; null without one. No record holds it: order, names and pages are
// the exporter's word. A document has a `path` only where its bytes are in a proved record, or are the declared `redacted` copy.
export function contentsOf(files, checked) {
  if (!files.has("data/contents.json")) return null;
  const told = attempt([], "", () => JSON.parse(text(files, "data/contents.json")));
  const word = (value) => (typeof value === "string" || typeof value === "number" ? `${value}` : "");
  if (!Array.isArray(told?.documents)) return { title: "", number: "", documents: [], broken: true };
  const documents = told.documents.map((each) => {
    const one = each ?? {};
    const file = files.get(one.file);
    const redacted = Boolean(file) && checked.copies.has(one.file);
    const proved = Boolean(file) && checked.proved.has(`${file.sha256} ${file.size}`);
    const pages = [...new Set([word(one.page_from), word(one.page_to)])].join("—");
    return { order: word(one.order), name: word(one.document), dated: word(one.dated), pages, volume: word(one.volume_title), path: redacted || proved ? one.file : null, redacted, given: Boolean(file) };
  });
  return { title: word(told.title), number: word(told.number), documents, broken: false };
}

export function verifyCaseFile(files, trust) {
  const sheet = new Sheet();
  digests(files, sheet);
  const checkpoints = checkpointsOf(files, trust, sheet);
  const found = entries(files, trust, checkpoints, sheet);
  const opened = records(files, found, sheet);
  const withheld = withheldOf(files, sheet);
  const fields = fieldsOf(files, opened, withheld, sheet);
  chain(opened, found, files, withheld, sheet);
  originals(files, opened, withheld, sheet);
  const proved = new Set(opened.flatMap((one) => (one.blobs || []).map((blob) => `${blob.sha256} ${blob.size}`)));
  const copies = new Set([...withheld.blobs.values()].filter(Boolean));
  return { proved, copies, ok: sheet.ok, rows: sheet.rows, records: opened.length, files: files.size, redacted: withheld.redacted, opened, fields };
}

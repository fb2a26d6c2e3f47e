// Verification of files in the browser. The files stay here: the server is asked for a digest or a statement, nothing else.
import { unzipSync } from "../../vendor/fflate/browser.js";
import { isCaseFile, measured, rooted, verifyCaseFile } from "./casefile.js";
import { readAll, receive } from "./receive.js";
import { finding, icon, link, node } from "./show.js";
import { Missing, fetchParts, measure, verifyParts } from "./statement.js";
import { TlogFault, verifyProof } from "./tlog.js";

const LIMIT = 512 * 1024 * 1024;
const KINDS = {
  ok: ["is-ok", "circle-check", "真的没有改过"],
  changed: ["is-seal", "alert-octagon", "被改动过，不能采信"],
  unknown: ["is-warn", "help-circle", "查不到，无法判断"],
};
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const latin = new TextDecoder("latin1");
const drop = document.querySelector("[data-drop]");
const results = document.querySelector("[data-results]");
const PROVES = "它证明“何时、由谁、写了什么”，不证明内容一定正确。不服可以依法申请行政复议。日志公钥取自本站；要不依赖本站，请用自己从别处取得的公钥核验。";

async function logKey() {
  const answer = await fetch(drop.dataset.vkey, { credentials: "omit" });
  if (!answer.ok) throw new Missing("本站暂时答复不了，请稍后再试。");
  return answer.text();
}

function result(kind, name, ...body) {
  const [className, sign, title] = KINDS[kind];
  const words = node("div", "", node("b", "", title), node("div", "t-13 ink-2", name));
  const box = node("section", `mj-res ${className}`, node("div", "mj-res-head", icon(sign), words), node("div", "p-3 t-15", ...body));
  box.dataset.result = kind;
  results.append(box);
  return box;
}

const list = (findings) => node("ul", "mj-plain-list d-grid gap-2", ...findings.map(finding));
const note = (text) => node("p", "ink-2 t-13 mt-3 mb-0", text);
const about = (one) => `${one.title}${one.number ? ` ${one.number}` : ""}（${one.agency}）`;

async function known(name, bytes) {
  const file = measure(bytes);
  const answer = await fetch(drop.dataset.lookup + file.sha256, { credentials: "omit" });
  if (!answer.ok) throw new Missing("本站暂时答复不了，请稍后再试。");
  const found = await answer.json();
  if (!found.found) return claimed(name, bytes, file);
  const checked = verifyParts(await fetchParts(found.parts, drop.dataset.vkey), file);
  const findings = [...checked.findings, { ok: found.stands, caution: true, text: found.standing }];
  const page = node("p", "mt-3 mb-0", link(found.address, found.found === "publication" ? "看公开的原文" : "看核验页"), `：${about(found)}`);
  return result(checked.ok ? "ok" : "changed", name, list(findings), page, note(PROVES));
}

// A file that no log knows may still say which paper it claims to be: the check address stands in its properties.
async function claimed(name, bytes, file) {
  const match = name.toLowerCase().endsWith(".pdf") && /\/(check|decisions)\/([0-9A-Za-z-]{8,20})\/?[<)"\s]/.exec(latin.decode(bytes));
  if (!match) return result("unknown", name, ...unknown(file));
  const base = `/${match[1]}/${match[2]}/`;
  const answer = await fetch(`${base}statement.json`, { credentials: "omit" });
  if (!answer.ok) return result("unknown", name, ...unknown(file));
  const content = await answer.json();
  if (content.withdrawn_on) {
    const said = `文件自称是公开的决定 ${content.document}。这份决定已于 ${content.withdrawn_on.split("-").map(Number).join("-").replace("-", "年").replace("-", "月")}日撤下公示，本站不再提供原文。`;
    return result("unknown", name, node("p", "mb-2", said), node("p", "mb-0", link(base, "看撤下的理由")));
  }
  const said = [
    { ok: true, text: `文件自称是 ${content.form || "公开的决定"} ${content.number || content.document || ""}，本机关确有这份文书` },
    { ok: false, text: "内容与存证时不同：文件的摘要对不上" },
  ];
  return result("changed", name, list(said), node("p", "mt-3 mb-0", "请以", link(base.replace(/\/$/, match[1] === "decisions" ? "/" : ""), "本站的原文"), "为准，并告诉我们您从哪里得到这份文件。"));
}

function unknown(file) {
  const reasons = ["照片、扫描件或者转过格式（请用原始 PDF，或者输核验码）", "刚刚制作，还没有编入日志", "已经撤下公示", "不是本局发出的"];
  return [node("p", "mb-2", "本站没有这份文件的摘要。可能是："), node("ul", "ps-3 mb-2", ...reasons.map((text) => node("li", "", text))), node("p", "mb-2", "收到可疑文书，", node("b", "", "先不要付款"), "。"), node("p", "t-13 ink-2 mb-0", "文件摘要 ", node("span", "mj-hash", file.sha256))];
}

// A statement's own files (from the archive of a decision, or chosen together).
async function bundle(name, files, trusted = false) {
  const pick = (suffix) => [...files].find(([path]) => path.endsWith(suffix))?.[1];
  // A key that came inside an archive proves nothing; one that the visitor chose himself is his own.
  const own = trusted ? pick(".vkey") : null;
  const parts = { statement: pick("statement.json") || pick(".json"), key: pick(".key"), entry: pick(".entry"), proof: pick(".tlog-proof"), vkey: own || new TextEncoder().encode(await logKey()) };
  const source = own ? "日志公钥取自您选的文件。" : PROVES;
  const pdf = pick(".pdf");
  if (parts.statement && parts.key && parts.entry && parts.proof) {
    const checked = verifyParts(parts, pdf ? measure(pdf) : null);
    if (!pdf) checked.findings.push({ ok: false, caution: true, text: "没有选文书文件，只核对了声明" });
    return result(checked.ok ? "ok" : "changed", name, list(checked.findings), note(source));
  }
  if (!parts.entry || !parts.proof) return result("unknown", name, node("p", "mb-0", "存证证明（.tlog-proof）和日志条目（.entry）要一起选。"));
  try {
    const found = verifyProof(utf8.decode(parts.proof), parts.entry, utf8.decode(parts.vkey));
    return result("ok", name, list([{ ok: true, text: `条目在日志第 ${found.index + 1n} 条，检查点共 ${found.size} 条，签名有效` }]), note("只核对了条目在日志里；要核对文书内容，请同时选声明、密钥和文书文件。"));
  } catch (fault) {
    if (!(fault instanceof TlogFault) && !(fault instanceof TypeError)) throw fault;
    return result("changed", name, list([{ ok: false, text: fault instanceof TlogFault ? fault.message : "文件的格式不对。" }]));
  }
}

async function archive(name, bytes) {
  let files;
  let total = 0;
  try {
    const unpacked = unzipSync(bytes, { filter: (file) => (total += file.originalSize) <= LIMIT });
    files = new Map(Object.entries(unpacked).filter(([path]) => !path.endsWith("/")));
  } catch (fault) {
    return result("unknown", name, node("p", "mb-0", "这个压缩包打不开：不是 zip，或者已经损坏。"));
  }
  if (total > LIMIT) return result("unknown", name, node("p", "mb-0", "压缩包解开后超过 512 MB，请用命令行核验工具。"));
  return isCaseFile(rooted(files)) ? caseFile(name, measured(rooted(files))) : bundle(name, files);
}

// An exported case file, from an archive or a folder.
async function caseFile(name, files) {
  const policy = files.get("trust/policy");
  const checked = verifyCaseFile(files, { vkey: await logKey(), policy: policy ? new TextDecoder().decode(policy.bytes) : "" });
  const told = (row) => (row.ok ? [row.text, ...row.notes.map((words) => node("div", "ink-2 t-13", words))] : [row.text]);
  const table = node("table", "mj-table is-stack", node("thead", "", node("tr", "", ...["检查", "结果", "说明"].map((text) => node("th", "", text)))), node("tbody", "", ...checked.rows.map((row) => node("tr", "", node("td", "", row.title), node("td", `nowrap ${row.ok ? "c-ok" : "c-seal"}`, icon(row.ok ? "circle-check" : "circle-x"), ` ${row.result}`), node("td", "", ...told(row))))));
  const words = node("p", "mb-2", `案卷有 ${checked.files} 个文件、${checked.records} 条记录。`);
  return result(checked.ok ? "ok" : "changed", name, words, table, note("核验能发现案卷内的改动和缺漏，不能证明案卷末尾之后没有其他记录。日志公钥取自本站。")).classList.add("is-wide");
}

// A folder: a case file as it was exported, or a statement's own files kept together.
async function folder(files) {
  const name = [...files.keys()][0].split("/", 1)[0];
  const counting = node("p", "ink-2 mt-3", "");
  results.append(counting);
  const read = await readAll(files, (done, all) => {
    counting.textContent = `正在计算摘要：${done} / ${all}`;
  });
  counting.remove();
  if (isCaseFile(rooted(read))) return caseFile(name, rooted(read));
  const parts = new Map([...read].filter(([, one]) => one.bytes).map(([path, one]) => [path, one.bytes]));
  if ([...parts.keys()].some((path) => PARTS.test(path))) return bundle(name, parts);
  return result("unknown", name, node("p", "mb-0", "这不是导出的案卷文件夹：里面没有 manifest-sha256.txt。"));
}

const PARTS = /\.(tlog-proof|entry|json|key|hex|vkey)$/i;

async function take(chosen) {
  results.replaceChildren();
  drop.setAttribute("aria-busy", "true");
  try {
    const files = await chosen;
    if ([...files.keys()].some((path) => path.includes("/"))) return await folder(files);
    const read = await Promise.all([...files.values()].map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())]));
    if (read.some(([name]) => PARTS.test(name))) return await bundle(read.map(([name]) => name).join("、"), new Map(read), true);
    for (const [name, bytes] of read) {
      if (bytes[0] === 0x50 && bytes[1] === 0x4b) await archive(name, bytes);
      else await known(name, bytes);
    }
  } catch (fault) {
    if (!(fault instanceof Missing) && !(fault instanceof TypeError)) throw fault;
    results.append(node("p", "mj-note is-warn", icon("plug-connected-x"), node("span", "", fault instanceof Missing ? fault.message : "没有连上本站，请检查网络后重试。文件没有上传。")));
  } finally {
    drop.removeAttribute("aria-busy");
  }
  results.scrollIntoView({ block: "nearest" });
}

receive(drop, drop.querySelectorAll("[data-file]"), "is-over", take);

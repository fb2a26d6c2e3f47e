// The page that comes with an exported case file: opened from the disk, it checks the folder that the reader picks or drops.
// Nothing leaves the browser; the page's own policy forbids every connection.
import { contentsOf, isCaseFile, rooted, verifyCaseFile } from "./casefile.js";
import { readAll, receive } from "./receive.js";
import { node } from "./show.js";

const pick = document.querySelector("#folder");
const drop = document.querySelector("#drop");
const state = document.querySelector("#state");
const out = document.querySelector("#out");
const own = { vkey: document.querySelector("#vkey"), policy: document.querySelector("#policy") };

const say = (words) => {
  state.textContent = words;
};

const latin = new TextDecoder("utf-8");
// The reader's own files, else those of the folder: a key for each log.
async function given(input, files, wanted) {
  if (input.files.length) return { text: (await Promise.all([...input.files].map((file) => file.text()))).join("\n"), own: true };
  const paths = [...files.keys()].filter((path) => wanted.test(path)).sort((a, b) => Number(b === "trust/log.vkey") - Number(a === "trust/log.vkey"));
  return { text: paths.map((path) => latin.decode(files.get(path).bytes)).join(""), own: false };
}

function row(one) {
  const mark = node("span", one.ok ? "ok" : "bad", one.ok ? "相符" : "不符");
  const told = one.ok ? [node("div", "", one.text), ...one.notes.map((words) => node("div", "note", words))] : [node("ul", "", ...one.faults.map((words) => node("li", "", words)))];
  return node("tr", one.ok ? "" : "is-bad", node("td", "", mark), node("th", "", one.title, node("small", "", one.result)), node("td", "", ...told));
}

// The documents in the order of the file, each opened from the folder that was just checked.
function contents(files, checked) {
  const told = contentsOf(files, checked);
  if (!told) return null;
  const lines = told.documents.map((one) => {
    const name = node("a", "", one.name);
    if (one.path) name.href = URL.createObjectURL(new Blob([files.get(one.path).file], { type: "application/pdf" }));
    name.target = "_blank";
    const words = one.path ? [name, one.redacted ? "（遮盖副本）" : ""] : [`${one.name}（${one.given ? "不在任何一条记录里，不能打开" : "没有提供"}）`];
    return node("tr", "", node("td", "num", one.order), node("td", "", ...words), node("td", "day", one.dated), node("td", "num", one.pages), node("td", "day", one.volume));
  });
  const head = node("tr", "", ...["序号", "文件名称及编号", "日期", "页号", "卷别"].map((words) => node("th", "", words)));
  const source = told.broken ? "目录文件 data/contents.json 的格式不对，没有显示。" : "目录的名称、日期、页号和次序是导出单位说的，日志不证明；能打开的文件，摘要与日志中的记录相符；遮盖副本除外，它由导出单位制作，日志也不证明。";
  const table = told.broken ? [] : [node("table", "", node("thead", "", head), node("tbody", "", ...lines))];
  return node("section", "", node("h2", "", "卷内目录"), node("p", "", `${told.title} ${told.number}`), node("p", "note", source), ...table);
}

async function check(files) {
  out.replaceChildren();
  const found = rooted(await readAll(files, (done, all) => say(`正在计算摘要：${done} / ${all}`)));
  if (!isCaseFile(found)) {
    say("这不是导出的案卷文件夹：里面没有 manifest-sha256.txt。");
    return;
  }
  const [vkey, policy] = await Promise.all([given(own.vkey, found, /^trust\/[^/]+\.vkey$/), given(own.policy, found, /^trust\/policy$/)]);
  const checked = verifyCaseFile(found, { vkey: vkey.text, policy: policy.text, own: policy.own });
  const verdict = checked.ok ? (checked.redacted ? "遮盖后的案卷，所提供的部分没有改过" : vkey.own ? "真的，没有改过" : "前后一致，没有发现改动") : "有问题，不能采信";
  const box = node("section", checked.ok ? "verdict ok" : "verdict bad", node("h2", "", verdict), node("p", "", `${checked.files} 个文件，${checked.records} 条记录。`));
  box.dataset.result = checked.ok ? "ok" : "broken";
  const source = vkey.own && policy.own ? "日志公钥和信任策略是您自己提供的。" : "日志公钥或者信任策略取自案卷本身：只能说明案卷前后一致。请用自己从别处取得的公钥再核验一次。";
  out.append(box, node("table", "", node("tbody", "", ...checked.rows.map(row))), node("p", "note", source, "核验能发现案卷内的改动和缺漏，不能证明案卷末尾之后没有其他记录，也不能证明没有记录的事。"));
  const list = checked.ok ? contents(found, checked) : null;
  if (list) out.append(list);
  say("");
}

async function run(files) {
  document.body.setAttribute("aria-busy", "true");
  try {
    await check(await files);
  } catch (fault) {
    say(`读不了所选的文件夹：${fault.message}`);
    throw fault;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

receive(drop, [pick], "over", run);
say("");

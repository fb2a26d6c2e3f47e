// The proof panel of a page: fetch what the page is about and check it here, on load.
import { Missing, fetchParts, measure, verifyParts } from "./statement.js";
import { finding, icon, node, pairs, moment } from "./show.js";

async function fileOf(panel) {
  if (panel.dataset.file) {
    const answer = await fetch(panel.dataset.file, { credentials: "omit" });
    if (!answer.ok) throw new Missing("公开的文件暂时取不到，请稍后再试。");
    return measure(new Uint8Array(await answer.arrayBuffer()));
  }
  return panel.dataset.sha256 ? { sha256: panel.dataset.sha256 } : null;
}

function report(panel, { ok, findings, facts }) {
  const state = panel.querySelector("[data-state]");
  const steps = panel.querySelector("[data-steps]");
  panel.classList.add(ok ? "is-ok" : "is-broken");
  state.replaceChildren(icon(ok ? "shield-check" : "shield-x"), ok ? " 刚刚在您的浏览器里验过" : " 没有通过核验");
  steps.replaceChildren(...findings.map(finding));
  steps.hidden = false;
  if (!facts.size) return;
  const list = panel.querySelector("[data-facts]");
  pairs(list, [
    ["日志序号", `第 ${facts.index + 1n} 条`],
    ["写入时间", moment(facts.at)],
    ["检查点", `${facts.size} 条`],
    ["根摘要", node("span", "mj-hash", facts.root)],
    ["见证", facts.cosigners > 0 ? `另有 ${facts.cosigners} 个签名` : "尚无外部见证"],
  ]);
  list.hidden = false;
}

for (const panel of document.querySelectorAll("[data-proof]")) {
  try {
    const [parts, file] = await Promise.all([fetchParts(panel.dataset.proof, panel.dataset.vkey), fileOf(panel)]);
    report(panel, verifyParts(parts, file));
  } catch (fault) {
    const known = fault instanceof Missing;
    panel.querySelector("[data-state]").textContent = known ? fault.message : "没有连上本站，暂时不能核验。";
    if (!known && !(fault instanceof TypeError)) throw fault;
  }
}

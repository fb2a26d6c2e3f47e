// The redaction page: masks are places in the text (code points). A person decides each; equal texts are decided together.
"use strict";

const data = JSON.parse(document.getElementById("redaction-data").textContent);
const form = document.querySelector("[data-redaction]");
const points = Array.from(data.text);
const LABELS = { PERSON: "姓名", ID_CARD: "证件号", PHONE: "电话", ADDRESS: "住址", BANK_ACCOUNT: "账号", PLATE: "车牌号", EMAIL: "邮箱", OTHER: "其他" };
const SOURCES = { known: "本案登记", pattern: "号码规则", cue: "上下文判断", person: "人工加遮" };
const CLASSES = { known: "is-known", pattern: "is-pattern", cue: "is-model", person: "is-person" };
const STEMS = Array.from("甲乙丙丁戊己庚辛壬癸");
const find = (name) => document.querySelector(`[data-${name}]`);
const valueOf = (mask) => points.slice(mask.start, mask.end).join("");

// state: open (nobody has decided), hide, keep
let masks = data.masks.map((mask) => ({ ...mask, state: "open" }));
if (data.kept) {
  const kept = new Map(data.kept.map((one) => [`${one.start}-${one.end}`, one]));
  for (const mask of masks) {
    const one = kept.get(`${mask.start}-${mask.end}`);
    mask.state = one ? "hide" : "keep";
    if (one) Object.assign(mask, { kind: one.kind, reason: one.reason });
    kept.delete(`${mask.start}-${mask.end}`);
  }
  for (const one of kept.values()) masks.push({ ...one, source: "person", why: "人工加遮", state: "hide" });
}
let here = 0;
let timer = 0;
let asked = 0;

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

// The same value gets the same label, as the server numbers them: 姓名甲 stays 姓名甲.
function labels() {
  const seen = {};
  const hidden = masks.filter((mask) => mask.state !== "keep");
  for (const mask of hidden) {
    const values = (seen[mask.kind] ||= []);
    if (!values.includes(valueOf(mask))) values.push(valueOf(mask));
  }
  return (mask) => {
    const values = seen[mask.kind];
    const place = values.indexOf(valueOf(mask));
    return LABELS[mask.kind] + (values.length > 1 ? STEMS[place] || String(place + 1) : "");
  };
}

// Draw the text as paragraphs; `piece` makes what stands for a mask.
function draw(target, piece) {
  const lines = [];
  let line = element("p");
  let at = 0;
  let order = 0;
  const text = (upto) => {
    let run = [];
    let from = at;
    const flush = () => {
      if (!run.length) return;
      const span = element("span", "", run.join(""));
      span.dataset.at = String(from);
      line.append(span);
      run = [];
    };
    for (; at < upto; at += 1) {
      if (points[at] === "\n") {
        flush();
        lines.push(line);
        line = element("p");
        from = at + 1;
      } else run.push(points[at]);
    }
    flush();
  };
  for (const mask of masks) {
    text(mask.start);
    line.append(piece(mask, order));
    order += 1;
    at = mask.end;
  }
  text(points.length);
  lines.push(line);
  dress(lines);
  target.replaceChildren(...lines);
}

function dress(lines) {
  const words = lines.map((line) => line.textContent);
  const foot = words.lastIndexOf(data.agency);
  lines.forEach((line, place) => {
    if (place === 0) line.className = "org";
    else if (words[place] === data.number && place < 4) line.className = "no";
    else if (place === 1) line.className = "h";
    else if (foot > 2 && (place === foot || place === foot + 1)) line.className = "end";
    else if ((foot > 2 && place > foot) || /^[^，。；]{2,16}：[^。]*$/.test(words[place])) line.className = "flat";
  });
  const title = lines.findIndex((line) => line.className === "h");
  if (title < 0) return;
  const heading = element("h3");
  heading.append(...lines[title].childNodes);
  lines[title] = heading;
}

function sourcePiece(mask, order) {
  const state = mask.state === "keep" ? "is-kept" : CLASSES[mask.source];
  const made = element("button", `mj-mask ${state}${mask.state === "hide" ? " is-hidden" : ""}${order === here ? " is-here" : ""}`, valueOf(mask));
  made.type = "button";
  made.dataset.order = String(order);
  const said = { open: "没有确认", hide: "隐去", keep: "保留" }[mask.state];
  made.setAttribute("aria-label", `${valueOf(mask)}，${SOURCES[mask.source]}，${said}`);
  if (order === here) made.setAttribute("aria-current", "true");
  return made;
}

function render(focus = false) {
  masks.sort((a, b) => a.start - b.start);
  here = Math.max(0, Math.min(here, masks.length - 1));
  const label = labels();
  draw(find("source"), sourcePiece);
  draw(find("public"), (mask) => {
    if (mask.state === "keep") return element("span", "", valueOf(mask));
    return element("span", `mj-hid${mask.state === "open" ? " is-open" : ""}`, mask.state === "open" ? "待确认" : label(mask));
  });
  counts();
  now();
  if (focus) document.querySelector("[data-source] .is-here")?.focus();
  find("masks").value = JSON.stringify(masks.filter((mask) => mask.state === "hide").map(({ kind, start, end, reason }) => ({ kind, start, end, reason })));
  later();
}

function counts() {
  const open = masks.filter((mask) => mask.state === "open").length;
  document.querySelectorAll("[data-total]").forEach((node) => { node.textContent = String(masks.length); });
  document.querySelectorAll("[data-count]").forEach((node) => { node.textContent = String(masks.filter((mask) => mask.source === node.dataset.count).length); });
  find("done").textContent = String(masks.length - open);
  const bar = find("progress");
  bar.max = Math.max(masks.length, 1);
  bar.value = masks.length ? masks.length - open : 1;
  find("open").hidden = open === 0;
  find("open-count").textContent = String(open);
  find("submit").disabled = open > 0;
  const rows = new Map();
  for (const mask of masks) {
    const reason = mask.state === "keep" ? "保留" : mask.state === "open" ? "待确认" : mask.reason;
    const key = `${LABELS[mask.kind]}|${reason}`;
    rows.set(key, (rows.get(key) || 0) + 1);
  }
  find("table").replaceChildren(...[...rows].map(([key, number]) => {
    const [kind, reason] = key.split("|");
    const row = element("tr");
    row.append(element("td", "", kind), element("td", "num", String(number)), element("td", reason === "保留" ? "c-ok" : "", reason));
    return row;
  }));
}

function now() {
  const mask = masks[here];
  const box = find("now");
  for (const control of box.querySelectorAll("button, select")) control.disabled = !mask;
  find("now-title").textContent = mask ? `第 ${here + 1} 处，共 ${masks.length} 处` : "没有隐去建议";
  find("now-source").textContent = mask ? SOURCES[mask.source] : "";
  find("now-text").textContent = mask ? valueOf(mask) : "";
  find("now-why").textContent = mask ? `${mask.why}。${{ open: "还没有确认。", hide: "已确认隐去。", keep: "已确认保留。" }[mask.state]}` : "系统没有找到应当隐去的内容，请通读原文。";
  if (!mask) return;
  find("now-kind").value = mask.kind;
  const reasons = data.reasons.includes(mask.reason) ? data.reasons : [mask.reason, ...data.reasons];
  find("now-reason").replaceChildren(...reasons.map((title) => {
    const option = element("option", "", title);
    option.selected = title === mask.reason;
    return option;
  }));
}

// Decide this mask and every other one over the same text.
function decide(state) {
  const mask = masks[here];
  if (!mask) return;
  const value = valueOf(mask);
  for (const one of masks) if (valueOf(one) === value) Object.assign(one, { state, kind: mask.kind, reason: mask.reason });
  const next = masks.findIndex((one, order) => order > here && one.state === "open");
  const first = masks.findIndex((one) => one.state === "open");
  if (next >= 0 || first >= 0) here = next >= 0 ? next : first;
  render(true);
}

function change(name, value) {
  const text = valueOf(masks[here]);
  for (const one of masks) if (valueOf(one) === text) one[name] = value;
  render();
}

// Mask every place where `text` stands; masks that it overlaps give way.
function add(text, kind = "OTHER", reason = data.reasons.at(-1)) {
  const wanted = Array.from(text.trim());
  const note = find("add-note");
  if (!wanted.length || wanted.includes("\n")) return;
  const places = [];
  for (let at = 0; at + wanted.length <= points.length; at += 1) {
    if (wanted.every((point, step) => points[at + step] === point)) {
      places.push(at);
      at += wanted.length - 1;
    }
  }
  if (!places.length) {
    note.textContent = `原文里没有“${wanted.join("")}”。`;
    return;
  }
  for (const start of places) {
    const end = start + wanted.length;
    masks = masks.filter((mask) => mask.end <= start || mask.start >= end);
    masks.push({ start, end, kind, reason, source: "person", why: "人工加遮", state: "hide" });
  }
  masks.sort((a, b) => a.start - b.start);
  here = masks.findIndex((mask) => mask.start === places[0]);
  note.textContent = `已隐去“${wanted.join("")}”${places.length} 处。`;
  render(true);
}

async function search() {
  const turn = (asked += 1);
  const badge = find("leak");
  badge.className = "mj-tag ms-auto";
  badge.textContent = "正在检索……";
  let answer;
  try {
    const response = await fetch(data.check, { method: "POST", body: new FormData(form) });
    if (!response.ok) throw new TypeError("refused");
    answer = await response.json();
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    if (turn === asked) badge.textContent = "没有连上，改动后重试";
    return;
  }
  if (turn !== asked) return;
  badge.className = `mj-tag ms-auto ${answer.ok ? "is-ok" : "is-seal"}`;
  badge.textContent = answer.ok ? "已重新生成并检索，没有遗漏" : `检索到 ${answer.findings.length} 项问题`;
  find("leaks").replaceChildren(...answer.findings.map((found) => {
    const line = element("div", "mj-finding is-bar");
    const sign = element("i", "ti ti-circle-x");
    sign.setAttribute("aria-hidden", "true");
    const words = element("span", "", found.say);
    words.append(" ", element("span", "mj-cite", found.citation), document.createElement("br"), element("span", "mend", `怎么补：${found.mend}`));
    line.append(sign, words);
    return line;
  }));
}

// Only what is decided is searched; while something is open there is nothing to promise.
function later() {
  window.clearTimeout(timer);
  if (masks.some((mask) => mask.state === "open")) {
    find("leak").className = "mj-tag is-model ms-auto";
    find("leak").textContent = "全部确认后检索";
    find("leaks").replaceChildren();
    return;
  }
  timer = window.setTimeout(search, 500);
}

const step = (by) => {
  if (!masks.length) return;
  here = (here + by + masks.length) % masks.length;
  render(true);
};

find("source").addEventListener("click", (event) => {
  const mask = event.target.closest("[data-order]");
  if (!mask) return;
  here = Number(mask.dataset.order);
  render(true);
});
find("source").addEventListener("mouseup", () => {
  const chosen = String(window.getSelection() || "").replace(/\s*\n[\s\S]*$/, "").trim();
  if (chosen) find("add-text").value = chosen;
});
find("hide").addEventListener("click", () => decide("hide"));
find("keep").addEventListener("click", () => decide("keep"));
find("prev").addEventListener("click", () => step(-1));
find("next").addEventListener("click", () => step(1));
find("now-kind").addEventListener("change", (event) => change("kind", event.target.value));
find("now-reason").addEventListener("change", (event) => change("reason", event.target.value));
find("sure").addEventListener("click", () => {
  for (const mask of masks) if (mask.sure && mask.state === "open") mask.state = "hide";
  const open = masks.findIndex((mask) => mask.state === "open");
  if (open >= 0) here = open;
  render(true);
});
find("add").addEventListener("click", () => {
  add(find("add-text").value);
  find("add-text").value = "";
});
find("add-text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  add(event.target.value);
  event.target.value = "";
});
document.querySelectorAll("[data-live]").forEach((field) => field.addEventListener("change", later));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "h") decide("hide");
  else if (key === "k") decide("keep");
  else if (key === "j") step(1);
});
render();

// Small parts of pages made by script: text only, never markup from data.
export function node(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name, className = "") {
  const made = node("i", `ti ti-${name} ${className}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

export function link(address, words) {
  const made = node("a", "", words);
  made.href = address;
  return made;
}

// A finding as a line with its mark.
export function finding({ ok, text, caution }) {
  const kind = ok ? "is-pass" : caution ? "is-reason" : "is-bar";
  const sign = ok ? "circle-check" : caution ? "alert-triangle" : "circle-x";
  return node("li", `mj-finding ${kind}`, icon(sign), node("span", "", text));
}

export function pairs(list, rows) {
  list.replaceChildren(...rows.flatMap(([name, value]) => [node("dt", "", name), node("dd", "", value)]));
}

// 2026年11月22日 14:10 in Asia/Shanghai, from seconds since 1970
export function moment(seconds) {
  const parts = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(new Date(seconds * 1000));
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year")}年${part("month")}月${part("day")}日 ${part("hour")}:${part("minute")}`;
}

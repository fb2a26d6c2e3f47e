// Behaviour of the desk under a strict CSP: Alpine components by name, no inline script, no eval.
"use strict";

document.addEventListener("alpine:init", () => {
  Alpine.data("menu", () => ({
    open: false,
    toggle() { this.open = !this.open; },
    shut() { this.open = false; },
  }));

  // A long list of boxes: show those whose words contain what was typed, and those that are ticked.
  Alpine.data("narrow", () => ({
    sift(event) {
      const words = event.target.value.trim();
      this.$root.querySelectorAll("label").forEach((label) => {
        label.hidden = words !== "" && !label.textContent.includes(words) && !label.querySelector("input").checked;
      });
    },
  }));

  // A group of lines (table rows, persons, evidence items): add and remove; names carry a running number.
  Alpine.data("lines", () => ({
    add() {
      const box = this.$root.querySelector("[data-lines]");
      const next = Number(box.dataset.next || box.children.length);
      const holder = document.createElement("div");
      holder.innerHTML = this.$root.querySelector("template").innerHTML.replaceAll("__n__", String(next));
      const line = holder.firstElementChild;
      box.append(line);
      box.dataset.next = String(next + 1);
      htmx.process(line);
      line.querySelector("input, select, textarea")?.focus();
    },
    remove(event) {
      const root = this.$root; // gone for this button once its line is gone
      const line = event.target.closest("[data-line]");
      const form = line.closest("form");
      root.querySelector("[data-add]").focus();
      line.remove();
      form.dispatchEvent(new Event("change", { bubbles: true }));
    },
  }));
});

// Derivation pop-ups open on hover, focus and press; Escape closes them (WCAG 1.4.13).
const derive = (node) => node.closest?.("[data-derive]");
const say = (box) => box.querySelector("button").setAttribute("aria-expanded", String(box.classList.contains("is-open")));

document.addEventListener("click", (event) => {
  const here = derive(event.target);
  document.querySelectorAll("[data-derive].is-open").forEach((box) => { if (box !== here) { box.classList.remove("is-open"); say(box); } });
  if (here && event.target.closest("button")) {
    here.classList.remove("is-shut");
    here.classList.toggle("is-open");
    say(here);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("[data-derive]").forEach((box) => { box.classList.remove("is-open"); box.classList.add("is-shut"); say(box); });
  }
  if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    event.preventDefault();
    document.querySelector("[data-search]")?.focus();
  }
});
["mouseover", "focusin"].forEach((kind) => document.addEventListener(kind, (event) => {
  const here = derive(event.target);
  document.querySelectorAll("[data-derive].is-shut").forEach((box) => { if (box !== here) box.classList.remove("is-shut"); });
}));

// The check of a form answers which fields are asked for now, and amounts in capitals.
document.addEventListener("mj:form", (event) => {
  const asked = event.detail.asked || {};
  Object.entries(asked).forEach(([name, yes]) => {
    const box = document.getElementById("fld-" + name);
    if (box) box.hidden = !yes;
  });
  Object.entries(event.detail.capitals || {}).forEach(([id, words]) => {
    const input = document.getElementById(id);
    if (input) input.value = words;
  });
});

// A request that fails says so and keeps what was typed.
["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((kind) => document.addEventListener(kind, () => {
  const note = document.getElementById("offline-note");
  if (note) note.hidden = false;
}));
document.addEventListener("htmx:afterOnLoad", () => {
  const note = document.getElementById("offline-note");
  if (note) note.hidden = true;
});

// A form that was sent can't be sent twice by a second press.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-once]");
  if (button) window.setTimeout(() => { button.disabled = true; }, 0);
});

// What was filled in before the scripts were there, or put back by the browser, is checked too.
const changed = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.type !== "file" && field.type !== "hidden" && field.value !== field.defaultValue;
  const options = [...field.options];
  const chosen = options.some((one) => one.defaultSelected);
  return chosen ? options.some((one) => one.selected !== one.defaultSelected) : field.selectedIndex > 0;
};
window.addEventListener("pageshow", () => ["act", "discretion"].forEach((id) => {
  const form = document.getElementById(id);
  if (form && [...form.elements].some((one) => "name" in one && one.name && changed(one))) form.dispatchEvent(new Event("change", { bubbles: true }));
}));

// 适老版: larger type, remembered in this browser only (nothing is sent). Runs before the page is drawn.
"use strict";
(() => {
  const KEY = "mj-elder";
  const root = document.documentElement;
  let on = false;
  try {
    on = localStorage.getItem(KEY) === "1";
  } catch {
    // storage is blocked: the choice lasts for this page
  }
  root.classList.toggle("mj-elder", on);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-elder]");
    if (!button) return;
    const say = () => button.setAttribute("aria-pressed", String(on));
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      on = !on;
      root.classList.toggle("mj-elder", on);
      try {
        if (on) localStorage.setItem(KEY, "1");
        else localStorage.removeItem(KEY);
      } catch {
        // as above
      }
      say();
    });
  });
})();

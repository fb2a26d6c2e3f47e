// The stills below the player lead to their second.
"use strict";

document.addEventListener("click", (event) => {
  const still = event.target.closest("[data-seek]");
  const player = document.querySelector("[data-player]");
  if (!still || !player) return;
  player.currentTime = Number(still.dataset.seek);
  player.focus();
});

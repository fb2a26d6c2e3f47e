"""What every page must keep: no serious finding of axe, one main heading, no sideways scroll, no raw ids."""

from __future__ import annotations

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RAW = re.compile(r"\b(?:None|null|undefined|[a-z]+_[a-z_]+)\b|\{\{|\}\}")


PASSWORD = "yun-hu-ming-jing"


OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],  # the others aren't read: not worth carrying over
}


def serious_findings(page: Page) -> list[str]:
    """Rules of axe-core broken with serious or critical impact, with the elements that break them."""
    result = Axe().run(page, options=OPTIONS)
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in result.response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def settle(page: Page) -> None:
    """Wait until styles and fonts are there and nothing fades: half a page has no colours to judge."""
    page.wait_for_load_state("load")
    page.evaluate(
        "Promise.all([document.fonts.ready, ...document.getAnimations().map(moving => moving.finished)])"
    )


def keep_picture(page: Page, name: str) -> None:
    """For the eye: with MINGJING_PICTURES set to a folder, a picture of the page is left there."""
    folder = os.environ.get("MINGJING_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


# What is seen and ends to the right of the window or of its card, unless something around it scrolls by itself.
STICKING_OUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  if (!box.width || !box.height || !one.checkVisibility({visibilityProperty: true})) return false;
  for (let at = one.parentElement; at && at.tagName !== "MAIN"; at = at.parentElement) {
    if (getComputedStyle(at).overflowX !== "visible") return false;
  }
  const card = one.closest(".mj-pop") ? null : one.closest(".mj-card, .mj-note");
  const edge = Math.min(document.documentElement.clientWidth, card ? card.getBoundingClientRect().right : Infinity);
  return box.right > edge + 1;
}).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""


def assert_good_page(page: Page) -> None:
    """The page, once it has loaded and stands still, is accessible, has one h1, doesn't scroll sideways, nor juts anything out."""
    settle(page)
    found = serious_findings(page)
    assert not found, "\n".join(found)
    assert page.locator("h1").count() == 1
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """It neither scrolls sideways nor juts anything out."""
    width = page.evaluate("document.documentElement.scrollWidth")
    out = page.evaluate(STICKING_OUT)
    assert width <= page.viewport_size["width"], f"the page scrolls sideways: {width} px wide, {out}"
    assert not out, out


def raw_words(page: Page) -> list[str]:
    """English identifiers or template remains that a person would see."""
    return RAW.findall(page.locator("main").inner_text())

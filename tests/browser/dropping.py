"""Dropping files and folders on a page as a person does: the browser itself is told of the drag, not a script in the page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page


def drop(page: Page, zone: str, *paths: Path) -> None:
    """Drag files or whole folders from outside over the middle of `zone` and let go."""
    box = page.locator(zone).bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    session.detach()

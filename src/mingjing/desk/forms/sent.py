"""A sent form of an act as the payload that `cases.perform` takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from mingjing.cases.attachments import Attachment
from mingjing.desk.forms.names import many, one, rows, tree
from mingjing.desk.forms.reading import read_fields, read_instant

MOST_UPLOADS = 200


@dataclass(slots=True)
class Sent:
    """What a person filled in: `payload` for the door, `officers` by id, `files` as they came,
    `uploads` = ids of files that were sent ahead in pieces.
    """

    payload: dict[str, Any]
    officers: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    expected_seq: int | None = None

    @property
    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = self.payload["fields"]
        return found


def read(specs: Mapping[str, Any], data: QueryDict, files: MultiValueDict[str, Any] | None = None) -> Sent:
    """Read a form. `specs` are the act's fields."""
    payload: dict[str, Any] = {
        "fields": read_fields(specs, tree(data, "f")),
        "evidence": _items(data, "e", ("title", "kind", "origin", "file"), "proves"),
        "media": _items(data, "m", ("scene", "device", "start", "end", "file"), ""),
        "reasons": {key: one(text) for key, text in tree(data, "r").items() if one(text)},
    }
    at = read_instant(data.get("at", "").strip())
    if at and data.get("at") != data.get("at_shown"):  # left as it was shown: it happens now
        payload["at"] = at
    seq = data.get("expected_seq", "")
    uploaded = files.getlist("files") if files else []
    return Sent(
        payload,
        officers=[number for number in data.getlist("officers") if number.isascii() and number.isdigit()],
        files=[Attachment(file.name, file) for file in uploaded],
        uploads=[text for text in data.getlist("uploads") if text][:MOST_UPLOADS],
        expected_seq=int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 10 else None,
    )


def _items(data: QueryDict, prefix: str, texts: tuple[str, ...], listed: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for line in rows(tree(data, prefix)):
        item: dict[str, Any] = {key: one(line.get(key)) for key in texts if one(line.get(key))}
        for moment in ("start", "end"):
            if moment in item:
                item[moment] = read_instant(item[moment])
        if listed and many(line.get(listed)):
            item[listed] = many(line.get(listed))
        if item:
            items.append(item)
    return items

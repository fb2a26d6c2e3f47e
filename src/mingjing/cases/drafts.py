"""Keeping the form of an act that is not submitted yet, for the person who fills it in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mingjing.cases.models import Case, Draft
from mingjing.cases.payload import MAX_TEXT
from mingjing.cases.plain_text import unreadable
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person

MOST_BYTES = 2 * MAX_TEXT
KEPT = timedelta(days=90)  # since it was last saved
DROPPED = frozenset({"csrfmiddlewaretoken", "key"})


def save_draft(
    person: Person,
    case: Case | None,
    procedure: str,
    act: str,
    form: Mapping[str, Sequence[str]],
    now: datetime,
) -> Draft:
    """Keep the form in the place of an earlier draft of the same act; drafts older than `KEPT` go (2 queries).

    Raises `Refused` when it is too large or holds what no record can hold.
    """
    content = {name: list(texts) for name, texts in form.items() if name not in DROPPED}
    written = json.dumps(content, ensure_ascii=False)
    if len(written) > MOST_BYTES:
        raise bad(f"填写的内容超过{MOST_BYTES}字，草稿没有保存；请改为附件提交。", check="draft")
    if any(unreadable(text) for name, texts in content.items() for text in (name, *texts)):
        raise bad("填写的文字含有不能保存的字符，草稿没有保存；请去掉后再保存。", check="draft")
    own = Draft.objects.visible_to(person)
    own.filter(saved_at__lt=now - KEPT).delete()
    draft, _ = Draft.objects.update_or_create(
        user=person, case=case, procedure=procedure, act=act,
        defaults={"content": content, "seq": case.seq if case else 0, "saved_at": now},
    )  # fmt: skip
    return draft


def draft_of(person: Person, case: Case | None, procedure: str, act: str) -> Draft | None:
    """The person's own draft of this act, if there is one (1 query)."""
    own = Draft.objects.visible_to(person)
    return own.filter(case=case, procedure=procedure, act=act).first()


def drop_draft(person: Person, case: Case | None, procedure: str, act: str) -> None:
    """Done, or no longer wanted (1 query)."""
    Draft.objects.visible_to(person).filter(case=case, procedure=procedure, act=act).delete()

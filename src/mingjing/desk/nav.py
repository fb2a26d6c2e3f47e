"""The side navigation: which pages a person's roles lead to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    icon: str
    url: str
    here: bool = False
    heading: str = ""


EVERYBODY: frozenset[str] = frozenset()
CASEWORK = frozenset({"handler", "unit_head", "agency_head", "legal_reviewer", "archivist", "supervisor"})

READING = frozenset({"handler", "disclosure_officer", "archivist"})
OVERSEEING = frozenset({"supervisor", "agency_head"})

# title, icon, url name, query, roles (empty: everybody), heading before it
PAGES = (
    ("工作台", "layout-dashboard", "desk:home", "", EVERYBODY, ""),
    ("案件", "folders", "desk:cases", "", EVERYBODY, ""),
    ("待我审批", "checklist", "desk:approvals", "", frozenset({"unit_head", "agency_head"}), ""),
    (
        "法制审核",
        "scale",
        "desk:reviews",
        "",
        frozenset({"legal_reviewer", "unit_head", "agency_head", "handler"}),
        "",
    ),
    (
        "规则台",
        "books",
        "desk:rules",
        "",
        frozenset({"legal_reviewer", "agency_head", "administrator", "supervisor"}),
        "",
    ),
    (
        "公示",
        "speakerphone",
        "desk:disclosures",
        "",
        frozenset({"disclosure_officer", "handler", "agency_head"}),
        "公示",
    ),
    ("公示门户", "world", "portal:home", "", EVERYBODY, ""),
    ("音像记录", "video", "desk:recordings", "", CASEWORK, "记录与案卷"),
    ("案卷归档", "archive", "desk:archive", "", CASEWORK, ""),
    ("查阅申请", "file-search", "desk:asked", "", READING, ""),
    ("当事人", "building-factory-2", "desk:parties", "", CASEWORK, ""),
    ("期限变动", "calendar-time", "desk:moved_clocks", "", CASEWORK, ""),
    ("存证核验", "shield-check", "portal:verify", "", EVERYBODY, ""),
    ("执法统计", "chart-bar", "desk:statistics", "", CASEWORK, "监督与统计"),
    ("查阅记录", "eye", "desk:accesses", "", OVERSEEING, ""),
    ("人员与证件", "id-badge-2", "desk:staff", "", EVERYBODY, ""),
    (
        "系统运行",
        "activity",
        "desk:upkeep",
        "",
        frozenset({"administrator", "archivist", "agency_head"}),
        "",
    ),
)


def navigation(roles: Iterable[str], here: str) -> list[Item]:
    """The items for these roles; `here` is the name of the page (with the app) that is open."""
    held = set(roles)
    items = []
    for title, icon, name, query, allowed, heading in PAGES:
        if allowed and not allowed & held:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # a face that this installation doesn't serve
            continue
        items.append(Item(title, icon, url + query, name == here and not query, heading))
    return items

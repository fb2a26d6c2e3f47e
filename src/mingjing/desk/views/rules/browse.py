"""The list of items: by words, kind, statute and article, stage and act, layer, day."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from mingjing.desk.views.rules.guard import day_of, rules_page, shown
from mingjing.rules import browse

PARTS = ("kind", "q", "statute", "article", "act", "layer", "provisional", "on", "agency")


@rules_page
def rules(request: Any) -> HttpResponse:
    day = day_of(request)
    library = request.reader.library
    pack = library.on(day)
    given = {key: request.GET[key].strip()[:80] for key in PARTS if request.GET.get(key, "").strip()}
    asked = browse.Asked(
        kind=given.get("kind", ""),
        words=given.get("q", ""),
        statute=given.get("statute", ""),
        article=given.get("article", ""),
        act=given.get("act", ""),
        layer=given.get("layer", ""),
        provisional="provisional" in given,
    )
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1
    shelf = browse.find(pack, asked, max(page, 1))
    layers = browse.layer_titles(library)
    context = {
        "day": day,
        "asked": asked,
        "given": given,
        "shelf": shelf,
        "rows": [{"row": row, "layer": layers.get(row.layer, "")} for row in shelf.rows],
        "kinds": [
            (kind, title, shelf.kinds[kind], _link(given, kind=kind)) for kind, title in browse.KINDS.items()
        ],
        "all_kinds": (sum(shelf.kinds.values()), _link(given, kind="")),
        "layers": layers.items(),
        "statutes": [
            (line, _link({}, given, statute=line.title), [(a, n, _link({}, given, statute=line.title, article=a)) for a, n in line.articles])
            for line in browse.statutes(pack)
        ],
        "procedures": [
            (procedure, [(stage, _link({}, given, act=f"{procedure.id}/stage:{stage.id}"), [(act, n, _link({}, given, act=f"{procedure.id}/{act.id}")) for act, n in stage.acts]) for stage in browse.stages(pack, procedure)])
            for procedure in pack.procedures.values()
        ],
        "place": _place(pack, asked),
        "clear": _link({}, given),
        "next_url": _link(given, page=str(page + 1)) if shelf.has_more else "",
        "previous_url": _link(given, page=str(page - 1)) if page > 1 else "",
    }  # fmt: skip
    return shown(request, "desk/rules/list.html", context)


def _link(*given: dict[str, str], **parts: str) -> str:
    """The address of the list with these parts; of a second mapping only the agency and the day are kept."""
    first = dict(given[0])
    if len(given) > 1:
        first |= {key: given[1][key] for key in ("agency", "on") if key in given[1]}
    told = {key: value for key, value in {**first, **parts}.items() if value}
    return "?" + urlencode(told)


def _place(pack: Any, asked: browse.Asked) -> str:
    """The statute, stage or act that the list is narrowed to, in words."""
    if asked.statute:
        return f"{asked.statute} {asked.article}".strip()
    procedure = pack.procedures.get(asked.act.partition("/")[0])
    name = asked.act.partition("/")[2]
    if procedure is None:
        return ""
    act = procedure.act(name)
    stage = procedure.stages.get(name.removeprefix("stage:"), "")
    return f"{procedure.title}：{act.title if act else stage or '全部环节'}"

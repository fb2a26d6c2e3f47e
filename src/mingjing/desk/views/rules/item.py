"""One item of the law: a check, a deadline, a limit or a catalogue, with its versions and what it reads."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from mingjing.desk.shell import show
from mingjing.desk.views.rules.guard import NOT_THERE, day_of, rules_page, shown
from mingjing.rules import browse, describe, effect, examination, scenarios
from mingjing.rules.refusals import refused_in_a_year
from mingjing.rules.values import BadLimit, limit_value


@rules_page
def item(request: Any, kind: str, item_id: str) -> HttpResponse:
    found = _found(request, kind, item_id)
    if found is None:
        return show(request, "desk/trouble.html", NOT_THERE, status=404)
    return shown(request, f"desk/rules/{kind}.html", _context(request, kind, found))


@rules_page
@require_POST
def effect_of(request: Any, kind: str, item_id: str) -> HttpResponse:
    """What another value of a limit would do to the open cases that the person may see. Nothing is written."""
    found = _found(request, kind, item_id)
    if found is None or kind != "limits":
        return show(request, "desk/trouble.html", NOT_THERE, status=404)
    typed = request.POST.get("value", "").strip()
    context = _context(request, kind, found) | {"typed": typed}
    try:
        value = limit_value(found, typed)
    except BadLimit as fault:
        return shown(
            request, "desk/rules/limits.html", context | {"fault": f"“{found.title}”{fault}"}, status=422
        )
    swept = effect.of_limit(request.reader, request.user, found.id, value, request.desk.now)
    return shown(request, "desk/rules/limits.html", context | {"swept": swept})


def _found(request: Any, kind: str, item_id: str) -> Any:
    if kind not in browse.KINDS:
        return None
    return getattr(request.reader.library.on(day_of(request)), kind).get(item_id)


def _context(request: Any, kind: str, found: Any) -> dict[str, Any]:
    reader, day = request.reader, day_of(request)
    library = reader.library
    pack = library.on(day)
    layers = browse.layer_titles(library)
    context = {
        "kind": kind,
        "noun": browse.KINDS[kind],
        "found": found,
        "day": day,
        "versions": [
            {
                "version": one,
                "layer": layers.get(one.layer, ""),
                "value": describe.value(pack, kind, one.item),
            }
            for one in browse.versions(library, kind, found.id, day)
        ],
        "layer": layers.get(found.origin.layer, ""),
        "sources": describe.sources(pack, found),
    }
    match kind:
        case "checks":
            told = describe.check(pack, found)
            acts = frozenset(act.id for _, every in told.acts for act in every)
            context |= {
                "told": told,
                "scenarios": scenarios.of_check(library, found.id, acts),
                "refused": refused_in_a_year(reader.agency, found.id, request.desk.now),
                "on_fail": browse.ON_FAIL[found.on_fail],
            }
        case "deadlines":
            context["told"] = describe.deadline(pack, found)
        case "limits":
            context |= {
                "value": describe.value(pack, kind, found),
                "entries": describe.entries(pack, found),
                "input": describe.input_of(found),
                "readers": describe.readers(pack, "limits", found.id),
                "changeable": examination.changeable(found, library),
                "owner": examination.owner_of(found, library),
            }
        case "catalogues":
            context |= {
                "rows": describe.rows(pack, found),
                "readers": describe.readers(pack, "catalogues", found.id),
            }
    return context

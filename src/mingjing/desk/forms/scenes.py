"""What the pack asks of the recording of a scene: how strictly, whole or in key moments, and the words to begin with."""

from dataclasses import dataclass
from typing import Any

from mingjing import law
from mingjing.desk.templatetags.cn import cnmoment

SCENES, MEDIA, MODES, WORDS = "av_scenes", "av_media", "av_modes", "av_opening_words"
BLANK = "＿＿＿＿"


@dataclass(frozen=True, slots=True)
class SceneNeed:
    """One scene: `opening` has time, place, officers and reason filled in where the form knows them."""

    title: str
    obligation: str
    must: bool
    mode: str
    media: str
    capture: tuple[str, ...]
    opening: str
    provisional: bool


def scene_need(pack: law.Pack, scene: str, form: Any) -> SceneNeed:
    """`form`: the ActForm, for what is known of the case."""
    row = pack.catalogue(SCENES).row_of(scene)
    limit = pack.limits.get("av_obligation")
    level = str((limit.value if limit else {}).get(scene, "may"))
    words = pack.catalogues.get(WORDS)
    told = (words.row_of(scene) or words.row_of("default")) if words else None
    media = "、".join(_title(pack, MEDIA, one) for one in getattr(row, "media", None) or [])
    return SceneNeed(
        row.title if row else "现场",
        (limit.words.get(level, "") if limit else "") or "可以记录",
        level == "must",
        _title(pack, MODES, getattr(row, "mode", "") or ""),
        media,
        tuple(getattr(row, "capture", None) or ()),
        _filled(str(getattr(told, "text", "") or ""), row.title if row else "执法", form),
        bool(words and words.provisional),
    )


def _filled(text: str, scene: str, form: Any) -> str:
    chosen = [f"{one.name}（证号{one.credential or BLANK}）" for one in form.officers() if one.chosen]
    known = {
        "time": cnmoment(form.desk.now),
        "place": str(form.values.get("place") or form.state.facts.get("place") or BLANK),
        "agency": form.desk.agency.name if form.desk.agency else BLANK,
        "officers": "、".join(chosen) or BLANK,
        "reason": str(form.state.facts.get("cause") or BLANK),
        "scene": scene,
    }
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def _title(pack: law.Pack, catalogue: str, row_id: str) -> str:
    found = pack.catalogues.get(catalogue)
    row = found.row_of(row_id) if found else None
    return row.title if row else ""

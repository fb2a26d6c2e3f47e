"""A told case made into steps for `perform`: every field filled, files attached, times set."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mingjing.cases.importing.acting import Move, Step, moves
from mingjing.law.pack import Pack
from mingjing.papers.amounts import capitals
from mingjing.project.demo import told
from mingjing.project.demo.files import MAKERS
from mingjing.project.demo.schedule import Diary, Timed, days_of, timed
from mingjing.project.demo.told import Told
from mingjing.project.demo.words import filled

NAMES = uuid.UUID("6f0b6a0e-2f0c-5d0a-9a4e-990105990105")
# A year's plans are there some days after the year has begun; until then last year's go on.
A_PLAN_IS_OUT = timedelta(days=20)
MediaKind = {"photo": "photo", "audio": "audio"}


@dataclass(frozen=True)
class Story:
    """A case with all its moves in order."""

    id: uuid.UUID
    told: Told
    moves: tuple[Move, ...]
    parent: uuid.UUID | None = None

    @property
    def people(self) -> tuple[str, ...]:
        return (*self.told.handlers, self.told.head)


Masks = Callable[[Any, str], Any]


def stories(today: date, pack: Pack, masks: Masks) -> list[Story]:
    """All cases of the demo as they stand on the morning of `today`.

    `masks(case, form)` = what is hidden in the case's last document of a form that begins so.
    """
    diary = Diary()
    return [_story(one, n, today, pack, diary, masks) for n, one in enumerate(told.cases(), 1)]


def _id(case: str, today: date) -> uuid.UUID:
    return uuid.uuid5(NAMES, f"{case} {today.isoformat()}")


def _story(case: Told, n: int, today: date, pack: Pack, diary: Diary, masks: Masks) -> Story:
    acts = told.acts(case.procedure)
    stops = timed(case, days_of(case, today, pack.calendar), acts, diary)
    words = _words(case, n, stops, pack)
    found: list[Move] = []
    for place, one in enumerate(stops):
        step = _step(case, one, acts[one.stop.act], words, pack, masks)
        act = pack.procedure(case.procedure).act(step.act)
        last = place == len(stops) - 1
        found += moves(step, act.approvals if act else (), case.given if last else None)
    parent = _id(case.born_of, today) if case.born_of else None
    return Story(_id(case.id, today), case, tuple(found), parent)


def _step(
    case: Told, one: Timed, entry: Mapping[str, Any], words: Mapping[str, Any], pack: Pack, masks: Masks,
) -> Step:  # fmt: skip
    act = entry.get("act", one.stop.act)
    own = {
        **words, "day": one.at.date(), "at": one.at, "start": one.start, "end": one.end, "year": one.at.year,
        "plan_year": (one.at.date() - A_PLAN_IS_OUT).year,
    }  # fmt: skip
    fields = filled({**entry.get("fields", {}), **case.fields.get(act, {})}, own, pack.calendar)
    late = _late(masks, str(fields.get("document", "")))
    fields = {
        key: late.get(value, value) if isinstance(value, str) else value for key, value in fields.items()
    }
    evidence: list[dict[str, Any]] = []
    media: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    if "attach" in entry:
        name = _attached(entry["attach"], case, one, files)
        title = str(entry.get("title") or fields.get("name") or "申请材料")
        evidence.append({
            "title": title, "kind": "documentary", "file": name, **({"proves": fields["proves"]} if "proves" in fields else {}),
        })  # fmt: skip
    for scene, kind in entry.get("scene", {}).items():
        name = _attached(kind, case, one, files)
        media.append(
            {"scene": scene, "kind": MediaKind[kind], "title": f"{_title(pack, scene)}记录", "file": name}
        )
    return Step(
        act=act, at=one.at, fields=fields, evidence=evidence, media=media, files=files,
        officers=case.handlers if entry.get("team") else (), by=_by(entry, case),
    )  # fmt: skip


def _late(masks: Masks, document: str) -> dict[str, Callable[[Any], Any]]:
    """Values that are known only when the act is done."""
    form = document.removeprefix("#")
    return {
        "=masks": lambda case: masks(case, form),
    }


def _by(entry: Mapping[str, Any], case: Told) -> str:
    return case.head if entry.get("by") == "unit_head" else ""


def _attached(kind: str, case: Told, one: Timed, files: dict[str, bytes]) -> str:
    make, suffix = MAKERS[kind]
    name = f"{one.at:%Y%m%d%H%M}-{len(files) + 1}.{suffix}"
    files[name] = make(f"{case.id} {one.stop.act}")
    return name


def _title(pack: Pack, scene: str) -> str:
    return next((row.title for row in pack.catalogue("av_scenes").rows if row.id == scene), scene)


def _words(case: Told, n: int, stops: list[Timed], pack: Pack) -> dict[str, Any]:
    people = told.bureau()["people"]
    person = case.words.get("kind") == "person"
    rep = case.words.get("rep") or case.words["party"]
    words: dict[str, Any] = {
        "kind": "org", "source": "inspection", "reporter": None, "uscc": None, "id_number": None, "phone": None if person else f"0990-5552{n:03d}",
        "rep": None if person else rep, "rep_post": None if person else "法定代表人", "recipient": rep,
        "relation": "self" if person else "legal_rep", "witness": rep, "witness_post": "负责人",
        "witness_phone": None, "witness_id": None, "staff": rep, "staff_phone": None, "major_note": "对单位罚款五万元以上",
        "problem": case.words.get("cause"),
        "n": f"{n:02d}",
        "public_name": f"{case.words['party'][0]}某某" if person else case.words["party"],
        **_violation_words(case, pack),
        **case.words,
        "h1": case.handlers[0], "h2": case.handlers[1],
        "h1_name": people[case.handlers[0]]["name"], "h2_name": people[case.handlers[1]]["name"],
        "opened_at": stops[0].at,
        "case_year": stops[0].at.year,
        **{f"on.{one.stop.act}": one.at.date() for one in stops},
    }  # fmt: skip
    words["questions"] = [
        {"question": "请介绍你的身份和职责。", "answer": f"我叫{words['witness']}，是{words['witness_post']}。"},
        {"question": f"检查发现{words['problem']}，是否属实？", "answer": "属实，我们没有管好，已经开始整改。"},
        {"question": "对以上记录有无补充？", "answer": "没有，记录和我说的一致。"},
    ]  # fmt: skip
    if "fine" in words:
        _money_words(words, case, stops, pack)
    _defence_words(words, case)
    return words


def _violation_words(case: Told, pack: Pack) -> dict[str, Any]:
    """What the catalogue says of the case's violation; nothing for a case that is about none."""
    rows = pack.catalogue("violations").rows
    row = next((one for one in rows if one.id == case.words.get("violation")), None)
    if row is None:
        return {}
    elements = [dict(one) for one in row.elements]
    return {
        "violated": row.violated,
        "penal": row.penal,
        "benchmark": f"{row.penal}的法定幅度（公布的裁量基准尚未导入）",
        "elements": elements,
        "element_ids": [one["id"] for one in elements],
    }


def _money_words(words: dict[str, Any], case: Told, stops: list[Timed], pack: Pack) -> None:
    fine = Decimal(str(case.words.get("fine", "0")))
    low, high = case.words.get("band", (None, None))
    words.update(fine=f"{fine:.2f}", fine_cn=capitals(fine), band_min=low, band_max=high)
    words["summary"] = (
        f"{words['public_name']}{words['cause']}，被处罚款人民币{words['fine_cn']}，已经责令改正。"
    )
    days = {one.stop.act: one.at.date() for one in stops}
    if "impose_surcharge" in days:
        since = pack.calendar.roll(days["serve_decision"] + timedelta(days=15)) + timedelta(days=1)
        late = (days["impose_surcharge"] - since).days + 1
        # 行政处罚法 第72条第1款第1项: three per cent a day, never more than the fine itself
        words.update(
            overdue_since=since, overdue_days=late, surcharge=f"{min(fine, fine * 3 * late / 100):.2f}"
        )
    if "approve_deferral" in days:
        first, second = (
            days["approve_deferral"] + timedelta(days=10),
            days["approve_deferral"] + timedelta(days=30),
        )
        words.update(
            final_due=second,
            plan=[
                {"due_on": first.isoformat(), "amount": f"{fine / 2:.2f}"},
                {"due_on": second.isoformat(), "amount": f"{fine / 2:.2f}"},
            ],
        )


def _defence_words(words: dict[str, Any], case: Told) -> None:
    acts = {stop.act for stop in case.route}
    you = "你" if words["kind"] == "person" else "你单位"
    hearing = bool(case.words.get("hearing") or acts & {"waive_hearing", "request_hearing"})
    points = case.words.get("defence_points") or [case.words.get("hearing_request") or "请求从轻处理"]
    words.update(
        hearing_told=hearing,
        hearing_text=f"{you}可以自收到本告知书之日起五个工作日内书面或者口头要求听证，逾期视为放弃"
        if hearing
        else None,
        defence=case.words.get("defence") or points[0],
        defence_points=points,
        defence_answers=[
            {
                "point": point,
                "adopted": False,
                "reason": "已在裁量时考虑整改情况，处罚数额在法定幅度之内。",
            }
            for point in points
        ],
        heard=_heard(acts, points),
        keep_disposals=[],
        release_items=[],
    )


def _heard(acts: set[str], points: list[str]) -> str:
    said = "；".join(points)
    if "hold_hearing" in acts:
        return f"当事人要求听证，提出{said}。听证后认为理由不足以改变处罚，不予采纳"
    if "record_statement" in acts:
        return f"当事人提出{said}。经复核，已在裁量时考虑，不予采纳"
    return "当事人书面放弃陈述、申辩" + ("和听证" if "waive_hearing" in acts else "")

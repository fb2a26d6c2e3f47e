"""What the names of a condition are called: facts, fields, acts, clocks and limits by their titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .expression import NotUnderstood
from .fields import Fact, Kind
from .limit_words import brief
from .pack import Pack
from .procedure import Act
from .values import choices

PEOPLE = frozenset({"officers", "persons"})
PERSON = frozenset({"officer", "person"})
WHOLE = {
    "officers": "officer", "persons": "person", "table": "row", "[enum]": "enum", "text_list": "text", "citations": "text",
    "elements": "text", "occurrences": "occurrence", "documents": "document", "files": "file", "approvals": "approval",
    "list": "", "visits": "visit", "leaves": "leaf",
}  # fmt: skip
COUNTED = {"officer": "人", "person": "人", "occurrence": "次", "visit": "次", "document": "份"}

_PROPOSED = {
    "id": ("本事项", "act_id"), "at": ("办理时间", "datetime"), "on": ("办理日期", "date"), "by": ("经办人", "who"),
    "role": ("经办人的岗位", "role"), "officers": ("参加办理的执法人员", "officers"), "evidence": ("本次所附证据", "files"),
    "media": ("本次音像记录", "files"), "documents": ("本次文书", "documents"), "conflicts": ("参加人员同一时间的其他执法活动", "files"),
    "recorded_at": ("录入时间", "datetime"), "submitted_at": ("提交时间", "datetime"), "approvals": ("审批", "approvals"),
}  # fmt: skip
_DONE = {
    "seq": ("", "seq"), "at": ("时间", "datetime"), "on": ("日期", "date"), "by": ("经办人", "who"),
    "role": ("经办人的岗位", "role"), "officers": ("执法人员", "officers"), "approvals": ("审批", "approvals"),
    "recorded_at": ("录入时间", "datetime"), "submitted_at": ("提交时间", "datetime"),
}  # fmt: skip
_PERSON = {
    "id": ("", "who"), "name": ("姓名", "text"), "post": ("职务", "text"), "relation": ("关系", "text"),
    "credential": ("证件号码", "text"), "reviewing_since": ("开始从事法制审核的日期", "date"),
}  # fmt: skip
_IS = {
    "auxiliary": ("是辅助人员", "不是辅助人员"), "valid": ("当日持有有效执法证件", "当日没有有效执法证件"),
    "legal_qualified": ("已取得法律职业资格", "没有取得法律职业资格"),
}  # fmt: skip
_DOCUMENT = {
    "form": ("格式", "form"), "number": ("文号", "text"), "title": ("名称", "text"), "act": ("所属事项", "act_id"),
    "issued_on": ("日期", "date"),
}  # fmt: skip
_AGENCY = {
    "name": "本机关名称",
    "reconsideration_body": "本机关的行政复议机关",
    "court": "本机关的管辖法院",
    "head": "本机关负责人",
}
_CLOCK = {
    "due": ("届满日", "date"), "days_left": ("剩余日数", "int"), "days": ("已过日数", "int"), "basis": ("起算日", "date"),
    "ended_on": ("终结日", "date"), "count": ("计时次数", "int"), "open": ("未终结的计时个数", "int"), "state": ("状态", "clock_state"),
}  # fmt: skip
_CLOCK_IS = {
    "over": ("已经届满", "尚未届满"), "started": ("已经起算", "尚未起算"), "done": ("已经终结", "尚未终结"),
}  # fmt: skip
CLOCK_STATES = {
    "idle": "尚未起算", "running": "计时中", "open": "可以行使", "closed": "已经届满", "overdue": "已经逾期", "expired": "已经期满",
    "met": "按期完成", "late": "逾期完成", "used": "已经行使", "paused": "停止计时", "waiting": "等待中", "over": "等待已满",
}  # fmt: skip
# What a ground of leniency leads to, and what an entry of a catalogue says beside its title.
EFFECTS = {"lighter": "应当从轻或者减轻", "may_lighten": "可以从轻或者减轻", "no_penalty": "不予处罚", "may_not_penalise": "可以不予处罚"}  # fmt: skip
_ENTRY = {
    "statutory": ("法定幅度", "range"), "violation": ("违法行为", "text"), "effect": ("处理", "effect"),
    "conditions": ("适用条件", "text_list"), "min": ("下限", "money"), "max": ("上限", "money"),
}  # fmt: skip
_VISIT = {"kind": ("检查种类", "act_id"), "on": ("日期", "date")}
_LEAF = {
    "volume": Kind(title="卷别", type="enum", options={"main": "正卷", "inner": "副卷"}), "document": Kind(title="文件名称", type="text"),
    "order": Kind(title="序号", type="int"),
}  # fmt: skip
_FILE = {
    "documents": ("案卷中的文书", "documents"), "evidence": ("案卷中的证据", "files"), "media": ("案卷中的音像记录", "files"),
    "elements_unproved": ("尚无证据证明的要件事实", "elements"), "statutes": ("法规库所列法规", "text_list"),
    "scenes": ("案卷中的音像记录", "scenes"), "contents": ("卷内目录", "leaves"), "pages": ("案卷总页数", "int"),
    "retention": ("按判定情形应有的保管期限", "text"),
}  # fmt: skip


@dataclass(slots=True)
class Noun:
    """A name in words. `type`: a field's type, or what it is in the case (occurrence, document, clock_state ...).

    `kind` = where its choices are; `of` = the act or limit that it belongs to; `yes`/`no` = what is said of a
    yes-or-no, `blank`/`filled` of something that may be unset.
    """

    words: str
    type: str = ""
    kind: Kind | Fact | None = None
    of: Any = None
    yes: str = ""
    no: str = ""
    blank: str = ""
    filled: str = ""


class Nouns:
    """Names of a pack; `acts` = those before which the condition is judged."""

    def __init__(self, pack: Pack, acts: Iterable[Act] = ()) -> None:
        self.pack = pack
        self.acts = tuple(acts) or tuple(a for p in pack.procedures.values() for a in p.acts)
        self.variants: dict[str, list[Act]] = {}  # an act of one id may stand in several procedures
        for act in (*self.acts, *(a for p in pack.procedures.values() for a in p.acts)):
            self.variants.setdefault(act.id, []).append(act)
        self.every = {name: acts[0] for name, acts in self.variants.items()}

    def root(self, name: str) -> Noun:
        if name == "today":
            return Noun("办理当日", "date")
        if name in (
            "case",
            "party",
            "acts",
            "act",
            "chosen",
            "clocks",
            "limits",
            "file",
            "agency",
            "pending",
            "elsewhere",
        ):
            return Noun("", name)
        raise NotUnderstood(name)

    def member(self, owner: Noun, name: str) -> Noun:
        """`owner.name`; raises NotUnderstood."""
        finder = getattr(self, f"_of_{owner.type}", None)
        if finder is None:
            raise NotUnderstood(name)
        found: Noun = finder(owner, name)
        return found

    def element(self, owner: Noun, words: str) -> Noun:
        """One of a list."""
        kind = WHOLE.get(owner.type)
        if kind is None:
            raise NotUnderstood(owner.words)
        return Noun(words, kind, owner.kind, owner.of)

    def title(self, code: str, noun: Noun | None = None) -> str:
        """The Chinese title of a code that `noun` may hold; raises NotUnderstood."""
        kind = noun.kind if noun else None
        if kind is not None and kind.type == "text_list" and code in self.pack.facts:
            return self.pack.facts[code].title  # facts of the case that a list names
        if kind is not None and (kind.of or kind.options):
            known: Mapping[str, str] = choices(self.pack, kind)
            if code not in known:  # where a procedure offers fewer choices than the condition names
                known = self._any_title(code)
        elif noun is not None and noun.type == "clock_state":
            known = CLOCK_STATES
        elif noun is not None and noun.type == "form":
            known = {form.id: form.title for form in self.pack.forms.values()}
        elif noun is not None and noun.type == "limit":
            known = noun.of.words or self._any_title(code)
        elif noun is not None and noun.type == "role":
            known = {role.id: role.title for role in self.pack.roles.values()}
        elif (
            noun is None
            or noun.type in ("act_id", "text_list", "effect")
            or (kind and kind.type == "text_list")
        ):
            known = self._any_title(code)
        else:
            known = {}
        if code in known:
            return known[code]
        if any(character > "\x7f" for character in code):
            return code
        raise NotUnderstood(code)

    def _any_title(self, code: str) -> Mapping[str, str]:
        if code in self.every:
            return {code: self.every[code].title}
        if code in EFFECTS:
            return EFFECTS
        rows = (row for catalogue in self.pack.catalogues.values() for row in catalogue.rows)
        found = next((row.title for row in rows if row.id == code and row.title), "")
        found = found or (self.pack.facts[code].title if code in self.pack.facts else "")
        return {code: found} if found else {}

    def _of_case(self, owner: Noun, name: str) -> Noun:
        fact = self.pack.facts.get(name) or self.pack.derived.get(name)
        if fact is None:
            raise NotUnderstood(name)
        if fact.derived and name != fact.id:  # the grounds on which a derived fact holds
            rows = Kind(title=fact.title, type="[enum]", of=fact.derived.any_of)
            return Noun(f"列为“{fact.title}”的情形", "[enum]", rows)
        noun = Noun(f"本案的“{fact.title}”", fact.type, fact)
        if fact.type == "bool":
            is_a = fact.title.endswith(("决定", "案件"))
            noun.yes = f"属于{fact.title}" if is_a else f"本案“{fact.title}”"
            noun.no = f"不属于{fact.title}" if is_a else f"本案不具有“{fact.title}”的情形"
        noun.blank, noun.filled = f"本案没有记录“{fact.title}”", f"本案已经记录“{fact.title}”"
        return noun

    def _of_party(self, owner: Noun, name: str) -> Noun:
        fact = self.pack.party_facts.get(name)
        if fact is None:
            raise NotUnderstood(name)
        noun = Noun(f"当事人的“{fact.title}”", fact.type, fact)
        noun.yes, noun.no = f"当事人“{fact.title}”", f"当事人不具有“{fact.title}”的情形"
        noun.blank, noun.filled = f"没有记录当事人的“{fact.title}”", f"已经记录当事人的“{fact.title}”"
        return noun

    def _of_agency(self, owner: Noun, name: str) -> Noun:
        if name not in _AGENCY:
            raise NotUnderstood(name)
        return Noun(_AGENCY[name], "text")

    def _of_act(self, owner: Noun, name: str) -> Noun:
        titles = list(dict.fromkeys(act.fields[name].title for act in self.acts if name in act.fields))
        if not titles:
            if name not in _PROPOSED:
                raise NotUnderstood(name)
            words, kind = _PROPOSED[name]
            return Noun(words, kind, blank=f"没有{words}", filled=f"有{words}")
        field = next(act.fields[name] for act in self.acts if name in act.fields)
        words = f"“{titles[0]}”" + "".join(f"（或者“{other}”）" for other in titles[1:3])
        return _field(Noun(f"所填的{words}", field.type, field), words)

    def _of_acts(self, owner: Noun, name: str) -> Noun:
        if name not in self.every:
            raise NotUnderstood(name)
        title = self.every[name].title
        return Noun(
            f"“{title}”", "done", of=self.every[name], filled=f"已经“{title}”", blank=f"尚未“{title}”"
        )

    def _of_done(self, owner: Noun, name: str) -> Noun:
        if name == "count":
            return Noun(f"{owner.words}的次数", "int")
        if name == "all":
            return Noun(f"历次{owner.words}", "occurrences", of=owner.of)
        if name in ("first", "last"):
            return Noun(
                f"{'首次' if name == 'first' else '最近一次'}{owner.words}", "occurrence", of=owner.of
            )
        raise NotUnderstood(name)

    def _of_occurrence(self, owner: Noun, name: str) -> Noun:
        if owner.of is None:  # of several acts at once
            raise NotUnderstood(name)
        act = next((one for one in self.variants[owner.of.id] if name in one.fields), None)
        if act is not None:
            field = act.fields[name]
            words = f"{owner.words}的“{field.title}”"
            return _field(Noun(words, field.type, field), words)
        if name not in _DONE:
            raise NotUnderstood(name)
        title, kind = _DONE[name]
        return Noun(f"{owner.words}的{title}" if title else owner.words, kind)

    def _of_row(self, owner: Noun, name: str) -> Noun:
        column = owner.kind.columns.get(name) if owner.kind else None
        if column is None:
            raise NotUnderstood(name)
        words = f"{owner.words}的“{column.title}”"
        return _field(Noun(words, column.type, column), words)

    def _of_officer(self, owner: Noun, name: str) -> Noun:
        if name in _IS:
            yes, no = _IS[name]
            return Noun(owner.words, "bool", yes=owner.words + yes, no=owner.words + no)
        if name not in _PERSON:
            raise NotUnderstood(name)
        title, kind = _PERSON[name]
        words = f"{owner.words}的{title}" if title else owner.words
        return Noun(words, kind, filled=f"已经填写{words}", blank=f"没有填写{words}")

    _of_person = _of_officer

    def _of_approval(self, owner: Noun, name: str) -> Noun:
        if name != "by":
            raise NotUnderstood(name)
        return Noun(f"{owner.words}的审批人", "who")

    def _of_document(self, owner: Noun, name: str) -> Noun:
        if name not in _DOCUMENT:
            raise NotUnderstood(name)
        title, kind = _DOCUMENT[name]
        words = f"{owner.words}的{title}"
        return Noun(words, kind, blank=f"{owner.words}没有{title}", filled=f"{owner.words}有{title}")

    def _of_clocks(self, owner: Noun, name: str) -> Noun:
        deadline = self.pack.deadlines.get(name)
        if deadline is None:
            raise NotUnderstood(name)
        return Noun(f"“{deadline.title}”", "clock")

    def _of_clock(self, owner: Noun, name: str) -> Noun:
        if name in _CLOCK_IS:
            yes, no = _CLOCK_IS[name]
            return Noun(owner.words, "bool", yes=owner.words + yes, no=owner.words + no)
        if name not in _CLOCK:
            raise NotUnderstood(name)
        title, kind = _CLOCK[name]
        return Noun(
            f"{owner.words}的{title}",
            kind,
            blank=f"{owner.words}没有{title}",
            filled=f"{owner.words}已有{title}",
        )

    def _of_limits(self, owner: Noun, name: str) -> Noun:
        limit = self.pack.limits.get(name)
        if limit is None:
            raise NotUnderstood(name)
        told = brief(limit)
        words = f"“{limit.title}”" + (f"（{told}）" if told else "")
        if isinstance(limit.value, bool):
            words = f"“{limit.title}”（现为“{told}”）"
            return Noun(words, "bool", of=limit, yes=f"{words}设定为“是”", no=f"{words}设定为“否”")
        return Noun(words, "mapping" if isinstance(limit.value, Mapping) else "limit", of=limit)

    def _of_mapping(self, owner: Noun, name: str) -> Noun:
        return Noun(f"{owner.words}中“{self.title(name)}”的设定", "limit", of=owner.of)

    def _of_elsewhere(self, owner: Noun, name: str) -> Noun:
        if name != "visits":
            raise NotUnderstood(name)
        return Noun("本年度对同一当事人的其他检查", "visits")

    def _of_visit(self, owner: Noun, name: str) -> Noun:
        if name not in _VISIT:
            raise NotUnderstood(name)
        title, kind = _VISIT[name]
        return Noun(f"{owner.words}的{title}", kind)

    def _of_chosen(self, owner: Noun, name: str) -> Noun:
        catalogue = self.pack.catalogues.get(name)
        if catalogue is None:
            raise NotUnderstood(name)
        return Noun(f"“{catalogue.title}”", "entries")

    def _of_entry(self, owner: Noun, name: str) -> Noun:
        if name not in _ENTRY:
            raise NotUnderstood(name)
        title, kind = _ENTRY[name]
        words = f"{owner.words}的{title}"
        return Noun(words, kind, filled=f"{owner.words}有{title}", blank=f"{owner.words}没有{title}")

    def _of_file(self, owner: Noun, name: str) -> Noun:
        if name not in _FILE:
            raise NotUnderstood(name)
        words, kind = _FILE[name]
        return Noun(words, kind, filled=f"有{words}", blank=f"没有{words}")

    def _of_leaf(self, owner: Noun, name: str) -> Noun:
        if name not in _LEAF:
            raise NotUnderstood(name)
        return Noun(f"{owner.words}的{_LEAF[name].title}", _LEAF[name].type, _LEAF[name])

    def _of_scenes(self, owner: Noun, name: str) -> Noun:
        words = f"{owner.words}中“{self.title(name)}”的件数"
        return Noun(words, "int")


def _field(noun: Noun, words: str) -> Noun:
    return replace(
        noun, yes=f"{words}为“是”", no=f"{words}为“否”", filled=f"已经填写{words}", blank=f"没有填写{words}"
    )

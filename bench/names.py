"""Parties and numbers of generated cases: different in every case, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from mingjing.cases.search import vector_literal

_PLACES = ("江临", "云湖", "柳河", "镜湖", "港口", "青石", "东岭", "南塘", "西渡", "北桥")
_WORDS = ("恒远", "瑞丰", "宏达", "新立", "安泰", "华盛", "永昌", "明德", "嘉禾", "同兴", "远景", "正和")
_TRADES = ("仓储", "化工", "建材", "食品", "机械", "物流", "涂料", "烟花", "矿业", "燃气", "纺织", "电子")
_KINDS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "经营部")
SPREAD_DAYS = 400


def generated(count: int) -> Iterator[tuple[int, str, str, str, str, int]]:
    """Number, party, its sorting key, case number, search vector and shift in days of each case."""
    chance = random.Random(20260101)
    for number in range(1, count + 1):
        party = "".join(map(chance.choice, (_PLACES, _WORDS, _WORDS, _TRADES, _KINDS)))
        case_number = f"江云应急立〔2026〕{100_000 + number}号"
        vector = vector_literal([case_number, "动火作业未安排专人现场管理", party])
        yield (
            number,
            party,
            "".join(lazy_pinyin(party))[:200],
            case_number,
            vector,
            chance.randrange(-SPREAD_DAYS, SPREAD_DAYS // 4),
        )

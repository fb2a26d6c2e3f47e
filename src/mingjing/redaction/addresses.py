"""Home addresses. The place of a business is public; where a person lives is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjing.redaction.model import Kind, Proposal, Source

_PIECE = r"[一-龥A-Za-z0-9（）()#\-－]"
# An address that is precise to a door, a building or a village group.
_PRECISE = rf"{_PIECE}{{4,60}}?(?:\d+室|\d+户|\d+单元|\d+栋|\d+幢|\d+组\d+号|\d+组|\d+号)(?:(?:\d+号|\d+室|\d+户|\d+栋|\d+幢|\d+单元|[一-龥]{{2,8}}\d+(?:幢|栋)|\d+(?:-\d+)+))*"
_CUED = re.compile(
    rf"(?:家庭住址|家庭地址|现住址|户籍地址|户籍地|户籍所在地|经常居住地|联系地址|通讯地址|同住在?|现住|住址|家住|居住于|居住在|住在|住所地?为?|(?<![居一-龥])住|回执寄|寄至|寄往|寄)[：:为]?\s*(?P<at>{_PRECISE})"
)
_PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|"
    "内蒙古|广西|西藏|宁夏|新疆"
)
_DWELLING = re.compile(
    rf"(?:{_PROVINCE})(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?{_PIECE}{{4,50}}?(?:\d+单元\d+室|\d+[栋幢]\d+室|[村组]\d+组\d+号|村\d+组\d+号)"
)
_COMPANY_BEFORE = re.compile(r"(?:公司|厂|店|经营部|企业|单位|中心|合作社)[^。]{0,60}$")
_PERSON_CUES = ("家庭", "现住", "户籍", "同住", "家住", "居住", "住址", "寄")


def find_addresses(text: str) -> Iterator[Proposal]:
    """Proposals for dwellings: after a word such as 住 or 家庭住址, or by a shape that only dwellings have."""
    for match in _CUED.finditer(text):
        cue = match.group()[: match.start("at") - match.start()]
        business = cue.startswith("住所") and _COMPANY_BEFORE.search(text[: match.start()])
        if not business or any(word in cue for word in _PERSON_CUES):
            yield Proposal(*match.span("at"), Kind.ADDRESS, Source.PATTERN, "自然人住址")
    for match in _DWELLING.finditer(text):
        yield Proposal(*match.span(), Kind.ADDRESS, Source.PATTERN, "精确到门牌的住址")

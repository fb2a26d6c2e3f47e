"""Numbers that identify a person, found by shape and, where one exists, by checksum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjing.redaction.model import Kind, Proposal, Source

_ID_18 = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z.*])1[3-9]\d{9}(?![0-9A-Za-z*])")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-－—]\d{7,8}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-HJ-NP-Z][·•]?(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{5})(?![0-9A-Za-z])"
)
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z*])\d{16,19}(?![0-9A-Za-z*])")
_ACCOUNT_CUE = re.compile(r"(?:账户|账号|帐户|帐号|银行卡|卡号)[^，。；、]{0,6}$")
# An agency publishes its own office telephone on purpose.
_OFFICIAL_PHONE = re.compile(
    r"(?:局|中心|大队|支队|机关|政府|办公室|值班|监督|举报|咨询|服务)(?:联系)?(?:电话|热线)?[：:为]?$"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card_valid(number: str) -> bool:
    """Check digit of a resident identity number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def luhn_valid(number: str) -> bool:
    """Check digit of a bank card (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_patterns(text: str) -> Iterator[Proposal]:
    """Proposals for identity numbers, telephones, e-mail, plates and bank accounts, in no set order."""

    def hit(match: re.Match[str], kind: Kind, reason: str) -> Proposal:
        return Proposal(match.start(), match.end(), kind, Source.PATTERN, reason)

    for match in _ID_18.finditer(text):
        sure = id_card_valid(match.group())
        yield hit(match, Kind.ID_CARD, "身份证号，校验位正确" if sure else "形似身份证号，校验位不符，请核对")
    for match in _LONG_NUMBER.finditer(text):
        if _ID_18.fullmatch(match.group()) and id_card_valid(match.group()):
            continue
        cued = _ACCOUNT_CUE.search(text[: match.start()]) is not None
        if cued or luhn_valid(match.group()):
            yield hit(match, Kind.BANK_ACCOUNT, "银行账号" if cued else "形似银行卡号，校验位正确")
    for match in _MOBILE.finditer(text):
        yield hit(match, Kind.PHONE, "手机号码")
    for match in _LANDLINE.finditer(text):
        if not _OFFICIAL_PHONE.search(text[: match.start()]):
            yield hit(match, Kind.PHONE, "固定电话")
    for match in _EMAIL.finditer(text):
        yield hit(match, Kind.EMAIL, "电子邮箱")
    for match in _PLATE.finditer(text):
        yield hit(match, Kind.PLATE, "机动车号牌")

"""Domain errors of the papers room; `say` and `mend` are Chinese sentences that an officer reads."""

from __future__ import annotations

from collections.abc import Sequence


class PaperError(Exception):
    """A document can't be made; nothing has been written."""

    def __init__(self, say: str, mend: str) -> None:
        super().__init__(f"{say}{mend}")
        self.say = say
        self.mend = mend


class FieldsMissing(PaperError):
    """Required places of the form have no value. `fields` holds their Chinese names, in order, once each."""

    def __init__(self, form_title: str, fields: Sequence[str]) -> None:
        self.fields = tuple(fields)
        names = "、".join(f"“{name}”" for name in self.fields)
        super().__init__(f"《{form_title}》缺少必填内容：{names}。", "请补全上述内容后再制作文书。")


class ValueUnfit(PaperError):
    """A value can't be shown as the form asks: no date, no amount, or a code without a Chinese name."""

    def __init__(self, form_title: str, field: str, wants: str) -> None:
        self.field = field
        super().__init__(f"《{form_title}》的“{field}”不能写成{wants}。", "请核对该项内容后再制作文书。")


class FormFault(PaperError):
    """A form file is malformed; names the file and what is wrong (for the pack's maintainer)."""

    def __init__(self, where: str, fault: str) -> None:
        super().__init__(f"文书格式 {where} 有错：{fault}。", "请改正法规包中的格式文件。")


class FontsMissing(PaperError):
    """A face that every document needs was found nowhere."""

    def __init__(self, family: str, looked_in: Sequence[str]) -> None:
        places = "、".join(looked_in) or "（没有给出目录）"
        super().__init__(
            f"没有找到文书必需的字体“{family}”，已查找：{places}。",
            "请执行 make env 安装随附字体，或者用 MINGJING_FONTS 指明字体目录。",
        )

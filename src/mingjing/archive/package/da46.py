"""DA/T 46-2009 core elements: where each is filled from, or why it is absent. One row an element, in the standard's order.

The names are those of the domain data (`da46_core`); the text of the standard could not be checked.
"""

from __future__ import annotations

from dataclasses import dataclass

FILE, AGENT, BUSINESS, RELATION = "文件实体", "机构人员实体", "业务实体", "实体关系"
BLOCKS = (FILE, AGENT, BUSINESS, RELATION)


@dataclass(frozen=True, slots=True)
class Element:
    """`told_of`: "案卷", "件" or both; `absent` = why no value is ever given ("" = it is filled)."""

    name: str
    block: str
    told_of: tuple[str, ...] = ()
    absent: str = ""


VOLUME, ITEM = "案卷", "件"
BOTH = (VOLUME, ITEM)


def _file(name: str, *told_of: str, absent: str = "") -> Element:
    return Element(name, FILE, told_of, absent)


ELEMENTS: tuple[Element, ...] = (
    _file("聚合层次", *BOTH),
    _file("档案馆名称", VOLUME),
    _file("全宗名称", VOLUME),
    _file("立档单位名称", VOLUME),
    _file("电子文件号", *BOTH),
    _file("档号", *BOTH),
    _file("全宗号", VOLUME),
    _file("目录号", VOLUME, absent="档号由全宗号、类别、年度、保管期限、案卷号组成，不另设目录号"),
    _file("年度", VOLUME),
    _file("保管期限", VOLUME),
    _file("机构或问题", VOLUME),
    _file("类别号", VOLUME),
    _file("室编案卷号", VOLUME),
    _file("室编件号", ITEM),
    _file("文档序号", ITEM),
    _file("页号", ITEM),
    _file("题名", *BOTH),
    _file("关键词", VOLUME),
    _file("人名", VOLUME),
    _file("文件编号", *BOTH),
    _file("责任者", *BOTH),
    _file("日期", *BOTH),
    _file("文种", ITEM),
    _file("主送", VOLUME, absent="执法文书的受送达人和送达情况记在送达回证，卷内各件不另著录主送"),
    _file("抄送", VOLUME, absent="执法文书不设抄送"),
    _file("密级", VOLUME),
    _file("保密期限", VOLUME, absent="本系统不办理涉密案件，密级为“无”的没有保密期限"),
    _file("文件组合类型", *BOTH),
    _file("件数", VOLUME),
    _file("页数", *BOTH),
    _file("语种", VOLUME),
    _file("稿本", ITEM),
    _file("格式名称", ITEM),
    _file("格式版本", ITEM),
    _file("计算机文件名", ITEM),
    _file("计算机文件大小", ITEM),
    _file("文档创建程序", ITEM),
    _file("信息系统描述", VOLUME),
    _file("签名规则", VOLUME),
    _file("签名时间", VOLUME),
    _file("签名人", VOLUME),
    _file("签名结果", VOLUME),
    _file("证书", VOLUME),
    _file("签名算法标识", VOLUME),
    _file("当前位置", VOLUME),
    _file("脱机载体编号", VOLUME, absent="信息包在线移交，没有脱机载体；用脱机载体移交的，由交接双方在移交清单上登记"),
    _file("知识产权说明", VOLUME, absent="执法文书是国家机关的具有行政性质的文件，不适用著作权法"),
    _file("授权对象", VOLUME),
    _file("授权行为", VOLUME),
    _file("控制标识", VOLUME),
    _file("附注", *BOTH),
    Element("机构人员类型", AGENT),
    Element("机构人员名称", AGENT),
    Element("组织机构代码", AGENT),
    Element("个人职位", AGENT),
    Element("业务状态", BUSINESS),
    Element("业务行为", BUSINESS),
    Element("行为时间", BUSINESS),
    Element("行为依据", BUSINESS),
    Element("行为描述", BUSINESS),
    Element("实体标识符", RELATION),
    Element("关系类型", RELATION),
    Element("关系", RELATION),
    Element("关系描述", RELATION),
)  # fmt: skip


def of(block: str, told_of: str = "") -> tuple[Element, ...]:
    """The elements of a block, of file entities those told of a volume or an item."""
    return tuple(one for one in ELEMENTS if one.block == block and (not told_of or told_of in one.told_of))

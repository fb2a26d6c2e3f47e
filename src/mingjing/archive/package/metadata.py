"""metadata.xml: the four blocks of DA/T 46 for the file, each item in it, the people and what they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingjing.archive.package import da46, xml
from mingjing.archive.package.dossier import INNER, Dossier

STANDARD = "DA/T 46-2009（元素名称按本系统的领域资料，正式文本待核实）"
SCHEMA = "metadata"


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the package that metadata tell of: what it is and where it lies. `why_kept` = why it isn't PDF/A or OFD."""

    id: str
    path: str
    title: str
    kind: str
    number: str
    author: str
    dated: str
    pages: str
    page_range: str
    place: int
    size: int
    format_name: str
    format_version: str
    program: str
    copy: str
    note: str
    group: str
    derivative: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs the manifest: names of keys and of algorithms, public keys, paths of the signature files, and when."""

    names: Sequence[str]
    algorithms: Sequence[str]
    keys: Sequence[str]
    paths: Sequence[str]
    at: str


def metadata(dossier: Dossier, items: Sequence[Item], signing: Signing) -> bytes:
    """The document; raises KeyError if an element of the mapping has no filler."""
    root = xml.element("案卷元数据", 标准=STANDARD, 档号=dossier.head.number)
    root.append(_entity("案卷", "F0", _of_volume(dossier, items, signing), da46.of(da46.FILE, da46.VOLUME)))
    for item in items:
        root.append(_entity("件", item.id, _of_item(dossier, item), da46.of(da46.FILE, da46.ITEM)))
    people = _people(dossier)
    for number, (kind, name, code, post) in enumerate(people, 1):
        told = {"机构人员类型": kind, "机构人员名称": name, "组织机构代码": code, "个人职位": post}
        root.append(_block(da46.AGENT, f"A{number}", told, da46.of(da46.AGENT)))
    ids = {(kind, name, post): f"A{number}" for number, (kind, name, _, post) in enumerate(people, 1)}
    for deed in dossier.deeds:
        reasons = "；".join(f"{check}：{text}" for check, text in deed.reasons)
        told = {
            "业务状态": deed.step, "业务行为": deed.act, "行为时间": deed.at, "行为依据": deed.citation,
            "行为描述": f"第{deed.seq}条记录，{deed.role}{deed.actor}办理" + (f"；说明：{reasons}" if reasons else ""),
        }  # fmt: skip
        root.append(_block(da46.BUSINESS, f"B{deed.seq}", told, da46.of(da46.BUSINESS)))
    for source, kind, relation, target in _relations(dossier, items, ids):
        told = {"实体标识符": source, "关系类型": kind, "关系": relation, "关系描述": target}
        root.append(_block(da46.RELATION, "", told, da46.of(da46.RELATION)))
    return xml.written(root)


def _entity(
    level: str, entity: str, told: Mapping[str, str], elements: Sequence[da46.Element]
) -> xml.Element:
    made = xml.element(da46.FILE, None, 层次=level, 标识符=entity)
    _fill(made, told, elements)
    return made


def _block(tag: str, entity: str, told: Mapping[str, str], elements: Sequence[da46.Element]) -> xml.Element:
    made = xml.element(tag, None, 标识符=entity)
    _fill(made, told, elements)
    return made


def _fill(made: xml.Element, told: Mapping[str, str], elements: Sequence[da46.Element]) -> None:
    for one in elements:
        if one.absent:
            xml.child(made, one.name, 缺=one.absent)
        else:
            value = told[one.name]
            xml.child(made, one.name, value or None, 缺="" if value else "本案没有此项内容")


def _of_volume(dossier: Dossier, items: Sequence[Item], signing: Signing) -> dict[str, str]:
    head = dossier.head
    return {
        "聚合层次": "案卷",
        "档案馆名称": head.holder,
        "全宗名称": head.agency,
        "立档单位名称": head.agency,
        "电子文件号": head.case_id,
        "档号": head.number,
        "全宗号": head.fonds,
        "年度": head.year,
        "保管期限": head.period + (f"（至{head.until}）" if head.until else ""),
        "机构或问题": head.unit,
        "类别号": head.category,
        "室编案卷号": head.bound_number,
        "题名": head.title,
        "关键词": "；".join(one for one in (head.kind, head.procedure, head.cause) if one),
        "人名": "；".join(one for one in (head.party, *head.handlers) if one),
        "文件编号": head.case_number,
        "责任者": head.agency,
        "日期": head.decided_on or head.closed_on,
        "密级": head.secrecy,
        "文件组合类型": "组合文件",
        "件数": str(len(items)),
        "页数": str(sum(one.pages for one in dossier.papers)),
        "语种": "汉语",
        "信息系统描述": head.system,
        "签名规则": "对 manifest.xml 的摘要签名；清单列有其余每个文件的大小、SHA-256 和 SM3 摘要",
        "签名时间": signing.at,
        "签名人": "；".join(signing.names),
        "签名结果": "；".join(signing.paths),
        "证书": "；".join(signing.keys),
        "签名算法标识": "；".join(signing.algorithms),
        "当前位置": f"{head.agency}档案室电子档案库",
        "授权对象": "正卷：当事人和依法查阅的人；副卷：本机关",
        "授权行为": "查阅；正卷可以依法复制",
        "控制标识": "正卷受控查阅，副卷不对外；每次查阅留痕",
        "附注": head.missing,
    }


def _of_item(dossier: Dossier, item: Item) -> dict[str, str]:
    return {
        "聚合层次": "件",
        "电子文件号": f"{dossier.head.case_id}/{item.id}",
        "档号": f"{dossier.head.number}-{int(item.id[1:]):03d}",
        "室编件号": item.id.removeprefix("F"),
        "文档序号": item.id.removeprefix("F"),
        "页号": item.page_range,
        "题名": item.title,
        "文件编号": item.number,
        "责任者": item.author,
        "日期": item.dated,
        "文种": item.kind,
        "文件组合类型": "单份文件，另有OFD转换件" if item.derivative else "单份文件",
        "页数": item.pages,
        "稿本": item.copy,
        "格式名称": item.format_name,
        "格式版本": item.format_version,
        "计算机文件名": item.path,
        "计算机文件大小": str(item.size),
        "文档创建程序": item.program,
        "附注": item.note,
    }


def _people(dossier: Dossier) -> list[tuple[str, str, str, str]]:
    """Kind, name, code and post of everybody who acts; each once, in the order of first appearance."""
    head = dossier.head
    found = [("机构", head.agency, head.agency_code, ""), ("内设机构", head.unit, "", "")]
    found += [("人员", one.actor, "", one.role) for one in dossier.deeds]
    found += [("人员", head.maker, "", "立卷人"), ("人员", head.checker, "", "检查人")]
    return [one for one in dict.fromkeys(found) if one[1]]


def _relations(
    dossier: Dossier, items: Sequence[Item], people: Mapping[tuple[str, str, str], str]
) -> Iterator[tuple[str, str, str, str]]:
    for item in items:
        yield "F0", "文件与文件", "包含", f"{item.id}（{item.group}）"
        if item.derivative:
            yield item.id, "文件与文件", "有转换件", item.derivative
        if item.group == INNER:
            yield item.id, "文件与业务", "内部材料", "入副卷，不对外查阅"
    for deed in dossier.deeds:
        yield (
            f"B{deed.seq}",
            "业务与机构人员",
            "办理者",
            people[("人员", deed.actor, deed.role)] if deed.actor else "系统",
        )
        if deed.previous:
            yield f"B{deed.seq}", "业务与业务", "后继", f"B{deed.seq - 1}（前一记录摘要 {deed.previous}）"

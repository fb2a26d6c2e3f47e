"""Names of natural persons: those that the case knows, and those that a word beside them gives away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mingjing.redaction.model import Kind, Proposal, Source
from mingjing.redaction.words import ORDINARY

_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|闻人|司徒|宇文|长孙|轩辕|南宫"
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭"
    "韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴覃骆关焦柳欧祝"
    "纪尚毕耿芦左季管符辛苗詹曲靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬"
    "付代肖闫仇靖冷宫桂缪郎冀虞全苑巩冼卓池宗邰佟刁边卞元平娄景褚窦岑"
)
_NAME = rf"(?:{_COMPOUND}|[{_SURNAMES}])[一-龥]{{1,2}}"
# Words that can't be the inside of a given name; they end a candidate.
_STOP = (
    "的了在是和与及对于被将把从到由向等称说为有无未不已因以可应须经同时后前内外下陪在场到场参加表示反映提供证实承认签名签字拒绝负责进行"
    "作业上岗操作违反住手机电话身份证证言陈述询问笔录"
)
_ROLE = (
    "法定代表人（负责人）|法定代表人|法人代表|主要负责人|实际控制人|实际经营人|投资人|经营者|负责人|被处罚人|被询问人|当事人代表|当事人|委托代理人|代理人|"
    "代理律师|律师|见证人|出庭证人|证人|举报人|投诉人|留言人|来信人|线索提供人|反映人|申请人|第三人|联系人|房东|司机|驾驶员|员工|职工|工人|师傅|店长|矿长|代收人|操作工|焊工|电工|木工|"
    "药物工|安全员|安管员|安全管理员|安全管理人员|安全科长|车间主任|村主任|厂长|店主|老板|经理|总经理|股东|亲属|家属|妻子|丈夫|儿子|女儿|死者|伤者|受害人|"
    "无证人员|人员|旁听|代缴人|收件人|签收人|户主|业主|租户|承租人|保管员|仓库管理员|会计|出纳|学员|同伙|合伙人|姓名|现场人员|轮值人员|外来人员|租赁联系人|送货司机"
)
# Occupations and posts end in one of these; a name may follow and must then be closed by a mark or a personal detail.
_POST_END = "工员长人手师总监班友居女弟姐嫂叔伯达给由向对和与及为"
_CLOSED = r"(?=[，。；：、（(）)]|手机|电话|身份证|证件|住|称|（|的?(?:账户|账号)|签字|签名|作证|证言|提供|保管|接任|驾驶|陪同|在场)"
_CUED = re.compile(
    rf"(?P<cue>{_ROLE})(?:代表)?(?:为|是|系|姓名)?[：:（(]?\s*(?P<names>{_NAME}(?:[、和与及]{_NAME})*)"
)
_POSTED = re.compile(rf"(?<=[{_POST_END}])(?<!师(?=傅))(?P<names>{_NAME}(?:[、和与及]{_NAME})*){_CLOSED}")
# "保管人：本局罚没仓库 王平": a place, then the person.
_BEHIND_PLACE = re.compile(
    rf"(?:{_ROLE}|保管人)[：:][一-龥0-9A-Za-z]{{2,24}}[ 　](?P<names>{_NAME})(?=[，。；、（(\s]|$)"
)
_BEFORE_ID = re.compile(
    rf"(?P<name>{_NAME})(?=[（(，,]?(?:公民)?(?:居民)?(?:身份证|身份号码|手机|电话|联系电话|男，|女，|住[一-龥]{{2,}}[省市县区]))"
)
# Officers act in the open: their names stay (行政处罚法 第39条, 执法主体和人员公示).
_OFFICER_CUE = re.compile(
    r"(?:执法人员|执法员|检查人员为?|局长|副局长|支队长|大队长|主持人|书记员|审核人员|记录人|承办人|调查人员|(?:局|厅|政府|委员会)[，；]?(?:法定代表人|委托代理人|负责人))"
    r"[：:]?(?:[一-龥]{2,3}(?:（[^）]*）)?[、和与，；])*$"
)


# Characters of places, offices, dates and papers that no given name holds, and words that the table doesn't reach.
_NO_NAME = re.compile(
    r"某|[人市区县局镇乡村街厂店司所院部处科队站馆员号月日元条款项罚第等除闭签缴偿]|^(?:当事|有关|相关|上述|经营|应当|水泥|常州|武进|卫生|明显|从业|师傅|傅)"
)
# What goes on to the name of a place or an organisation is no person: 当事人江临柏舟家具制造有限公司, 江临市.
_GOES_ON = re.compile(
    r"[一-龥]{0,16}?(?:公司|集团|合作社|经营部|工作室|事务所|供电所|委员会|分局|银行|支行|医院|学校)|[一-龥]?[市省县区镇]"
)
# A word that can't be inside such a name: here the person's own sentence goes on.
_SENTENCE = re.compile(
    r"[的了在是和与及对于被将把从到由向称说为无不已因以可系住]|有(?!限)|提供|承认|电话|手机|存入|汇入"
)


def _plausible(name: str) -> bool:
    return len(name) >= 2 and _NO_NAME.search(name) is None and ORDINARY.match(name) is None


def _goes_on(text: str, end: int) -> bool:
    """Is what ends at `end` the beginning of the name of a place or an organisation?"""
    found = _GOES_ON.match(text, end)
    return found is not None and _SENTENCE.search(found.group()) is None


def _trim(name: str) -> str:
    """Cut a candidate where a function word begins: 张海涛称 -> 张海涛."""
    head = 2 if re.match(_COMPOUND, name) else 1
    for place in range(head + 1, len(name)):
        if name[place] in _STOP:
            return name[:place]
    return name


def find_known(text: str, names: Iterable[str], keep: Iterable[str]) -> Iterator[Proposal]:
    """Every place where a name stands that the case knows and that may not be published."""
    kept = set(keep)
    for name in sorted({n for n in names if len(n) >= 2 and n not in kept}, key=len, reverse=True):
        for match in re.finditer(re.escape(name), text):
            yield Proposal(*match.span(), Kind.PERSON, Source.KNOWN, "本案登记的自然人")


def find_cued(text: str, keep: Iterable[str], wording: str = "") -> Iterator[Proposal]:
    """Names that stand behind a role word or before an identity number; each other place of the same name follows.

    `wording` = the fixed words of the form that the text was made with; no name stands in them.
    """
    kept, found = set(keep), set[str]()
    for match in (*_CUED.finditer(text), *_POSTED.finditer(text), *_BEHIND_PLACE.finditer(text)):
        if _OFFICER_CUE.search(text[: match.start("names")]):
            continue
        at = match.start("names")
        for part in re.split("([、和与及])", match.group("names")):
            name = _trim(part)
            if part not in "、和与及" and not _goes_on(text, at + len(name)):
                found.add(name)
            at += len(part)
    for match in _BEFORE_ID.finditer(text):
        if not _OFFICER_CUE.search(text[: match.start()]):
            found.add(_trim(match.group("name")))
    for name in found:
        if not _plausible(name) or name in wording or any(name.startswith(one) for one in kept):
            continue
        for match in re.finditer(re.escape(name), text):
            yield Proposal(*match.span(), Kind.PERSON, Source.CUE, "由上下文判断的自然人姓名，请人工确认")

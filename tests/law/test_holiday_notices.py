"""The yearly holiday notice: its plain text, a table, the pack's own form; what contradicts what was published."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mingjing import law
from mingjing.law.calendar import WorkCalendar
from mingjing.law.notice_file import notices_of, read_file
from mingjing.law.notices import in_force, objection, store, written
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.project.cli import app

D = dt.date.fromisoformat
KNOWN = notices_of([BUILTIN / "cn"])
TEXT = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日
"""


@pytest.fixture
def read(tmp_path):
    def reading(text, name="notice.txt", known=(), **given):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_file(path, known, **given)

    return reading


def faults(reading, *args, **given):
    with pytest.raises(law.PackFaults) as refused:
        reading(*args, **given)
    return [str(fault) for fault in refused.value.faults]


def test_the_plain_text_says_what_the_pack_has(read):
    assert read(TEXT) == in_force(KNOWN, 2026)


def test_three_forms_of_one_notice_say_the_same(read):
    held = in_force(KNOWN, 2026)
    assert read(written(held), "notice.yaml") == held
    days = [f"{day},放假,{name}" for day, name in held.holidays.items()]
    days += [f"{day},上班," for day in held.workdays]
    table = "\n".join(["日期,安排,名称", *days])
    given = {"year": 2026, "notice": held.notice, "published_on": held.published_on}
    assert read(table, "notice.csv", **given) == replace(held, title="")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("1月1日（周四）", "1月1日（周五）", 6, "2026年1月1日是星期四，写的是周五"),
        ("放假，共3天。\n四", "放假，共4天。\n四", 8, "是3天，写的是4天"),
        ("4月4日（周六）至6日", "4月4日（周六）至36日", 8, "没有2026年4月36日这一天"),
        ("10月10日（周六）上班", "10月10日（周六）补班", 12, "看不懂“9月20日"),
        ("6月19日（周五）至21日（周日）", "6月21日（周日）至19日（周五）", 10, "不是一段假期"),
        ("（农历腊月二十八、周日）", "（大概、周日）", 7, "看不懂2026年2月15日后面的“大概”"),
        ("国务院办公厅\n", "国务院办公厅\n2月30日起上班\n", 15, "看不懂这一行"),
        ("六、中秋节：9月25日（周五）至27日（周日）", "六、中秋节：10月7日（周三）至9日（周五）", 12, "已经是中秋节假期"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_told_with_its_number(read, old, new, line, said):
    assert old in TEXT
    found = faults(read, TEXT.replace(old, new))
    assert any(one.startswith(f"notice.txt:{line}: ") and said in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n", "", "没有端午节的安排"),
        ("国办发明电〔2025〕7号\n", "", "没有写明通知文号"),
        ("2025年11月4日\n", "", "没有写明发布日期"),
        ("2025年11月4日\n", "2023年11月4日\n", "不在2025年至2026年之间"),
        ("5月9日（周六）上班", "5月8日（周五）上班", "不是星期六或者星期日"),
        ("国务院办公厅关于2026年部分节假日安排的通知\n", "", "看不出是哪一年的安排"),
    ],
)
def test_a_notice_that_lacks_something_is_refused(read, old, new, said):
    assert any(said in one for one in faults(read, TEXT.replace(old, new)))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("日期,名称\n", "notice.csv:1: 第一行应当是"),
        ("日期,安排,名称\n2026-02-30,放假,春节\n", "notice.csv:2: “2026-02-30”不是日期"),
        ("日期,安排,名称\n2026-01-01,放假,\n", "notice.csv:2: 应当写成"),
        ("日期,安排,名称\n2026-01-01,放假,元旦\n2026-01-01,上班,\n", "notice.csv:3: 2026年1月1日写了两次"),
        ("日期,安排,名称\n2029-01-01,放假,元旦\n", "notice.csv:2: 2029年1月1日不属于2026年"),
    ],
)
def test_a_table_that_is_wrong_is_told_with_its_line(read, table, said):
    given = {"year": 2026, "notice": "国办发明电〔2025〕7号", "published_on": D("2025-11-04")}
    assert any(said in one for one in faults(read, table, "notice.csv", **given))


def test_other_days_for_a_published_year_are_refused_by_name(read):
    other = TEXT.replace("6月19日（周五）至21日（周日）", "6月20日（周六）至22日（周一）")
    (told,) = faults(read, other, known=KNOWN)
    assert "2026年6月19日已公布为放假，现为照常；2026年6月22日已公布为照常，现为放假" in told
    assert "国办发明电〔2025〕7号" in told


def test_a_later_notice_amends_and_the_earlier_stays(read):
    amending = "国办发明电〔2026〕2号\n端午节：6月19日（周五）至22日（周一）放假，共4天。\n2026年3月2日\n"
    given = {"year": 2026, "amends": "国办发明电〔2025〕7号"}
    new = read(amending, known=KNOWN, **given)
    assert new.differing(in_force(KNOWN, 2026)) == [D("2026-06-22")]
    assert new.workdays == in_force(KNOWN, 2026).workdays
    every = [*KNOWN, new]
    assert in_force(every, 2026) is new
    assert not WorkCalendar.of(every).is_workday(D("2026-06-22"))
    assert WorkCalendar.of(KNOWN).is_workday(D("2026-06-22"))


def test_an_amendment_must_name_what_holds_and_come_later():
    held = in_force(KNOWN, 2026)
    new = replace(held, notice="国办发明电〔2026〕2号", amends=held.notice, published_on=D("2026-03-02"),
                  holidays={**held.holidays, D("2026-06-22"): "端午节"})  # fmt: skip
    assert objection(held, new) == ""
    assert "不是所修改的国办发明电〔2024〕12号" in objection(
        held, replace(new, amends="国办发明电〔2024〕12号")
    )
    assert "晚于国办发明电〔2025〕7号" in objection(held, replace(new, published_on=held.published_on))
    assert "没有不同" in objection(held, replace(new, holidays=held.holidays))
    assert "没有载入过" in objection(None, new)


def test_contradicting_layers_are_refused_at_load(tmp_path):
    held = in_force(KNOWN, 2026)
    other = replace(
        held, notice="国办发明电〔2026〕2号", holidays={**held.holidays, D("2026-06-22"): "端午节"}
    )
    store(tmp_path / "notices", other)
    layers = [BUILTIN / name for name in ("cn", "cn-emergency", "cn-990105-yj")]
    with pytest.raises(law.PackFaults, match="与国办发明电〔2025〕7号对2026年的安排不一致：2026年6月22日"):
        law.load_folders(law.with_notices(layers, tmp_path / "notices"))


@pytest.fixture
def pack(tmp_path):
    """A folder of an own layer below which nothing else stands."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pack.yaml").write_text("{id: own, title: 本单位, extends: cn}\n", encoding="utf-8")
    return folder


def next_year(folder: Path) -> Path:
    text = "\n".join([
        "国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号",
        "一、元旦：1月1日（周五）至3日（周日）放假，共3天。",
        "二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）、2月20日（周六）上班。",
        "三、清明节：4月3日（周六）至5日（周一）放假，共3天。", "四、劳动节：5月1日（周六）放假1天。",
        "五、端午节：6月9日（周三）放假1天，不调休。", "六、中秋节：9月15日（周三）放假1天，不调休。",
        "七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。", "2026年11月20日",
    ])  # fmt: skip
    path = folder / "2027.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_import_into_a_pack_writes_a_file_once(pack, tmp_path):
    notice, command = next_year(tmp_path), ["law", "calendar", "import"]
    run = CliRunner()
    dry = run.invoke(app, [*command, str(notice), "--into", str(pack), "--dry-run"])
    assert "国庆节：2027年10月1日至2027年10月7日放假，共7天" in dry.output
    assert not (pack / "calendar").exists()
    assert "已写入calendar/2027.yaml" in run.invoke(app, [*command, str(notice), "--into", str(pack)]).output
    assert "没有变化" in run.invoke(app, [*command, str(notice), "--into", str(pack)]).output
    notice.write_text(
        notice.read_text(encoding="utf-8").replace("6月9日（周三）", "6月10日（周四）"), encoding="utf-8"
    )
    refused = run.invoke(app, [*command, str(notice), "--into", str(pack)])
    assert refused.exit_code == 1
    assert "2027年6月10日" in refused.output
    assert [path.name for path in (pack / "calendar").iterdir()] == ["2027.yaml"]


def test_show_lists_a_year_with_its_notice_and_says_when_there_is_none():
    run = CliRunner()
    told = run.invoke(app, ["law", "calendar", "show", "2026"]).output
    for part in (
        "国办发明电〔2025〕7号，2025年11月4日发布",
        "春节：2026年2月15日至2026年2月23日放假，共9天",
        "2026年10月10日",
    ):
        assert part in told
    missing = run.invoke(app, ["law", "calendar", "show", "2035"])
    assert missing.exit_code == 1
    assert "还没有载入" in missing.output

"""A pack that doesn't fit together is refused at load, with file, line and a sentence."""

from __future__ import annotations

import pytest

from mingjing import law

_PUBLISHED = "published: {matter: {title: 违法行为, of: cause}, basis: {title: 依据, of: cause}, result: {title: 结果, of: cause}, "
CASES = [
    ("checks/all.yaml", "before: [inquire, seize]", "before: [inquired]", 4, "没有“inquired”这一执法行为"),
    ("checks/all.yaml", "when: case.major", "when: case.majr", 14, "没有这一案件事实"),
    ("checks/all.yaml", "when: case.major", "when: case.major &&", 14, "条件不能编译"),
    ("checks/all.yaml", "when: case.major", "when: cases.major", 14, "条件不能编译"),
    ("checks/all.yaml", "acts.review.last.outcome", "acts.review.last.outcom", 15, "没有“outcom”这一栏"),
    ("checks/all.yaml", "has(acts.review)", "has(acts.revue)", 15, "没有这一执法行为"),
    ("checks/all.yaml", "clocks.hearing_request.over", "clocks.hearing.over", 27, "没有这一期限"),
    ("checks/all.yaml", "clocks.hearing_request.over", "clocks.hearing_request.ovr", 27, "期限没有这一项"),
    ("checks/all.yaml", "when: case.major", "when: \"'x' in chosen.outcome\"", 14, "没有这一目录"),
    ("checks/all.yaml", "when: case.major", "when: elsewhere.fines.size() > 0", 14, "关于其他案件没有这一项"),
    (
        "checks/all.yaml",
        "when: case.major",
        "when: elsewhere.visits.exists(v, v.at == '')",
        14,
        "关于其他案件没有这一项",
    ),
    (
        "procedures/small.yaml",
        "case.fine: fine",
        'case.fine: "=double(elsewhere.visits.size())"',
        64,
        "不能读“elsewhere”",
    ),
    ("checks/all.yaml", ">= limits.min_officers\n", ">= limits.min_officer\n", 5, "没有这一限值"),
    ("checks/all.yaml", "act.fine == case.fine", "act.fines == case.fine", 35, "没有这一栏"),
    ("checks/all.yaml", "{case.fine|money}", "{case.fines|money}", 17, "没有这一案件事实"),
    (
        "checks/all.yaml",
        "citation: 行政处罚法 第42条",
        "citation: 行政处罚办法 第42条",
        3,
        "没有《行政处罚办法》",
    ),
    ("checks/all.yaml", "citation: 行政处罚法 第42条", "citation: 行政处罚法 第43条", 3, "没有列出第43条"),
    ("checks/all.yaml", "citation: 行政处罚法 第42条", "citation: 行政处罚法", 3, "应当写成"),
    ("checks/all.yaml", "  mend: 说明理由。\n", "", 31, "缺少“mend”"),
    ("checks/all.yaml", "  say: 罚款为零。", "  say: ''", 55, "say 不能为空"),
    ("checks/all.yaml", "on_fail: reason", "on_fail: warn", 36, "只能是"),
    ("checks/all.yaml", "on_fail: reason", "on_fail: reason\n  review_point: powers", 37, "没有“powers”"),
    ("checks/all.yaml", "mend_act: review", "mend_act: revue", 19, "没有“revue”这一执法行为"),
    ("checks/all.yaml", "fields: [officers]", "field: [officers]", 9, "不认识“field”"),
    ("checks/all.yaml", "fields: [officers]", "fields: [officer]", 9, "没有“officer”这一栏"),
    ("procedures/small.yaml", "of: outcomes", "of: outcome", 70, "没有“outcome”这一目录"),
    ("procedures/small.yaml", "type: datetime", "type: moment", 54, "没有“moment”这一类型"),
    ("procedures/small.yaml", "moves_to: decision", "moves_to: decided", 60, "没有“decided”这一环节"),
    ("procedures/small.yaml", "by: [legal_reviewer]", "by: [lawyer]", 68, "没有“lawyer”这一岗位"),
    ("procedures/small.yaml", "form: decision", "form: decisions", 87, "没有“decisions”这一文书格式"),
    ("procedures/small.yaml", "case.fine: fine", "case.fines: fine", 64, "没有“case.fines”这一事实"),
    ("procedures/small.yaml", "case.fine: fine", "case.major: fine", 64, "派生事实"),
    ("procedures/small.yaml", "case.fine: fine", "case.fine: amount", 64, "没有“amount”这一栏"),
    ("procedures/small.yaml", "case.witnesses: witness", "case.cause: witness", 47, "不是列表"),
    ("procedures/small.yaml", "when: act.minor", "when: act.minr", 46, "没有这一栏"),
    ("procedures/small.yaml", "    moves_to: service\n", "", 87, "没有办法走到“送达决定书”"),
    (
        "procedures/small.yaml",
        "    by: [legal_reviewer]",
        "    by: [legal_reviewer]\n    effect: hide",
        69,
        "只能是",
    ),
    (
        "procedures/small.yaml",
        "    by: [legal_reviewer]",
        "    by: [legal_reviewer]\n    effect: publish",
        69,
        "masks",
    ),
    ("procedures/small.yaml", "starts_case: true", "starts_case: false", 6, "没有开始案件的执法行为"),
    ("deadlines.yaml", "  whose: agency\n", "", 1, "没有写明由谁遵守"),
    ("deadlines.yaml", "whose: agency", "whose: police", 11, "只能是"),
    (
        "procedures/small.yaml",
        "stages: [clue",
        _PUBLISHED + "citation: 行政处罚法 第54条}\nstages: [clue",
        5,
        "没有写明撤下公示的依据",
    ),
    (
        "procedures/small.yaml",
        "stages: [clue",
        _PUBLISHED + "remedies: [appeal]}\nstages: [clue",
        5,
        "没有“appeal”这一期限",
    ),
    ("deadlines.yaml", "ends: [decide]", "ends: []", 7, "没有终结它的执法行为"),
    ("deadlines.yaml", "starts: file_case", "starts: filing", 5, "没有“filing”这一执法行为"),
    ("deadlines.yaml", "lasts: 5 workdays", "lasts: 5 weekdays", 17, "期间单位“weekdays”不认识"),
    ("deadlines.yaml", "limits.service_days workdays", "limits.large_fine workdays", 25, "不是整数"),
    (
        "deadlines.yaml",
        "starts: decide\n",
        "starts: decide\n  when: clocks.seizure.over\n",
        25,
        "逐个计时的期限",
    ),
    (
        "deadlines.yaml",
        "extend: {by: extend_case, lasts: days}",
        "extend: {by: extend_case, lasts: more}",
        9,
        "“more”",
    ),
    ("limits.yaml", "to: 2026-06-30", "to: 2026-07-01", 3, "重叠"),
    ("limits.yaml", "to: 2026-06-30", "to: 2020-06-30", 2, "止日早于起日"),
    ("limits.yaml", "value: 2,", "value: 2, valeu: 3,", 1, "不认识“valeu”"),
    (
        "statutes.yaml",
        "in_force: {from: 2021-07-15}",
        "in_force: {from: 2021-07-15, to: 2026-01-01}",
        3,
        "不在施行期间",
        "checks/all.yaml",
    ),
    ("statutes.yaml", "from: 2021-07-15", "from: 2021-13-15", 1, "日期"),
    ("facts.yaml", "any_of: major_decisions", "any_of: outcomes", 8, "不是规则目录"),
    ("facts.yaml", "case.fine * 2.0", "clocks.service.days * 2.0", 7, "不能读“clocks”"),
    ("facts.yaml", "{title: 案由, type: text}", "{title: 案由, type: text, type: int}", 2, "写了两次"),
    ("calendar/2026.yaml", "2026-10-10", "2026-10-32", 5, "调休上班日应当是日期"),
    ("calendar/2026.yaml", "to: 2026-10-07", "to: 2026-09-07", 4, "假日应当写成"),
    ("pack.yaml", "title: 试验用法规包", "name: 试验用法规包", 1, "缺少“title”"),
    ("roles.yaml", "- {id: handler", "- {id: [handler", 1, "不是合格的 YAML"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message", "place"),
    [case if len(case) == 6 else (*case, "") for case in CASES],
)
def test_fault_is_named_with_its_place(altered, file, old, new, line, message, place):
    with pytest.raises(law.PackFaults) as refused:
        altered(file, old, new)
    told = [str(fault) for fault in refused.value.faults]
    assert any(message in fault for fault in told), told
    places = [(fault.file, fault.line) for fault in refused.value.faults if message in fault.message]
    assert (f"mini/{place or file}", line) in places, told


def test_all_faults_are_told_at_once(altered):
    with pytest.raises(law.PackFaults) as refused:
        altered("statutes.yaml", "第42条, ", "")
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [
        ("mini/checks/all.yaml", 3),
        ("mini/limits.yaml", 1),
    ]


def test_a_file_without_a_place_is_refused(altered):
    with pytest.raises(law.PackFaults, match="没有放这个文件的位置"):
        altered("rules.yaml", "", "- {id: x}\n")


def test_deadlines_that_wait_for_each_other_are_refused(altered):
    with pytest.raises(law.PackFaults, match="互相"):
        altered("deadlines.yaml", "starts: decide\n", "starts: clocks.surcharge\n")


def test_a_folder_without_a_pack_is_refused(tmp_path):
    with pytest.raises(law.PackFaults, match="这里没有法规包"):
        law.load_library(tmp_path, ["nothing"])


def test_digest_follows_content_not_comments(altered, mini):
    assert altered("roles.yaml", "- {id: handler", "# who acts\n- {id: handler").digest == mini.digest
    assert altered("roles.yaml", "承办人", "经办人").digest != mini.digest


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("accrues: {of: case.cause, rate: 1}", "累计的基数“case.cause”应当是金额类的案件事实"),
        ("accrues: {of: case.fine, rate: limits.nothing}", "累计的比例“limits.nothing”应当是数字"),
        ("accrues: {of: case.fine, rate: much}", "累计的比例“much”应当是数字"),
    ],
)
def test_money_that_cannot_grow_is_refused(altered, new, said):
    with pytest.raises(law.PackFaults, match=said):
        altered("deadlines.yaml", "  kind: accrual\n", f"  kind: accrual\n  {new}\n")

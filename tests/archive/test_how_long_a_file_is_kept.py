"""保管期限: proposed from the case's own circumstances, chosen otherwise only with a reason; 档号 without gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from whole_case import Matter

from mingjing import law
from mingjing.archive import numbering, registering
from mingjing.archive.models import ArchivedFile
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import NumberSeries
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.state import CaseState

NOON = datetime(2026, 7, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def library():
    return law.load_library(BUILTIN, ("cn", "cn-emergency"))


def proposed(library, procedure, facts=None, acts=(), **layer):
    whole = law.with_layer(library, layer["files"]) if layer else library
    state = CaseState(
        procedure,
        facts=facts or {},
        acts={act: ({"at": "2026-07-01T10:00:00+08:00", "seq": 1},) for act in acts},
    )
    return law.retention(whole.on(date(2026, 7, 24)), state, NOON)


@pytest.mark.parametrize(
    ("procedure", "facts", "acts", "period", "why"),
    [
        ("penalty.summary", {}, (), "y10", "简易程序处罚案件"),
        ("inspection.visit", {}, (), "y10", "一般检查"),
        ("penalty.ordinary", {}, (), "y30", "普通程序处罚案件"),
        ("coercion.measure", {}, (), "y30", "行政强制案件"),
        ("power_cut", {}, (), "y30", "停止供电案件"),
        ("licence.grant", {}, (), "y30", "行政许可案件"),
        ("licence.grant", {}, ("revoke_licence",), "permanent", "吊销、撤销许可证件或者责令关闭"),
        (
            "penalty.ordinary",
            {"penalty_kinds": ["fine", "revoke_permit"]},
            (),
            "permanent",
            "吊销、撤销许可证件",
        ),
        ("penalty.ordinary", {"transferred_on": "2026-06-01"}, (), "permanent", "移送司法机关处理"),
        ("penalty.ordinary", {"accident": True}, (), "permanent", "生产安全事故案件"),
        ("penalty.ordinary", {"decision_changed_on": "2026-07-01"}, (), "permanent", "经复议、诉讼"),
        ("penalty.summary", {"social_risk": True}, (), "permanent", "重大社会影响"),
    ],
)
def test_the_circumstances_choose_the_term(library, procedure, facts, acts, period, why):
    found = proposed(library, procedure, facts, acts)
    assert found.period.id == period
    assert why in found.reason


def test_what_is_only_remembered_is_marked(library):
    assert proposed(library, "penalty.ordinary", {"accident": True}).provisional
    assert not proposed(library, "penalty.ordinary").provisional


def test_every_ground_names_its_period_its_procedures_and_its_source(library):
    pack = library.on(date(2026, 7, 24))
    periods = {row.id for row in pack.catalogue("retention_periods").rows}
    for row in pack.catalogue("retention_grounds").rows:
        assert row.plain["period"] in periods
        assert row.plain["source"]
        assert set(row.plain.get("procedures", ())) <= set(pack.procedures)
        assert row.provisional or "http" in row.plain["source"], "unsure ones are marked"
    for procedure in pack.procedures:
        assert proposed(library, procedure).period is not None, procedure


@pytest.mark.parametrize(
    ("scheme", "procedure", "facts", "acts", "period"),
    [
        ("tianjin_2009", "penalty.ordinary", {}, (), "permanent"),
        ("tianjin_2009", "penalty.summary", {}, (), "y10"),
        ("town", "penalty.summary", {}, (), "y2"),
        ("town", "penalty.ordinary", {}, (), "y5"),
        ("town", "penalty.ordinary", {}, ("record_remedy",), "permanent"),
        ("town", "penalty.ordinary", {"manual_scope": True}, (), "y10"),
    ],
)
def test_an_agency_takes_a_local_scheme(library, scheme, procedure, facts, acts, period):
    limit = {
        "id": "retention_scheme", "title": "案卷保管期限的口径", "value": scheme, "unit": "general|tianjin_2009|town",
        "citation": "国办发〔2018〕118号 三(九)", "in_force": {"from": "2018-12-05"},
    }  # fmt: skip
    files = {"pack.yaml": {"id": "own", "title": "本机关", "extends": "cn-emergency"}, "limits.yaml": [limit]}
    assert proposed(library, procedure, facts, acts, files=files).period.id == period


def test_kept_to_the_end_of_the_year(library):
    pack = library.on(date(2026, 7, 24))
    assert law.last_day(law.period_of(pack, "y10"), date(2026, 7, 20)) == date(2036, 12, 31)
    assert law.last_day(law.period_of(pack, "permanent"), date(2026, 7, 20)) is None


@pytest.mark.django_db(transaction=True)
class TestInTheArchiveRoom:
    def test_the_archive_act_registers_the_file(self, filed):
        file = filed.file
        assert file.number == "Y107-CF-2026-D30-0001"
        assert (file.proposed, file.ground, file.reason) == ("y30", "普通程序处罚案件", "")
        assert file.until == date(2056, 12, 31)
        assert registering.registered(file.case, NOON) == file, "once only"

    def test_another_term_needs_its_reason_which_is_kept(self, begun):
        matter = begun(Matter, "archive_case", before=True)
        with pytest.raises(Refused, match="保管期限与按本案情形应有的期限不同"):
            matter.act("archive_case", fields={"retention": "permanent"})
        assert not ArchivedFile.objects.exists()
        assert not NumberSeries.objects.filter(word__startswith="档号").exists(), "no number was spent"
        step = matter.step("archive_case")
        step.setdefault("reasons", {})["retention_as_ruled"] = "属于本地区首例，永久保管。"
        matter.act("archive_case", fields={"retention": "permanent"})
        file = ArchivedFile.objects.get()
        assert (file.number, file.period, file.proposed) == ("Y107-CF-2026-Y-0001", "permanent", "y30")
        assert file.reason == "属于本地区首例，永久保管。"
        assert file.until is None

    def test_numbers_have_no_gap_in_their_class_and_year(self, bureau):
        from django.db import transaction

        pack = pack_on(bureau.agency, date(2026, 7, 24))

        def take(kind, year, period):
            with transaction.atomic():
                return numbering.take(pack, bureau.agency.pk, kind, year, period).text

        assert take("penalty", 2026, "y30") == "Y107-CF-2026-D30-0001"
        with transaction.atomic():
            numbering.take(pack, bureau.agency.pk, "penalty", 2026, "y30")
            transaction.set_rollback(True)  # what needed the number failed
        assert take("penalty", 2026, "y30") == "Y107-CF-2026-D30-0002"
        assert take("penalty", 2026, "permanent") == "Y107-CF-2026-Y-0001"
        assert take("licence", 2026, "y30") == "Y107-XK-2026-D30-0001"
        assert take("penalty", 2027, "y30") == "Y107-CF-2027-D30-0001"

    def test_what_isnt_bound_isnt_registered(self, begun):
        matter = begun(Matter, "close_case")
        with pytest.raises(Refused, match="还没有归档"):
            registering.register(matter.bureau.users["wen"], matter.case.pk)
        with pytest.raises(Refused, match="档案管理员"):
            registering.register(matter.bureau.users["lu"], matter.case.pk)
        with pytest.raises(NoSuchCase):
            registering.register(matter.bureau.users["outsider"], matter.case.pk)

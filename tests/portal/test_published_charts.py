"""The public pages of the procedures: what the chart shows stands in the text too, and every link leads somewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.utils.html import escape
from django.utils.timezone import now

from mingjing import law
from mingjing.disclosure import place
from mingjing.law import chart

pytestmark = pytest.mark.django_db(transaction=True)
DETAILS = re.compile(r'<details class="mj-step" id="act-(?P<act>[^"]+)">(?P<text>.*?)</details>', re.DOTALL)


@pytest.fixture
def pack(bureau) -> law.Pack:
    return place.here().library.on(law.law_day(now()))


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_list_names_each_procedure_with_its_article_and_number_of_acts(pack, client) -> None:
    page = page_of(client, "/procedures/")
    for procedure in pack.procedures.values():
        assert f'href="/procedures/{procedure.id}/"' in page
        assert escape(procedure.title) in page
        assert (
            f"{escape(procedure.citation)} · {len(procedure.stages)} 个环节 · {len(procedure.acts)} 项执法行为"
            in page
        )


def test_text_version_tells_every_act_clock_and_check_where_it_belongs(pack, client) -> None:
    for procedure in pack.procedures.values():
        page = page_of(client, f"/procedures/{procedure.id}/")
        text = page[page.index('id="text"') :]
        told = {found["act"]: found["text"] for found in DETAILS.finditer(text)}
        assert list(told) == [
            act.id for stage in procedure.stages for act in procedure.acts if act.stage == stage
        ]
        for act in procedure.acts:
            said = told[act.id]
            assert escape(act.title) in said
            assert all(escape(pack.role_title(role)) in said for role in (*act.by, *act.approvals))
            for judged in pack.checks_of(procedure, act):
                assert (
                    f'{escape(judged.check.title)} <span class="t-13 ink-2">{escape(judged.check.citation)}'
                    in said
                )
            for rule in pack.deadlines.values():
                if act.id in {name.partition(".")[0] for name in rule.ends}:
                    assert escape(rule.title) in said
                    assert escape(rule.citation) in said
        for title in procedure.stages.values():
            assert f". {escape(title)}</h3>" in text


def test_every_link_of_the_charts_leads_somewhere(pack, client) -> None:
    for procedure in pack.procedures.values():
        base = f"/procedures/{procedure.id}/"
        links = set()
        for query in ["", *(f"?stage={stage}" for stage in procedure.stages)]:
            links |= set(re.findall(rf'<a href="({re.escape(base)}\?[^"]+)"', page_of(client, base + query)))
        acts = {act.id for act in procedure.acts}
        assert {link.partition("act=")[2].partition("#")[0] for link in links if "act=" in link} == acts
        for link in links:
            address, _, place = link.partition("#")
            assert f'id="{place}"' in page_of(client, address), link


def test_panel_of_an_act_lists_who_papers_clocks_and_checks(pack, client) -> None:
    page = page_of(client, "/procedures/penalty.ordinary/?act=decide")
    panel = page[page.index('id="panel"') : page.index('id="stage"')]
    for said in ("机关负责人", "行政处罚决定书", "90日", "行政处罚法 第60条", "行政处罚法 第57条第2款"):
        assert said in panel


@pytest.mark.parametrize("query", ["?stage=none", "?act=none", "?stage=<script>", "?act=decide&stage=clue"])
def test_odd_questions_do_no_harm(bureau, client, query) -> None:
    assert "<script>" not in page_of(client, f"/procedures/penalty.ordinary/{query}").partition("<main")[2]


@pytest.mark.parametrize("query", ["", "?paper=A3", "?paper=A9"])
def test_picture_is_a_file_of_its_own(bureau, client, query) -> None:
    answer = client.get(f"/procedures/penalty.ordinary/chart.svg{query}")
    root = ElementTree.fromstring(answer.content)
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in answer["Content-Disposition"]
    assert root.get("role") == "img"
    assert not list(root.iter("{http://www.w3.org/2000/svg}a"))
    assert (root.get("width") is not None) == (query == "?paper=A3")


def test_pages_for_print_hold_every_act(pack, client) -> None:
    for name in chart.PAPERS:
        page = page_of(client, f"/procedures/penalty.ordinary/print/?paper={name}")
        assert f'class="mj-chart-sheet is-{name}"' in page
        for act in pack.procedure("penalty.ordinary").acts:
            assert act.title[:4] in page

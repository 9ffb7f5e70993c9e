"""The JSON tab in a real browser: judged while typed, every problem at its line, in step with the canvas."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.app.driving import document, open_tab, settled, visit
from tests.app.running import copy_of


@pytest.fixture
def mine(tab, studio, poster_id):
    """A poster's state, its JSON tab open."""
    state = copy_of(studio, poster_id)
    visit(tab, studio, state["id"])
    open_tab(tab, "JSON")
    tab.wait_for_function("document.querySelector('.posta-json textarea')?.value.includes('palette')")
    return state


def text_of(studio, state) -> dict:
    return json.loads(httpx.get(f"{studio.api}/posters/{state['id']}/document").text)


def test_every_problem_is_listed_while_one_types_and_leads_to_its_line(tab, studio, mine) -> None:
    area = tab.get_by_label("The poster as JSON")
    broken = text_of(studio, mine)
    broken["layers"][1]["opacity"] = 7
    broken["layers"][2]["ledaing"] = 1
    text = json.dumps(broken, indent=1)
    area.fill(text)
    faults = tab.locator(".posta-json .faults button")
    faults.nth(1).wait_for()
    line = next(n for n, row in enumerate(text.splitlines(), 1) if '"opacity": 7' in row)
    assert f"Line {line}," in faults.nth(0).inner_text()
    assert "layers[1].opacity" in faults.nth(0).inner_text()
    assert "did you mean 'leading'" in faults.nth(1).inner_text()
    faults.nth(0).click()
    assert area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)") == "7"
    marked = tab.locator(".posta-json .gutter .wrong")
    assert marked.count() == 2
    shown = marked.first.bounding_box()
    sheet = tab.locator(".posta-json .page").bounding_box()
    assert sheet["y"] <= shown["y"] < sheet["y"] + sheet["height"]
    area.fill(text[: text.index("opacity")])
    tab.locator(".posta-json .faults", has_text="This is not JSON").wait_for()
    assert f"Line {line}," in faults.first.inner_text()


def test_a_wrong_edit_changes_nothing_and_a_right_one_is_on_the_canvas_and_back(tab, studio, mine) -> None:
    area, verdict = tab.get_by_label("The poster as JSON"), tab.locator(".posta-json .verdict")
    text = text_of(studio, mine)
    for wrong in (
        {"palette": {"ink": "#12"}},
        {"layers": [{**text["layers"][-1], "font": {"family": "No Such Face"}}]},
    ):
        area.fill(json.dumps({**text, **wrong}))
        area.press("Control+Enter")
        tab.locator(".posta-json .verdict", has_text="Not applied").wait_for()
        assert document(studio, mine["id"])["revision"] == mine["revision"]
        verdict.evaluate("v => { v.textContent = ''; }")
    text["palette"]["ink"] = "#123456"
    area.fill(json.dumps(text))
    tab.locator(".posta-json .verdict", has_text="Valid").wait_for()
    tab.locator(".posta-json .apply").click()
    tab.wait_for_function("window.posta.desk.poster.palette.ink === '#123456'")
    tab.evaluate("window.posta.desk.change({ palette: { ink: '#654321' }, label: 'Colour ink' })")
    tab.wait_for_function("document.querySelector('.posta-json textarea').value.includes('#654321')")
    area.fill(area.input_value().replace("#654321", "#aaaaaa"))
    tab.evaluate("window.posta.desk.change({ palette: { ink: '#111111' }, label: 'Colour ink' })")
    tab.locator(".posta-json .verdict", has_text="changed on the canvas").wait_for()
    assert "#aaaaaa" in area.input_value()
    area.press("Control+Enter")  # it was made to an older state: refused, nothing lost
    tab.locator(".posta-json .verdict", has_text="Not applied").wait_for()
    assert "#aaaaaa" in area.input_value()
    assert document(studio, mine["id"])["poster"]["palette"]["ink"] == "#111111"


def test_the_layer_selected_on_the_canvas_is_marked_in_its_lines_and_the_cursor_selects_its_layer(tab, mine) -> None:
    tab.evaluate("window.posta.desk.select(['date'])")
    lines = tab.locator(".posta-json .gutter .chosen")
    assert lines.count() > 2
    area = tab.get_by_label("The poster as JSON")
    first = lines.first.evaluate("x => [...x.parentElement.children].indexOf(x)")
    assert '"id": "date"' in "".join(area.input_value().splitlines()[first : first + 3])
    area.evaluate("""a => { a.focus(); a.selectionStart = a.selectionEnd = a.value.indexOf('"id": "title"'); }""")
    area.press("ArrowRight")
    assert tab.evaluate("window.posta.desk.selection") == ["title"]
    open_tab(tab, "Poster")
    settled(tab)

"""The inspector in a real browser: fields, live trials, typefaces with their axes and features, paints and finishes."""

from __future__ import annotations

import httpx
import pytest

from tests.app.driving import document, layer, settled, visit
from tests.app.running import copy_of


@pytest.fixture
def mine(tab, studio, poster_id):
    """A poster's state, open in the tab with its title selected."""
    state = copy_of(studio, poster_id)
    visit(tab, studio, state["id"])
    tab.evaluate("window.posta.desk.select(['title'])")
    tab.locator(".posta-face").wait_for()
    return state


def tried(tab, act):
    """What `act` shows on the canvas without saving it: whether a trial was drawn."""
    tab.evaluate(
        """() => { window.tried = new Promise(done => {
        window.posta.desk.addEventListener('tried', e => e.detail && done(true)); setTimeout(done, 15000, false); }); }"""
    )
    act()
    return tab.evaluate("window.tried")


def test_a_family_is_found_by_mood_tried_on_the_poster_and_taken(tab, studio, mine) -> None:
    tab.locator(".posta-face").click()
    sheet = tab.get_by_role("dialog", name="Families")
    sheet.get_by_label("Search the families").fill("deco")
    names = sheet.locator("small").all_inner_texts()
    assert "Limelight" in names
    assert len(names) < 12
    row = sheet.get_by_role("option").filter(has_text="Limelight")
    assert "Limelight" in row.locator(".face").evaluate("x => getComputedStyle(x).fontFamily")
    assert tried(tab, lambda: row.hover())
    assert document(studio, mine["id"])["revision"] == mine["revision"]
    tab.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    assert document(studio, mine["id"])["revision"] == mine["revision"]
    tab.locator(".posta-face").click()
    sheet.get_by_label("Search the families").fill("limelight")
    tab.keyboard.press("Enter")
    tab.wait_for_function("window.posta.desk.layer('title').font.family === 'Limelight'")
    assert settled(tab)["layout"]["title"]["family"] == "Limelight"


def test_the_axes_of_a_variable_font_move_it_live(tab, studio, mine) -> None:
    tab.evaluate("window.posta.desk.set(['title'], { font: { family: 'Flexible', weight: 400 } }, 'Family')")
    settled(tab)
    told = httpx.get(f"{studio.api}/fonts/Flexible").json()["axes"]
    assert told == [{"tag": "wght", "name": "Weight", "least": 100.0, "default": 400.0, "greatest": 900.0}]
    weight = tab.get_by_role("slider", name="Weight")
    weight.wait_for()
    assert weight.evaluate("w => [w.min, w.max, w.value]") == ["100", "900", "400"]
    assert tried(
        tab, lambda: weight.evaluate("w => { w.value = 800; w.dispatchEvent(new Event('input', { bubbles: true })); }")
    )
    weight.evaluate("w => w.dispatchEvent(new Event('change', { bubbles: true }))")
    tab.wait_for_function("window.posta.desk.layer('title').font.weight === 800")
    moments = httpx.get(f"{studio.api}/posters/{mine['id']}/history").json()["moments"]
    assert [m["label"] for m in moments] == ["Copy", "Family", "Style of title"]


def test_the_features_a_face_has_are_offered_by_name_and_turned_on_and_back(tab, studio, mine) -> None:
    tab.evaluate("window.posta.desk.set(['title'], { font: { family: 'Inter', weight: 400 } }, 'Family')")
    settled(tab)
    tab.locator(".posta-section summary", has_text="Features").click()
    feature = tab.get_by_role("button", name="Single-story a")
    feature.click()
    tab.wait_for_function("window.posta.desk.layer('title').font.features.cv11 === 1")
    settled(tab)
    feature.click()
    tab.wait_for_function("!('cv11' in window.posta.desk.layer('title').font.features)")
    ligatures = httpx.get(f"{studio.api}/fonts/Anton").json()["features"][0]
    assert ligatures == {"tag": "liga", "name": "Ligatures", "on": True}


def test_swatches_tell_their_contrast_and_a_gradient_is_edited_stop_by_stop(tab, studio, mine) -> None:
    tab.wait_for_function("document.querySelector('.posta-contrast')?.textContent.startsWith('Contrast')")
    swatch = tab.locator(".posta-field.paint [data-color=ink]").first
    assert ": 1" in swatch.get_attribute("title")
    tab.evaluate("window.posta.desk.add('shape')")
    settled(tab)
    tab.get_by_label("Fill: kind").select_option("linear")
    tab.wait_for_function("window.posta.desk.layer('shape-1').fill.gradient === 'linear'")
    settled(tab)
    stop = tab.get_by_role("group", name="Fill: colour 2")
    stop.get_by_label("Place in percent").fill("60")
    stop.get_by_label("Place in percent").press("Enter")
    tab.wait_for_function("window.posta.desk.layer('shape-1').fill.stops[1].at === 0.6")
    settled(tab)
    tab.get_by_role("button", name="Add a colour").click()
    tab.wait_for_function("window.posta.desk.layer('shape-1').fill.stops.length === 3")
    settled(tab)
    tab.get_by_role("group", name="Fill: colour 1").get_by_label("Palette colour").select_option("paper")
    tab.wait_for_function("window.posta.desk.layer('shape-1').fill.stops[0].color === 'paper'")
    settled(tab)
    tab.get_by_label("Fill: kind").select_option("cmyk")
    tab.wait_for_function("window.posta.desk.layer('shape-1').fill.cmyk")
    assert layer(settled(tab), "shape-1")["fill"] == {"cmyk": [0, 0, 0, 100]}


def test_a_finish_is_laid_on_a_picture_and_its_strength_set(tab, studio, mine) -> None:
    tab.evaluate("window.posta.desk.select(['background'])")
    tab.get_by_label("Print finish").select_option("halftone")
    tab.wait_for_function("window.posta.desk.layer('background').finish[0]?.kind === 'halftone'")
    settled(tab)
    strength = tab.get_by_role("slider", name="Strength of Halftone")
    strength.evaluate(
        """s => { s.value = 40;
        for (const name of ['input', 'change']) s.dispatchEvent(new Event(name, { bubbles: true })); }"""
    )
    tab.wait_for_function("window.posta.desk.layer('background').finish[0].strength === 0.4")
    assert tab.get_by_label("Print finish").input_value() == "halftone"
    settled(tab)
    tab.get_by_label("Print finish").select_option("none")
    tab.wait_for_function("window.posta.desk.layer('background').finish.length === 0")


def test_the_keyboard_walks_on_through_the_fields_while_changes_are_saved(tab, studio, mine) -> None:
    size = tab.get_by_label("Type size")
    size.fill("61")
    size.press("Tab")
    tab.keyboard.type("0.9")
    tab.keyboard.press("Tab")
    tab.wait_for_function(
        "window.posta.desk.layer('title').size === 61 && window.posta.desk.layer('title').leading === 0.9"
    )
    settled(tab)
    assert tab.evaluate("document.activeElement.ariaLabel") == "Tracking in thousandths of the size"
    tab.keyboard.press("ArrowUp")
    tab.wait_for_function(
        "t => window.posta.desk.layer('title').tracking === t + 1", arg=layer(mine, "title")["tracking"]
    )


def test_a_field_left_by_selecting_another_layer_means_its_own_layer(tab, studio, mine) -> None:
    area = tab.get_by_label("Words", exact=True)
    area.fill("Lights of the Harbour")
    tab.evaluate("window.posta.desk.select(['date'])")
    state = settled(tab)
    assert layer(state, "title")["text"] == "Lights of the Harbour"
    assert layer(state, "date")["text"] == layer(mine, "date")["text"]


def test_several_texts_are_changed_at_once_and_what_differs_is_mixed(tab, studio, mine) -> None:
    tab.evaluate("window.posta.desk.select(['title', 'date', 'place'])")
    size = tab.get_by_label("Type size")
    assert size.get_attribute("placeholder") == "mixed"
    tab.get_by_role("radio", name="Capitals").click()
    state = settled(tab)
    assert {layer(state, name)["case"] for name in ("title", "date", "place")} == {"upper"}
    assert {name: layer(state, name)["size"] for name in ("title", "date")} == {
        name: layer(mine, name)["size"] for name in ("title", "date")
    }
    tab.get_by_role("button", name="Align left (Alt+A)").click()
    state = settled(tab)
    lefts = [state["layout"][name]["ink"][0] for name in ("title", "date", "place")]
    assert max(lefts) - min(lefts) < 0.05


def test_a_draft_is_drawn_and_never_saved(studio, poster_id) -> None:
    state = document(studio, poster_id)
    draft = f"{studio.api}/posters/{poster_id}/draft.jpg"
    answer = httpx.post(draft, json={"set": {"title": {"opacity": 0.2}}}, params={"width": 300})
    assert answer.headers["content-type"] == "image/jpeg"
    assert httpx.post(draft, json={"set": {"title": {"opacity": 3}}}).status_code == 422
    assert document(studio, poster_id)["revision"] == state["revision"]

"""The studio in a real browser: from a brief to a print file, with every way back."""

from __future__ import annotations

import re
import time

import httpx
import pikepdf
import pytest

from tests.app.driving import READY, document, drag, layer, middle_of, open_tab, settled, visit
from tests.app.running import copy_of


def test_a_brief_becomes_four_variants_and_a_reload_in_the_middle_finds_the_work(tab, studio) -> None:
    visit(tab, studio)
    tab.locator("#brief-title textarea, #brief-title input").first.fill("Lantern Walk")
    tab.get_by_label("Date").fill("11 November")
    tab.get_by_role("button", name="Make four posters").click()
    tab.wait_for_function("window.posta.desk.id")
    tab.reload()
    tab.wait_for_function(READY)
    tab.wait_for_function("document.querySelectorAll('#strip .row img').length >= 4")
    tab.wait_for_function("[...document.querySelectorAll('#strip .row img')].every(i => i.complete && i.naturalWidth)")
    state = settled(tab)
    assert state["poster"]["brief"]["title"] == "Lantern Walk"
    assert state["id"] in tab.url
    assert not tab.locator("#board .job").count()


def test_a_dragged_title_lands_where_the_json_says_and_undo_puts_it_back(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    before = layer(mine, "title")["box"]
    x, y, zoom = middle_of(tab, "title")
    tab.keyboard.down("Control")  # no snapping: the pointer alone says where
    drag(tab, (x, y), (30, 42))
    tab.keyboard.up("Control")
    state = settled(tab)
    after = layer(state, "title")["box"]
    assert after[0] - before[0] == pytest.approx(30 / zoom, abs=0.6 / zoom)
    assert after[1] - before[1] == pytest.approx(42 / zoom, abs=0.6 / zoom)
    assert after[2:] == before[2:]
    assert layer(document(studio, mine["id"]), "title")["box"] == after
    history = httpx.get(f"{studio.api}/posters/{mine['id']}/history").json()["moments"]
    assert [m["label"] for m in history] == ["Copy", "Move title"]
    tab.keyboard.press("Control+z")
    assert layer(settled(tab), "title")["box"] == before


def test_a_drag_snaps_to_the_middle_of_the_page(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.evaluate("window.posta.desk.set(['title'], { box: [40, 100, 80, 30], align: 'center' }, 'Place')")
    state = settled(tab)
    x, _, w, _ = state["layout"]["title"]["ink"]
    page_middle = state["poster"]["page"]["width"] / 2
    px, py, zoom = middle_of(tab, "title")
    drag(tab, (px, py), ((page_middle - x - w / 2) * zoom + 4, 0))
    x, _, w, _ = settled(tab)["layout"]["title"]["ink"]
    assert x + w / 2 == pytest.approx(page_middle, abs=0.02)


def test_handles_resize_and_arrows_nudge_and_locked_layers_stay(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.evaluate("window.posta.desk.add('shape')")
    state = settled(tab)
    box = layer(state, "shape-1")["box"]
    corner = tab.evaluate(
        """() => { const { canvas } = window.posta, a = canvas.handles.findOne('.bottom-right').getAbsolutePosition();
        const r = canvas.host.getBoundingClientRect(); return [r.x + a.x, r.y + a.y, canvas.zoom]; }"""
    )
    tab.keyboard.down("Control")
    drag(tab, corner[:2], (40, 30))
    tab.keyboard.up("Control")
    after = layer(settled(tab), "shape-1")["box"]
    assert after[:2] == pytest.approx(box[:2], abs=0.05)
    assert after[2] - box[2] == pytest.approx(40 / corner[2], abs=1 / corner[2])
    tab.locator(".posta-stage").focus()
    tab.keyboard.press("Shift+ArrowRight")
    nudged = layer(settled(tab), "shape-1")["box"]
    assert nudged[0] == pytest.approx(after[0] + 5)
    tab.keyboard.press("Control+Shift+L")
    settled(tab)
    tab.keyboard.press("ArrowLeft")
    x, y, _ = middle_of(tab, "shape-1")
    drag(tab, (x, y), (50, 0))
    assert layer(settled(tab), "shape-1")["box"] == nudged


def test_words_are_edited_in_place(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    x, y, _ = middle_of(tab, "title")
    tab.mouse.dblclick(x, y)
    words = tab.get_by_label("Words of the text")
    words.fill("Łódź & Sons")
    words.press("Control+Enter")
    tab.wait_for_function("window.posta.desk.layer('title').text === 'Łódź & Sons'")
    settled(tab)
    assert layer(document(studio, mine["id"]), "title")["text"] == "Łódź & Sons"


def test_layers_are_hidden_renamed_and_reordered_in_their_panel(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    row = tab.locator(".posta-layers li[data-id=title]")
    row.get_by_role("button", name="Hide").click()
    assert layer(settled(tab), "title")["visible"] is False
    row.locator(".title").dblclick()
    tab.get_by_label("Name of the layer").fill("Headline")
    tab.keyboard.press("Enter")
    assert layer(settled(tab), "title")["name"] == "Headline"
    top = tab.locator(".posta-layers li").first
    moved = top.get_attribute("data-id")
    top.drag_to(tab.locator(".posta-layers li").nth(1), target_position={"x": 40, "y": 26})
    tab.wait_for_function("id => window.posta.desk.layers.at(-1).id !== id", arg=moved)
    assert [x["id"] for x in settled(tab)["poster"]["layers"]][-2] == moved


def test_a_new_background_leaves_every_other_layer_as_it_was_and_is_one_undo(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.evaluate("window.posta.desk.set(['title'], { opacity: 0.9 }, 'Opacity')")
    before = settled(tab)
    open_tab(tab, "Again")
    tab.locator("#again-background").click()
    tab.wait_for_function("r => window.posta.desk.state.revision !== r", arg=before["revision"])
    after = settled(tab)
    # A cut-out of the picture goes with the picture; everything else is as it was.
    old, new = ({x["id"]: x for x in s["poster"]["layers"] if x.get("asset") != "background"} for s in (before, after))
    assert new.pop("background")["asset"] != old.pop("background")["asset"]
    if old.get("subject", {}).get("asset") == "background":
        del old["subject"]  # a cut-out of the old picture goes with it
    assert new == old
    assert after["poster"]["palette"] == before["poster"]["palette"]
    tab.locator("[data-bar=undo]").click()
    assert settled(tab)["poster"] == before["poster"]
    tab.locator("[data-bar=undo]").click()
    assert settled(tab)["poster"] == mine["poster"]
    assert tab.locator("[data-bar=undo]").is_disabled()


def test_an_exported_pdf_holds_the_words(tab, studio, poster_id, tmp_path) -> None:
    visit(tab, studio, poster_id)
    open_tab(tab, "Export")
    with tab.expect_download(timeout=40_000) as coming:
        tab.locator("#export").click()
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    assert path.name == "Harbour-Lights.pdf"
    import pypdfium2

    words = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert "harbour lights" in re.sub(r"\s+", " ", words).casefold()
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1


def test_a_long_job_is_stopped_and_nothing_is_lost(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.locator("#brief-title textarea, #brief-title input").first.fill("Never Finished")
    tab.get_by_role("button", name="Make four posters").click()
    tab.locator("#board .job").get_by_role("button", name="Stop").click()
    tab.locator("#board .job", has_text="Stopped").wait_for()
    assert document(studio, mine["id"])["revision"] == mine["revision"]


def test_two_tabs_on_one_poster_never_overwrite_each_other(context, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    one, other = (visit(context.new_page(), studio, mine["id"]) for _ in range(2))
    settled(other)
    one.evaluate("window.posta.desk.set(['title'], { opacity: 0.5 }, 'Opacity')")
    settled(one)
    other.evaluate("r => { window.posta.desk.state.revision = r; }", mine["revision"])  # as a tab that saw no news
    other.evaluate("window.posta.desk.set(['title'], { opacity: 0.2 }, 'Opacity')")
    other.locator(".posta-message", has_text="changed elsewhere").wait_for()
    state = settled(other)
    assert layer(state, "title")["opacity"] == 0.5
    assert layer(document(studio, mine["id"]), "title")["opacity"] == 0.5
    other.evaluate("window.posta.desk.set(['title'], { opacity: 0.2 }, 'Opacity')")
    assert layer(settled(other), "title")["opacity"] == 0.2
    one.evaluate("window.posta.desk.set(['date'], { opacity: 0.7 }, 'Opacity')")  # another layer: nothing is in its way
    both = settled(one)
    assert (layer(both, "title")["opacity"], layer(both, "date")["opacity"]) == (0.2, 0.7)


def test_two_people_edit_two_posters_at_once(browser, studio, poster_id) -> None:
    mine, yours = copy_of(studio, poster_id), copy_of(studio, poster_id)
    people = [(browser.new_context().new_page(), state) for state in (mine, yours)]
    for page, state in people:
        visit(page, studio, state["id"])
    for opacity, (page, _) in zip((0.3, 0.6), people, strict=True):
        page.evaluate("o => { window.posta.desk.set(['title'], { opacity: o }, 'Opacity'); }", opacity)
    for opacity, (page, state) in zip((0.3, 0.6), people, strict=True):
        assert layer(settled(page), "title")["opacity"] == opacity
        assert layer(document(studio, state["id"]), "title")["opacity"] == opacity
        page.context.close()


def test_the_library_finds_duplicates_and_bins_a_poster_and_brings_it_back(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    open_tab(tab, "Library")
    card = tab.locator(f".posta-shelf article[data-id='{mine['id']}']")
    card.wait_for()
    tab.get_by_label("Search the library").fill("no such words")
    tab.wait_for_function("document.querySelectorAll('.posta-shelf article').length === 0")
    tab.get_by_label("Search the library").fill("harbour")
    card.get_by_role("button", name="Delete").click()
    card.wait_for(state="detached")
    tab.locator(".posta-shelf summary").click()
    binned = len(tab.locator(".posta-shelf li").all())
    tab.locator(".posta-shelf li").first.get_by_role("button", name="Bring back").click()
    tab.wait_for_function("n => document.querySelectorAll('.posta-shelf li').length === n - 1", arg=binned)


def test_the_inspector_changes_a_layer_and_history_goes_back_to_a_named_state(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.evaluate("window.posta.desk.select(['title'])")
    size = tab.locator(".posta-field", has_text="Size").first.locator("input")
    size.fill("55")
    size.press("Enter")
    tab.wait_for_function("window.posta.desk.layer('title').size === 55")
    open_tab(tab, "History")
    tab.get_by_label("Name of the snapshot").fill("Large title")
    tab.get_by_role("button", name="Keep").click()
    tab.locator(".posta-past b", has_text="Large title").wait_for()
    tab.locator(".posta-past li button").last.click()
    tab.wait_for_function("window.posta.desk.layer('title').size !== 55")
    assert settled(tab)["poster"] == mine["poster"]
    tab.locator(".posta-past li button", has_text="Large title").first.click()
    tab.wait_for_function("window.posta.desk.layer('title').size === 55")


def test_a_bad_upload_is_told_in_the_page_and_a_problem_leads_to_its_layer(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.locator(".posta-editor input[type=file]").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    tab.locator(".posta-message", has_text="not a picture").wait_for()
    tab.evaluate("window.posta.desk.set(['date'], { size: 2, fit: 'none' }, 'Size')")
    open_tab(tab, "Export")
    tab.locator(".posta-check button", has_text="date").first.click()
    assert tab.evaluate("window.posta.desk.selection") == ["date"]
    assert document(studio, mine["id"])["poster"]["layers"][-1]["kind"] != "picture"


def test_the_page_fits_the_screen_and_says_nothing_on_the_console(tab, studio, poster_id) -> None:
    said = []
    tab.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda problem: said.append(str(problem)))
    tab.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    visit(tab, studio, poster_id)
    settled(tab)
    sheet = tab.evaluate(
        """() => { const { desk, canvas } = window.posta, r = canvas.host.getBoundingClientRect();
        return { top: r.y + canvas.stage.y(), bottom: r.y + canvas.stage.y() + desk.page.height * canvas.zoom,
          scrolls: document.documentElement.scrollHeight > innerHeight + 1 }; }"""
    )
    assert 0 < sheet["top"] < sheet["bottom"] < 800
    assert not sheet["scrolls"]
    button = tab.get_by_role("button", name="Make four posters").bounding_box()
    assert button["y"] + button["height"] < 800
    time.sleep(0.3)
    assert said == []

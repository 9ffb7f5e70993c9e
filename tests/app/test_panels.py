"""The panels in a real browser: example to brief, choice of engines to picture, poster to print file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.app.driving import document, layer, open_tab, settled, visit
from tests.app.running import Studio, copy_of, make, start
from tests.engines.scripted_server import Reply, scripted
from tests.fonts_for_tests import block_font

WORDS = "A wide empty harbour before dawn, cold blue water, one lamp burning on the pier, mist over distant hills."


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    answer = {"choices": [{"message": {"content": json.dumps({"description": WORDS})}, "finish_reason": "stop"}]}
    with scripted(Reply(json.dumps(answer).encode())) as server:
        yield server


@pytest.fixture(scope="module")
def workshop(tmp_path_factory, described) -> Iterator[Studio]:
    """A whole studio with a tiny picture model, a style and a language model's server."""
    pytest.importorskip("diffusers", reason="diffusers is not installed")
    from tests.engines import tiny_pipelines as tiny

    room = tmp_path_factory.mktemp("workshop")
    shutil.copytree(tiny.folder("flux"), room / "models" / "tiny")
    tiny.lora(room / "styles" / "ink.safetensors", "flux")
    own = {"POSTA_MODELS": "models", "POSTA_STYLES": "styles", "POSTA_CONFIG": "config"}
    folders = {name: str(room / folder) for name, folder in own.items()}
    running = start(room / "library", {**folders, "POSTA_MLLM_URL": described.url})
    yield running
    running.stop()


@pytest.fixture(scope="module")
def drawn_on(workshop) -> str:
    return make(workshop, "Night Sea", format="a6", style="swiss")[0]


def section(page, stage):
    return page.locator(f".posta-again section[data-stage={stage}]")


def test_an_example_fills_the_brief_and_a_file_that_is_no_picture_is_told_at_once(tab, studio) -> None:
    visit(tab, studio)
    tab.locator(".posta-empty .examples button", has_text="Farmers").click()
    tab.wait_for_function("document.querySelector('#brief-theme textarea').value.includes('vegetables')")
    field = tab.locator("#own-files .drop", has_text="Your own picture")
    field.locator("input").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    tab.locator("#own-files .drop.wrong", has_text="x.png is not a picture").wait_for()
    assert tab.evaluate("window.posta.asked().background") == ""


def test_what_is_offered_for_a_file_is_what_applies_to_its_kind(tab, studio, poster_id) -> None:
    visit(tab, studio, poster_id)
    open_tab(tab, "Export")
    form = tab.locator(".posta-print")
    applies = {
        "pdf": {"Printer’s marks", "Bleed (mm)"}, "tif": {"In the press’s four inks (CMYK)", "16 bits a colour"},
        "svg": {"As live text"}, "jpg": {"Quality"}, "psd": {"Pixels per inch"}, "posta": set(),
    }  # fmt: skip
    every = set().union(*applies.values()) - {"Pixels per inch", "Bleed (mm)", "16 bits a colour"}
    for kind, wanted in applies.items():
        tab.locator("#export-kind").select_option(kind)
        shown = form.inner_text()
        assert all(words in shown for words in wanted), kind
        assert not any(words in shown for words in every - wanted), kind
    tab.locator("#export-kind").select_option("pdf")
    form.get_by_role("radio", name="PDF/X-4").click()
    assert "FOGRA39" in form.inner_text()
    form.get_by_role("radio", name="Screen & office").click()
    assert "FOGRA39" not in form.inner_text()


def test_a_press_file_is_written_and_what_was_read_back_leads_to_its_layer(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.evaluate("window.posta.desk.set(['date'], { size: 4, fit: 'none' }, 'Size')")
    settled(tab)
    open_tab(tab, "Export")
    form = tab.locator(".posta-print")
    form.get_by_role("radio", name="PDF/X-4").click()
    form.get_by_label("Pixels per inch").fill("72")
    form.get_by_role("button", name="Crop").click()
    with tab.expect_download(timeout=40_000) as coming:
        tab.locator("#export").click()
    assert coming.value.suggested_filename == "Harbour-Lights.pdf"
    report = form.locator(".report")
    report.get_by_text("PDF/X-4").first.wait_for()
    report.locator("summary", has_text="Read from the file").wait_for()
    report.locator("button", has_text="date").first.click()
    assert tab.evaluate("window.posta.desk.selection") == ["date"]


def test_the_canvas_shows_the_page_as_the_press_prints_it(tab, studio, poster_id) -> None:
    visit(tab, studio, poster_id)
    settled(tab)
    with tab.expect_response(lambda r: "view=gamut" in r.url and "proof=fogra39" in r.url) as proof:
        tab.get_by_label("Show the page").select_option("gamut")
    assert proof.value.ok
    tab.wait_for_function("window.posta.canvas.shown.includes('gamut')")
    tab.get_by_label("Show the page").select_option("screen")
    tab.wait_for_function("window.posta.canvas.shown.includes('screen')")


def test_several_formats_are_made_at_once_and_stand_in_the_strip(tab, studio, poster_id) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    open_tab(tab, "Export")
    formats = tab.locator(".posta-formats")
    formats.get_by_role("button", name="Square").click()  # beside the story that is chosen
    formats.get_by_role("button", name="Make 2 formats").click()
    tab.wait_for_function(
        "id => window.posta.strip.ids.length >= 3 && window.posta.strip.ids.includes(id)", arg=mine["id"]
    )
    tab.wait_for_function("window.posta.jobs.size === 0")
    pages = [document(studio, name)["poster"]["page"] for name in tab.evaluate("window.posta.strip.ids.slice(0, 2)")]
    assert sorted(round(page["width"] / page["height"], 2) for page in pages) == [0.56, 1.0]


def test_a_font_brought_in_the_picker_can_be_chosen(tab, studio, poster_id, tmp_path) -> None:
    mine = copy_of(studio, poster_id)
    visit(tab, studio, mine["id"])
    tab.evaluate("window.posta.desk.select(['title'])")
    tab.locator(".posta-face").first.click()
    picker = tab.locator(".posta-families")
    picker.get_by_label("Add a font of your own").set_input_files(block_font(tmp_path, "Quay Display"))
    picker.locator("li[data-name='Quay Display']").click()
    tab.wait_for_function("window.posta.desk.layer('title').font.family === 'Quay Display'")


def test_a_theme_is_described_further_and_shown_before_it_is_used(tab, workshop, drawn_on) -> None:
    visit(tab, workshop, drawn_on)
    open_tab(tab, "Again")
    tab.locator("#again-theme").fill("harbour")
    tab.locator("#again-describe").click()
    tab.wait_for_function("words => document.querySelector('#again-theme').value === words", arg=WORDS)
    open_tab(tab, "Brief")
    tab.locator("#brief-theme textarea").fill("harbour")
    tab.locator("#brief-describe").click()
    tab.wait_for_function("words => document.querySelector('#brief-theme textarea').value === words", arg=WORDS)


def test_a_picture_is_drawn_by_a_model_that_was_chosen_in_the_page(tab, workshop, drawn_on) -> None:
    draft = json.dumps(json.dumps({"background": {"pixels": 256 * 256, "tries": 1}}))  # what the page keeps, for speed
    tab.add_init_script(f"localStorage.getItem('posta-stages') ?? localStorage.setItem('posta-stages', {draft})")
    visit(tab, workshop, drawn_on)
    before = settled(tab)
    open_tab(tab, "Again")
    ground = section(tab, "background")
    ground.get_by_role("radio", name="AI model").click()
    ground.get_by_label("Model", exact=True).select_option("tiny")
    lacks = ground.get_by_label("Use the processor all the same")
    if lacks.count():
        lacks.check()
    ground.get_by_label("Steps").fill("40")
    ground.get_by_label("Not wanted").fill("people")
    ground.get_by_label("Styles (LoRA)").select_option("ink")
    tab.locator("#again-theme").fill("a calm sea")
    tab.locator("#again-background").click()
    tab.wait_for_function("document.querySelector('#board .job img')?.naturalWidth > 4")
    tab.wait_for_function("r => window.posta.desk.state.revision !== r", arg=before["revision"])
    made = layer(settled(tab), "background")["made_by"]
    assert (made["engine"], made["prompt"], made["settings"]["steps"]) == ("diffusion", "a calm sea", 40)
    assert made["settings"]["styles"][0]["name"] == "ink"
    ground.get_by_role("button", name="Change the whole prompt that was sent").click()
    whole = ground.get_by_label("The whole prompt, used as it is")
    assert "a calm sea" in whole.input_value()
    whole.fill("only a grey wall")
    assert tab.evaluate("window.posta.asked().stages.background.prompt") == "only a grey wall"
    tab.locator("[data-bar=undo]").click()
    assert settled(tab)["poster"] == before["poster"]
    open_tab(tab, "Brief")
    assert "pictures by tiny" in tab.locator(".posta-describe").inner_text()


def test_a_licence_is_read_and_accepted_before_weights_that_restrict_their_use(tab, workshop, drawn_on) -> None:
    visit(tab, workshop, drawn_on)
    open_tab(tab, "Again")
    ground = section(tab, "background")
    ground.get_by_role("radio", name="AI model").click()
    ground.get_by_label("Model", exact=True).select_option("flux1-dev")
    ground.get_by_role("button", name="Read the licence …").click()
    sheet = tab.get_by_role("dialog")
    assert sheet.get_by_role("link").get_attribute("href").startswith("https://")
    assert sheet.get_by_role("button", name="Accept").is_disabled()
    sheet.get_by_role("checkbox").check()
    sheet.get_by_role("button", name="Accept").click()
    ground.get_by_text("GB to download").wait_for()
    rows = {row["name"]: row for row in httpx.get(f"{workshop.api}/models", timeout=60).json()["models"]}
    assert rows["flux1-dev"]["accepted"]


def test_what_an_engine_lacks_is_said_in_the_page_and_the_poster_stays(tab, workshop, drawn_on) -> None:
    visit(tab, workshop, drawn_on)
    before = settled(tab)
    open_tab(tab, "Again")
    design = section(tab, "design")
    design.get_by_role("radio", name="Language model").click()
    design.get_by_label("Model server").fill("http://127.0.0.1:9/v1")
    tab.locator("#again-design").click()
    told = tab.locator("#board .job.failed")
    told.wait_for()
    assert "127.0.0.1:9" in told.inner_text()
    assert settled(tab)["revision"] == before["revision"]


def test_a_poster_someone_handed_over_is_opened_from_its_file(tab, studio, poster_id) -> None:
    handed = httpx.get(f"{studio.api}/posters/{poster_id}/file", timeout=30).content
    visit(tab, studio, poster_id)
    open_tab(tab, "Library")
    file = tab.get_by_label("Open a .posta file")
    file.set_input_files({"name": "wrong.posta", "mimeType": "application/zip", "buffer": b"PK no poster"})
    tab.locator("#board p.error").wait_for()
    file.set_input_files({"name": "theirs.posta", "mimeType": "application/zip", "buffer": handed})
    tab.wait_for_function("id => window.posta.desk.id !== id", arg=poster_id)
    assert settled(tab)["poster"]["brief"]["title"] == "Harbour Lights"

"""A person who has never seen the studio: a poster, other words and size, the date moved, a PDF, with what lies open to view."""

from __future__ import annotations

import pypdfium2

from tests.app.driving import drag, layer, middle_of, open_tab, settled, visit


def test_a_newcomer_makes_changes_and_exports_a_poster(tab, studio, tmp_path) -> None:
    visit(tab, studio)
    tab.locator("#brief-title textarea, #brief-title input").first.fill("Lantern Walk")
    tab.get_by_label("Date").fill("11 November")
    tab.get_by_role("button", name="Make four posters").click()
    tab.wait_for_function("window.posta.desk.id && window.posta.canvas.shown")
    tab.wait_for_function("document.querySelectorAll('#strip .row img').length >= 4", timeout=90_000)
    settled(tab)
    # The words: click, type in the field that is there, see them on the poster before anything is pressed.
    x, y, _ = middle_of(tab, "title")
    tab.mouse.click(x, y)
    assert tab.evaluate("window.posta.desk.selection") == ["title"]
    tab.get_by_label("Words", exact=True).fill("Lantern Parade")
    tab.keyboard.press("Tab")
    tab.wait_for_function("window.posta.desk.layer('title').text === 'Lantern Parade'")
    size = tab.get_by_label("Type size")
    size.fill(str(round(layer(settled(tab), "title")["size"] * 0.8)))
    size.press("Enter")
    before = layer(settled(tab), "date")["box"]
    # The date: press, drag, let go.
    x, y, zoom = middle_of(tab, "date")
    drag(tab, (x, y), (0, -24))
    state = settled(tab)
    assert tab.evaluate("window.posta.desk.selection")[0] == "date"
    assert layer(state, "date")["box"][1] < before[1] - 10 / zoom
    open_tab(tab, "Export")
    with tab.expect_download(timeout=40_000) as coming:
        tab.locator("#export").click()
    coming.value.save_as(tmp_path / "poster.pdf")
    words = pypdfium2.PdfDocument(tmp_path / "poster.pdf")[0].get_textpage().get_text_range()
    assert "parade" in words.casefold()
    assert "november" in words.casefold()

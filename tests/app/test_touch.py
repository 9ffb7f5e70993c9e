"""The studio on a tablet: fingers on the board and in the layers panel, nothing out of reach."""

from __future__ import annotations

import pytest

from tests.app.driving import layer, middle_of, settled, visit
from tests.app.running import copy_of


@pytest.fixture(params=[(1024, 768), (820, 1180)], ids=["wide", "upright"])
def tablet(browser, studio, poster_id, request):
    """(a page on a tablet, its poster's state, a function that sends touches)"""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True)
    context.set_default_timeout(20_000)
    tab, state = context.new_page(), copy_of(studio, poster_id)
    visit(tab, studio, state["id"])
    settled(tab)
    wire = context.new_cdp_session(tab)

    def touch(kind, *points):
        told = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    yield tab, state, touch
    context.close()


def swipe(touch, start, end, steps=6):
    touch("touchStart", start)
    for n in range(1, steps + 1):
        touch("touchMove", tuple(a + (b - a) * n / steps for a, b in zip(start, end, strict=True)))
    touch("touchEnd")


def test_two_fingers_zoom_and_pan_and_one_moves_what_it_touches(tablet) -> None:
    tab, state, touch = tablet
    x, y, zoom = middle_of(tab, "title")
    touch("touchStart", (x - 40, y))
    touch("touchStart", (x - 40, y), (x + 40, y))
    for n in range(1, 6):
        touch("touchMove", (x - 40 - 8 * n, y + 10 * n), (x + 40 + 8 * n, y + 10 * n))
    touch("touchEnd")
    tab.wait_for_function("z => window.posta.canvas.zoom > z * 1.8", arg=zoom)
    px, py, _ = middle_of(tab, "title")
    assert (px, py) == pytest.approx((x, y + 50), abs=3)
    assert layer(settled(tab), "title")["box"] == layer(state, "title")["box"]
    tab.locator("[data-bar=fit]").tap()
    x, y, zoom = middle_of(tab, "title")
    tab.evaluate("window.posta.canvas.guides.snap = false")
    swipe(touch, (x, y), (x + 20, y + 30))
    box = layer(settled(tab), "title")["box"]
    assert box[1] - layer(state, "title")["box"][1] == pytest.approx(30 / zoom, abs=4 / zoom)
    before = tab.evaluate("window.posta.canvas.stage.y()")
    edge = tab.locator(".posta-stage").bounding_box()
    swipe(touch, (edge["x"] + 8, edge["y"] + 200), (edge["x"] + 8, edge["y"] + 260))
    assert tab.evaluate("window.posta.canvas.stage.y()") == pytest.approx(before + 60, abs=2)


def test_layers_are_reordered_by_their_grips_and_several_selected_by_taps(tablet) -> None:
    tab, _, touch = tablet
    rows = tab.locator(".posta-layers li")
    first = rows.first.get_attribute("data-id")
    grip, target = rows.first.locator(".grip").bounding_box(), rows.nth(2).bounding_box()
    start = (grip["x"] + 6, grip["y"] + 10)
    swipe(touch, start, (start[0], target["y"] + target["height"] - 4))
    tab.wait_for_function("id => window.posta.desk.layers.at(-3).id === id", arg=first)
    settled(tab)
    tab.wait_for_timeout(500)  # a browser takes a tap right after a swipe for its end
    tab.locator("[data-bar=several]").tap()
    wanted = [rows.nth(n).get_attribute("data-id") for n in (0, 1)]
    for n in (0, 1):
        rows.nth(n).locator(".title").tap()
    assert tab.evaluate("window.posta.desk.selection") == wanted


def test_nothing_is_out_of_reach(tablet) -> None:
    tab, _, _ = tablet
    tab.evaluate("window.posta.desk.select(['title'])")
    tab.locator(".posta-face").wait_for()
    size = tab.viewport_size
    for what in ("#make", "[data-bar=undo]", "[data-bar=help]", "[data-add=code]", ".posta-face", ".posta-stage"):
        box = tab.locator(what).first.bounding_box()
        assert box, what
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] + 1, what
        assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"] + 1, what
    poster = tab.evaluate("window.posta.desk.page.width * window.posta.canvas.zoom")
    assert poster > 220
    smallest = tab.evaluate(
        "[...document.querySelectorAll('.posta-bar button, .posta-tools button')].filter(b => b.checkVisibility())"
        ".map(b => Math.min(b.offsetWidth, b.offsetHeight))"
    )
    assert min(smallest) >= 32

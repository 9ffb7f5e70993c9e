"""The canvas in a real browser: copies, nudges, snapping, cropping, the clipboard, and what is put back."""

from __future__ import annotations

import httpx
import pytest

from tests.app.driving import document, drag, layer, middle_of, settled, visit
from tests.app.running import copy_of

PAGE = "{ width: 100, height: 200, unit: 'mm', bleed: 3, safe: 8 }"


@pytest.fixture
def mine(tab, studio, poster_id):
    """A poster's state, open in the tab."""
    state = copy_of(studio, poster_id)
    visit(tab, studio, state["id"])
    return state


def labels(studio, state) -> list[str]:
    told = httpx.get(f"{studio.api}/posters/{state['id']}/history").json()
    return [moment["label"] for moment in told["moments"]]


def snapped(tab, box, others="[]"):
    return tab.evaluate(
        f"""async box => {{ const {{ snapMove }} = await import('/canvas/snapping.js');
        const {{ shift, lines }} = snapMove(box, {PAGE}, {others}, 2);
        return [shift.x, shift.y, lines.map(l => [l.axis, l.kind, l.at ?? l.spans])]; }}""",
        box,
    )


def test_a_box_snaps_to_page_margins_bleed_other_boxes_and_equal_gaps(tab, studio, poster_id) -> None:
    visit(tab, studio, poster_id)
    assert snapped(tab, [0.6, 50, 20, 20]) == [-0.6, 0, [["x", "page", 0]]]
    assert snapped(tab, [39, 89.2, 20, 20])[:2] == pytest.approx([1, 0.8])  # the middle of the page, both ways
    assert snapped(tab, [9, 50, 20, 20]) == [-1, 0, [["x", "safe", 8]]]
    assert snapped(tab, [-4, 50, 20, 20]) == [1, 0, [["x", "bleed", -3]]]
    assert snapped(tab, [61, 50, 33, 20], "[[10, 20, 52, 8]]")[2][0] == ["x", "layer", 62]
    row = "[[12, 50, 10, 20], [32, 50, 10, 20]]"  # a gap of 10 between them
    shift, _, [line] = snapped(tab, [52.7, 52.3, 13, 11], row)
    assert shift == pytest.approx(-0.7)
    assert line == ["x", "gap", [[22, 32], [42, 52]]]
    between = snapped(tab, [33.4, 52.3, 13, 11], "[[12, 50, 10, 20], [58, 50, 10, 20]]")
    assert between[0] == pytest.approx(0.1)
    assert between[2][0][1] == "gap"
    assert snapped(tab, [25, 60, 12, 13]) == [0, 0, []]


def test_a_drag_shows_its_snapping_lines_and_asks_the_server_nothing(tab, studio, mine) -> None:
    tab.evaluate("window.posta.desk.set(['title'], { box: [40, 100, 80, 30], fit: 'box' }, 'Place')")
    x, _, w, _ = settled(tab)["layout"]["title"]["ink"]
    tab.evaluate("window.posta.desk.select(['title'])")
    tab.wait_for_function("window.posta.canvas.sheet.parts?.ids.join() === 'title'")
    tab.wait_for_timeout(800)  # the check of the poster that follows a change
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    px, py, zoom = middle_of(tab, "title")
    tab.mouse.move(px, py)
    tab.mouse.down()
    for step in range(1, 11):
        tab.mouse.move(px + ((105 - x - w / 2) * zoom + 3) * step / 10, py + step)
    assert tab.evaluate("window.posta.canvas.moving.lines.getChildren().length") >= 1
    assert tab.evaluate("window.posta.canvas.sheet.lifted")
    assert asked == []
    tab.mouse.up()
    settled(tab)
    assert tab.evaluate("window.posta.canvas.moving.lines.getChildren().length") == 0
    assert tab.evaluate("window.posta.canvas.sheet.lifted") is False


def test_alt_drags_a_copy_shift_keeps_it_straight_and_escape_puts_it_back(tab, studio, mine) -> None:
    before = layer(mine, "title")["box"]
    x, y, zoom = middle_of(tab, "title")
    tab.keyboard.down("Alt")
    tab.keyboard.down("Control")
    drag(tab, (x, y), (0, 60))
    tab.keyboard.up("Control")
    tab.keyboard.up("Alt")
    tab.wait_for_function("window.posta.desk.layer('title-2')")
    state = settled(tab)
    assert layer(state, "title")["box"] == before
    assert layer(state, "title-2")["box"][1] == pytest.approx(before[1] + 60 / zoom, abs=1 / zoom)
    assert state["poster"]["layers"][-1]["id"] == "title-2"
    assert tab.evaluate("window.posta.desk.selection") == ["title-2"]
    tab.keyboard.press("Control+z")
    tab.wait_for_function("!window.posta.desk.layer('title-2')")
    settled(tab)
    tab.keyboard.down("Shift")
    tab.keyboard.down("Control")
    tab.evaluate("window.posta.desk.select(['title'])")
    tab.mouse.move(x, y)
    tab.keyboard.up("Shift")
    tab.mouse.down()
    tab.keyboard.down("Shift")
    tab.mouse.move(x + 5, y + 40)
    tab.mouse.move(x + 9, y + 80)
    tab.mouse.up()
    tab.keyboard.up("Shift")
    tab.keyboard.up("Control")
    after = layer(settled(tab), "title")["box"]
    assert after[0] == pytest.approx(before[0], abs=0.002)
    assert after[1] > before[1]
    x, y, _ = middle_of(tab, "title")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 40, y + 40)
    tab.keyboard.press("Escape")
    tab.mouse.up()
    assert layer(settled(tab), "title")["box"] == after
    assert tab.evaluate(
        "Math.round(window.posta.canvas.proxy('title').x() - window.posta.desk.layer('title').box[2] / 2)"
    ) == round(after[0])
    assert document(studio, mine["id"])["revision"] == tab.evaluate("window.posta.desk.state.revision")


def test_a_burst_of_arrow_keys_moves_by_all_of_them_and_is_one_step(tab, studio, mine) -> None:
    before = layer(mine, "title")["box"]
    tab.evaluate("window.posta.desk.select(['title', 'date'])")
    tab.locator(".posta-stage").focus()
    for _ in range(6):
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Shift+ArrowDown")
    after = layer(settled(tab), "title")["box"]
    assert after[:2] == pytest.approx([before[0] + 3, before[1] + 5], abs=0.002)
    assert labels(studio, mine) == ["Copy", "Nudge"]


def test_layers_words_and_pictures_are_pasted(context, tab, studio, mine) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.evaluate("window.posta.desk.select(['date'])")
    tab.locator(".posta-stage").focus()
    tab.keyboard.press("Control+c")
    tab.keyboard.press("Control+v")
    tab.wait_for_function("window.posta.desk.layer('date-2')")
    state = settled(tab)
    assert layer(state, "date-2")["text"] == layer(state, "date")["text"]
    assert layer(state, "date-2")["box"][0] > layer(state, "date")["box"][0]
    tab.evaluate("navigator.clipboard.writeText('Doors 19:00\\r\\nBar till late')")
    tab.keyboard.press("Control+v")
    tab.wait_for_function("window.posta.desk.layers.at(-1).text === 'Doors 19:00\\nBar till late'")
    tab.keyboard.press("Control+x")
    tab.wait_for_function("!window.posta.desk.layers.some(l => l.text?.startsWith('Doors'))")
    tab.evaluate(
        """async () => { const c = Object.assign(document.createElement('canvas'), { width: 30, height: 20 });
        c.getContext('2d').fillRect(0, 0, 30, 20);
        const blob = await new Promise(done => c.toBlob(done, 'image/png'));
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]); }"""
    )
    tab.keyboard.press("Control+v")
    tab.wait_for_function("window.posta.desk.layers.at(-1).kind === 'picture'")
    assert layer(settled(tab), "picture-1")["asset"]


def test_a_picture_is_moved_in_its_frame(tab, studio, mine) -> None:
    asset = layer(mine, "background")["asset"]
    tab.evaluate(
        "asset => window.posta.desk.add('picture', { asset, box: [30, 60, 120, 60], focus: [0.5, 0.5] })", asset
    )
    settled(tab)
    x, y, _ = middle_of(tab, "picture-1")
    tab.mouse.dblclick(x, y)
    tab.wait_for_function("Boolean(window.posta.canvas.crop)")
    drag(tab, (x, y), (0, 25))
    tab.keyboard.press("Escape")
    assert layer(settled(tab), "picture-1")["focus"] == [0.5, 0.5]
    tab.mouse.dblclick(x, y)
    tab.wait_for_function("Boolean(window.posta.canvas.crop)")
    drag(tab, (x, y), (0, 25))
    tab.keyboard.press("Enter")
    after = layer(settled(tab), "picture-1")
    assert after["focus"][0] == 0.5
    assert after["focus"][1] < 0.49
    assert after["box"] == [30, 60, 120, 60]
    assert labels(studio, mine)[-1].startswith("Move the picture")


def test_pictures_keep_their_proportions_when_resized_and_brackets_change_the_order(tab, studio, mine) -> None:
    asset = layer(mine, "background")["asset"]
    tab.evaluate("asset => window.posta.desk.add('picture', { asset, box: [40, 60, 90, 60] })", asset)
    settled(tab)
    corner = tab.evaluate(
        """() => { const { canvas } = window.posta, a = canvas.handles.findOne('.bottom-right').getAbsolutePosition();
        const r = canvas.host.getBoundingClientRect(); return [r.x + a.x, r.y + a.y]; }"""
    )
    tab.keyboard.down("Control")
    drag(tab, corner, (50, 4))
    tab.keyboard.up("Control")
    box = layer(settled(tab), "picture-1")["box"]
    assert box[2] > 92
    assert box[2] / box[3] == pytest.approx(1.5, rel=0.01)
    tab.keyboard.press("[")
    tab.wait_for_function("window.posta.desk.layers.at(-2).id === 'picture-1'")
    tab.keyboard.press("]")
    tab.wait_for_function("window.posta.desk.layers.at(-1).id === 'picture-1'")


def test_groups_are_moved_as_one_and_a_double_click_lets_go_of_one(tab, studio, mine) -> None:
    tab.evaluate("window.posta.desk.select(['title', 'date'])")
    tab.locator(".posta-stage").focus()
    tab.keyboard.press("Control+g")
    settled(tab)
    tab.evaluate("window.posta.desk.select([])")
    x, y, _ = middle_of(tab, "date")
    tab.mouse.click(x, y)
    assert sorted(tab.evaluate("window.posta.desk.selection")) == ["date", "title"]
    tab.keyboard.press("Control+d")
    state = settled(tab)
    made = [x for x in state["poster"]["layers"] if x["id"] in ("title-2", "date-2")]
    assert len({x["group"] for x in made}) == 1
    assert made[0]["group"] not in ("", layer(state, "title")["group"])
    tab.evaluate("window.posta.desk.select(['title', 'date'])")
    tab.wait_for_timeout(400)  # not a part of the double click
    tab.keyboard.press("Control+z")
    settled(tab)
    tab.evaluate("window.posta.desk.select(['title', 'date'])")
    tab.mouse.dblclick(x, y)
    assert tab.evaluate("window.posta.desk.selection") == ["date"]
    tab.locator(".posta-stage").focus()
    tab.keyboard.press("Shift+G")
    assert layer(settled(tab), "date")["group"] == ""


def test_bleed_margin_and_rulers_are_shown_and_hidden_and_zoom_keeps_the_point_under_the_pointer(
    tab, studio, mine
) -> None:
    lines = "window.posta.canvas.lines.getChildren().map(l => [l.x(), l.y(), l.width(), l.height()])"
    page = mine["poster"]["page"]
    bleed, safe, w, h = page["bleed"], page["safe"], page["width"], page["height"]
    shown = tab.evaluate(lines)
    assert [-bleed, -bleed, w + 2 * bleed, h + 2 * bleed] in shown
    assert [safe, safe, w - 2 * safe, h - 2 * safe] in shown
    tab.locator(".posta-stage").focus()
    tab.keyboard.press("Control+'")
    assert tab.evaluate(lines) == []
    tab.keyboard.press("Control+Shift+R")
    assert not tab.locator(".ruler.across").is_visible()
    tab.keyboard.press("Control+Shift+R")
    ink = """() => { const c = document.querySelector('.ruler.across');
    return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0); }"""
    assert tab.evaluate(ink)
    x, y, zoom = middle_of(tab, "title")
    tab.mouse.move(x, y)
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -300)
    tab.keyboard.up("Control")
    tab.wait_for_function("z => window.posta.canvas.zoom > z * 1.5", arg=zoom)
    assert middle_of(tab, "title")[:2] == pytest.approx([x, y], abs=1.5)
    tab.keyboard.press("Shift+0")
    assert tab.evaluate("window.posta.canvas.zoom") == pytest.approx(96 / 25.4)
    assert tab.locator(".posta-zoom").inner_text() == "100 %"
    tab.keyboard.press("Control+'")

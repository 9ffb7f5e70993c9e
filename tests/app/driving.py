"""What the browser tests do with the page: open it, drag on it, wait for it, and read what the server keeps."""

from __future__ import annotations

import httpx

READY = "window.posta && window.posta.ready"


def visit(page, studio, poster=""):
    page.goto(f"{studio.address}/studio/" + (f"?poster={poster}" if poster else ""))
    page.wait_for_function(READY)
    if poster:
        page.wait_for_function("id => window.posta.desk.id === id && window.posta.canvas.shown", arg=poster)
    return page


def settled(page):
    """Wait until everything is saved and drawn; the state shown."""
    page.evaluate("window.posta.desk.queue")
    page.wait_for_function(
        "window.posta.canvas.shown && window.posta.canvas.shown.includes(window.posta.desk.state.revision)"
    )
    return page.evaluate("window.posta.desk.state")


def middle_of(page, layer):
    """Where a layer's box has its middle on the screen."""
    return page.evaluate(
        """id => { const { desk, canvas } = window.posta, [x, y, w, h] = desk.seen(desk.layer(id));
        const r = canvas.host.getBoundingClientRect();
        const at = { x: r.x + canvas.stage.x(), y: r.y + canvas.stage.y() }, z = canvas.zoom;
        return [at.x + (x + w / 2) * z, at.y + (y + h / 2) * z, z]; }""",
        layer,
    )


def drag(page, start, by):
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(start[0] + by[0] * step / 5, start[1] + by[1] * step / 5)
    page.mouse.up()


def layer(state, name):
    return next(x for x in state["poster"]["layers"] if x["id"] == name)


def open_tab(page, name):
    page.locator("#side-tabs, #main-tabs").get_by_role("tab", name=name, exact=True).click()


def document(studio, poster_id):
    return httpx.get(f"{studio.api}/posters/{poster_id}", timeout=30).json()

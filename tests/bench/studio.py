"""How quick the studio is: milliseconds until the page answers, a change is on screen, a library is open, eight people edit.

python tests/bench/studio.py [--posters 1000]   (a server and a headless Chromium on this machine)
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import TextLayer
from posta.document.poster import Poster
from posta.library.library import Library
from tests.app.conftest import CHROMIUM, FLAGS
from tests.app.driving import middle_of
from tests.app.running import Studio, copy_of, make, start

LAYERS = 12
CHANGES = 40
DRAG_SECONDS = 4
LATE_MS = 34
PEOPLE = 8
WORDS: dict[str, Any] = {
    "title": "Blue Hour Quartet", "subtitle": "An evening of slow swing", "tagline": "Late and low", "date": "13 March 2027",
    "place": "Cellar 9, Gdansk", "details": ["Tickets 45", "Doors 19:00"], "credits": "With the quartet", "link": "blue.example",
    "theme": "smoky jazz cellar at night, brass, deep blue", "format": "a3",
}  # fmt: skip

CHANGE_ON_SCREEN = """async (times) => {
  const { desk } = window.posta, took = [], box = desk.layer('title').box;
  for (let n = 0; n < times; n += 1) {
    const from = performance.now();
    const drawn = new Promise((done) => desk.addEventListener('drawn', done, { once: true }));
    desk.set(['title'], { box: [box[0] + 0.1 * (n + 1), box[1], box[2], box[3]] }, 'Move');
    await drawn;
    await new Promise(requestAnimationFrame);
    took.push(performance.now() - from);
    await new Promise((done) => setTimeout(done, 400));
  }
  return took;
}"""


# The time between two frames while a layer is dragged about: milliseconds.
FRAMES = """async () => {
  window.frames_ms = []; window.measuring = true;
  let before = performance.now();
  const frame = (now) => {
    window.frames_ms.push(now - before);
    before = now;
    if (window.measuring) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


def told(what: str, took_ms: list[float], aim: str) -> None:
    took = sorted(took_ms)
    p95 = took[min(len(took) - 1, int(len(took) * 0.95))]
    print(f"{what:42} p50 {statistics.median(took):6.0f} ms   p95 {p95:6.0f} ms   (aim {aim})", flush=True)


def with_layers(studio: Studio, poster_id: str) -> dict:
    """A copy of the poster with exactly LAYERS layers."""
    state = copy_of(studio, poster_id)
    missing = LAYERS - len(state["poster"]["layers"])
    add = [
        {
            "layer": {
                "kind": "text",
                "id": f"more-{n}",
                "text": f"More {n}",
                "box": [20, 60 + 20 * n, 80, 12],
                "size": 18,
            }
        }
        for n in range(max(0, missing))
    ]
    answer = httpx.patch(
        f"{studio.api}/posters/{state['id']}", json={"add": add}, headers={"If-Match": state["revision"]}, timeout=60
    )
    return answer.raise_for_status().json()


def page_and_changes(studio: Studio, poster_id: str) -> None:
    """Load the page and change the title again and again, in a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        loads = []
        for _ in range(5):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            before = time.perf_counter()
            page.goto(f"{studio.address}/studio/?poster={poster_id}")
            page.wait_for_function("window.posta && window.posta.ready && document.querySelector('#make')")
            loads.append((time.perf_counter() - before) * 1000)
            page.wait_for_function("window.posta.canvas.shown")
            last = page
        told("page interactive", loads, "2000")
        last.wait_for_timeout(1000)
        told(f"change on screen, A3, {LAYERS} layers", last.evaluate(CHANGE_ON_SCREEN, CHANGES), "p95 120")
        drag_frames(last)
        browser.close()


def drag_frames(page: Any) -> None:
    """Drag the title about for some seconds, snapping on, and tell the time between frames; the server is asked nothing."""
    page.evaluate("window.posta.desk.select(['title'])")
    page.wait_for_function("window.posta.canvas.sheet.parts?.ids.join() === 'title'")
    page.wait_for_timeout(1500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    x, y, _ = middle_of(page, "title")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10)
    page.evaluate(FRAMES)
    until, n = time.perf_counter() + DRAG_SECONDS, 0
    while time.perf_counter() < until:
        n += 1
        page.mouse.move(x + 90 * math.sin(n / 17), y + 60 + 60 * math.sin(n / 23))
    frames = page.evaluate("window.measuring = false, window.frames_ms.slice(1)")
    told(f"between frames of a drag, A3, {LAYERS} layers", frames, "p50 16.7")
    late = sum(ms > LATE_MS for ms in frames) / len(frames)
    print(f"{'':42} {len(frames) / (sum(frames) / 1000):.0f} frames a second, {late:.1%} over {LATE_MS} ms, "
          f"{n} pointer moves, {len(asked)} requests")  # fmt: skip
    page.keyboard.press("Escape")
    page.mouse.up()


def many_people(studio: Studio, poster_id: str) -> None:
    """Each edits a poster of their own about once a second, and waits for its preview."""
    states = [with_layers(studio, poster_id) for _ in range(PEOPLE)]
    took: list[float] = []

    def edit(state: dict, late: float) -> None:
        time.sleep(late)
        with httpx.Client(timeout=60) as client:
            for n in range(15):
                box = next(x["box"] for x in state["poster"]["layers"] if x["id"] == "title")
                change = {"set": {"title": {"box": [box[0] + 0.1, *box[1:]]}}, "label": "Move"}
                before = time.perf_counter()
                address = f"{studio.api}/posters/{state['id']}"
                state = (
                    client.patch(address, json=change, params={"preview": 700}, headers={"If-Match": state["revision"]})
                    .raise_for_status()
                    .json()
                )
                client.get(f"{address}/preview.jpg", params={"width": 700}).raise_for_status()
                if n:
                    took.append((time.perf_counter() - before) * 1000)
                time.sleep(1.0)

    people = [threading.Thread(target=edit, args=(state, n / PEOPLE)) for n, state in enumerate(states)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    told(f"change and preview, {PEOPLE} people at once", took, "p95 400")


def big_library(count: int) -> None:
    """Open the library page over `count` posters."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place:
        library = Library(Path(place) / "library")
        blank = Poster.blank(Brief(title="x", format="a6"))
        for n in range(count):
            words = TextLayer(id="title", text=f"Poster {n}", box=(10, 10, 80, 20))
            made = blank.changed(brief=Brief(title=f"Poster {n}", format="a6")).with_layer(words)
            library.add(made, Assets())
        studio = start(Path(place) / "library")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            took = []
            for _ in range(3):
                page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
                page.goto(f"{studio.address}/studio/")
                page.wait_for_function("window.posta && window.posta.ready")
                page.wait_for_timeout(500)
                before = time.perf_counter()
                page.locator("#main-tabs").get_by_role("tab", name="Library", exact=True).click()
                page.wait_for_function(
                    f"document.querySelectorAll('.posta-shelf article').length === {min(count, 1000)}"
                )
                page.wait_for_function("document.querySelector('.posta-shelf article img').naturalWidth > 0")
                took.append((time.perf_counter() - before) * 1000)
            told(f"opening a library of {count:,} posters", took, "1000")
            browser.close()
        studio.stop()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--posters", type=int, default=1000)
    count = asked.parse_args().posters
    with tempfile.TemporaryDirectory() as place:
        studio = start(Path(place) / "library")
        [poster_id] = make(studio, count=1, **WORDS)
        poster_id = with_layers(studio, poster_id)["id"]
        page_and_changes(studio, poster_id)
        many_people(studio, poster_id)
        studio.stop()
    if count:
        big_library(count)


if __name__ == "__main__":
    main()

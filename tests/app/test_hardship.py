"""What goes wrong outside, seen in the page: a full disk, a killed server, and the work that is found again."""

from __future__ import annotations

import os
import signal

import httpx

from tests.app.driving import document, layer, settled, visit
from tests.app.running import make, start
from tests.app.test_api import FULL_DISK


def test_a_full_disk_and_a_killed_server_lose_no_change(tab, tmp_path) -> None:
    flag = tmp_path / "full"
    studio = start(tmp_path / "library", before=FULL_DISK.format(flag=str(flag)))
    name = make(studio, "Survivor", format="a6")[0]
    visit(tab, studio, name)
    flag.touch()
    tab.evaluate("window.posta.desk.set(['title'], { text: 'Written on a full disk' }, 'Edit words'), 0")
    tab.locator(".posta-message", has_text="No space left").wait_for()
    assert "kept here" in tab.locator(".posta-message").inner_text()
    assert tab.locator(".posta-state").inner_text() == "Not saved yet"
    assert layer(document(studio, name), "title")["text"] == "Survivor"
    flag.unlink()
    tab.wait_for_function("window.posta.desk.layer('title').text === 'Written on a full disk'")
    settled(tab)
    assert layer(document(studio, name), "title")["text"] == "Written on a full disk"
    assert tab.locator(".posta-state").inner_text() == "Saved"

    flag.touch()
    tab.evaluate("window.posta.desk.set(['title'], { text: 'Dropped' }, 'Edit words'), 0")
    tab.locator(".posta-message", has_text="No space left").wait_for()
    tab.locator("[data-bar=undo]").click()  # what waits to be saved is dropped first
    tab.wait_for_function("document.querySelector('.posta-state').textContent === 'Not saved'")
    assert layer(settled(tab), "title")["text"] == "Written on a full disk"
    flag.unlink()

    os.kill(studio.process.pid, signal.SIGKILL)
    studio.process.wait(10)
    tab.evaluate("window.posta.desk.set(['title'], { text: 'Written while it was away' }, 'Edit words'), 0")
    tab.locator(".posta-message", has_text="does not answer").wait_for()
    again = start(tmp_path / "library", port=int(studio.address.rsplit(":", 1)[1]))
    tab.wait_for_function("window.posta.desk.layer('title').text === 'Written while it was away'")
    settled(tab)
    tab.reload()
    tab.wait_for_function("window.posta && window.posta.desk.id")
    assert layer(settled(tab), "title")["text"] == "Written while it was away"
    moments = httpx.get(f"{again.api}/posters/{name}/history").json()["moments"]
    assert [m["label"] for m in moments][-2:] == ["Edit words", "Edit words"]
    again.stop()
    assert not list((tmp_path / "library").rglob("*.part"))

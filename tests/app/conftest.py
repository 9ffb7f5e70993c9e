"""A running studio and a real browser, one of each for all tests here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.running import Studio, make, start
from tests.fonts_for_tests import variable_block_font

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="session")
def studio(tmp_path_factory) -> Iterator[Studio]:
    fonts = tmp_path_factory.mktemp("fonts")
    variable_block_font(fonts)
    running = start(tmp_path_factory.mktemp("studio") / "library", {"POSTA_FONTS": str(fonts)})
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if not Path(CHROMIUM).exists():
        missing = f"There is no Chromium at {CHROMIUM}; set CHROMIUM."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def poster_id(studio) -> str:
    """One poster made from a brief through the API."""
    return make(studio, "Harbour Lights", count=1)[0]


@pytest.fixture
def context(browser):
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def tab(context):
    return context.new_page()

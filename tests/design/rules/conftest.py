"""Pictures and requests the design tests share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from posta.design import DesignRequest
from posta.document.page import page_for

Picture = NDArray[np.uint8]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Harbour Lights", "subtitle": "An evening of slow swing", "date": "Saturday, 13 March 2027, 20:00",
        "place": "Cellar 9, Old Town", "details.0": "Doors 19:00", "details.1": "Tickets 14 €",
    },
    "de": {
        "title": "Große Überfahrt", "subtitle": "Öffentliche Führung", "date": "Freitag, 15. Januar 2027, 19.30 Uhr",
        "place": "Kammermusiksaal, Köln", "details.0": "Karten 22 €, ermäßigt 12 €",
    },
    "ja": {
        "title": "春の茶会", "subtitle": "A spring tea gathering",
        "date": "2027年4月10日（土） 13時", "place": "京都・無鄰菴"},
    "ar": {"title": "ليالي العود", "subtitle": "Nights of the Oud", "date": "١٨ – ٢٠ مارس ٢٠٢٧", "place": "قصر الثقافة، تونس"},
    "hi": {"title": "आषाढ़ का एक दिन", "subtitle": "मोहन राकेश का नाटक", "date": "शनिवार, 17 जुलाई 2027", "place": "कमानी सभागार"},
}  # fmt: skip


def scene(kind: str, ratio: float = 0.707, seed: int = 0) -> Picture:
    """A small picture: `dusk` (dark, a bright disc), `mist` (light, calm) or `busy` (strong texture everywhere)."""
    width = 420
    height = round(width / ratio)
    rng = np.random.default_rng(seed)
    y = np.linspace(0, 1, height)[:, None, None]
    x = np.linspace(0, 1, width)[None, :, None]
    if kind == "dusk":
        img = np.array([16, 24, 52]) * (1 - y) + np.array([70, 52, 88]) * y + 0 * x
        disc = (x - 0.6) ** 2 * (width / height) ** 2 + (y - 0.42) ** 2 < 0.012
        img = np.where(disc, np.array([240, 176, 70]), img)
    elif kind == "mist":
        img = np.array([236, 238, 240]) * (1 - y) + np.array([205, 214, 220]) * y + 0 * x
        img = np.where((y > 0.8) & (y < 0.86), np.array([120, 140, 150]), img)
    else:
        cells = rng.integers(0, 255, (height // 14 + 1, width // 14 + 1, 3))
        img = np.kron(cells, np.ones((14, 14, 1)))[:height, :width]
    return np.clip(img + rng.normal(0, 3, (height, width, 1)), 0, 255).astype(np.uint8)


@pytest.fixture
def request_for() -> Callable[..., DesignRequest]:
    """A function that makes a DesignRequest for a language, a format and a kind of picture."""

    def make(language: str = "en", format_name: str = "a3", kind: str = "dusk", **changes: object) -> DesignRequest:
        page = page_for(format_name)
        box = page.bleed_box
        fields: dict[str, object] = {
            "pieces": WORDS[language], "page": page, "picture": scene(kind, box.width / box.height),
            "focus": (0.6, 0.42), "language": language,
            "theme": "harbour at dusk, brass lamps", "background": "sha256:" + "0" * 64,
        }  # fmt: skip
        return DesignRequest(**{**fields, **changes})  # type: ignore[arg-type]

    return make

"""Is there lettering in a picture? Plainly set lines are found, painted pictures are not taken for text."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from posta.background import BackgroundRequest
from posta.background.procedural import Procedural
from posta.engines.reading import likely, read

cv2.setNumThreads(1)
FONTS = Path(__file__).parents[2] / "assets" / "fonts"


def ground(painter: str, seed: int = 0) -> np.ndarray:
    request = BackgroundRequest(theme="", width_px=420, height_px=594, ppi=50, seed=seed, painter=painter)
    return Procedural().paint(request).pixels


@pytest.fixture(scope="module")
def mist() -> np.ndarray:
    return ground("mountains")


def lettered(pixels: np.ndarray, words: str, size: int, font: str, fill: tuple[int, int, int]) -> np.ndarray:
    picture = Image.fromarray(pixels.copy())
    [path, *_] = sorted((FONTS / font).glob("*.ttf"))
    ImageDraw.Draw(picture).text((20, 60), words, font=ImageFont.truetype(str(path), size), fill=fill)
    return np.asarray(picture)


@pytest.mark.parametrize("font", ["inter", "oswald", "montserrat", "work-sans"])
@pytest.mark.parametrize("size", [24, 44])
def test_a_line_of_plain_letters_is_seen(mist: np.ndarray, font: str, size: int) -> None:
    dark = lettered(mist, "Quiet Harbour", size, font, (10, 12, 20))
    assert likely(dark).lettered
    assert likely(255 - dark).lettered


@pytest.mark.parametrize("painter", ["mountains", "orb", "beams", "cosmos"])
def test_painted_pictures_are_not_taken_for_text(painter: str) -> None:
    found = likely(ground(painter, 1))
    assert not found.lettered
    assert found.words == ()


def test_a_row_of_equal_marks_is_not_text() -> None:
    windows = np.full((300, 400, 3), 220, np.uint8)
    for x in range(20, 380, 30):
        windows[100:130, x : x + 16] = 30
    assert not likely(windows).lettered


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 400, 3), (64, 64, 3)])
def test_any_size_of_picture_can_be_looked_at(shape: tuple[int, int, int]) -> None:
    assert likely(np.zeros(shape, np.uint8)).likelihood == 0


def test_an_installed_reader_reads_the_words_and_finds_none_in_a_painting(mist: np.ndarray) -> None:
    pytest.importorskip("rapidocr", reason="the extra posta[ocr]")
    found = read(lettered(mist, "Quiet Harbour", 44, "inter", (10, 12, 20)))
    assert found.by == "rapidocr"
    assert "".join(found.words).replace(" ", "") == "QuietHarbour"
    assert found.lettered
    assert not read(mist).lettered

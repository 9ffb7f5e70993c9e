"""Briefs as strangers bring them: accents, long words, odd sheets, own pictures. Each becomes a poster that can be printed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from posta.document.assets import Assets
from posta.document.brief import brief_from
from posta.document.layers import CodeLayer, TextLayer
from posta.document.pictures import encode_png
from posta.document.poster import Poster
from posta.export import ExportOptions
from posta.output import write
from posta.pipeline import make
from posta.render.check import check

pdfium = pytest.importorskip("pypdfium2")

PPI = 72
SEED = 5

STRANGERS: dict[str, dict[str, Any]] = {
    "stacked accents of Vietnamese and Czech": {
        "title": "Tết Ở Phố Cổ",
        "subtitle": "Hội xuân của người Việt tại Plzeň",
        "date": "Thứ Bảy, 6 tháng 2, 2027",
        "place": "Náměstí Republiky, Plzeň",
        "details": ["Bánh chưng, phở và trà sen", "Žďár ŤÚŇ: příliš žluťoučký kůň"],
        "theme": "peach blossom branch, lanterns, red and gold",
        "language": "vi",
        "format": "a6",
    },
    "guillemets and non-breaking spaces": {
        "title": "«\u00a0Où vas-tu, Margot\u202f?\u00a0»",
        "subtitle": "Comédie en trois actes\u00a0: l’œuvre d’une vie\u202f!",
        "date": "Du 1er au 12 décembre 2027, à 20\u00a0h\u00a030",
        "place": "Théâtre de l’Échiquier, Saint-Étienne",
        "details": ["Tarif\u00a0: 18\u00a0€"],
        "theme": "theatre curtain and a spotlight",
        "language": "fr",
        "format": "a6",
    },
    "one German word as long as the sheet is wide": {
        "title": "Donaudampfschifffahrtsgesellschaft",
        "subtitle": "Sonderausstellung zur Binnenschifffahrtsgeschichte",
        "place": "Schifffahrtsmuseum Regensburg-Stadtamhof",
        "details": ["Rindfleischetikettierungsüberwachungsgesetz"],
        "theme": "a river, blue",
        "language": "de",
        "format": "a6",
    },
    "a hundred letters of title": {
        "title": "An Incomplete and Largely Unreliable History of Everything We Meant to Say Before the Lights Went Out",
        "subtitle": "A monologue",
        "date": "3 – 14 March 2027",
        "theme": "dark room, smoke",
        "format": "a6",
    },
    "a dozen names, a very long place, a lying sheet": {
        "title": "Open Studios",
        "date": "5 & 6 June 2027, 11–18",
        "place": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch",
        "details": [f"Studio {n}: {who}" for n, who in enumerate(["Ada Brandt", "Ivo Černý", "Kit O'Neill"] * 4, 1)],
        "link": "openstudios.example.org",
        "theme": "paint strokes",
        "format": "a5 landscape",
    },
    "an address full of signs, as a code too": {
        "title": "404: Sleep Not Found",
        "date": "12–14 Feb 2027",
        "details": ["#buildfast", "Prizes up to $10,000", "{ pizza: true }"],
        "link": "https://hack.example.org/404?ref=poster&lang=en#apply",
        "qr": True,
        "theme": "stripes",
        "format": "a5",
    },
    "colours that clash and a strip of a sheet": {
        "title": "¡Ugly Colours Club!",
        "tagline": "¿Bring scissors?",
        "date": "20 Nov 2027",
        "palette": ["#ff00ff", "#00ff00", "#ff8800", "#0000ff", "#ffff00"],
        "theme": "torn paper collage",
        "format": "60x200mm",
    },
    "Japanese and Latin in one title": {
        "title": "夜のカフェ JAZZ NIGHT",
        "subtitle": "ピアノ・トリオと珈琲",
        "date": "2027年11月5日（金）19:30開演",
        "theme": "city at night",
        "language": "ja",
        "format": "a6",
    },
}

Made = tuple[Poster, Assets]


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    """Every stranger's poster, made once."""
    return {name: make(brief_from(fields), seed=SEED) for name, fields in STRANGERS.items()}


def bare(words: str) -> str:
    """Words without spaces and case: a line break and a setting in capitals are the designer's, not a change of words."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", words)).casefold()


def printed(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    try:
        # PDFium marks a hyphen at a line's end as U+FFFE.
        return document[0].get_textpage().get_text_range().replace("\ufffe", "-")
    finally:
        document.close()


@pytest.mark.parametrize("name", STRANGERS)
def test_a_strangers_brief_becomes_a_poster_without_errors(made: dict[str, Made], name: str) -> None:
    assert [p for p in check(*made[name]) if p.level == "error"] == []


@pytest.mark.parametrize("name", STRANGERS)
def test_every_piece_of_a_strangers_brief_is_placed_once_and_as_given(made: dict[str, Made], name: str) -> None:
    poster, _ = made[name]
    pieces = poster.brief.pieces()
    texts = [layer for layer in poster.layers if isinstance(layer, TextLayer)]
    assert Counter(p for layer in texts for p in layer.pieces) == Counter(list(pieces))
    for layer in texts:
        assert layer.text.encode() == "\n".join(pieces[p] for p in layer.pieces).encode()


@pytest.mark.parametrize("name", STRANGERS)
def test_every_word_of_a_strangers_brief_is_found_in_the_pdf(made: dict[str, Made], name: str, tmp_path: Path) -> None:
    poster, assets = made[name]
    write(poster, assets, tmp_path / "poster.pdf", ExportOptions(ppi=PPI))
    seen = bare(printed(tmp_path / "poster.pdf"))
    assert [words for words in poster.brief.pieces().values() if bare(words) not in seen] == []


def test_a_strangers_code_says_exactly_the_link(made: dict[str, Made], tmp_path: Path) -> None:
    poster, assets = made["an address full of signs, as a code too"]
    [code] = [layer for layer in poster.layers if isinstance(layer, CodeLayer)]
    write(poster, assets, tmp_path / "poster.png", ExportOptions(ppi=200))
    picture = cv2.imread(str(tmp_path / "poster.png"))
    per = 200 / 25.4
    x, y, wide, high = (round(v * per) for v in (code.rect.x, code.rect.y, code.rect.width, code.rect.height))
    spare = round(2 * per)
    area = picture[max(0, y - spare) : y + high + spare, max(0, x - spare) : x + wide + spare]
    assert cv2.QRCodeDetector().detectAndDecode(cv2.resize(area, None, fx=3, fy=3))[0] == poster.brief.link


def test_a_strangers_picture_that_lies_on_its_side_is_stood_up(tmp_path: Path) -> None:
    from PIL import Image

    shown = np.zeros((240, 160, 3), np.uint8)
    shown[:120] = (90, 150, 235)  # sky above
    shown[120:] = (40, 90, 50)
    stored, turned = Image.fromarray(np.rot90(shown)), Image.Exif()
    turned[274] = 6  # shown turned a quarter clockwise
    stored.save(tmp_path / "photo.jpg", exif=turned, quality=95)
    fields = {"title": "Up, Up", "format": "a6", "background": str(tmp_path / "photo.jpg")}
    poster, assets = make(brief_from(fields), seed=SEED)
    assert poster.background is not None
    assert poster.background.asset is not None
    pixels = assets.pixels(poster.background.asset)
    high, wide = pixels.shape[:2]
    assert high > wide
    assert pixels[high // 10, wide // 2, 2] > 200
    assert pixels[-high // 10, wide // 2, 2] < 90


def test_a_strangers_logo_keeps_its_shape(tmp_path: Path) -> None:
    logo = np.zeros((60, 180, 4), np.uint8)
    logo[10:50, 10:170] = (200, 30, 40, 255)
    (tmp_path / "logo.png").write_bytes(encode_png(logo))
    poster, _ = make(brief_from({"title": "Q", "logo": str(tmp_path / "logo.png"), "format": "a6"}), seed=SEED)
    [placed] = [layer for layer in poster.layers if layer.kind == "picture" and layer.role == "logo"]
    assert placed.rect.width / placed.rect.height == pytest.approx(3, rel=0.02)
    assert poster.page.safe_box.contains(placed.rect, 0.01)


@pytest.mark.parametrize("title", ["გაზაფხული", "புத்தகத் திருவிழா", "Party 🎉"])
def test_a_title_no_font_here_has_is_refused_in_one_sentence(title: str) -> None:
    from posta.errors import BriefError

    with pytest.raises(BriefError) as refused:
        make(brief_from({"title": title, "format": "a6"}), seed=SEED)
    assert str(refused.value).count("\n") == 0
    assert "title" in str(refused.value)
    assert "U+" in str(refused.value)

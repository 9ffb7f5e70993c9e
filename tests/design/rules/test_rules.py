"""The engine as the pipeline meets it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from posta.color import Rgb
from posta.design import ENGINES, DesignRequest
from posta.design.rules import Rules
from posta.document.design import Design
from posta.document.layers import CodeLayer, PictureLayer, TextLayer
from posta.engines import load
from posta.errors import StageError
from posta.geometry import Rect
from tests.design.rules.conftest import WORDS

Make = Callable[..., DesignRequest]


def placed(request: DesignRequest) -> list[tuple[str, str]]:
    """(piece, words) of every text of the first design, in the order of the pieces."""
    design = Rules().arrange(request)[0]
    found = []
    for layer in design.layers:
        if isinstance(layer, TextLayer):
            lines = layer.text.split("\n")
            assert len(lines) == len(layer.pieces)
            found += list(zip(layer.pieces, lines, strict=True))
    return sorted(found)


def test_the_table_finds_the_engine() -> None:
    assert isinstance(load(ENGINES, "design", "rules"), Rules)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_piece_is_placed_once_and_byte_for_byte(language: str, request_for: Make) -> None:
    assert placed(request_for(language)) == sorted(WORDS[language].items())


def test_the_same_request_gives_the_same_designs(request_for: Make) -> None:
    request = request_for(count=3)
    assert Rules().arrange(request) == Rules().arrange(request)


def test_another_seed_may_choose_otherwise(request_for: Make) -> None:
    names = {Rules().arrange(request_for(seed=seed))[0].model_dump_json() for seed in range(5)}
    assert len(names) > 1


def test_four_designs_are_four_art_directions_in_four_faces(request_for: Make) -> None:
    designs = Rules().arrange(request_for(count=4))
    assert len({d.archetype for d in designs}) == 4
    families = {next(x for x in d.layers if x.id == "title").font.family for d in designs}  # type: ignore[union-attr]
    assert len(families) == 4


def test_a_design_beside_others_differs_from_them_in_layout_and_face(request_for: Make) -> None:
    offered: list[Design] = []
    for _ in range(5):
        [design] = Rules().arrange(request_for("en", beside=tuple(offered)))
        offered.append(design)
    titles = [next(x for x in d.layers if isinstance(x, TextLayer) and x.role == "title") for d in offered]
    assert len({d.archetype for d in offered}) == 5
    assert len({t.font.family for t in titles}) >= 4


def test_a_style_asked_for_by_name_gives_way_after_two(request_for: Make) -> None:
    offered: list[Design] = []
    for _ in range(4):
        offered += Rules().arrange(request_for("en", style="editorial", beside=tuple(offered)))
    assert [d.archetype == "editorial" for d in offered] == [True, True, False, False]


def test_a_style_by_name_leads_the_answers(request_for: Make) -> None:
    designs = Rules().arrange(request_for(style="classical", count=4))
    assert [d.archetype for d in designs].count("classical") == 2
    assert designs[0].archetype == "classical"


def test_locked_words_stay_where_they_are(request_for: Make) -> None:
    locked = TextLayer(
        id="date", role="date", text=WORDS["en"]["date"], pieces=("date",), box=(16, 16, 200, 30), locked=True
    )
    for design in Rules().arrange(request_for(locked=(locked,), count=2)):
        texts = [x for x in design.layers if isinstance(x, TextLayer)]
        assert all("date" not in x.pieces and x.id != "date" for x in texts)
        kept = Rect(16, 16, 200, 30)
        for text in texts:
            if text.angle == 0:
                assert kept.inset(3).intersection(text.rect).area < 0.1 * text.rect.area


def test_a_code_and_a_logo_are_placed_once_and_stay_on_the_page(request_for: Make) -> None:
    link = "https://example.org/tickets"
    request = request_for(
        pieces={**WORDS["en"], "link": link}, code=link, logo="sha256:" + "1" * 64, logo_aspect=2.5, count=3
    )
    for design in Rules().arrange(request):
        codes = [x for x in design.layers if isinstance(x, CodeLayer)]
        logos = [x for x in design.layers if isinstance(x, PictureLayer) and x.role == "logo"]
        assert [c.data for c in codes] == [link]
        assert len(logos) == 1
        assert min(codes[0].rect.width, codes[0].rect.height) >= 20
        for box in (codes[0].rect, logos[0].rect):
            assert request.page.safe_box.contains(box, 0.01)


def test_the_persons_palette_is_in_the_design(request_for: Make) -> None:
    given = tuple(Rgb.from_hex(h) for h in ("#d7263d", "#1b3a8a", "#f6f1e4"))
    design = Rules().arrange(request_for(palette=given))[0]
    assert {"#d7263d", "#1b3a8a", "#f6f1e4"} <= set(design.palette.values())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "pieces",
    [
        {"title": "word " * 79 + "last"},
        {"title": "X" * 120},
        {"title": "Market 🍞 Day", "details.0": "🎉"},
        {
            "title": "Everything",
            **{f"details.{i}": f"Stand {i}: fresh things from valley number {i}" for i in range(40)},
        },
        {"title": "?!", "credits": "A FILM BY " + "SOMEONE NOTABLE   " * 30},
        {"title": "One\nTwo"},
        {"details.0": "No title at all"},
        {"title": "Link", "link": "https://example.org/" + "very-long-path/" * 9},
    ],
    ids=["400 letters", "one endless word", "emoji", "40 details", "credits", "line break", "no title", "long link"],
)
def test_hostile_words_still_make_a_design_with_all_of_them(pieces: dict[str, str], request_for: Make) -> None:
    design = Rules().arrange(request_for(pieces=pieces, kind="busy"))[0]
    words = [p for layer in design.layers if isinstance(layer, TextLayer) for p in layer.pieces]
    assert sorted(words) == sorted(pieces)


def test_a_request_without_words_gives_an_empty_design(request_for: Make) -> None:
    assert not [x for x in Rules().arrange(request_for(pieces={}))[0].layers if isinstance(x, TextLayer)]


def test_a_picture_of_the_wrong_shape_is_refused(request_for: Make) -> None:
    with pytest.raises(StageError, match="picture"):
        Rules().arrange(request_for(picture=np.zeros((10, 10), np.uint8)))

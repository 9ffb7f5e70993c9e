"""What an enlargement must keep: the subject and the places words stand on, found on a poster; and the measures taken there."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import MadeBy, PictureLayer, TextLayer
from posta.document.poster import Poster
from posta.errors import StageError
from posta.upscale.kept import kept, words, zones_of
from posta.upscale.zones import largest_calm, zones
from tests.upscale.tiny_networks import picture


def poster(assets: Assets, *texts: TextLayer, **changes: object) -> tuple[Poster, PictureLayer]:
    """A 100 x 200 mm page whose left half shows the middle half of a picture twice as wide as it must be."""
    layer = PictureLayer(
        id="photo", role="background", box=(0, 0, 50, 100), asset=assets.put_pixels(picture(200, 200)), **changes
    )
    page = Poster.blank(Brief(title="x", format="100x200mm"))
    return page.with_layers((layer, *texts)), layer


def text(box: tuple[float, float, float, float], name: str = "title") -> TextLayer:
    return TextLayer(id=name, role="title", box=box, text="Sea")


def test_a_texts_zone_lies_where_the_cropped_picture_shows_it() -> None:
    assets = Assets()
    # Cover shows columns 0.25 to 0.75 of the picture on 50 mm, all rows on 100 mm.
    found = zones(*poster(assets, text((0, 0, 25, 50)), text((60, 0, 20, 20), "aside")), assets)
    assert found["title"] == pytest.approx([0.25, 0.0, 0.25, 0.5], abs=1e-3)
    assert "aside" not in found, "it stands beside the picture"
    wide = zones(*poster(assets, text((-20, 80, 200, 40))), assets)
    assert wide["title"] == pytest.approx([0.25, 0.8, 0.5, 0.2], abs=1e-3), "only what lies on the picture counts"


def test_the_subject_is_the_told_one_or_lies_about_the_focal_point_and_within_what_is_shown() -> None:
    assets = Assets()
    told = MadeBy(stage="background", engine="procedural", settings={"hero": [0.3, 0.4, 0.2, 0.3]})
    assert zones(*poster(assets, made_by=told), assets)["focus"] == [0.3, 0.4, 0.2, 0.3]
    x, y, w, h = zones(*poster(assets, focus=(0.5, 0.95)), assets)["focus"]
    assert (x, w) == pytest.approx((0.35, 0.3))
    assert y + h == pytest.approx(1.0)


def test_without_words_the_largest_calm_part_is_kept() -> None:
    assets = Assets()
    calm = np.zeros((40, 40), np.uint8)
    calm[5:15, 4:36] = 255
    found = zones(*poster(assets, quiet=assets.put_pixels(calm)), assets)
    assert found["quiet"] == pytest.approx([0.1, 0.125, 0.8, 0.25], abs=1e-3)
    assert "quiet" not in zones(*poster(assets, text((0, 0, 25, 50)), quiet=assets.put_pixels(calm)), assets)


def test_the_largest_rectangle_is_the_largest() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        grid = rng.random((7, 9)) < 0.7
        best = max(
            (
                (b - t) * (r - x)
                for t in range(7)
                for b in range(t + 1, 8)
                for x in range(9)
                for r in range(x + 1, 10)
                if grid[t:b, x:r].all()
            ),
            default=0,
        )
        found = largest_calm(grid)
        assert round(found.area * 63) == best if found else best == 0


def test_every_zone_of_a_made_poster_is_one_the_measure_takes() -> None:
    assets = Assets()
    made, layer = poster(assets, text((3, 3, 40, 20)), text((-5, 90, 500, 40), "date"))
    measured = kept(cv2.resize(picture(200, 200), (400, 400)), picture(200, 200), zones_of(zones(made, layer, assets)))
    assert set(measured) == {"whole", "focus", "title", "date"}
    assert words(measured) == []


def test_a_subject_drawn_over_and_a_zone_made_busy_are_told() -> None:
    source = picture(200, 200)
    made = cv2.resize(source, (400, 400), interpolation=cv2.INTER_CUBIC)
    made[200:, 200:] = made[200:, 200:][::-1, ::-1]
    noise = np.random.default_rng(0).integers(0, 90, (160, 160, 3))
    made[:160, :160] = np.clip(made[:160, :160] + noise, 0, 255)
    table = {"focus": [0.5, 0.5, 0.5, 0.5], "title": [0.0, 0.0, 0.4, 0.4], "date": [0.0, 0.6, 0.4, 0.3]}
    measured = kept(made, source, zones_of(table))
    assert not measured["focus"]["faithful"]
    assert not measured["title"]["calm"]
    assert measured["date"]["calm"]
    told = words(measured)
    assert len([t for t in told if t.startswith("focus changed")]) == 1
    assert len([t for t in told if t.startswith("title is no longer calm")]) == 1


@pytest.mark.parametrize(
    "wrong", [{"a": [0, 0, 2, 1]}, {"a": "no"}, {"a": [0.5, 0, 0.6, 1]}, [1], {str(i): 1 for i in range(17)}]
)
def test_zones_that_are_none_are_refused(wrong: object) -> None:
    with pytest.raises(StageError, match="zone"):
        zones_of(wrong)

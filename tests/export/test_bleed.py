"""Pictures that end at the trim run on through the bleed, and nothing inside the trim changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posta.export import ExportOptions, export
from posta.export.bleed import Mirrored, through_bleed
from posta.export.preflight import preflight
from posta.geometry import Affine, Rect
from posta.render.frame import Frame, Look, Picture, PictureItem
from posta.render.raster import rasterize
from tests.export.export_frames import Pixels, frame, photo, whole
from tests.export.export_judges import pdfium_pixels

TRIM = Rect(0, 0, 240, 320)


def at_trim(source: Pixels, **look: object) -> Frame:
    return frame([PictureItem(Look("photo", **look), whole(source, TRIM))], bleed=9, paper="#ffffff")  # type: ignore[arg-type]


def test_a_picture_at_the_trim_is_mirrored_to_the_bleeds_edge() -> None:
    source = photo(240, 320)
    made, notes = through_bleed(at_trim(source))
    shown = rasterize(made, 72, bleed=True).astype(int)
    expected = np.pad(source.data, ((9, 9), (9, 9), (0, 0)), mode="symmetric").astype(int)
    assert np.abs(shown - expected).max() <= 1
    assert "mirrored into the bleed (left, top, right, bottom, 3.2 mm)" in notes[0]


def test_nothing_inside_the_trim_changes() -> None:
    before = at_trim(photo(500, 667))
    after = rasterize(through_bleed(before)[0], 100).astype(int)
    assert np.abs(after - rasterize(before, 100)).max() <= 1  # the resampler's rounding


def test_what_a_picture_was_cropped_of_is_shown_before_anything_is_mirrored() -> None:
    source = photo(300, 400)
    cropped = Picture(source, Rect(30, 40, 240, 320), TRIM)
    made, notes = through_bleed(frame([PictureItem(Look("photo"), cropped)], bleed=9))
    assert notes == ()
    assert made.items[0].picture == Picture(source, Rect(21, 31, 258, 338), Rect(-9, -9, 258, 338))  # type: ignore[union-attr]


def test_only_the_sides_that_end_at_the_trim_grow() -> None:
    half = PictureItem(Look("photo"), whole(photo(120, 80), Rect(0, 240, 120, 80)))
    made, _ = through_bleed(frame([half], bleed=9))
    assert made.items[0].picture.rect == Rect(-9, 240, 129, 89)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "item",
    [
        PictureItem(Look("seal"), whole(photo(60, 60, alpha=True), TRIM)),
        PictureItem(Look("turned", transform=Affine.rotate(3, (120, 160))), whole(photo(60, 80), TRIM)),
        PictureItem(Look("inside"), whole(photo(60, 80), TRIM.inset(20))),
        PictureItem(Look("full"), whole(photo(60, 80), TRIM.inset(-9))),
    ],
)
def test_other_pictures_stay_as_they_are(item: PictureItem) -> None:
    made = frame([item], bleed=9)
    assert through_bleed(made) == (made, ())


def test_mirrored_rows_do_not_depend_on_how_they_are_asked_for() -> None:
    made = Mirrored(photo(20, 15), 50, 40, 7, 33)  # type: ignore[arg-type]
    at_once = made.rows(0, made.height_px)
    assert at_once.shape == (88, 77, 3)
    assert (np.concatenate([made.rows(i, min(88, i + 7)) for i in range(0, 88, 7)]) == at_once).all()


@pytest.mark.parametrize("kind", ["plain", "x-4", "x-1a"])
def test_a_pdf_has_no_paper_in_its_bleed_and_says_so(tmp_path: Path, kind: str) -> None:
    dark = replace(photo(240, 320), data=np.full((320, 240, 3), 60, np.uint8), key="dark")
    report = export(at_trim(dark), tmp_path / "a.pdf", ExportOptions(pdf=kind, ppi=72))  # type: ignore[arg-type]
    assert pdfium_pixels(report.path).max() < 130
    assert any("mirrored" in note for note in report.notes)


def test_a_larger_bleed_than_the_pages_own_is_filled(tmp_path: Path) -> None:
    ground = PictureItem(Look("background"), whole(photo(258, 338), TRIM.inset(-9)))
    made = frame([ground], bleed=9, paper="#ffffff")
    report = export(made, tmp_path / "a.png", ExportOptions(ppi=72, bleed=30))
    from PIL import Image

    shown = np.array(Image.open(report.path)).astype(int)
    expected = np.pad(ground.picture.source.data, ((21, 21), (21, 21), (0, 0)), mode="symmetric").astype(int)  # type: ignore[attr-defined]
    assert shown.shape == expected.shape
    assert np.abs(shown - expected).max() <= 1


def test_preflight_says_which_pictures_are_mirrored_and_which_leave_an_edge() -> None:
    turned = PictureItem(Look("turned"), whole(photo(240, 320, alpha=True), TRIM))
    said = [
        p.message for p in preflight(at_trim(photo(1000, 1334)), ExportOptions(pdf="x-4")) if p.code == "bleed-coverage"
    ]
    assert len(said) == 1
    assert "mirrored into the bleed" in said[0]
    said = [p.message for p in preflight(frame([turned]), ExportOptions(pdf="x-4")) if p.code == "bleed-coverage"]
    assert "white edge" in said[0]

"""PDF/X-1a: nothing see-through is left in the file, and it prints what was painted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf

from posta.export import ExportOptions, export
from posta.export.color import press
from posta.export.conditions import condition
from posta.export.pdf.flatten import Patch, flattened, merged, on_grid
from posta.geometry import Rect, rect_path
from posta.render.frame import Frame, Look, PictureItem, ShadowStyle, ShapeItem
from posta.render.raster import rasterize
from tests.export.export_frames import face, frame, photo, rich, shaped, solid, whole, words
from tests.export.export_judges import operators, plates, told


def written(made: Frame, folder: Path, **options: object) -> Path:
    return export(made, folder / "poster.pdf", ExportOptions(**{"pdf": "x-1a", **options})).path  # type: ignore[arg-type]


def test_no_transparency_is_left_in_the_file(tmp_path: Path) -> None:
    path = written(rich(), tmp_path)
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)
    with pikepdf.open(path) as pdf:
        assert pdf.pdf_version == "1.4"
        assert str(pdf.docinfo.GTS_PDFXVersion) == "PDF/X-1a:2003" == str(pdf.docinfo.GTS_PDFXConformance)
        assert "/Group" not in pdf.pages[0].obj
        assert "/OCProperties" not in pdf.Root
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                continue
            assert "/SMask" not in thing
            assert "/Group" not in thing
            assert float(thing.get("/ca", 1)) == 1 == float(thing.get("/CA", 1))
            assert thing.get("/BM", "/Normal") == "/Normal"
    used = {operator for _, operator in operators(path)}
    assert not used & {"rg", "RG", "g", "G"}


def test_what_is_printed_is_what_was_painted(tmp_path: Path) -> None:
    made = rich()
    path = written(made, tmp_path, quality=None)
    made_inks = press(condition("fogra39")).image(rasterize(made, 72, bleed=True)).astype(float)
    inks = plates(path, tmp_path / "p")
    for number, name in enumerate(("Cyan", "Magenta", "Yellow")):
        height, width = (min(a, b) for a, b in zip(inks[name].shape, made_inks.shape[:2], strict=True))
        off = np.abs(inks[name][:height, :width] - made_inks[:height, :width, number])
        assert np.median(off) < 4


def test_words_stay_words_above_and_below_what_was_flattened(tmp_path: Path) -> None:
    path = written(rich(), tmp_path)
    assert "Saturday, 13 March, 19:00 – office" in told("pdftotext", path, "-")
    assert len(told("pdffonts", path).splitlines()) == 4


def test_a_soft_shadow_is_flattened_without_the_words_that_cast_it() -> None:
    run = shaped("SHADE", face("anton/Anton-Regular.ttf"), 60, 20, 150)
    item = words("t", [run], solid("#ffffff"), shadow=ShadowStyle(2, 2, 3, solid("#000000"), 0.5))
    parts = list(flattened(frame([item]), 150))
    assert [type(p).__name__ for p in parts] == ["Patch", "TextItem"]
    patch, text = parts
    assert isinstance(patch, Patch)
    assert text.look.shadow is None
    assert patch.rect.area < 0.4 * 240 * 320


def test_a_frame_without_anything_see_through_is_not_touched() -> None:
    items = [PictureItem(Look("p"), whole(photo(50, 50), Rect(0, 0, 90, 90)))]
    assert list(flattened(frame(items), 300)) == items


def test_see_through_things_that_meet_are_flattened_once() -> None:
    boxes = [
        ShapeItem(Look(str(x), opacity=0.5), rect_path(Rect(x, 10, 40, 40)), solid("#ff0000")) for x in (10, 40, 150)
    ]
    patches = list(flattened(frame(boxes), 72))
    assert len(patches) == 2
    assert all(isinstance(p, Patch) for p in patches)


def test_joined_rects_never_meet_and_patches_begin_on_whole_pixels() -> None:
    joined = merged([Rect(0, 0, 10, 10), Rect(5, 5, 10, 10), Rect(14, 0, 3, 20), Rect(100, 0, 5, 5)])
    assert joined == [Rect(0, 0, 17, 20), Rect(100, 0, 5, 5)]
    grown = on_grid(Rect(1.1, 2.2, 3, 3), 150)
    assert grown.contains(Rect(1.1, 2.2, 3, 3))
    assert abs(grown.x * 150 / 72 - round(grown.x * 150 / 72)) < 1e-9


def test_the_report_says_how_much_was_flattened(tmp_path: Path) -> None:
    report = export(rich(), tmp_path / "a.pdf", ExportOptions(pdf="x-1a"))
    assert any("became pixels at 300 ppi" in note for note in report.notes)

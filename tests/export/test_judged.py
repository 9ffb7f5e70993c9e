"""Finished posters of every layout, script and kind of paint, judged as print files by other people's tools."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import get_args

import cv2
import numpy as np
import pikepdf
import pytest

from posta.color import Rgb
from posta.design.rules.archetypes import ARCHETYPES
from posta.document.assets import Assets
from posta.document.brief import Brief, load_brief
from posta.document.finish import finish_named
from posta.document.layers import Blend, PictureLayer, ShapeLayer, TextLayer
from posta.document.paint import Cmyk, Gradient, PictureFill, Spot, Stop
from posta.document.poster import Poster
from posta.export import ExportOptions, export
from posta.export.color import press
from posta.export.conditions import condition
from posta.export.inspection import inspect
from posta.export.plates import soft_proof
from posta.export.preflight import preflight_file
from posta.output import native_pictures
from posta.pipeline import Wishes, make
from posta.render.frame import Frame, TextItem
from posta.render.place import place
from tests.export.export_color import delta_e, lab_of
from tests.export.export_judges import colour_spaces, mupdf_pixels, pdfium_pixels, pdfium_text, plates, told, words_of

BRIEFS = sorted((FilePath(__file__).resolve().parents[2] / "data" / "posterart" / "briefs").glob("*.yaml"))
INKS = ("Cyan", "Magenta", "Yellow", "Black")
LIMIT = 300
MOST_APART = 2.0  # mean CIEDE2000 between plates and proof
SHEET = "4x6in"  # trim and bleed are whole pixels at PPI, so that plates and proof lie on the same grid
PPI = 144


@dataclass(frozen=True)
class Exported:
    """A poster as it was placed, and the file made of it."""

    frame: Frame
    path: FilePath
    kind: str


def exported(poster: Poster, assets: Assets, folder: FilePath, kind: str) -> Exported:
    frame = place(poster, assets, native=native_pictures(poster, assets, PPI))
    options = ExportOptions(pdf=kind, ppi=PPI, layers=kind == "x-4")  # type: ignore[arg-type]
    return Exported(frame, export(frame, folder / f"{kind}.pdf", options).path, kind)


def judge(made: Exported, folder: FilePath) -> dict[str, np.ndarray]:
    """What every press file must hold; its plates."""
    path = made.path
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)
    assert {p.code for p in preflight_file(path) if p.code != "low-ppi"} == set()
    assert colour_spaces(path) <= {"DeviceCMYK", "DeviceGray", "Separation", "Pattern"}
    for row in told("pdffonts", path).splitlines()[2:]:
        assert "CID" in row and "yes yes yes" in row, row
    for row in told("pdfimages", "-list", path).splitlines()[2:]:
        assert row.split()[5] in ("cmyk", "gray"), row
    boxes = dict(row.split(":") for row in told("pdfinfo", "-box", path).splitlines() if "Box" in row)
    trim = [float(v) for v in boxes["TrimBox"].split()]
    assert trim[2] - trim[0] == pytest.approx(made.frame.trim.width, abs=0.02)
    assert float(boxes["BleedBox"].split()[0]) == pytest.approx(trim[0] - made.frame.bleed, abs=0.02)
    for drawn in (pdfium_pixels(path, 30), mupdf_pixels(path, 30)):
        assert drawn.std() > 5
    for read in (told("pdftotext", path, "-"), pdfium_text(path)):
        assert_read(read, made.frame)
    made_plates = plates(path, folder, PPI)
    total = sum(made_plates[ink].astype(np.uint16) for ink in INKS) * 100 / 255
    assert total.max() <= LIMIT + 4  # JPEG rings at hard edges
    assert float(np.percentile(total, 99.9)) <= LIMIT
    return made_plates


def assert_read(read: str, frame: Frame) -> None:
    """Every word of the poster is found; of scripts that readers turn around, every letter."""
    plain = "".join(words_of(unicodedata.normalize("NFC", read)))
    letters, folded = Counter(plain), plain.casefold()
    for item in frame.items:
        if not isinstance(item, TextItem):
            continue
        given, shown = (unicodedata.normalize("NFC", text).split() for text in (item.text, item.shown))
        for word, cased in zip(given, shown, strict=True):  # Greek capitals have no accents
            if any(unicodedata.bidirectional(c) in ("R", "AL") for c in word):
                wanted = Counter(c for c in word if unicodedata.category(c) == "Lo")
                assert not wanted - letters, word
            else:
                assert (
                    word.casefold() in folded
                    or cased.casefold() in folded
                    or not Counter(word.casefold()) - Counter(folded)
                ), word


def check(poster: Poster, assets: Assets, folder: FilePath, kind: str) -> Exported:
    """Export a poster and have it judged, its colours on the plates included."""
    made = exported(poster, assets, folder, kind)
    see_through = dict(inspect(made.path).facts)["transparency"] == "live"
    assert kind == "x-4" or not see_through
    assert apart(made, judge(made, folder / kind)) <= MOST_APART
    return made


def apart(made: Exported, made_plates: dict[str, np.ndarray]) -> float:
    """Mean CIEDE2000 between Ghostscript's plates and our soft proof, inside the trim."""
    inks = np.stack([made_plates[ink] for ink in INKS], axis=-1)
    start = round(made.frame.bleed * PPI / 72)
    proof = soft_proof(made.frame, PPI, live=made.kind == "x-4")
    high, wide = proof.shape[:2]
    seen = press(condition("fogra39")).screen(np.ascontiguousarray(inks[start : start + high, start : start + wide]))
    labs = [lab_of(cv2.blur(picture, (3, 3))) for picture in (seen, proof[: seen.shape[0], : seen.shape[1]])]
    return float(delta_e(*labs).mean())


@pytest.mark.parametrize(("number", "archetype"), list(enumerate(ARCHETYPES)))
def test_a_poster_of_every_layout_passes_every_judge(tmp_path: FilePath, number: int, archetype: str) -> None:
    brief = load_brief(BRIEFS[number % len(BRIEFS)]).changed(format=SHEET, style=archetype)
    poster, assets = make(brief, seed=number, wishes=Wishes(style=archetype))
    for kind in ("x-4", "x-1a"):
        check(poster, assets, tmp_path, kind)


@pytest.mark.parametrize(
    ("title", "place_", "language"),
    [
        ("לילות של אור", "בית האופרה, תל אביב", "he"),
        ("ค่ำคืนแห่งเสียงเพลง", "หอประชุมใหญ่", "th"),
        ("한강의 밤", "서울 시민회관", "ko"),
    ],
)
def test_scripts_without_a_sample_brief_pass_every_judge(
    tmp_path: FilePath, title: str, place_: str, language: str
) -> None:
    brief = Brief(title=title, place=place_, language=language, theme="city lights over a river at night", format=SHEET)
    poster, assets = make(brief)
    for kind in ("x-4", "x-1a"):
        check(poster, assets, tmp_path, kind)


@pytest.mark.parametrize("lettering", ["gold foil", "neon tube"])
def test_lettered_titles_pass_every_judge(tmp_path: FilePath, lettering: str) -> None:
    poster, assets = make(load_brief(BRIEFS[0]).changed(format=SHEET), wishes=Wishes(lettering=lettering))
    for kind in ("x-4", "x-1a"):
        check(poster, assets, tmp_path, kind)


@pytest.mark.parametrize("finish", ["film", "duotone", "halftone", "riso"])
def test_print_finishes_pass_every_judge(tmp_path: FilePath, finish: str) -> None:
    poster, assets = make(load_brief(BRIEFS[-1]).changed(format=SHEET))
    assert poster.background is not None
    colors = {name: Rgb.from_hex(str(color)) for name, color in poster.palette.items()}
    poster = poster.with_layer(poster.background.changed(finish=finish_named(finish, colors)))
    check(poster, assets, tmp_path, "x-4")


def painted_in_every_way() -> tuple[Poster, Assets]:
    """A poster with shapes of every fill and blend over its picture."""
    poster, assets = make(load_brief(BRIEFS[0]).changed(format=SHEET))
    red = Cmyk(cmyk=(0, 95, 80, 5))
    fills = [
        "accent", "#33415c", red, Cmyk(cmyk=(90, 80, 70, 90)),
        Gradient(gradient="linear", angle=30, stops=(Stop(at=0, color="ink"), Stop(at=1, color="#d1462f"))),
        Gradient(gradient="radial", stops=(Stop(at=0, color="#ffffff", opacity=0.9), Stop(at=1, color="accent", opacity=0))),
        PictureFill(picture="background"),
    ]  # fmt: skip
    added = [
        ShapeLayer(id=f"fill-{i}", shape="ellipse", box=(0.3 + 0.48 * i, 2.4, 0.4, 0.4), fill=fill)
        for i, fill in enumerate(fills)
    ]
    added += [
        ShapeLayer(id=f"blend-{blend}", shape="rect", box=(0.2 + 0.22 * i, 3, 0.2, 0.5), fill="accent", blend=blend)
        for i, blend in enumerate(get_args(Blend))
    ]
    return poster.with_layers([*poster.layers, *added]), assets


def test_every_kind_of_paint_passes_every_judge(tmp_path: FilePath) -> None:
    poster, assets = painted_in_every_way()
    for kind in ("x-4", "x-1a"):
        check(poster, assets, tmp_path, kind)


def test_a_spot_ink_keeps_its_plate_and_black_type_is_laid_over_it(tmp_path: FilePath) -> None:
    poster, assets = make(load_brief(BRIEFS[0]).changed(format=SHEET))
    gold = Spot(spot="PANTONE 871 C", alternate=Cmyk(cmyk=(20, 35, 70, 20)))
    plate = ShapeLayer(id="plate", shape="rect", box=(0.5, 2.5, 2, 1), fill=gold)
    note = TextLayer(id="note", role="details", text="Over gold", box=(0.7, 2.7, 1.6, 0.6), size=30, fill="#000000")
    made = exported(poster.with_layers([*poster.layers, plate, note]), assets, tmp_path, "x-4")
    made_plates = judge(made, tmp_path / "plates")
    spot = made_plates["PANTONE 871 C"]
    solid = spot == 255
    assert solid.mean() == pytest.approx(2 * 1 / (4.25 * 6.25), rel=0.03)  # not knocked out by the words
    assert (made_plates["Black"][solid] == 255).any()


def test_a_cut_out_subject_over_the_title_stays_live_in_x_4_and_leaves_type_as_type_in_x_1a(tmp_path: FilePath) -> None:
    poster, assets = make(load_brief(BRIEFS[0]).changed(format=SHEET))
    ground = poster.background
    assert ground is not None
    title = next(x for x in poster.layers if isinstance(x, TextLayer) and x.role == "title")
    y, x = np.mgrid[0:300, 0:200]
    mask = np.uint8(np.clip((60 - np.hypot(x - 100, y - 120)) * 20, 0, 255))
    subject = PictureLayer(
        id="subject", box=ground.box, asset="background", mask=assets.put_pixels(mask), role="subject"
    )  # fmt: skip
    others = [layer for layer in poster.layers if not (isinstance(layer, PictureLayer) and layer.role == "subject")]
    at = others.index(title) + 1
    poster = poster.with_layers([*others[:at], subject, *others[at:]])
    for kind in ("x-4", "x-1a"):
        made = check(poster, assets, tmp_path, kind)
        with pikepdf.open(made.path) as pdf:
            masks = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/SMask" in o]
        assert bool(masks) == (kind == "x-4")

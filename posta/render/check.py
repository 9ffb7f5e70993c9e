"""Problems of a poster: Poster in, a list of Problems out, found on the placed and drawn page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb, contrast, luminance
from posta.document.assets import Assets
from posta.document.layers import CodeLayer, PictureLayer, TextLayer
from posta.document.poster import Poster
from posta.geometry import Rect
from posta.render.frame import Frame, PictureItem, ShapeItem, Solid, TextItem
from posta.render.hidden import LIMITS, hidden, letters_of
from posta.render.place import QUIET_MODULES, code_modules, place, set_layer
from posta.render.raster import Canvas, Grid, grid
from posta.typeset.fonts import FontLibrary

Level = Literal["error", "warning"]

CHECKED_WIDTH_PX = 620  # wide enough that a line of small type covers whole pixels, small enough to take milliseconds
A3_DIAGONAL_PT = 1458.0
DISPLAY_SIZE_PT = 24.0  # at A3: what is read from some steps away, where 3:1 is enough (WCAG's "large text", scaled)
SMALLEST_SIZE_PT = 9.0  # at A3
WANTED_CONTRAST = {"display": 3.0, "text": 4.5}
UNREADABLE_CONTRAST = {"display": 2.0, "text": 3.0}
LOW_PPI, UNUSABLE_PPI = 200, 120
SMALLEST_MODULE_MM = 0.4
READ_SLACK = 1.15  # over what a design hides at most: a hand may go a little further
UNREADABLE_HIDDEN = 0.45  # of a text's letters behind the subject


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or may be."""

    level: Level
    """An error spoils the print; a warning is worth a look."""
    code: str
    """What kind: overflow, contrast, outside-page, outside-safe, overlap, missing-glyph, missing-asset, low-ppi, …"""
    layer: str
    """The layer's id; empty for the whole poster."""
    message: str
    """What is wrong, with its measure, and what would help."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check(
    poster: Poster, assets: Assets, fonts: FontLibrary | None = None, *, frame: Frame | None = None
) -> list[Problem]:
    """Everything wrong with a poster, errors first. `frame` saves placing it again where it was placed already."""
    fonts = fonts or FontLibrary.shipped()
    frame = frame or place(poster, assets, fonts)
    found = [*_document(poster, assets), *_settings(poster, fonts), *_drawn(poster, frame)]
    return sorted(found, key=lambda p: p.level != "error")


def _document(poster: Poster, assets: Assets) -> Iterator[Problem]:
    """What shows without drawing: missing files, low resolution, words that differ from the brief."""
    for layer in poster.layers:
        if isinstance(layer, PictureLayer):
            if layer.mask and not assets.has(layer.mask):
                yield Problem(
                    "error",
                    "missing-asset",
                    layer.id,
                    "The picture's mask is missing; add it again or delete the layer.",
                )
            if layer.asset == "background":
                continue
            if layer.asset is None:
                yield Problem(
                    "warning", "empty-picture", layer.id, "The picture is not made yet; run its stage or choose one."
                )
            elif not assets.has(layer.asset):
                yield Problem(
                    "error",
                    "missing-asset",
                    layer.id,
                    f"The picture file {layer.asset[:19]}… is missing; add or re-roll it.",
                )
            else:
                yield from _resolution(poster, layer, assets)
        elif isinstance(layer, TextLayer):
            for ref in (layer.art.asset, layer.art.halo) if layer.art else ():
                if ref and not assets.has(ref):
                    yield Problem(
                        "error", "missing-asset", layer.id, "The lettering's picture is missing; letter it again."
                    )
            if not layer.text.strip():
                yield Problem(
                    "warning", "empty-text", layer.id, "The text is empty; write something or delete the layer."
                )
        elif isinstance(layer, CodeLayer):
            yield from _code(poster, layer)
    yield from _words(poster)


def _resolution(poster: Poster, layer: PictureLayer, assets: Assets) -> Iterator[Problem]:
    if poster.page.unit == "px" or (layer.made_by and layer.made_by.engine == "procedural"):
        return  # a screen has no ppi; painters paint again at any resolution
    assert layer.asset is not None
    height, width = assets.pixels(layer.asset).shape[:2]
    inches_x = poster.page.points(layer.rect.width) / 72
    inches_y = poster.page.points(layer.rect.height) / 72
    per = (width / inches_x, height / inches_y)
    ppi = min(per) if layer.fit == "cover" else max(per)
    if ppi < LOW_PPI:
        level: Level = "error" if ppi < UNUSABLE_PPI and layer.role != "texture" else "warning"
        yield Problem(
            level, "low-ppi", layer.id,
            f"The picture has {ppi:.0f} pixels per inch at this size; {LOW_PPI} or more print well. "
            "Use a larger picture, a smaller box, or enlarge it.",
        )  # fmt: skip


def _code(poster: Poster, layer: CodeLayer) -> Iterator[Problem]:
    if poster.page.unit == "px":
        return
    modules = len(code_modules(layer.data)) + (2 * QUIET_MODULES if layer.ground is not None else 0)
    size_mm = poster.page.points(min(layer.rect.width, layer.rect.height)) * 25.4 / 72 / modules
    if size_mm < SMALLEST_MODULE_MM:
        yield Problem(
            "warning", "small-code", layer.id,
            f"The QR code's squares are {size_mm:.2f} mm wide; phones need {SMALLEST_MODULE_MM} mm. Make it larger.",
        )  # fmt: skip


def _words(poster: Poster) -> Iterator[Problem]:
    pieces = poster.brief.pieces()
    placed: set[str] = set()
    for layer in poster.layers:
        if isinstance(layer, TextLayer) and layer.pieces:
            placed.update(layer.pieces)
            for piece in layer.pieces:
                if piece in pieces and pieces[piece] not in layer.text:
                    yield Problem(
                        "warning",
                        "words-differ",
                        layer.id,
                        f"The words differ from the brief's {piece}: {pieces[piece]!r}.",
                    )
    if placed:
        for piece in pieces:
            if piece not in placed:
                yield Problem("warning", "piece-not-placed", "", f"The brief's {piece} is not on the poster.")


def _settings(poster: Poster, fonts: FontLibrary) -> Iterator[Problem]:
    """What typesetting saw: overflow, missing glyphs, small type."""
    smallest = SMALLEST_SIZE_PT * _diagonal(poster) / A3_DIAGONAL_PT
    for layer in poster.layers:
        if not isinstance(layer, TextLayer) or not layer.visible or not layer.text.strip():
            continue
        setting = set_layer(poster, layer, fonts)
        if setting.overflows:
            yield Problem(
                "error", "overflow", layer.id,
                f"The words do not fit in their box at {setting.size:.0f} pt. "
                "Make the box larger, the type smaller, or set fit to box.",
            )  # fmt: skip
        if setting.missing:
            shown = " ".join(f"{c!r} (U+{ord(c[0]):04X})" for c in setting.missing[:4])
            yield Problem(
                "error",
                "missing-glyph",
                layer.id,
                f"No font here has {shown}. Change the words or add a font that has them.",
            )
        if poster.page.unit != "px" and setting.size < smallest * 0.98:
            yield Problem(
                "warning", "small-type", layer.id,
                f"{setting.size:.1f} pt is small on this sheet; {smallest:.0f} pt can be read.",
            )  # fmt: skip


def _diagonal(poster: Poster) -> float:
    return float(np.hypot(poster.page.points(poster.page.width), poster.page.points(poster.page.height)))


def _drawn(poster: Poster, frame: Frame) -> Iterator[Problem]:
    """What shows on the drawn page: places, overlaps and contrast against the real pixels."""
    ppi = CHECKED_WIDTH_PX / frame.trim.width * 72
    wanted = grid(frame, ppi)
    sheet = Canvas(wanted, 0, wanted.height)
    sheet.fill(frame.paper)
    display = DISPLAY_SIZE_PT * _diagonal(poster) / A3_DIAGONAL_PT
    masks: list[tuple[str, NDArray[np.uint8]]] = []
    for item in frame.items:
        if isinstance(item, TextItem):
            yield from _places(frame, item)
            mask = _mask(item, wanted)
            for other, seen in masks:
                yield from _overlap(item, mask, other, seen)
            masks.append((item.look.layer_id, mask))
            before = sheet.rgb().astype(np.float32) / np.float32(255)
            sheet.draw(item)
            subjects = _subjects_over(frame, item)
            yield from _contrast(item, _seen(mask, subjects, wanted) if subjects else mask, before, sheet, display)
        else:
            if isinstance(item, ShapeItem) and item.role == "code":
                yield from _code_contrast(item, sheet)
            if isinstance(item, PictureItem) and item.role == "logo":
                yield from _logo_contrast(item, sheet, wanted)
            sheet.draw(item)
    for layer_id, mask in masks:
        yield from _covered(frame, layer_id, mask, wanted)


def _places(frame: Frame, item: TextItem) -> Iterator[Problem]:
    ink = item.look.transform.bounds(item.ink) if item.ink.area else None
    if ink is None:
        return
    layer = item.look.layer_id
    slack = 0.5
    if ink.intersection(frame.trim).area == 0:
        yield Problem("error", "outside-page", layer, "The text is wholly outside the page. Move it back.")
    elif not frame.trim.contains(ink, slack):
        yield Problem(
            "error", "outside-page", layer, "The text runs over the edge of the page and would be cut. Move it in."
        )
    elif not frame.trim.inset(frame.safe).contains(ink, slack):
        yield Problem(
            "warning",
            "outside-safe",
            layer,
            "The text is closer to the edge than the safe margin. Move it in if it may not be cut.",
        )


def _mask(item: TextItem, wanted: Grid) -> NDArray[np.uint8]:
    """(H, W) coverage 0..255 of the text's letters alone."""
    alone = Canvas(wanted, 0, wanted.height)
    look = replace(item.look, opacity=1.0, blend="normal", shadow=None)
    alone.draw(replace(item, look=look, fill=Solid(Rgb(1, 1, 1)), face_picture=None, halo=None))
    return alone.coverage()


def _overlap(item: TextItem, mask: NDArray[np.uint8], other: str, seen: NDArray[np.uint8]) -> Iterator[Problem]:
    shared = int(np.count_nonzero((mask > 60) & (seen > 60)))
    smaller = min(int(np.count_nonzero(mask > 60)), int(np.count_nonzero(seen > 60)))
    if smaller and shared > max(3, 0.015 * smaller):
        share = 100 * shared / smaller
        yield Problem(
            "error",
            "overlap",
            item.look.layer_id,
            f"The letters lie over those of {other!r} ({share:.0f} %). Move one of them.",
        )


def _contrast(
    item: TextItem, mask: NDArray[np.uint8], before: NDArray[np.float32], sheet: Canvas, display: float
) -> Iterator[Problem]:
    kind = "display" if item.size >= display else "text"
    if isinstance(item.fill, Solid) and item.face_picture is None and item.look.blend == "normal":
        near = cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 40
        ground = before[near]
        share = item.look.opacity
        ink = np.array(item.fill.rgb, np.float32) * share + ground * (1 - share)
    else:
        core = mask > (250 if kind == "display" else 120)
        if not core.any():
            core = mask > 60
        ground, ink = before[core], (sheet.rgb() / np.float32(255))[core]
    if len(ground) == 0:
        return
    ratio = float(np.percentile(contrast(ink, ground), 5))
    if ratio < WANTED_CONTRAST[kind]:
        level: Level = "error" if ratio < UNREADABLE_CONTRAST[kind] else "warning"
        yield Problem(
            level, "contrast", item.look.layer_id,
            f"Contrast with the picture behind is {ratio:.1f} : 1 where it is weakest; {WANTED_CONTRAST[kind]:g} : 1 reads well. "
            "Change the colour, move the text, or quiet the picture there.",
        )  # fmt: skip


def _code_contrast(item: ShapeItem, sheet: Canvas) -> Iterator[Problem]:
    area = sheet.area(item.look.transform.bounds(item.path.bounds()))
    if area.size == 0 or not isinstance(item.fill, Solid):
        return
    ground = area.reshape(-1, 3) / np.float32(255)
    ratio = float(np.percentile(contrast(np.array(item.fill.rgb), ground), 5))
    darker = float(np.mean(item.fill.rgb)) < float(ground.mean())
    if ratio < 4 or not darker:
        yield Problem(
            "error", "code-contrast", item.look.layer_id,
            f"The QR code may not scan: it must be dark on light with at least 4 : 1 (now {ratio:.1f} : 1).",
        )  # fmt: skip


def _logo_contrast(item: PictureItem, sheet: Canvas, wanted: Grid) -> Iterator[Problem]:
    alone = Canvas(wanted, 0, wanted.height)
    alone.draw(item)
    seen = alone.coverage() > 128
    if not seen.any():
        return
    ground = float(luminance(sheet.rgb()[seen].astype(np.float32) / np.float32(255)).mean())
    logo = float(luminance(alone.rgba()[seen][:, :3].astype(np.float32) / np.float32(255)).mean())
    ratio = (max(ground, logo) + 0.05) / (min(ground, logo) + 0.05)
    if ratio < WANTED_CONTRAST["display"]:
        yield Problem(
            "warning", "logo-contrast", item.look.layer_id,
            f"The logo stands out from its ground by {ratio:.1f} : 1; {WANTED_CONTRAST['display']:g} : 1 reads well. "
            "Move it, use its other version, or put a plate under it.",
        )  # fmt: skip


def _covered(frame: Frame, layer_id: str, mask: NDArray[np.uint8], wanted: Grid) -> Iterator[Problem]:
    """Text that a later picture, shape or code hides."""
    item = next(i for i in frame.items if i.look.layer_id == layer_id and isinstance(i, TextItem))
    later = frame.items[frame.items.index(item) + 1 :]
    blockers = [i for i in later if isinstance(i, PictureItem | ShapeItem) and i.look.opacity > 0.5]
    box = item.look.transform.bounds(item.ink)
    near = [i for i in blockers if _bounds(i).intersection(box).area > 0]
    if not near:
        return
    subjects = _subjects_over(frame, item)
    if len(subjects) == len(near):
        yield from _behind(item, subjects, wanted)
        return
    above = Canvas(wanted, 0, wanted.height)
    for blocker in near:
        above.draw(blocker)
    ink = mask > 120
    hidden = int(np.count_nonzero(above.coverage()[ink] > 160)) / max(1, int(np.count_nonzero(ink)))
    if hidden > 0.35:
        yield Problem(
            "error",
            "covered",
            layer_id,
            f"{hidden:.0%} of the letters are hidden by what lies above. Bring it forward.",
        )


def _behind(item: TextItem, subjects: list[PictureItem], wanted: Grid) -> Iterator[Problem]:
    """Text that stands behind the picture's subject on purpose: every letter must still be read."""
    letters = letters_of(item.runs, item.shown, wanted.scale_x, item.look.transform)
    seen = hidden(letters, _cover(subjects, wanted), 0, 0)
    if seen.within(slack=READ_SLACK):
        return
    if seen.whole > LIMITS.whole * READ_SLACK:
        what = f"{seen.whole:.0%} of the letters are"
    elif seen.most > LIMITS.letter * READ_SLACK:
        what = f"{seen.most:.0%} of a letter is"
    else:
        what = f"{seen.end:.0%} of a word's first or last letter is"
    level: Level = "error" if seen.whole > UNREADABLE_HIDDEN else "warning"
    yield Problem(
        level, "behind-subject", item.look.layer_id,
        f"{what} behind the picture's subject, more than can be read at once. Move or enlarge the text, "
        "or hide the subject's layer.",
    )  # fmt: skip


def _seen(mask: NDArray[np.uint8], subjects: list[PictureItem], wanted: Grid) -> NDArray[np.uint8]:
    """The letters without what the subject stands before, a pixel's breadth beside it included."""
    over = cv2.dilate(_cover(subjects, wanted), np.ones((5, 5), np.uint8)) > 0.08
    return np.where(over, 0, mask).astype(np.uint8)


def _subjects_over(frame: Frame, item: TextItem) -> list[PictureItem]:
    """The cut-out subjects that lie over a text's box."""
    box = item.look.transform.bounds(item.ink)
    later = frame.items[frame.items.index(item) + 1 :]
    return [
        i
        for i in later
        if isinstance(i, PictureItem) and i.role == "subject" and i.look.opacity > 0.5
        if _bounds(i).intersection(box).area > 0
    ]


def _cover(items: list[PictureItem], wanted: Grid) -> NDArray[np.float32]:
    """(H, W) 0..1 how far pictures together cover each pixel."""
    above = Canvas(wanted, 0, wanted.height)
    for item in items:
        above.draw(item)
    return above.coverage().astype(np.float32) / np.float32(255)


def _bounds(item: PictureItem | ShapeItem) -> Rect:
    own = item.picture.rect if isinstance(item, PictureItem) else item.path.bounds()
    return item.look.transform.bounds(own)

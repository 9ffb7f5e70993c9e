"""What a print shop would stumble over: a frame (points) and options, or a written PDF in; Problems out, errors first.

The frame's checks name layers and can be mended before anything is written; the file's checks read back what was written.
Limits: print-shop pages (peakprint.ca, grafkarton.pl, iz.de, kern.gmbh) and ISO 15930 by way of public validators.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path as FilePath

import numpy as np

from posta.export.bleed import is_extendable, named, short_sides
from posta.export.color import Press, press
from posta.export.conditions import condition
from posta.export.embed import LOW_PPI, UNUSABLE_PPI, effective_ppi, pictures_of
from posta.export.inspection import inspect, spot_problems
from posta.export.options import DIGITAL, ExportOptions
from posta.export.outlines import runs_outline
from posta.export.pdf.document import LARGEST_UNITS
from posta.export.pdf.fonts import forbidden
from posta.export.pdf.marks import spot_inks
from posta.export.pdf.variants import PDF_VARIANTS
from posta.geometry import Rect
from posta.render.check import Problem
from posta.render.frame import Frame, Item, Picture, PictureItem, ShapeItem, Solid, TextItem
from posta.units import MM_PER_POINT

LEAST_BLEED = 3 / MM_PER_POINT - 0.2  # points; 3 mm less what rounding to inches takes
NEAR_TRIM = 3 / MM_PER_POINT
HAIRLINE, FINE_LINE = 0.25, 0.5  # points; the least line in one ink, and reversed or in several
SMALL_TYPE, SMALL_REVERSED, SMALL_MIXED = 5.0, 7.0, 9.0  # points
STAND_IN = "fogra39"
DULL = 12.0  # CIE76; from here on a flat colour visibly loses its glow in print


def preflight(frame: Frame, options: ExportOptions | None = None) -> list[Problem]:
    """Everything a print shop would stumble over, seen on the frame. Raises ExportError for an unusable condition."""
    options = options or ExportOptions(pdf="x-4")
    # How many inks a colour takes is counted on offset paper where the printer names no press of his own.
    made = press(condition(STAND_IN if options.condition == DIGITAL else options.condition, options.ink_limit))
    found = [*_page(frame, options), *_pictures(frame), *_edges(frame), *_type(frame, made), *_lines(frame, made)]
    if PDF_VARIANTS[options.pdf].press:
        found += [*_inks(frame, made), *_see_through(frame, options)]
        found += spot_problems({ink.spot for ink in spot_inks(frame)})
    return sorted(found, key=lambda p: p.level != "error")


def preflight_file(path: FilePath | str, limit: float | None = None) -> list[Problem]:
    """Everything a print shop would stumble over, read from a written PDF; `limit` of the inks in percent.

    Raises ExportError if it cannot be opened.
    """
    return sorted(inspect(FilePath(path), limit).problems, key=lambda p: p.level != "error")


def _page(frame: Frame, options: ExportOptions) -> Iterator[Problem]:
    for layer, asset in frame.missing_assets:
        yield Problem("error", "missing-asset", layer, f"The picture {asset[:19]}… is missing and is left out.")
    if options.is_for_print and frame.bleed < LEAST_BLEED:
        bleed = frame.bleed * MM_PER_POINT
        yield Problem("warning", "bleed", "", f"The bleed is {bleed:.1f} mm; print shops ask for 3 mm or 1/8 in.")
    longest = max(frame.bleed_box.width, frame.bleed_box.height)
    if longest > LARGEST_UNITS:
        size = f"{longest * MM_PER_POINT / 1000:.2f} m"
        yield Problem(
            "error" if options.pdf == "x-1a" else "warning", "page-size", "",
            f"The page is {size} long, beyond the 5.08 m a PDF page holds at scale 1; ask the shop for a scale.",
        )  # fmt: skip


def _pictures(frame: Frame) -> Iterator[Problem]:
    for item in frame.items:
        for picture in pictures_of(item):
            ppi = effective_ppi(picture, item.look.transform)
            if ppi < LOW_PPI - 0.5:
                yield Problem(
                    "error" if ppi < UNUSABLE_PPI else "warning", "low-ppi", item.look.layer_id,
                    f"The picture has {ppi:.0f} pixels per inch where it stands; 300 print sharp, {LOW_PPI} are the least. "
                    "Enlarge it with the upscale stage or show it smaller.",
                )  # fmt: skip


def _seen(item: Item) -> Rect:
    own = item.picture.rect if isinstance(item, PictureItem) else item.path.bounds() if isinstance(item, ShapeItem) else (
        runs_outline(item.runs).bounds()
    )  # fmt: skip
    return item.look.transform.bounds(own)


def _edges(frame: Frame) -> Iterator[Problem]:
    """Pictures and shapes that end at the trim instead of running on, and type that stands too near it."""
    trim = frame.trim
    for item in frame.items:
        seen = _seen(item)
        if isinstance(item, TextItem):
            room = min(seen.x - trim.x, seen.y - trim.y, trim.right - seen.right, trim.bottom - seen.bottom)
            if -1 < room < NEAR_TRIM and seen.area > 0:
                yield Problem(
                    "warning", "near-trim", item.look.layer_id,
                    f"The words stand {max(0.0, room) * MM_PER_POINT:.1f} mm from the trim; cutting is off by up to 1 mm. "
                    "Keep 3 mm or more, or let them run far over the edge on purpose.",
                )  # fmt: skip
            continue
        short = short_sides(frame, seen)
        if not any(short):
            continue
        done = (
            "it is mirrored into the bleed; let it run on itself if its edge matters."
            if is_extendable(item)
            else "it may leave a white edge; let it run on through the bleed."
        )
        yield Problem("warning", "bleed-coverage", item.look.layer_id, f"It ends at the trim ({named(short)}): {done}")


def _type(frame: Frame, made: Press) -> Iterator[Problem]:
    for item in frame.items:
        if not isinstance(item, TextItem):
            continue
        layer = item.look.layer_id
        for face in dict.fromkeys(run.face for run in item.runs):
            if reason := forbidden(face):
                yield Problem("warning", "font-embedding", layer, f"{face.family} is printed as outlines: {reason}.")
        lost = sorted({run.text[g.cluster : g.cluster + 1] for run in item.runs for g in run.glyphs if g.gid == 0})
        if lost:
            yield Problem("error", "missing-glyph", layer, f"No font has {' '.join(lost)}; choose a family that does.")
        scale = math.sqrt(
            abs(item.look.transform.a * item.look.transform.d - item.look.transform.b * item.look.transform.c)
        )
        size = min((run.size for run in item.runs), default=item.size) * scale
        inks = made.inks(item.fill) if isinstance(item.fill, Solid) and not item.fill.spot else None
        if size < SMALL_TYPE:
            yield Problem(
                "warning", "small-type", layer, f"Type of {size:.1f} pt may not print; {SMALL_TYPE:g} pt is the least."
            )
        elif inks is not None and sum(inks) < 0.15 and size < SMALL_REVERSED:
            yield Problem(
                "warning",
                "small-type",
                layer,
                f"Light type of {size:.1f} pt may fill in; {SMALL_REVERSED:g} pt is the least.",
            )
        elif inks is not None and sum(v > 0.1 for v in inks) > 2 and size < SMALL_MIXED:
            count = sum(v > 0.1 for v in inks)
            said = f"Type of {size:.1f} pt in {count} inks blurs where plates shift; use black or {SMALL_MIXED:g} pt."
            yield Problem("warning", "small-type", layer, said)


def _lines(frame: Frame, made: Press) -> Iterator[Problem]:
    for item in frame.items:
        if isinstance(item, PictureItem) or item.stroke is None:
            continue
        width = item.stroke.width * math.sqrt(
            abs(item.look.transform.a * item.look.transform.d - item.look.transform.b * item.look.transform.c)
        )
        inks = made.inks(item.stroke.color)
        several = sum(v > 0.1 for v in inks) > 1 or sum(inks) < 0.1
        least = FINE_LINE if several else HAIRLINE
        if width < least:
            how = "in several inks or reversed" if several else "in one ink"
            yield Problem(
                "warning",
                "hairline",
                item.look.layer_id,
                f"A line of {width:.2f} pt {how} may not print; use {least:g} pt.",
            )


def _flat(frame: Frame) -> Iterator[tuple[str, Solid]]:
    yield "", frame.paper
    for item in frame.items:
        if isinstance(item, PictureItem):
            continue
        if isinstance(item.fill, Solid):
            yield item.look.layer_id, item.fill
        elif not isinstance(item.fill, Picture) and item.fill is not None:
            yield from ((item.look.layer_id, stop.color) for stop in item.fill.stops)
        if item.stroke:
            yield item.look.layer_id, item.stroke.color


def _inks(frame: Frame, made: Press) -> Iterator[Problem]:
    """Named inks above the limit, and colours that print much duller than they look."""
    told: set[str] = set()
    for layer, color in _flat(frame):
        if color.cmyk is not None and not color.spot and sum(color.cmyk) > made.limit + 1e-3:
            asked, printed = sum(color.cmyk) * 100, sum(made.inks(color)) * 100
            yield Problem(
                "warning",
                "ink-limit",
                layer,
                f"The colour asks for {asked:.0f} % ink; it is printed with {printed:.0f} %.",
            )
        if color.cmyk is None and color.rgb.hex not in told:
            pixel = np.array([[[round(v * 255) for v in color.rgb]]], np.uint8)
            if (shift := float(made.shift(pixel)[0, 0])) > DULL:
                told.add(color.rgb.hex)
                seen = "#" + "".join(f"{v:02x}" for v in made.proof(pixel)[0, 0])
                yield Problem(
                    "warning", "gamut", layer,
                    f"{color.rgb.hex} cannot be printed; it comes out like {seen} (difference {shift:.0f}). "
                    "Choose it duller yourself, or a spot ink.",
                )  # fmt: skip


def _see_through(frame: Frame, options: ExportOptions) -> Iterator[Problem]:
    if PDF_VARIANTS[options.pdf].transparency:
        return
    from posta.export.seethrough import split

    clear = [item.look.layer_id for n, item in enumerate(frame.items) if split(item, 72, n)[0]]
    if clear:
        yield Problem(
            "warning", "transparency", clear[0],
            f"PDF/X-1a knows no transparency: {', '.join(dict.fromkeys(clear))} and what lies under them become pixels.",
        )  # fmt: skip

"""Backgrounds painted on the CPU: a theme, a seed and a size in pixels in, a picture (or its strips) out.

The theme's words choose a painter, inks and wishes (painters/theme.py, palette.py); the painter composes once in units of the
short side; the steps are played band by band, so more pixels are the same picture with more detail and memory stays flat.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pkgutil import resolve_name
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.background import BackgroundRequest, Painting
from posta.background.painters import PAINTERS, theme
from posta.background.painters.bands import BAND, Press, cut_band, paint_band
from posta.background.painters.inks import Inks
from posta.background.painters.palette import from_given, from_theme
from posta.background.painters.sheet import Composition, Sheet
from posta.background.picture import crop, decode
from posta.background.saliency import QUIET_ACROSS, focal_point, quiet_map, saliency
from posta.color import Rgb
from posta.engines import Progress, silent
from posta.errors import EngineError

LONGEST_SIDE_PX = 65_000
LARGEST_RATIO = 12.0
WORKERS = 2


class Procedural:
    """The painters as a background engine. Settings kept: painter, palette (hex), night, wishes, words, light."""

    resolution_independent = True

    def paint(self, request: BackgroundRequest, progress: Progress = silent) -> Painting:
        """Paint the whole picture. Raises EngineError for an unknown painter, strange settings or an impossible size."""
        progress(0.0, "composing")
        sheet, composition, painter = compose(request)
        press = press_for(request)
        pixels = np.empty((request.height_px, request.width_px, 3), np.uint8)
        done = 0
        for band in bands(sheet, press):
            pixels[done : done + len(band)] = band
            done += len(band)
            progress(0.1 + 0.88 * done / request.height_px, f"painting {painter}")
        settings = {
            "painter": painter,
            "palette": [ink.hex for ink in sheet.inks.listed()],
            "night": sheet.inks.night,
            "wishes": dict(sheet.wishes),
            "words": words_of(request),
            "light": [round(float(v), 4) for v in composition.light],
        }
        if composition.hero:
            settings["hero"] = [round(float(v), 4) for v in composition.hero]
        quiet = _quiet(pixels, composition)
        progress(1.0, "painted")
        subject = np.concatenate(list(cut_bands(sheet, press))) if sheet.cuts else None
        return Painting(pixels, composition.focus, quiet, settings, painter, sheet.inks.listed(), subject)

    def strips(self, request: BackgroundRequest, rows: int) -> Iterator[NDArray[np.uint8]]:
        """The same bytes as `paint`, `rows` rows at a time; memory does not grow with the height."""
        if rows < 1:
            raise EngineError(f"A strip of {rows} rows cannot be painted.", hint="Ask for one row or more.")
        sheet, _, _ = compose(request)
        yield from _in_strips(bands(sheet, press_for(request)), rows)

    def subject_strips(self, request: BackgroundRequest, rows: int) -> Iterator[NDArray[np.uint8]]:
        """What the subject covers in the same strips, (rows, width_px), 255 where it is opaque."""
        sheet, _, _ = compose(request)
        yield from _in_strips(cut_bands(sheet, press_for(request)), rows)


def _in_strips(coming: Iterator[NDArray[np.uint8]], rows: int) -> Iterator[NDArray[np.uint8]]:
    """Bands joined and cut again into strips of `rows` rows."""
    waiting: list[NDArray[np.uint8]] = []
    held = 0
    for band in coming:
        waiting.append(band)
        held += len(band)
        while held >= rows:
            joined = np.concatenate(waiting) if len(waiting) > 1 else waiting[0]
            yield joined[:rows]
            waiting, held = [joined[rows:]], held - rows
    if held:
        yield np.concatenate(waiting)


def compose(request: BackgroundRequest) -> tuple[Sheet, Composition, str]:
    """The recorded picture, what the painter says of it, and the painter's name; no pixel is painted yet."""
    wide, high = request.width_px, request.height_px
    if (
        not (0 < wide <= LONGEST_SIDE_PX and 0 < high <= LONGEST_SIDE_PX)
        or max(wide / high, high / wide) > LARGEST_RATIO
    ):
        raise EngineError(
            f"A background of {wide} x {high} pixels cannot be painted.",
            hint=f"Each side may be 1 to {LONGEST_SIDE_PX} pixels and one at most {LARGEST_RATIO:g} times the other.",
        )
    if not (0 < request.ppi < 100_000):
        raise EngineError(f"{request.ppi} pixels per inch is not a resolution.", hint="300 is usual in print.")
    kept = request.settings
    name = theme.choose(request.theme, request.seed, request.painter or _kept(kept, "painter", str, ""))
    reading = theme.read(request.theme + " " + request.style)
    ground = {"ground": "named"} if any(word.ground for word in reading.colors) else {}
    given = {"inks": "given"} if request.palette else {}
    said = theme.told(request.theme)
    wishes = {
        **reading.wishes,
        **ground,
        **given,
        "motifs": theme.things(request.theme),
        **said,
        **_kept(kept, "wishes", dict, {}),
    }
    short = min(wide, high)
    sheet = Sheet(
        wide / short,
        high / short,
        _mixed(request.seed, name, words_of(request)),
        _exact(_inks(request, name, reading)),
        wishes,
    )
    if request.picture:
        sheet.picture = _shown(request.picture, sheet)
    composition: Composition = resolve_name(PAINTERS[name].paint)(sheet)
    return sheet, composition, name


def _shown(data: bytes, sheet: Sheet) -> NDArray[np.float32]:
    """A person's picture on the sheet's coarse grid, cropped about its focal point. Raises AssetError."""
    whole = decode(data)
    high, wide = sheet.shape
    pixels, _ = crop(whole, focal_point(saliency(whole)), (wide, high))
    return pixels.astype(np.float32) / np.float32(255)


def _exact(inks: Inks) -> Inks:
    """Inks rounded to what #rrggbb can say, so that kept settings paint the same bytes again."""
    dark, mid, light, accent, second, *extra = (Rgb.from_hex(ink.hex) for ink in inks.listed())
    return Inks(dark, mid, light, accent, second, inks.night, tuple(extra))


def words_of(request: BackgroundRequest) -> int:
    """A number that stands for the theme's words, kept with the settings: other words, another draw of the same seed."""
    return _kept(request.settings, "words", int, zlib.crc32(theme.plain(request.theme).encode()))


def _mixed(seed: int, name: str, words: int) -> int:
    """A seed of its own for each painter and theme, so that seed 1 is not the same draw in all of them."""
    digest = hashlib.sha256(f"{seed} {name} {words}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def _kept(settings: dict[str, Any], key: str, kind: type, default: Any) -> Any:
    value = settings.get(key, default)
    if not isinstance(value, kind):
        raise EngineError(
            f"The background's setting {key!r} is {value!r}.", hint=f"It must be of type {kind.__name__}."
        )
    return value


def _inks(request: BackgroundRequest, name: str, reading: theme.Reading) -> Inks:
    home = PAINTERS[name].moods
    kept = _kept(request.settings, "palette", list, [])
    if kept and not request.palette:
        try:
            colors = [Rgb.from_hex(str(text)) for text in kept]
        except ValueError as problem:
            raise EngineError(
                f"The background's setting 'palette' holds {problem}.", hint="Use colours like #1b3a8a."
            ) from None
        if len(colors) >= 5:
            dark, mid, light, accent, second, *extra = colors
            night = _kept(request.settings, "night", bool, False)
            return Inks(dark, mid, light, accent, second, night, tuple(extra))
        return from_given(colors, reading.moods, home)
    if request.palette:
        return from_given(request.palette, reading.moods, home)
    rng = np.random.default_rng([request.seed & 0xFFFFFFFF, 11, zlib.crc32(theme.plain(request.theme).encode())])
    return from_theme(reading.moods, home, reading.colors, rng)


def press_for(request: BackgroundRequest) -> Press:
    """The size, fineness and texture seed a request is painted with."""
    return Press(request.width_px, request.height_px, request.ppi, request.seed & 0xFFFFFFFF)


def bands(sheet: Sheet, press: Press) -> Iterator[NDArray[np.uint8]]:
    """A composed sheet at a press's size, band by band from top to bottom, (rows, width_px, 3); a few are painted ahead."""
    steps = tuple(sheet.steps)
    numbers = range(-(-press.height_px // BAND))
    if len(numbers) == 1:
        yield paint_band(steps, press, 0)
        return
    press.warm(steps)
    with ThreadPoolExecutor(WORKERS) as pool:
        ahead = [pool.submit(paint_band, steps, press, n) for n in numbers[: WORKERS + 2]]
        for n in numbers:
            band = ahead.pop(0).result()
            if n + WORKERS + 2 < len(numbers):
                ahead.append(pool.submit(paint_band, steps, press, n + WORKERS + 2))
            yield band


def cut_bands(sheet: Sheet, press: Press) -> Iterator[NDArray[np.uint8]]:
    """What a composed sheet's subject covers, band by band from top to bottom, (rows, width_px)."""
    cuts = tuple(sheet.cuts)
    return (cut_band(cuts, press, n) for n in range(-(-press.height_px // BAND)))


def _quiet(pixels: NDArray[np.uint8], composition: Composition) -> NDArray[np.float32]:
    """How calm the picture is, lifted where the painter left room for type and lowered at its focus."""
    measured = quiet_map(pixels)
    high, wide = measured.shape
    room = np.zeros((high, wide), np.float32)
    for left, top, right, bottom in composition.quiet:
        room[round(top * high) : max(round(bottom * high), 1), round(left * wide) : max(round(right * wide), 1)] = 1
    room = cv2.GaussianBlur(room, (0, 0), QUIET_ACROSS / 24)
    x, y = (np.arange(wide) + 0.5) / wide - composition.focus[0], (np.arange(high) + 0.5) / high - composition.focus[1]
    near = np.exp(-((x[None, :] * wide) ** 2 + (y[:, None] * high) ** 2) / (2 * (QUIET_ACROSS * 0.13) ** 2))
    return np.clip(measured * (0.72 + 0.28 * room) * (1 - 0.7 * near), 0, 1).astype(np.float32)

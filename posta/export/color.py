"""sRGB to the inks of a printing condition: colours and pixel arrays in, ink shares or bytes out, never above the ink limit.

Relative colorimetric with black point compensation by LittleCMS, sRGB as the source. Neutral colours of type and shapes
are black ink alone; the limiter takes the grey out of cyan, magenta and yellow and gives a little of it back as black.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from posta.color import Rgb
from posta.errors import ExportError
from posta.export.conditions import Condition, srgb_profile
from posta.render.frame import Solid

Inks = tuple[float, float, float, float]

BLACK: Inks = (0.0, 0.0, 0.0, 1.0)
RICH_BLACK: Inks = (0.6, 0.4, 0.4, 1.0)
"""240 %, the recipe of lightningsource.com; for large black areas, which black ink alone leaves grey."""
NEUTRAL_SPREAD = 1.5 / 255  # colours whose parts differ by no more than this are greys
GREY_TO_BLACK = 0.06
"""Black ink put down for each part of ink taken away: measured on FOGRA39, it halves the mean colour difference that
scaling the three colours down would leave at limits of 240 to 280 % (CIE76 3.9 -> 2.3 and 1.0 -> 0.6)."""
GAMUT_DELTA_E = 5.0  # CIE76 between a colour and its print from which on the difference is plain to see

SHARED_PIXELS = 1_000_000  # from here on two threads share a conversion

_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_RELATIVE = ImageCms.Intent.RELATIVE_COLORIMETRIC


class Press:
    """Conversions into and out of one condition. Made by `press`, which keeps them."""

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.limit = condition.limit / 100
        try:
            srgb = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
            inks = ImageCms.ImageCmsProfile(io.BytesIO(condition.profile))
            lab = ImageCms.createProfile("LAB")
            self._to_inks = ImageCms.buildTransform(srgb, inks, "RGB", "CMYK", _RELATIVE, _FLAGS)
            self._to_screen = ImageCms.buildTransform(inks, srgb, "CMYK", "RGB", _RELATIVE, _FLAGS)
            self._inks_lab = ImageCms.buildTransform(inks, lab, "CMYK", "LAB", _RELATIVE, _FLAGS)
            self._screen_lab = ImageCms.buildTransform(srgb, lab, "RGB", "LAB", _RELATIVE, _FLAGS)
        except (ImageCms.PyCMSError, OSError) as problem:
            raise ExportError(
                f"The profile of {condition.name} cannot convert colours ({problem}).",
                hint="It is damaged or no press's output profile; ask the print shop for theirs.",
            ) from problem
        self._blacks = self._black_ramp()

    def _black_ramp(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lightness of black ink alone, rising, and the ink that gives it."""
        ink = np.zeros((1, 256, 4), np.uint8)
        ink[0, :, 3] = np.arange(256)
        light = _apply(self._inks_lab, ink, "CMYK")[0, :, 0].astype(float)
        return np.minimum.accumulate(light)[::-1], np.linspace(1, 0, 256)

    def image(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) sRGB as (H, W, 4) inks, 255 = full ink, no pixel above the limit."""
        if rgb.shape[0] * rgb.shape[1] < SHARED_PIXELS:
            return self.limited(_apply(self._to_inks, rgb, "RGB"))
        inks = np.empty((*rgb.shape[:2], 4), np.uint8)

        def convert(rows: slice) -> None:
            inks[rows] = self.limited(_apply(self._to_inks, rgb[rows], "RGB"))

        middle = rgb.shape[0] // 2
        with ThreadPoolExecutor(2) as pool:  # LittleCMS and numpy leave Python's lock alone while they work
            list(pool.map(convert, (slice(0, middle), slice(middle, None))))
        return inks

    def limited(self, inks: NDArray[np.uint8], spare: float = 0.0) -> NDArray[np.uint8]:
        """(H, W, 4) inks with less ink wherever their sum is above the limit (`less_ink`). Changed in place.

        `spare` keeps that much below it, 1 = one full ink.
        """
        most = int((self.limit - spare) * 255)
        if most >= 4 * 255:
            return inks
        # Added plane by plane: many times faster than numpy's sum along so short an axis.
        total = inks[..., 0].astype(np.uint16)
        for plane in (1, 2, 3):
            total += inks[..., plane]
        over = total > most
        if over.any():
            inks[over] = np.floor(less_ink(inks[over].astype(np.float32), most, 255)).astype(np.uint8)
        return inks

    def inks(self, color: Solid, *, large: bool = False, mixed: bool = False) -> Inks:
        """A colour's inks, 0..1: those the poster names, black alone for a neutral, else converted; within the limit.

        `large` asks for rich black where the colour is full black; `mixed` converts neutrals too, for colours that mix
        with what is below or beside them, where black ink alone would look washed out.
        """
        if color.cmyk is not None:
            return self._within(tuple(v * color.tint for v in color.cmyk))  # type: ignore[arg-type]
        if not mixed and max(color.rgb) - min(color.rgb) <= NEUTRAL_SPREAD:
            black = self.black_for(color.rgb)
            if large and black > 0.995:
                return self._within(RICH_BLACK)
            return 0.0, 0.0, 0.0, black
        return self._converted(color.rgb)

    def black_for(self, rgb: Rgb) -> float:
        """Black ink alone, 0..1, as light as a neutral colour."""
        pixel = np.array([[[round(v * 255) for v in rgb]]], np.uint8)
        light = float(_apply(self._screen_lab, pixel, "RGB")[0, 0, 0])
        # Black ink alone is no deeper than a dark grey: the darkest greys move up to it, the others stay where they are.
        deepest = float(self._blacks[0][0])
        light += deepest * (1 - light / 255) ** 4
        return round(float(np.interp(light, *self._blacks)), 3)

    def _converted(self, rgb: Rgb) -> Inks:
        # lcms through Pillow takes 8 bits; a colour between two steps is converted at both and mixed.
        low = np.floor(np.clip(np.array(rgb), 0, 1) * 255)
        share = float(np.mean(np.array(rgb) * 255 - low))
        pair = np.stack([low, np.minimum(low + 1, 255)]).astype(np.uint8)[None]
        ends = _apply(self._to_inks, pair, "RGB")[0].astype(float) / 255
        mixed = ends[0] if share < 0.02 else ends[0] * (1 - share) + ends[1] * share
        return self._within(tuple(float(v) for v in mixed))  # type: ignore[arg-type]

    def _within(self, inks: Inks) -> Inks:
        held = np.clip(np.array([inks], np.float64), 0, 1)
        if held.sum() > self.limit:
            held = np.floor(less_ink(held, self.limit, 1) * 1e4 + 1e-6) / 1e4
        c, m, y, k = (round(float(v), 4) for v in held[0])
        return c, m, y, k

    def screen(self, inks: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 4) inks as they look on a screen, (H, W, 3) sRGB, paper white shown as white."""
        return _apply(self._to_screen, inks, "CMYK")

    def proof(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) sRGB as it will look printed, (H, W, 3) sRGB."""
        return self.screen(self.image(rgb))

    def shift(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(H, W): how far (CIE76) each pixel moves when printed; above GAMUT_DELTA_E it lies outside what the press can do."""
        wanted = _lab(_apply(self._screen_lab, rgb, "RGB"))
        printed = _lab(_apply(self._inks_lab, self.image(rgb), "CMYK"))
        return np.sqrt(((wanted - printed) ** 2).sum(axis=2))

    def out_of_gamut(self, rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """(H, W): whether a pixel's colour cannot be printed."""
        return self.shift(rgb) > GAMUT_DELTA_E

    def coverage(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(H, W): the sum of the inks in percent."""
        return self.image(rgb).sum(axis=2, dtype=np.float32) * np.float32(100 / 255)


def less_ink(heavy: NDArray[Any], most: float, full: float) -> NDArray[Any]:
    """(N, 4) inks whose sum is above `most` brought down to it, hue and lightness kept as near as the inks allow.

    Grey component replacement: equal parts of cyan, magenta and yellow, which together are grey, give way to a little
    black; where no grey is left the colours shrink in proportion. `full` is a full ink's value.
    """
    colours, black = heavy[:, :3], heavy[:, 3]
    black = np.minimum(full, black + GREY_TO_BLACK * (heavy.sum(axis=1) - most))
    grey = np.clip((colours.sum(axis=1) + black - most) / 3, 0, colours.min(axis=1))
    colours = colours - grey[:, None]
    left = np.clip((most - black) / np.maximum(colours.sum(axis=1), 1e-6), 0, 1)
    return np.concatenate([colours * left[:, None], black[:, None]], axis=1)


@lru_cache(maxsize=4)
def press(condition: Condition) -> Press:
    """The conversions of a condition. Raises ExportError when its profile cannot convert."""
    return Press(condition)


def _apply(transform: ImageCms.ImageCmsTransform, pixels: NDArray[np.uint8], mode: str) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    image = Image.frombuffer(mode, (width, height), np.ascontiguousarray(pixels), "raw", mode, 0, 1)
    return np.array(ImageCms.applyTransform(image, transform))


def _lab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pillow's 8-bit Lab (a and b as signed bytes) as numbers."""
    lab = pixels.astype(np.float32)
    lab[..., 0] *= 100 / 255
    lab[..., 1:] = pixels[..., 1:].view(np.int8)
    return lab

"""Frame -> PNG, JPEG, WebP and TIFF: exact pixels at the ppi asked for, with resolution and colour profile (libvips)."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posta.errors import ExportError
from posta.export.conditions import condition, srgb_profile
from posta.export.options import ExportOptions, Progress, Written
from posta.export.plates import flat_colors, inks_of
from posta.render.frame import Frame
from posta.render.raster import grid, strips

# What each format can hold at most, in pixels along a side and in all.
_LARGEST_SIDE = {"PNG": 1_000_000, "JPEG": 65_535, "WebP": 16_383, "TIFF": 1_000_000}
MOST_PIXELS = 1_000_000_000
_PNG_FILTER_UP = 0x20


def painted(frame: Frame, options: ExportOptions, progress: Progress, kind: str) -> NDArray[np.uint8]:
    """The frame's pixels (H, W, 3) in sRGB, or (H, W, 4) inks of the condition where the options ask for CMYK.

    Raises ExportError, before anything is painted, where the format cannot hold that many.
    """
    bleed = bool(options.bleed)
    size = grid(frame, options.ppi, bleed=bleed)
    if max(size.width, size.height) > _LARGEST_SIDE[kind] or size.width * size.height > MOST_PIXELS:
        raise ExportError(
            f"{kind} cannot hold {size.width} x {size.height} pixels.",
            hint="Use a lower ppi, or PDF." if kind in ("PNG", "TIFF") else "Use a lower ppi, PNG or PDF.",
        )
    inks, colors = None, []
    if options.cmyk and kind == "TIFF":
        from posta.export.color import press

        inks = press(condition(options.condition, options.ink_limit))
        colors = flat_colors(frame, frame.items)
    whole = np.empty((size.height, size.width, 4 if inks else 3), np.uint8)
    for top, rows in strips(frame, options.ppi, bleed=bleed):
        whole[top : top + len(rows)] = inks_of(rows, colors, inks) if inks else rows
        progress(0.8 * (top + len(rows)) / size.height, "painting")
    return whole


def _save(pixels: NDArray[np.uint8], file: FilePath, saver: str, options: ExportOptions, **settings: Any) -> None:
    """Hand pixels to a libvips saver with resolution and profile. Raises OSError where it cannot write."""
    import pyvips

    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels, width, height, bands, "uchar")
    deep = options.bits == 16 and saver in ("pngsave", "tiffsave")
    if deep:
        # 8 bits widened so that 255 becomes 65535.
        image = (image.cast("ushort") * 257).cast("ushort")
    space = "cmyk" if bands == 4 else "rgb16" if deep else "srgb"
    per_mm = options.ppi / 25.4
    image = image.copy(interpretation=space, xres=per_mm, yres=per_mm)
    profile = condition(options.condition).profile if bands == 4 else srgb_profile()
    image.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    image.set_type(pyvips.GValue.gstr_type, "resolution-unit", "in")
    try:
        getattr(image, saver)(str(file), **settings)
    except pyvips.Error as problem:
        raise OSError(str(problem)) from problem  # told as one sentence where the file is finished


def _said(kind: str, pixels: NDArray[np.uint8]) -> Written:
    return Written(f"{kind} {pixels.shape[1]} x {pixels.shape[0]}")


def write_png(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """PNG, sRGB, 8 or 16 bits."""
    pixels = painted(frame, options, progress, "PNG")
    # Level 1 with the "up" filter: measured fastest by far, a few percent larger than level 6.
    _save(pixels, file, "pngsave", options, compression=1, filter=_PNG_FILTER_UP)
    return _said("PNG", pixels)


def write_jpeg(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """JPEG, sRGB, colour at full resolution from quality 90 on."""
    pixels = painted(frame, options, progress, "JPEG")
    quality = options.quality or 100
    _save(pixels, file, "jpegsave", options, Q=quality, subsample_mode="off" if quality >= 90 else "on")
    return _said("JPEG", pixels)


def write_webp(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """WebP, sRGB; lossless where the quality is none."""
    pixels = painted(frame, options, progress, "WebP")
    if options.quality is None:
        _save(pixels, file, "webpsave", options, lossless=True, effort=2)
    else:
        _save(pixels, file, "webpsave", options, Q=options.quality, effort=4, smart_subsample=True)
    return _said("WebP", pixels)


def write_tiff(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """TIFF with deflate, sRGB or the condition's inks, 8 or 16 bits."""
    pixels = painted(frame, options, progress, "TIFF")
    _save(
        pixels, file, "tiffsave", options,
        compression="deflate", level=3, predictor="horizontal", resunit="inch", bigtiff=pixels.nbytes * options.bits > 8 * 3.5e9,
    )  # fmt: skip
    return _said("CMYK TIFF" if options.cmyk else "TIFF", pixels)

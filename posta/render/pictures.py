"""Pictures on a canvas: a laid picture and where it lies (points) in, device pixels drawn, scaled well, by Skia."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import skia
from numpy.typing import NDArray

from posta.geometry import Affine, Rect
from posta.render.frame import Picture

KEPT_IMAGE_BYTES = 300_000_000
KEPT_PICTURE_PIXELS = 12_000_000  # previews' pictures; an export's are drawn once
NEARLY_WHOLE = 0.8


def matrix(by: Affine) -> skia.Matrix:
    return skia.Matrix.MakeAll(by.a, by.c, by.e, by.b, by.d, by.f, 0, 0, 1)


def draw_picture(
    canvas: skia.Canvas, picture: Picture, to_device: Affine, sheet: tuple[Rect, int], paint: skia.Paint
) -> None:
    """Draw a picture as it is, its print finish left out, on a canvas whose matrix is `to_device` already.

    `sheet`: the strip being drawn (device pixels), and how many pixels the whole sheet has.
    """
    strip, sheet_pixels = sheet
    per_x = picture.rect.width / picture.crop.width
    per_y = picture.rect.height / picture.crop.height
    device_x = per_x * float(np.hypot(to_device.a, to_device.b))
    device_y = per_y * float(np.hypot(to_device.c, to_device.d))
    # Cubic filters alias below half size; averaging whole blocks first brings the picture near its shown size.
    largest = max(device_x, device_y)
    block = int(1 / largest) if largest < 0.6 else 1
    shown = _shown_rows(picture, to_device, strip, sheet_pixels, block)
    if shown is None:
        return
    image = _image(picture, shown, block, keep=sheet_pixels <= KEPT_PICTURE_PIXELS)
    offset, shrink = shown[0], 1 / block
    crop = picture.crop
    source = skia.Rect.MakeLTRB(
        crop.x * shrink, (crop.y - offset) * shrink, crop.right * shrink, (crop.bottom - offset) * shrink
    )
    # Where only some rows are at hand, show only the part of the rect that they cover.
    source_rows = skia.Rect.MakeLTRB(source.left(), 0, source.right(), image.height())
    if not source.intersect(source_rows):
        return
    first, last = source.top() / shrink + offset, source.bottom() / shrink + offset
    target = skia.Rect.MakeLTRB(
        picture.rect.x,
        picture.rect.y + (first - crop.y) * per_y,
        picture.rect.right,
        picture.rect.y + (last - crop.y) * per_y,
    )
    exact = abs(device_x - 1) < 1e-4 and abs(device_y - 1) < 1e-4 and _on_grid(to_device, target)
    sampling = (
        skia.SamplingOptions(skia.FilterMode.kNearest)
        if exact
        else skia.SamplingOptions(skia.CubicResampler.Mitchell())
        if device_x / shrink > 1.05
        else skia.SamplingOptions(skia.CubicResampler.CatmullRom())
    )
    paint.setAntiAlias(not exact)
    canvas.drawImageRect(image, source, target, sampling, paint, skia.Canvas.kFast_SrcRectConstraint)
    paint.setAntiAlias(True)


def _on_grid(to_device: Affine, target: skia.Rect) -> bool:
    x, y = to_device((target.left(), target.top()))
    return abs(x - round(x)) < 0.02 and abs(y - round(y)) < 0.02 and abs(to_device.b) < 1e-9 and abs(to_device.c) < 1e-9


def _shown_rows(
    picture: Picture, to_device: Affine, strip: Rect, sheet_pixels: int, block: int
) -> tuple[int, int] | None:
    """The source rows that fall into the strip, with room for filtering, from a whole block on; None if none do."""
    seen = to_device.bounds(picture.rect).intersection(strip)
    if seen.width <= 0 or seen.height <= 0:
        return None
    back = _inverse(to_device)
    own = back.bounds(seen.inset(-1)).intersection(picture.rect)
    per = picture.crop.height / picture.rect.height
    top = picture.crop.y + (own.y - picture.rect.y) * per
    bottom = picture.crop.y + (own.bottom - picture.rect.y) * per
    margin = 4 + 4 * per / max(1e-9, float(np.hypot(to_device.c, to_device.d)))
    high = picture.source.height_px
    first, last = int(max(0, np.floor(top - margin))), int(min(high, np.ceil(bottom + margin)))
    if last - first > NEARLY_WHOLE * high and sheet_pixels <= KEPT_PICTURE_PIXELS:
        return 0, high  # all of it, so that it can be kept for the next drawing
    first = first // block * block  # the same blocks in every strip
    last = min(high, -(-last // block) * block)
    return (first, last) if last > first else None


def _inverse(m: Affine) -> Affine:
    det = m.a * m.d - m.b * m.c
    return Affine(
        m.d / det, -m.b / det, -m.c / det, m.a / det, (m.c * m.f - m.d * m.e) / det, (m.b * m.e - m.a * m.f) / det
    )


_images: OrderedDict[tuple, skia.Image] = OrderedDict()


def _image(picture: Picture, rows: tuple[int, int], block: int, *, keep: bool) -> skia.Image:
    """Source rows from the first up to the last, every square of `block` pixels averaged to one.

    A preview's are kept, so that it is redrawn without scaling its background or cutting its subject out again.
    """
    import cv2

    source, (top, bottom) = picture.source, rows
    key = (source.key, top, bottom, block)
    if key in _images:
        _images.move_to_end(key)
        return _images[key]
    pixels = _premultiplied(source.rows(top, bottom))
    if block > 1:
        down, across = -pixels.shape[0] % block, -pixels.shape[1] % block
        if down or across:
            pixels = cv2.copyMakeBorder(pixels, 0, down, 0, across, cv2.BORDER_REPLICATE)
        size = pixels.shape[1] // block, pixels.shape[0] // block
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    if pixels.shape[2] == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA)
    image = skia.Image.fromarray(
        np.ascontiguousarray(pixels), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=True
    )
    if keep and image.width() * image.height() <= KEPT_PICTURE_PIXELS:
        _images[key] = image
        while len(_images) > 1 and sum(i.width() * i.height() * 4 for i in _images.values()) > KEPT_IMAGE_BYTES:
            _images.popitem(last=False)
    return image


def _premultiplied(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    out = pixels.copy()
    out[..., :3] = (pixels[..., :3] * alpha + 127) // 255
    return out

"""A person's own picture as a background: the file's bytes and a size in pixels in, a cropped sRGB picture out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.background import BackgroundRequest, Painting
from posta.background.saliency import focal_point, quiet_map, saliency
from posta.background.subject import subject_mask
from posta.color import Rgb, oklab_to_rgb, rgb_to_oklab
from posta.document import pictures
from posta.engines import Progress, silent
from posta.errors import AssetError

SMALLEST_SIDE = 8
WORKS = "Use a JPEG, PNG, WebP or TIFF picture of up to 120 million pixels."


class OwnPicture:
    """A photo or drawing of the person's own as a background engine. Settings kept: focus."""

    resolution_independent = False

    def paint(self, request: BackgroundRequest, progress: Progress = silent) -> Painting:
        """The picture, cropped to the request's shape around its focal point and scaled to its size.

        A `focus` in the request's settings, as shares of the whole picture, is used instead of the one found.
        Raises AssetError when there is no picture, it is none, it is damaged or it is too large.
        """
        if not request.picture:
            raise AssetError("The background engine 'picture' was given no picture.", hint=WORKS)
        progress(0.0, "reading your picture")
        whole = decode(request.picture)
        progress(0.4, "finding its focal point")
        focus = _given_focus(request) or focal_point(saliency(whole))
        pixels, seen = crop(whole, focus, (request.width_px, request.height_px))
        progress(0.6, "measuring, and looking for its subject")
        settings = {"focus": [round(share, 4) for share in focus]}
        made = Painting(pixels, seen, quiet_map(pixels), settings, "", dominant(pixels), subject_mask(whole), focus)
        progress(1.0, "done")
        return made


def decode(data: bytes) -> NDArray[np.uint8]:
    """A picture file as (h, w, 3) sRGB bytes, upright, its alpha laid on white. Raises AssetError."""
    try:
        pixels = pictures.decode(data, source="The picture")
    except AssetError as problem:
        raise AssetError(problem.message, hint=problem.hint or WORKS) from None
    if min(pixels.shape[:2]) < SMALLEST_SIDE:
        raise AssetError(f"The picture has only {pixels.shape[1]} x {pixels.shape[0]} pixels.", hint=WORKS)
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:].astype(np.uint16)
        pixels = ((pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(pixels)


def _given_focus(request: BackgroundRequest) -> tuple[float, float] | None:
    given = request.settings.get("focus")
    if given is None:
        return None
    try:
        x, y = (float(share) for share in given)
    except (TypeError, ValueError):
        raise AssetError(
            f"The background's setting 'focus' is {given!r}.", hint="Give two shares from 0 to 1, such as [0.5, 0.4]."
        ) from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise AssetError(f"The background's setting 'focus' is {given!r}.", hint="Both shares lie between 0 and 1.")
    return x, y


def crop(
    whole: NDArray[np.uint8], focus: tuple[float, float], size: tuple[int, int]
) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """The largest part of `whole` of the shape of `size` (width, height px) that keeps the focus as near its middle as the
    edges allow, scaled to `size`; and where the focus lies in it."""
    high, wide = whole.shape[:2]
    scale = min(wide / size[0], high / size[1])
    w, h = min(wide, max(1, round(size[0] * scale))), min(high, max(1, round(size[1] * scale)))
    left = int(np.clip(round(focus[0] * wide - w / 2), 0, wide - w))
    top = int(np.clip(round(focus[1] * high - h / 2), 0, high - h))
    part = whole[top : top + h, left : left + w]
    how = cv2.INTER_AREA if scale > 1 else cv2.INTER_LANCZOS4
    seen = (float(np.clip((focus[0] * wide - left) / w, 0, 1)), float(np.clip((focus[1] * high - top) / h, 0, 1)))
    return cv2.resize(part, size, interpolation=how), seen


def dominant(pixels: NDArray[np.uint8], count: int = 5) -> tuple[Rgb, ...]:
    """The picture's own colours, as dark, mid, light, accent and second: clusters in OKLab of a small copy."""
    small = cv2.resize(pixels, (48, 48), interpolation=cv2.INTER_AREA).reshape(-1, 3) / 255
    lab = rgb_to_oklab(small).astype(np.float32)
    order = lab[np.argsort(lab[:, 0], kind="stable")]
    centres = order[np.linspace(0, len(order) - 1, count + 3).astype(int)].copy()
    for _ in range(12):
        nearest = ((lab[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        for k in range(len(centres)):
            if (nearest == k).any():
                centres[k] = lab[nearest == k].mean(axis=0)
    by_light = centres[np.argsort(centres[:, 0], kind="stable")]
    dark, light, rest = by_light[0], by_light[-1], by_light[1:-1]
    lively = rest[np.argsort(-np.hypot(rest[:, 1], rest[:, 2]), kind="stable")]
    roles = (dark, rest[len(rest) // 2], light, lively[0], lively[1])
    return tuple(Rgb(*(float(v) for v in np.clip(oklab_to_rgb(lab_color), 0, 1))) for lab_color in roles)

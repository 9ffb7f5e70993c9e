"""Contact sheets: pictures with captions in, one picture of all of them out (pixels)."""

from __future__ import annotations

import math

import numpy as np
import skia
from numpy.typing import NDArray

from posta.geometry import Rect
from posta.render.raster import text_path
from posta.typeset.fonts import FontLibrary
from posta.typeset.setting import typeset
from posta.typeset.style import TextStyle

GAP_PX = 28
CAPTION_PX = 34
GROUND = (238, 237, 234)


def contact_sheet(pictures: list[tuple[NDArray[np.uint8], str]], columns: int | None = None) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB: the pictures (h, w, 3) in rows on a light ground, each with its caption below."""
    columns = columns or min(len(pictures), max(1, math.ceil(math.sqrt(len(pictures)))) if len(pictures) > 4 else 4)
    cell_w = max(p.shape[1] for p, _ in pictures)
    cell_h = max(p.shape[0] for p, _ in pictures)
    rows = math.ceil(len(pictures) / columns)
    width = columns * (cell_w + GAP_PX) + GAP_PX
    height = rows * (cell_h + GAP_PX + CAPTION_PX) + GAP_PX
    sheet = np.empty((height, width, 4), np.uint8)
    sheet[:] = (*GROUND, 255)
    canvas = skia.Surface(sheet, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
    fonts, ink = FontLibrary.shipped(), skia.Paint(AntiAlias=True, Color=0xFF333333)
    for i, (picture, caption) in enumerate(pictures):
        x = GAP_PX + (i % columns) * (cell_w + GAP_PX) + (cell_w - picture.shape[1]) // 2
        y = GAP_PX + (i // columns) * (cell_h + GAP_PX + CAPTION_PX) + (cell_h - picture.shape[0]) // 2
        sheet[y : y + picture.shape[0], x : x + picture.shape[1], :3] = picture
        if caption:
            setting = typeset(caption, TextStyle(family="Inter", size=15), Rect(0, 0, cell_w, CAPTION_PX), fonts)
            canvas.save()
            canvas.translate(x, y + picture.shape[0] + 10)
            canvas.drawPath(text_path(setting.runs), ink)
            canvas.restore()
    return np.ascontiguousarray(sheet[..., :3])

"""Frame -> OpenRaster and PSD: every layer as pixels of its own, with its blend and opacity, for other people's editors.

Points in; whole pixels counted from the trim's corner, or from the bleed's where a bleed is asked for.
"""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from posta.errors import ExportError
from posta.export.conditions import srgb_profile
from posta.export.embed import held
from posta.export.options import ExportOptions, Progress, Written
from posta.export.outlines import room
from posta.export.pdf.flatten import on_grid
from posta.export.words import one_line
from posta.geometry import Affine, Rect
from posta.render.frame import Frame, Item
from posta.render.printed import printed_frame
from posta.render.raster import grid, rasterize, rasterize_layers

LARGEST_PSD_SIDE = 30_000
THUMBNAIL = 256
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)
# OpenRaster names what SVG compositing names; exclusion has no name there and editors read difference nearest to it.
_ORA_BLENDS = {"normal": "svg:src-over", "exclusion": "svg:difference"}
_PSD_BLENDS = {"normal": "NORMAL", "exclusion": "EXCLUSION"}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's pixels and where they lie."""

    name: str
    left: int
    top: int
    rgba: NDArray[np.uint8]
    """(H, W, 4) sRGB, straight alpha."""
    opacity: float
    blend: str


def layers(frame: Frame, options: ExportOptions) -> Iterator[Layer]:
    """The paper, then every layer of the frame, back to front, each cut to what it shows."""
    bleed = bool(options.bleed)
    size = grid(frame, options.ppi, bleed=bleed)
    page = frame.bleed_box if bleed else frame.trim
    ground = np.empty((size.height, size.width, 4), np.uint8)
    ground[:] = (*(round(v * 255) for v in frame.paper.rgb), 255)
    yield Layer("Paper", 0, 0, ground, 1.0, "normal")
    for layer_id, group in itertools.groupby(frame.items, key=lambda item: item.look.layer_id):
        items = list(group)
        laid = {(item.look.opacity, item.look.blend) for item in items}
        opacity, blend = laid.pop() if len(laid) == 1 else (1.0, "normal")
        if not laid:
            items = [replace(item, look=replace(item.look, opacity=1.0, blend="normal")) for item in items]
        seen = _seen(items).intersection(page)
        if seen.area <= 0:
            continue
        part = on_grid(seen, options.ppi).intersection(on_grid(page, options.ppi))
        rgba = _pixels(frame, items, part, options.ppi)
        per = options.ppi / 72
        left, top = round(part.x * per) + size.bleed_px, round(part.y * per) + size.bleed_px
        yield Layer(items[0].look.name or layer_id, left, top, rgba, opacity, blend)


def _seen(items: list[Item]) -> Rect:
    rects = [item.look.transform.bounds(room(item)) for item in items]
    around = rects[0]
    for rect in rects[1:]:
        around = around.union(rect)
    return around


def _pixels(frame: Frame, items: list[Item], part: Rect, ppi: float) -> NDArray[np.uint8]:
    moved = Affine.move(-part.x, -part.y)
    placed = tuple(replace(i, look=replace(i.look, transform=moved.after(i.look.transform))) for i in items)
    sheet = replace(frame, trim=Rect(0, 0, part.width, part.height), bleed=0.0, items=placed)
    return rasterize_layers(sheet, ppi, {items[0].look.layer_id})


def write_ora(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """OpenRaster 0.0.5 (openraster.org): Krita, GIMP, MyPaint. Raises ExportError."""
    size = grid(frame, options.ppi, bleed=bool(options.bleed))
    frame = held(printed_frame(frame, options.ppi))
    merged = rasterize(frame, options.ppi, bleed=bool(options.bleed))
    entries: list[str] = []
    with zipfile.ZipFile(file, "w") as archive:
        _add(archive, "mimetype", b"image/openraster")
        for number, layer in enumerate(layers(frame, options)):
            source = f"data/layer{number:03}.png"
            _add(archive, source, _png(layer.rgba))
            blend = _ORA_BLENDS.get(layer.blend, f"svg:{layer.blend}")
            entries.append(
                f'<layer name={quoteattr(_said(layer.name))} src="{source}" x="{layer.left}" y="{layer.top}"'
                f' opacity="{layer.opacity:.4f}" composite-op="{blend}" visibility="visible"/>'
            )
            progress(min(0.9, 0.9 * number / (len(frame.items) + 1)), f"writing {layer.name}")
        ppi = round(options.ppi)
        stack = f'<image version="0.0.5" w="{size.width}" h="{size.height}" xres="{ppi}" yres="{ppi}"><stack>'
        document = f'<?xml version="1.0" encoding="UTF-8"?>\n{stack}{"".join(reversed(entries))}</stack></image>\n'
        _add(archive, "stack.xml", document.encode("utf-8"))
        _add(archive, "mergedimage.png", _png(merged))
        _add(archive, "Thumbnails/thumbnail.png", _png(_small(merged)))
    unnamed = sorted({item.look.layer_id for item in frame.items if item.look.blend == "exclusion"})
    notes = tuple(f"OpenRaster knows no “exclusion”: {layer} is blended by difference there." for layer in unnamed)
    return Written(f"OpenRaster {size.width} x {size.height}, {len(entries)} layers", notes)


def write_psd(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """PSD: Photoshop, Affinity, Photopea. Words are pixels in it. Raises ExportError for sheets beyond 30000 pixels."""
    size = grid(frame, options.ppi, bleed=bool(options.bleed))
    if max(size.width, size.height) > LARGEST_PSD_SIDE:
        raise ExportError(f"PSD cannot hold {size.width} x {size.height} pixels.", hint="Use a lower ppi, or .ora.")
    from PIL import Image

    try:
        from psd_tools import PSDImage
        from psd_tools.constants import BlendMode, Compression, Resource
        from psd_tools.psd.image_resources import ImageResource, ResoulutionInfo
    except ImportError as problem:
        raise ExportError("PSD needs the package psd-tools.", hint="Install psd-tools, or use .ora.") from problem

    frame = held(printed_frame(frame, options.ppi))
    merged = rasterize(frame, options.ppi, bleed=bool(options.bleed))
    document = PSDImage.frompil(Image.fromarray(merged), compression=Compression.RLE)
    count = 0
    for layer in layers(frame, options):
        blend = _PSD_BLENDS.get(layer.blend, layer.blend.upper().replace("-", "_"))
        made = document.create_pixel_layer(
            Image.fromarray(layer.rgba), "Layer", layer.top, layer.left, Compression.RLE,
            round(layer.opacity * 255), BlendMode[blend],
        )  # fmt: skip
        made.name = _said(layer.name)  # the setter also writes the Unicode name, which the old name field cannot hold
        count += 1
        progress(min(0.9, 0.9 * count / (len(frame.items) + 1)), f"writing {layer.name}")
    fixed = round(options.ppi * 65536)
    found = document.image_resources
    found[Resource.RESOLUTION_INFO] = ImageResource(
        key=Resource.RESOLUTION_INFO,
        data=ResoulutionInfo(fixed, 1, 2, fixed, 1, 2),  # type: ignore[arg-type]
    )
    found[Resource.ICC_PROFILE] = ImageResource(key=Resource.ICC_PROFILE, data=srgb_profile())
    with file.open("wb") as out:
        # Written as it stands: `save` would paint the merged picture again in its own way.
        document._record.write(out)
    return Written(f"PSD {size.width} x {size.height}, {count} layers")


def _said(name: str) -> str:
    return one_line(name, 120) or "Layer"


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # Pictures are deflated already, and the mimetype must be stored for others to find it.
    kind = zipfile.ZIP_DEFLATED if name.endswith(".xml") else zipfile.ZIP_STORED
    entry = zipfile.ZipInfo(name, _ZIP_DATE)
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, kind)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    import pyvips

    pixels = np.ascontiguousarray(pixels)
    height, width, bands = pixels.shape
    image = pyvips.Image.new_from_memory(pixels, width, height, bands, "uchar").copy(interpretation="srgb")
    return image.pngsave_buffer(compression=1, keep=0)


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return np.array(image)

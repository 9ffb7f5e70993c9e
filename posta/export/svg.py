"""Frame -> SVG: points in, one self-contained drawing out, its words as exact outlines under selectable text or as live text."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path as FilePath

import numpy as np
from numpy.typing import NDArray

from posta.export import embed
from posta.export.embed import Embedded
from posta.export.options import ExportOptions, Progress, Written
from posta.export.outlines import outside_of, runs_outline
from posta.export.pdf.content import num, nums
from posta.export.pdf.fonts import forbidden
from posta.export.svg_text import attribute, element, font_rules, live_words, unseen_words
from posta.export.words import language_tag
from posta.geometry import IDENTITY, Affine, Path, Rect
from posta.render.frame import (
    Fill,
    Frame,
    Item,
    LinearGradient,
    Look,
    Picture,
    PictureItem,
    RadialGradient,
    ShadowStyle,
    ShapeItem,
    Solid,
    StrokeStyle,
    TextItem,
)
from posta.render.printed import printed_frame
from posta.typeset.glyphs import Face


def write_svg(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """The trimmed page, or with `options.bleed` the page and its bleed. Raises FontError, AssetError."""
    drawing = _Drawing(printed_frame(frame, options.ppi), options)
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for share, part in drawing.parts():
            out.write(part)
            progress(share, "drawing")
    return Written("SVG with live text" if drawing.names else "SVG", drawing.notes())


class _Drawing:
    """One drawing being written; definitions stand before the item that uses them."""

    def __init__(self, frame: Frame, options: ExportOptions) -> None:
        self.frame, self.options = frame, options
        self._images: dict[Embedded, str] = {}
        self._count = 0
        self._defs: list[str] = []
        texts = [item for item in frame.items if isinstance(item, TextItem)]
        faces = dict.fromkeys(run.face for item in texts for run in item.runs)
        live = options.text == "live"
        self.refused = {face: why for face in faces if live and (why := forbidden(face))}
        self.names: dict[Face, str] = {
            face: f"posta-{i + 1}" for i, face in enumerate(f for f in faces if f not in self.refused) if live
        }

    def notes(self) -> tuple[str, ...]:
        return tuple(f"{f.family} {f.weight} is set as outlines: {why}." for f, why in self.refused.items())

    def parts(self) -> Iterator[tuple[float, str]]:
        """The file's text from top to bottom, with the share done."""
        frame = self.frame
        page = frame.bleed_box if self.options.bleed else frame.trim
        view = nums([page.x, page.y, page.width, page.height])
        title = frame.title or "Poster"
        tag = language_tag(frame.language)
        language = f' xml:lang="{tag}"' if tag else ""
        yield (
            0.0,
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(page.width)}pt" height="{num(page.height)}pt"'
                f' viewBox="{view}" role="img" aria-labelledby="title description"{language}'
                f' style="isolation:isolate">\n<title id="title">{element(title)}</title>\n'
                f'<desc id="description">{element(self._told())}</desc>\n'
            ),
        )
        if self.names:
            runs = [r for i in frame.items if isinstance(i, TextItem) for r in i.runs if r.face in self.names]
            yield 0.1, f"<style>{font_rules(runs, self.names)}</style>\n"
        yield 0.1, f'<rect {_box(frame.bleed_box)} fill="{frame.paper.rgb.hex}"/>\n'
        for number, item in enumerate(frame.items):
            drawn = self._item(item)
            definitions = f"<defs>{''.join(self._defs)}</defs>\n" if self._defs else ""
            self._defs.clear()
            yield 0.1 + 0.9 * number / len(frame.items), definitions + drawn + "\n"
        yield 1.0, "</svg>\n"

    def _told(self) -> str:
        """What the poster says and shows, for who cannot see it."""
        said = [item.text if isinstance(item, TextItem) else item.alt for item in self.frame.items]
        return "\n".join(part for part in said if part.strip())

    def _id(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def _item(self, item: Item) -> str:
        look = item.look
        if isinstance(item, PictureItem):
            body = self._picture(item.picture, look.transform)
            label = f' role="img" aria-label={attribute(item.alt)}' if item.alt else ""
        else:
            body = self._outlined(item)
            label = ""
        return f"<g{_laid(look)}{label}>{body}</g>"

    def _outlined(self, item: ShapeItem | TextItem) -> str:
        if isinstance(item, ShapeItem):
            path, fill, halo = item.path, item.fill, None
        else:
            path, fill, halo = runs_outline(item.runs), item.face_picture or item.fill, item.halo
        parts = [self._picture(halo, item.look.transform)] if halo else []
        if item.look.shadow:
            parts.append(self._shadow(path, item.look.shadow, item.stroke if fill is None else None))
        if isinstance(item, TextItem) and self._is_live(item, fill):
            parts.append(live_words(item, self.names, f'fill="{self._ink(fill)}"'))
        else:
            if fill is not None:
                parts.append(self._fill(path, fill, item.look.transform))
            if isinstance(item, TextItem):
                parts.append(unseen_words(item))
        if item.stroke:
            parts.append(self._stroke(path, item.stroke))
        return "".join(parts)

    def _is_live(self, item: TextItem, fill: Fill | None) -> bool:
        """Whether live words can look as set: upright in embedded fonts, filled with a colour or gradient."""
        slanted = any(run.synthetic_slant or any(g.angle for g in run.glyphs) for run in item.runs)
        upright = item.runs and all(abs(g.y - r.glyphs[0].y) < r.size * 0.6 for r in item.runs for g in r.glyphs)
        known = all(run.face in self.names for run in item.runs)
        return bool(self.names and upright) and known and not slanted and not isinstance(fill, Picture)

    def _fill(self, path: Path, fill: Fill, transform: Affine) -> str:
        if isinstance(fill, Picture):
            return f'<g clip-path="url(#{self._clip(path)})">{self._picture(fill, transform)}</g>'
        return f'<path d="{path.svg()}" fill="{self._ink(fill)}"/>'

    def _ink(self, fill: Fill | None) -> str:
        """A fill attribute's value; gradients are defined on the way."""
        if isinstance(fill, Solid):
            return fill.rgb.hex
        assert isinstance(fill, LinearGradient | RadialGradient)
        name = self._id("gradient")
        if isinstance(fill, LinearGradient):
            (x1, y1), (x2, y2) = fill.start, fill.end
            kind, shape = "linearGradient", f'x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}"'
        else:
            cx, cy = fill.center
            kind, shape = "radialGradient", f'cx="{num(cx)}" cy="{num(cy)}" r="{num(fill.radius)}"'
        stops = "".join(
            f'<stop offset="{num(s.at, 5)}" stop-color="{s.color.rgb.hex}"'
            + (f' stop-opacity="{num(s.opacity, 4)}"/>' if s.opacity < 1 else "/>")
            for s in fill.stops
        )
        self._defs.append(f'<{kind} id="{name}" gradientUnits="userSpaceOnUse" {shape}>{stops}</{kind}>')
        return f"url(#{name})"

    def _clip(self, path: Path, rule: str = "nonzero") -> str:
        name = self._id("clip")
        self._defs.append(f'<clipPath id="{name}"><path d="{path.svg()}" clip-rule="{rule}"/></clipPath>')
        return name

    def _stroke(self, path: Path, stroke: StrokeStyle) -> str:
        width, clip = stroke.width, ""
        if stroke.align != "center":
            width *= 2
            inside = stroke.align == "inside"
            area = self._clip(path) if inside else self._clip(outside_of(path, 6 * width), "evenodd")
            clip = f' clip-path="url(#{area})"'
        line = f'stroke-width="{num(width)}" stroke-linejoin="{stroke.join}"'
        return f'<path d="{path.svg()}" fill="none" stroke="{stroke.color.rgb.hex}" {line}{clip}/>'

    def _shadow(self, path: Path, shadow: ShadowStyle, line: StrokeStyle | None) -> str:
        """A blurred copy of the outline under the item: the filter's region is given, so that none of it is cut off."""
        color, blur = shadow.color.rgb.hex, ""
        if shadow.blur > 0:
            name = self._id("blur")
            around = path.bounds().inset(-3 * shadow.blur - 1 - (line.width if line else 0))
            self._defs.append(
                f'<filter id="{name}" filterUnits="userSpaceOnUse" {_box(around)} color-interpolation-filters="sRGB">'
                f'<feGaussianBlur stdDeviation="{num(shadow.blur)}"/></filter>'
            )
            blur = f' filter="url(#{name})"'
        drawn = (
            f'fill="{color}"'
            if line is None
            else f'fill="none" stroke="{color}" stroke-width="{num(line.width)}" stroke-linejoin="{line.join}"'
        )
        moved = f'transform="translate({num(shadow.dx)} {num(shadow.dy)})" opacity="{num(shadow.opacity, 4)}"'
        return f'<g {moved}><path d="{path.svg()}" {drawn}{blur}/></g>'

    def _picture(self, picture: Picture, transform: Affine) -> str:
        what, covered = embed.embedded(picture, transform, self.options.ppi)
        if what not in self._images:
            self._images[what] = self._id("picture")
            data = _data_uri(embed.whole(picture, what), self.options.quality)
            size = f'width="{what.width_px}" height="{what.height_px}"'
            self._defs.append(f'<image id="{self._images[what]}" {size} preserveAspectRatio="none" href="{data}"/>')
        sx, sy = covered.width / what.width_px, covered.height / what.height_px
        placed = f"matrix({nums([sx, 0, 0, sy], 7)} {nums([covered.x, covered.y], 4)})"
        use = f'<use href="#{self._images[what]}" transform="{placed}"/>'
        if picture.rect.contains(covered, slack=1e-3):
            return use
        clip = self._id("clip")
        self._defs.append(f'<clipPath id="{clip}"><rect {_box(picture.rect)}/></clipPath>')
        return f'<g clip-path="url(#{clip})">{use}</g>'


def _box(rect: Rect) -> str:
    return f'x="{num(rect.x)}" y="{num(rect.y)}" width="{num(rect.width)}" height="{num(rect.height)}"'


def _laid(look: Look) -> str:
    out = f" data-layer={attribute(look.layer_id)}"
    if look.transform != IDENTITY:
        out += f' transform="matrix({nums(look.transform[:4], 7)} {nums(look.transform[4:], 4)})"'
    if look.opacity < 1:
        out += f' opacity="{num(look.opacity, 4)}"'
    if look.blend != "normal":
        out += f' style="mix-blend-mode:{look.blend}"'
    return out


def _data_uri(pixels: NDArray[np.uint8], quality: int | None) -> str:
    """Pixels as a data URI: JPEG where they are opaque and a quality is given, else PNG."""
    import pyvips

    height, width, bands = pixels.shape
    opaque = embed.is_opaque(pixels)
    if opaque and bands == 4:
        pixels, bands = np.ascontiguousarray(pixels[..., :3]), 3
    image = pyvips.Image.new_from_memory(pixels, width, height, bands, "uchar").copy(interpretation="srgb")
    if opaque and quality is not None:
        kind, data = "jpeg", image.jpegsave_buffer(Q=quality, subsample_mode="off" if quality >= 90 else "on", keep=0)
    else:
        kind, data = "png", image.pngsave_buffer(compression=4, keep=0)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"

"""A frame's items -> page content: every fill, stroke, shadow, picture and blend of an item as PDF operators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Dictionary, Name

from posta.export import embed
from posta.export.options import ExportOptions
from posta.export.outlines import outside_of, room, runs_outline
from posta.export.pdf import paint, text
from posta.export.pdf.content import Content, form, matrix, nums
from posta.export.pdf.flatten import Patch
from posta.export.pdf.fonts import PdfFont, font_object
from posta.export.pdf.images import Images
from posta.export.pdf.paint import Inks
from posta.export.plates import LARGE_AREA
from posta.export.shadows import shadow_alpha
from posta.export.words import told_runs
from posta.geometry import Affine, Path, Rect
from posta.render.frame import (
    Fill,
    Item,
    LinearGradient,
    Picture,
    PictureItem,
    RadialGradient,
    ShapeItem,
    Solid,
    StrokeStyle,
    TextItem,
)
from posta.typeset.glyphs import Face

BLENDS = {
    "normal": "Normal", "multiply": "Multiply", "screen": "Screen", "overlay": "Overlay", "darken": "Darken",
    "lighten": "Lighten", "color-dodge": "ColorDodge", "color-burn": "ColorBurn", "hard-light": "HardLight",
    "soft-light": "SoftLight", "difference": "Difference", "exclusion": "Exclusion", "hue": "Hue",
    "saturation": "Saturation", "color": "Color", "luminosity": "Luminosity",
}  # fmt: skip
_JOINS = {"miter": 0, "round": 1, "bevel": 2}


@dataclass(slots=True)
class Job:
    """What drawing the items of one document needs at hand."""

    pdf: pikepdf.Pdf
    inks: Inks
    images: Images
    options: ExportOptions
    fonts: dict[Face, PdfFont]
    outlined: frozenset[Face]
    """Faces that may not be embedded; their words are drawn as outlines."""
    objects: dict[Face, pikepdf.Object] = field(default_factory=dict)

    def font(self, face: Face) -> pikepdf.Object:
        """The font's place in the file; its dictionary is written at the end, when all its text is known."""
        if face not in self.objects:
            self.objects[face] = self.pdf.make_indirect(Dictionary())
        return self.objects[face]

    def finish_fonts(self) -> None:
        for face, place in self.objects.items():
            made = font_object(self.pdf, self.fonts[face])
            for key, value in made.items():
                place[key] = value


def draw(job: Job, content: Content, item: Item) -> None:
    """Lay one item over what is there. `content` is in the frame's points."""
    look = item.look
    content.put(f"q {matrix(look.transform)} cm")
    before, content.base = content.base, content.base.after(look.transform)
    if look.opacity < 1 or look.blend != "normal":
        state = _state(content, ca=look.opacity, BM=BLENDS[look.blend])
        if _is_one_paint(item):
            content.put(f"{state} gs")
            _body(job, content, item)
        else:
            inner = Content()
            _body(job, inner, item)
            group = Dictionary(S=Name.Transparency, CS=job.inks.space, I=True, K=False)
            made = form(job.pdf, inner, room(item), group)
            content.put(f"{state} gs {content.name('XObject', f'form {made.objgen}', made)} Do")
    else:
        _body(job, content, item)
    content.base = before
    content.put("Q")


def _state(content: Content, *, ca: float = 1.0, BM: str = "Normal") -> str:
    key = f"ca {ca:.4f} {BM}"
    state = Dictionary(Type=Name.ExtGState, ca=round(ca, 4), CA=round(ca, 4), BM=Name("/" + BM))
    return content.name("ExtGState", key, state)


def _is_one_paint(item: Item) -> bool:
    """Whether the item is a single painting operator, so that its opacity needs no group."""
    if isinstance(item, PictureItem):
        return True
    plain = isinstance(item.fill, Solid) and item.stroke is None and item.look.shadow is None
    return plain and isinstance(item, ShapeItem)


def _body(job: Job, content: Content, item: Item) -> None:
    if isinstance(item, PictureItem):
        _picture(job, content, item.picture)
        return
    if isinstance(item, TextItem) and item.halo:
        _picture(job, content, item.halo)
    path = item.path if isinstance(item, ShapeItem) else runs_outline(item.runs)
    fill: Fill | None = item.fill if isinstance(item, ShapeItem) else item.face_picture or item.fill
    if item.look.shadow:
        _shadow(job, content, path, fill, item)
    if isinstance(item, TextItem):
        _words(job, content, item, path, item.face_picture or item.fill)
    elif fill is not None:
        _fill(job, content, path, fill, mixed=item.look.opacity < 1 or item.look.blend != "normal")
    if item.stroke is not None:
        _stroke(job, content, path, item.stroke)


def _fill(job: Job, content: Content, path: Path, fill: Fill, *, mixed: bool = False) -> None:
    if not path:
        return  # clipped to nothing, a picture would be shown whole
    content.put("q")
    if isinstance(fill, Picture):
        content.path(path)
        content.put("W n")
        _picture(job, content, fill)
    else:
        _choose(job, content, fill, path.bounds(), mixed=mixed)
        content.path(path)
        content.put("f")
    content.put("Q")


def _choose(job: Job, content: Content, fill: Fill, bounds: Rect, *, mixed: bool = False) -> None:
    """Choose a colour or gradient for what follows."""
    if isinstance(fill, Solid):
        job.inks.paint(content, fill, large=bounds.area >= LARGE_AREA, mixed=mixed)
        return
    assert isinstance(fill, LinearGradient | RadialGradient)
    if paint.is_clear_anywhere(fill):
        mask = paint.opacity_mask(job.pdf, fill, bounds.inset(-2))
        content.put(f"{content.name('ExtGState', f'mask {mask.objgen}', mask)} gs")
    shades = job.pdf.make_indirect(paint.pattern(fill, job.inks, content.base))
    content.put(f"/Pattern cs {content.name('Pattern', f'{shades.objgen}', shades)} scn")


def _words(job: Job, content: Content, item: TextItem, path: Path, fill: Fill) -> None:
    """The words of a text item: real type where the faces may be embedded, outlines where one may not."""
    if any(run.face in job.outlined for run in item.runs):
        _fill(job, content, path, fill)
        return
    runs = tuple(run for run in told_runs(item) if run.glyphs)
    if isinstance(fill, Picture) and not path:
        return
    names = {run.face: content.name("Font", f"{job.fonts[run.face].name}", job.font(run.face)) for run in runs}
    content.put("q")
    if isinstance(fill, Picture):
        content.put("7 Tr")
        text.show(content, runs, job.fonts, names, paths=False)
        content.put("0 Tr")
        _picture(job, content, fill)
    else:
        _choose(job, content, fill, Rect(0, 0, 0, 0) if isinstance(fill, Solid) else path.bounds())
        if isinstance(fill, Solid) and paint.is_overprinted_black(job.inks, fill):
            over = Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)
            content.put(f"{content.name('ExtGState', 'overprint', over)} gs")
        text.show(content, runs, job.fonts, names)
    content.put("Q")


def _stroke(job: Job, content: Content, path: Path, stroke: StrokeStyle) -> None:
    content.put("q")
    width = stroke.width
    if stroke.align != "center":
        width *= 2
        inside = stroke.align == "inside"
        content.path(path if inside else outside_of(path, 6 * width))
        content.put("W n" if inside else "W* n")
    job.inks.paint(content, stroke.color, stroke=True)
    content.put(f"{nums([width])} w {_JOINS[stroke.join]} j 4 M")
    content.path(path)
    content.put("S Q")


def _picture(job: Job, content: Content, picture: Picture) -> None:
    what, covered = embed.embedded(picture, content.base, job.options.ppi)
    image = job.images.add(picture, what)
    content.put("q")
    if not picture.rect.contains(covered, slack=1e-3):
        content.rect(picture.rect)
        content.put("W n")
    _place(content, image, covered)
    content.put("Q")


def _place(content: Content, image: pikepdf.Object, rect: Rect) -> None:
    # An image's own rows run up the page; the page's y runs down.
    placed = Affine(rect.width, 0, 0, -rect.height, rect.x, rect.bottom)
    content.put(f"{matrix(placed)} cm {content.name('XObject', f'image {image.objgen}', image)} Do")


def _shadow(job: Job, content: Content, path: Path, fill: Fill | None, item: ShapeItem | TextItem) -> None:
    shadow = item.look.shadow
    assert shadow is not None
    line = item.stroke if fill is None else None
    content.put("q")
    if shadow.blur <= 0 and line is None:
        moved = path.transformed(Affine.move(shadow.dx, shadow.dy))
        if shadow.opacity < 1:
            content.put(f"{_state(content, ca=shadow.opacity)} gs")
        job.inks.paint(content, shadow.color, mixed=True)
        content.path(moved)
        content.put("f")
    else:
        alpha, rect = shadow_alpha(path, shadow, line, job.options.ppi)
        _place(content, job.images.tinted(job.inks.values(shadow.color), alpha), rect)
    content.put("Q")


def paper(job: Job, content: Content, color: Solid, box: Rect) -> None:
    """The sheet's own colour, to the edge of the bleed."""
    content.put("q")
    job.inks.paint(content, color, large=True)
    content.rect(box)
    content.put("f Q")


def patch(job: Job, content: Content, part: Patch, key: str, pixels: Callable[[], NDArray[np.uint8]]) -> None:
    """Opaque pixels, in the document's inks, over a part of the page; equal keys mean equal pixels."""
    per = job.options.ppi / 72
    size = (max(1, round(part.rect.width * per)), max(1, round(part.rect.height * per)))
    image = job.images.patch(key, size, pixels)
    content.put("q")
    _place(content, image, part.rect)
    content.put("Q")

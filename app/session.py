"""The desk: posters from the library while they are worked on. Changes in, saved posters and drawn previews out.

The document on disk is the one truth: every change is saved at once, as one step of undo, against the revision it was
made to, so two tabs or people never overwrite each other silently.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from posta.arttext.stage import arttext, lettered
from posta.color import Rgb
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.finish import FINISHES, TREATMENTS, finish_named
from posta.document.layers import PictureLayer, TextLayer
from posta.document.paint import Cmyk
from posta.document.patch import Patch, apply
from posta.document.pictures import encode_png
from posta.document.poster import Poster, Swatch
from posta.engines import load
from posta.errors import DocumentError, Outdated
from posta.geometry import Rect
from posta.library.folders import Folder, Mark, Timeline
from posta.library.library import Library
from posta.output import TABLES
from posta.render.check import check
from posta.render.frame import Frame, PictureItem, TextItem
from posta.render.place import lettering_key, place, screen_color, set_layer
from posta.render.raster import rasterize, rasterize_layers
from posta.typeset.fonts import FontLibrary

OPEN_POSTERS = 24
KEPT_PREVIEWS = 10
DRAWERS = 4
THUMBNAIL_PX = 320
PICTURE_PX = 1600


View = Literal["proof", "gamut", "inks"]
Proof = tuple[View, str]
"""How a press shows it: what is looked at, and the printing condition (as posta.export.conditions takes it)."""
Shown = tuple[str, int, frozenset[str], Proof | None]
"""A preview: revision, width in pixels, layers left out, how a press shows it."""


@dataclass(slots=True)
class Opened:
    """A poster being worked on, and what was made from it."""

    folder: Folder
    poster: Poster
    revision: str
    mark: Mark
    """The document's file as it was read."""
    frame: Frame | None = None
    previews: OrderedDict[Shown, Future[bytes]] = field(default_factory=OrderedDict)
    """Drawn, or being drawn."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def show(self, poster: Poster, revision: str) -> None:
        """Take a state as the one shown."""
        if revision != self.revision:
            self.poster, self.revision, self.frame = poster, revision, None
        self.mark = self.folder.mark()

    def keep(self, key: Shown, drawing: Future[bytes]) -> None:
        """Remember a preview; the oldest is forgotten."""
        self.previews[key] = drawing
        while len(self.previews) > KEPT_PREVIEWS:
            self.previews.popitem(last=False)

    def refresh(self) -> None:
        """Read the poster again if another process or tab has saved it."""
        mark = self.folder.mark()
        if mark != self.mark:
            self.show(*self.folder.load())
            self.mark = mark


class Desk:
    """All posters that are open on this server."""

    def __init__(self, library: Library, fonts: FontLibrary | None = None) -> None:
        self.library = library
        self.fonts = fonts or FontLibrary.shipped()
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self._lock = threading.Lock()
        self._drawers = ThreadPoolExecutor(DRAWERS, thread_name_prefix="posta-draw")

    def open(self, poster_id: str) -> Opened:
        """A poster as it is on disk now. Raises LibraryError or DocumentError."""
        with self._lock:
            found = self._open.get(poster_id)
            if found is None:
                folder = self.library.folder(poster_id)
                mark = folder.mark()
                found = Opened(folder, *folder.load(), mark)
                self._open[poster_id] = found
                while len(self._open) > OPEN_POSTERS:
                    self._open.popitem(last=False)
            self._open.move_to_end(poster_id)
        with found.lock:
            found.refresh()
        return found

    def take_fonts(self) -> None:
        """Read the typefaces again; posters are placed anew with what there is now."""
        FontLibrary.shipped.cache_clear()
        self.fonts = FontLibrary.shipped()
        with self._lock:
            for opened in self._open.values():
                opened.frame = None
                opened.previews.clear()

    def with_own_files(self, brief: Brief) -> Brief:
        """The brief without paths of files that were not brought to this library: nobody names a server's own files."""
        lost = {name: "" for name in ("background", "logo") if not self.library.is_upload(getattr(brief, name))}
        return brief.changed(**lost) if any(getattr(brief, name) for name in lost) else brief

    def add(self, poster: Poster, assets: Assets, *, label: str = "New poster") -> str:
        """Keep a new poster in the library; its id."""
        poster_id = self.library.add(poster, assets, label=label)
        self.thumbnail(poster_id)
        return poster_id

    def change(self, poster_id: str, patch: Patch, expected: str, *, width_px: int = 0) -> Opened:
        """Apply one gesture and save it. Raises DocumentError for a wrong patch, LibraryError for an outdated one.

        With `width_px` the preview of that width is drawn while the disk is busy, so that it is there when asked for.
        """
        opened = self.open(poster_id)
        with opened.lock:
            if expected != opened.revision:
                raise Outdated()
            changed = self._relettered(apply(opened.poster, patch), opened.folder.assets)
            # Placed before it is saved: what cannot be drawn is refused with the reason.
            frame = place(changed, opened.folder.assets, self.fonts)
            drawing = self._drawers.submit(_drawn, frame, width_px) if width_px else None
            saved = self._save(poster_id, opened, changed, patch.label, expected)
            opened.frame = frame
            if drawing:
                opened.keep((saved.revision, width_px, frozenset(), None), drawing)
            return saved

    def replace(self, poster_id: str, poster: Poster, *, label: str, expected: str) -> Opened:
        """Save a whole new state: a stage that ran again, JSON edited by hand. What cannot be drawn is refused."""
        opened = self.open(poster_id)
        with opened.lock:
            if expected != opened.revision:
                raise Outdated()
            frame = place(poster, opened.folder.assets, self.fonts)
            saved = self._save(poster_id, opened, poster, label, expected)
            opened.frame = frame
            return saved

    def _save(self, poster_id: str, opened: Opened, poster: Poster, label: str, expected: str) -> Opened:
        try:
            revision = opened.folder.save(poster, label=label, expected=expected)
        except Outdated:
            opened.mark = (0, 0, 0)
            raise
        opened.show(poster, revision)
        self.library.note(poster_id, poster)
        return opened

    def _relettered(self, poster: Poster, assets: Assets) -> Poster:
        """Lettering made again where the letters have changed and the CPU can do it at once."""
        stale = [
            x.id
            for x in lettered(poster)
            if x.art and x.art.engine == "materials" and x.art.asset and not x.locked
            and x.art.key != lettering_key(set_layer(poster, x, self.fonts).runs)
        ]  # fmt: skip
        if not stale:
            return poster
        engine = load(TABLES["arttext"], "arttext", "materials")
        return arttext(poster, assets, engine, name="materials", layer_ids=stale, fonts=self.fonts)

    def step(self, poster_id: str, by: int) -> tuple[Opened, Timeline]:
        """Undo (-1) or redo (+1)."""
        opened = self.open(poster_id)
        with opened.lock:
            poster, revision, line = opened.folder.step(by)
            opened.show(poster, revision)
        self.library.note(poster_id, poster)
        return opened, line

    def restore(self, poster_id: str, revision: str) -> tuple[Opened, Timeline]:
        """Show an earlier state again."""
        opened = self.open(poster_id)
        with opened.lock:
            poster, now, line = opened.folder.restore(revision)
            opened.show(poster, now)
        self.library.note(poster_id, poster)
        return opened, line

    def frame(self, opened: Opened) -> Frame:
        """The placed poster; placed once for each revision."""
        with opened.lock:
            if opened.frame is None:
                opened.frame = place(opened.poster, opened.folder.assets, self.fonts)
            return opened.frame

    def preview(
        self, poster_id: str, width_px: int, *, without: frozenset[str] = frozenset(), proof: Proof | None = None
    ) -> tuple[bytes, str]:
        """(JPEG bytes `width_px` wide, revision) of a poster with its bleed, some layers left out, as a press shows it.

        Raises ExportError for a printing condition that cannot be used.
        """
        opened = self.open(poster_id)
        with opened.lock:
            key = (opened.revision, width_px, without, proof)
            if key not in opened.previews:
                frame = self.frame(opened)
                if without:
                    frame = replace(frame, items=tuple(i for i in frame.items if i.look.layer_id not in without))
                opened.keep(key, self._drawers.submit(_drawn, frame, width_px, proof))
            drawing = opened.previews[key]
        return drawing.result(), key[0]

    def draft(self, poster_id: str, patch: Patch, width_px: int) -> bytes:
        """JPEG bytes `width_px` wide of a poster with a change that is not saved. Raises DocumentError for a wrong one."""
        opened = self.open(poster_id)
        return _drawn(place(apply(opened.poster, patch), opened.folder.assets, self.fonts), width_px)

    def layers_alone(self, poster_id: str, width_px: int, layer_ids: set[str]) -> bytes:
        """PNG bytes of some layers alone on a transparent ground, `width_px` wide with the bleed."""
        opened = self.open(poster_id)
        frame = self.frame(opened)
        return encode_png(rasterize_layers(frame, _ppi(frame, width_px), layer_ids, bleed=True))

    def thumbnail(self, poster_id: str) -> bytes:
        """A small JPEG of the poster, kept beside it."""
        opened = self.open(poster_id)
        frame = self.frame(opened)
        data = jpeg(rasterize(frame, THUMBNAIL_PX / max(frame.trim.width, frame.trim.height) * 72), 82)
        opened.folder.keep_thumbnail(data)
        return data

    def problems(self, poster_id: str) -> list[dict[str, Any]]:
        """What is wrong with a poster, errors first."""
        opened = self.open(poster_id)
        frame = self.frame(opened)
        return [p.as_dict() for p in check(opened.poster, opened.folder.assets, self.fonts, frame=frame)]

    def finishes(self, poster_id: str, layer_id: str) -> dict[str, Any]:
        """The named print finishes in a poster's own inks for one of its pictures, and what each kind of step is."""
        poster = self.open(poster_id).poster
        layer = next((x for x in poster.layers if x.id == layer_id), None)
        if not isinstance(layer, PictureLayer):
            raise DocumentError(f"There is no picture {layer_id!r} in this poster.", hint="It may have been deleted.")
        grained = bool(layer.made_by and layer.made_by.painter)
        palette = {name: _seen(color) for name, color in poster.palette.items()}
        named = {name: finish_named(name, palette, grained=grained) for name in FINISHES}
        return {
            "finishes": [
                {
                    "name": name,
                    "label": FINISHES[name].label,
                    "about": FINISHES[name].about,
                    "treatments": [step.model_dump(mode="json") for step in steps],
                }
                for name, steps in named.items()
            ],
            "kinds": {kind: {"label": row.label, "about": row.about} for kind, row in TREATMENTS.items()},
        }

    def layout(self, opened: Opened) -> dict[str, dict[str, Any]]:
        """What the canvas needs of each drawn layer beside the document, in the page's unit: ink bounds and fitted size."""
        per = 1 / opened.poster.page.points_per_unit
        told: dict[str, dict[str, Any]] = {}
        for item in self.frame(opened).items:
            if isinstance(item, TextItem):
                ink = item.ink.scaled(per)
                layer = opened.poster.layer(item.look.layer_id)
                assert isinstance(layer, TextLayer)
                told[layer.id] = {
                    "ink": list(ink.moved(layer.rect.x, layer.rect.y)),
                    "size": round(item.size, 3),
                    "family": item.runs[0].face.family if item.runs else layer.font.family,
                }
            elif isinstance(item, PictureItem):
                told[item.look.layer_id] = {"ink": list(Rect(*item.picture.rect).scaled(per))}
        return told


def _seen(color: Swatch) -> Rgb:
    """A palette's colour as the screen shows it."""
    if isinstance(color, str):
        return Rgb.from_hex(color)
    cmyk = color.cmyk if isinstance(color, Cmyk) else color.alternate.cmyk
    return screen_color(tuple(ink / 100 for ink in cmyk))


def _drawn(frame: Frame, width_px: int, proof: Proof | None = None) -> bytes:
    ppi = _ppi(frame, width_px)
    return jpeg(rasterize(frame, ppi, bleed=True) if proof is None else _proved(frame, ppi, *proof), 90)


def _proved(frame: Frame, ppi: float, view: View, condition: str) -> NDArray[np.uint8]:
    """What a press shows of a frame: the soft proof, what it cannot print in magenta, or a map of its inks."""
    from posta.export import plates
    from posta.export.conditions import condition as find

    if view == "inks":
        return plates.coverage_map(plates.ink_sums(frame, ppi, condition, bleed=True), find(condition).limit)
    shown = plates.soft_proof(frame, ppi, condition, bleed=True)
    return (
        plates.gamut_map(shown, plates.gamut_warning(frame, ppi, condition, bleed=True)) if view == "gamut" else shown
    )


def _ppi(frame: Frame, width_px: int) -> float:
    """The resolution at which a frame with its bleed is about `width_px` wide."""
    return width_px / (frame.trim.width + 2 * frame.bleed) * 72


def jpeg(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """(H, W, 3) sRGB as JPEG bytes, without subsampled colour, quickly."""
    import pyvips

    height, width = pixels.shape[:2]
    picture = pyvips.Image.new_from_memory(np.ascontiguousarray(pixels), width, height, 3, "uchar")
    return picture.copy(interpretation="srgb").jpegsave_buffer(Q=quality, subsample_mode="off")


def small_picture(pixels: NDArray[np.uint8]) -> bytes:
    """(H, W[, 3|4]) sRGB as JPEG bytes, its longer side at most PICTURE_PX; what is transparent is white."""
    import cv2

    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    scale = min(1.0, PICTURE_PX / max(pixels.shape[:2]))
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    if small.shape[2] == 4:
        alpha = small[..., 3:].astype(np.float32) / 255
        small = np.rint(small[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return jpeg(small, 85)

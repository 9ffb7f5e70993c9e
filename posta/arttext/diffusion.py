"""Lettering by a diffusion model: outlines and a style in words in; a face cut by the vector and a halo of limited width out.

The model draws inside a mask around the letters, on a crop at its own size, starting from the glyphs drawn as plain relief and
noised, so that the shapes hold. The letters' edge is the vector's alone. What cannot be read is drawn again; if that does not
help, StageError names the materials engine, which takes over only where the option fallback="materials" allowed it.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext import Lettering, LetteringRequest, Style
from posta.arttext.crops import Crop, Parts, cut, edges_of, face_of, halo_of, mask_of, parts_of, put_back, started
from posta.arttext.legible import Legibility, judge
from posta.arttext.materials.field import covered
from posta.arttext.materials.grid import Grid
from posta.arttext.materials.table import choose
from posta.color import Rgb, luminance
from posta.engines import Progress, part, silent
from posta.engines.diffusion import checkpoint_of, draw, options_from
from posta.engines.loaded import Drawing
from posta.engines.models import DEFAULT, able
from posta.engines.saying import colors_in_words, light_in_words
from posta.errors import Cancelled, ModelError, OutOfMemory, StageError

HALO_EM = 0.28
PLAIN_EM = 0.04
"""How far beyond the ink the style draws, in type sizes, with and without a halo."""
BLEED_EM = 0.02
MOST_PARTS = 40
MOST_PIXELS = 60_000_000
MOST_TRIES = 6

Method = Literal["inpaint", "control"]

NEGATIVE = "extra letters, extra words, misspelled, watermark, signature, frame, blurry, low quality, flat, dull"


@dataclass(frozen=True, slots=True)
class Manner:
    """How lettering is made."""

    method: Method = "inpaint"
    """inpaint: inside a mask. control: along the glyphs' edges, by models with a control network."""
    parts: Parts = "title"
    """What is drawn at once: the whole title, each word, or each letter."""
    halo: bool = True
    """Whether glow, sparks or drips around the letters are kept."""
    strength: float = 0.8
    """How much is drawn anew; lower holds closer to plain relief."""
    tries: int = 3
    """How often to draw at most until it can be read."""
    steps: int | None = None
    guidance: float | None = None
    pixels: int | None = None
    """Pixels of a crop in place of the model's native count."""
    fallback: Literal["", "materials"] = ""
    """The engine that may step in."""

    def __post_init__(self) -> None:
        choices = {
            "method": ("inpaint", "control"),
            "parts": ("title", "word", "letter"),
            "fallback": ("", "materials"),
        }
        for name, offered in choices.items():
            if getattr(self, name) not in offered:
                said = ", ".join(repr(o) for o in offered)
                raise StageError(
                    f"The lettering option {name} is {getattr(self, name)!r}.", hint=f"Choose from {said}."
                )
        if not (0.05 <= self.strength <= 1 and 1 <= self.tries <= MOST_TRIES):
            raise StageError("Lettering needs a strength of 0.05 to 1 and 1 to 6 tries.")


class DiffusionLettering:
    """The lettering engine whose styles are any words, drawn by a model of `posta.engines.models`."""

    resolution_independent = False

    def __init__(self, model: str = DEFAULT, *, manner: Manner | None = None, **options: Any) -> None:
        """Options are the fields of Manner and of `posta.engines.diffusion.Options`."""
        own = {k: options.pop(k) for k in list(options) if k in Manner.__dataclass_fields__}
        self.manner = replace(manner or Manner(), **own)
        self.options = options_from(model, options, Manner.__dataclass_fields__)

    def styles(self) -> list[Style]:
        """None by name: any words will do."""
        return []

    def reach_pt(self, style: str, size_pt: float) -> float:  # noqa: ARG002
        """How far beyond the ink it draws, in points."""
        return (HALO_EM if self.manner.halo else PLAIN_EM) * size_pt

    def letter(self, request: LetteringRequest, progress: Progress = silent) -> Lettering | None:
        """Draw it; None when the style is "auto" and plain letters serve best.

        Raises StageError for sizes out of bounds and for lettering that cannot be read after all tries; ModelError, EngineError
        and OutOfMemory where the model cannot run. With fallback="materials" that engine steps in, and the settings say so.
        """
        if request.style == "auto":
            row = choose(request.theme, request.palette)
            if row is None:
                return None
            request = replace(request, style=row.name)
        _check(request)
        try:
            return self._drawn(request, progress)
        except Cancelled:
            raise
        except StageError as problem:
            if self.manner.fallback != "materials":
                raise
            return _fallen_back(request, problem, progress)

    def _drawn(self, request: LetteringRequest, progress: Progress) -> Lettering:
        """The most legible of the attempts, if it can be read. Raises StageError with the reason if not."""
        sheet = _Sheet.of(request)
        best: tuple[Lettering, Legibility] | None = None
        for attempt in range(self.manner.tries):
            mine = part(progress, attempt / self.manner.tries, (attempt + 1) / self.manner.tries)
            made = self._attempt(request, sheet, attempt, mine)
            judged = judge(sheet.ground, made, sheet.coverage, sheet.em_px)
            if best is None or judged.score > best[1].score:
                best = made, judged
            if not judged.why_not:
                break
            progress((attempt + 1) / self.manner.tries, f"cannot be read well ({judged.why_not})")
        assert best is not None
        made, judged = best
        if judged.why_not:
            raise StageError(
                f"The lettering {request.style!r} cannot be read after {self.manner.tries} tries: {judged.why_not}.",
                hint="Use the materials engine, other words, or a calmer ground; fallback='materials' does the first by itself.",
            )
        told = {"contrast": round(judged.contrast, 2), "edge_seen": round(judged.seen, 3)}
        if judged.alike is not None:
            told["read_alike"] = round(judged.alike, 3)
        progress(1.0, "lettered")
        return replace(made, settings=made.settings | {"legibility": told})

    def _attempt(self, request: LetteringRequest, sheet: _Sheet, attempt: int, progress: Progress) -> Lettering:
        """The lettering drawn once, part by part."""
        row = checkpoint_of(self.options, progress).row
        able(row, self.manner.method)
        reach = self.reach_pt(request.style, request.size_pt) * sheet.per_pt
        labels = parts_of(sheet.coverage, sheet.em_px, self.manner.parts)
        count = int(labels.max())
        if count > MOST_PARTS:
            raise StageError(
                f"The lettering has {count} parts; at most {MOST_PARTS} are drawn.", hint="Draw words or the title."
            )
        # A pixel around the letters belongs to the part whose letters are nearest.
        owner = _nearest_part(labels)
        canvas = np.ascontiguousarray(sheet.ground)
        told: dict[str, Any] = {}
        seeds, scale = [], 1.0
        for n in range(1, count + 1):
            crop = cut(
                request.outline,
                sheet.grid,
                sheet.ground,
                labels == n,
                row=row,
                reach_px=reach,
                pixels=self.manner.pixels,
            )
            scale = max(scale, crop.width / crop.size.width)
            seeds.append(_seed(request.seed, attempt, n))
            drawn = draw(
                self._drawing(request, sheet, crop, reach, seeds[-1]),
                self.options,
                progress=part(progress, (n - 1) / count, n / count),
            )
            put_back(canvas, drawn.pictures[0], crop, owner == n)
            told = told or drawn.settings
        face = face_of(canvas, sheet.coverage, inset_px=0.6 + 0.9 * scale)
        halo = halo_of(canvas, sheet.ground, sheet.coverage, reach) if self.manner.halo else None
        made = told | {
            "method": self.manner.method, "parts": self.manner.parts, "seeds": seeds, "attempt": attempt + 1,
            "prompt_sent": prompt_for(request, halo=self.manner.halo), "start_strength": self.manner.strength,
        }  # fmt: skip
        return Lettering(face, halo, made, request.style)

    def _drawing(self, request: LetteringRequest, sheet: _Sheet, crop: Crop, reach: float, seed: int) -> Drawing:
        """What the model is asked for one crop."""
        scale = crop.size.width / crop.width
        em = sheet.em_px * scale
        start = started(crop, em, sheet.body, request.light)
        asked = Drawing(
            prompt_for(request, halo=self.manner.halo), crop.size.width, crop.size.height, seeds=(seed,),
            ability=self.manner.method, negative=NEGATIVE, steps=self.manner.steps, guidance=self.manner.guidance,
            image=start, strength=self.manner.strength,
        )  # fmt: skip
        if self.manner.method == "control":
            return replace(asked, control=edges_of(crop))
        grow = 0.7 * reach * scale if self.manner.halo else max(3.0, BLEED_EM * em)
        return replace(asked, mask=mask_of(crop, grow))


@dataclass(frozen=True)
class _Sheet:
    """The lettering's pixel grid with what does not change between attempts."""

    grid: Grid
    coverage: NDArray[np.uint8]
    ground: NDArray[np.uint8]
    em_px: float
    per_pt: float
    body: Rgb
    """The colour the glyphs start from."""

    @staticmethod
    def of(request: LetteringRequest) -> _Sheet:
        grid = Grid.over(request.area, request.ppi)
        coverage = covered(request.outline, grid)
        if coverage.max() < 128:
            raise StageError("There are no letters to make: at this resolution the outline covers nothing.")
        shape = grid.width, grid.height
        if request.ground is None:
            paper = request.palette[0] if request.palette else Rgb(0.96, 0.95, 0.92)
            ground = np.full((grid.height, grid.width, 3), np.round(np.array(paper) * 255), np.uint8)
        else:
            ground = cv2.resize(request.ground, shape, interpolation=cv2.INTER_AREA)
        per_pt = request.ppi / 72
        return _Sheet(grid, coverage, ground, request.size_pt * per_pt, per_pt, _body(request, ground, coverage))


def _body(request: LetteringRequest, ground: NDArray[np.uint8], coverage: NDArray[np.uint8]) -> Rgb:
    """The palette's colour that stands out most from the ground under the letters; the accents first."""
    behind = float(luminance((ground[coverage > 127] / np.float32(255)).astype(np.float32)).mean())
    offered = (*request.palette[2:], *request.palette[1:2], Rgb(0.95, 0.93, 0.88), Rgb(0.07, 0.07, 0.09))

    def contrast(color: Rgb) -> float:
        own = float(luminance(np.array(color, np.float32)))
        return (max(own, behind) + 0.05) / (min(own, behind) + 0.05)

    return next((c for c in offered if contrast(c) >= 4), max(offered, key=contrast))


def prompt_for(request: LetteringRequest, *, halo: bool) -> str:
    """What the model is told: the material on the letters, its light and colours, and that nothing else is written."""
    style = " ".join(request.style.split())[:300]
    parts = [
        f"letters made of {style}, close-up of real {style}",
        "rich believable material with depth, texture and highlights, crisp clean edges, true letter shapes",
        f"lit from {light_in_words(request.light)}",
    ]
    if request.palette:
        parts.append(f"colours that go with {colors_in_words(request.palette)}")
    if halo:
        parts.append("a little glow, sparks or drips close around the letters where the material has them")
    parts.append("the background stays as it is, no other writing")
    return ", ".join(parts)


def _seed(seed: int, attempt: int, part: int) -> int:
    """A seed of its own for each attempt and part; the first part's first is the request's."""
    if attempt == 0 and part == 1:
        return seed
    digest = hashlib.sha256(f"{seed} attempt {attempt} part {part}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def _nearest_part(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    if labels.max() <= 1:
        return np.ones_like(labels)
    _, nearest = cv2.distanceTransformWithLabels(np.uint8(labels == 0), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    table = np.zeros(int(nearest.max()) + 1, np.int32)
    table[nearest[labels > 0]] = labels[labels > 0]
    return table[nearest]


def _check(request: LetteringRequest) -> None:
    """Refuse what cannot be lettered, before any memory is taken."""
    if not any(step[0] not in ("M", "Z") for step in request.outline.steps):
        raise StageError("There are no letters to make: the outline is empty.", hint="Give the text some words.")
    numbers = (*request.area, request.ppi, request.size_pt, *request.light)
    if not all(map(math.isfinite, numbers)) or not all(math.isfinite(v) for p in request.outline.points() for v in p):
        raise StageError(
            "The lettering holds numbers that are not finite.", hint="Check the text layer's box and size."
        )
    if min(request.area.width, request.area.height, request.ppi, request.size_pt) <= 0:
        raise StageError(
            "The lettering's area, resolution and type size must be above 0.", hint="Check the text layer's box."
        )
    pixels = request.area.area * (request.ppi / 72) ** 2
    if pixels > MOST_PIXELS:
        raise StageError(f"The lettering would have {pixels / 1e6:.0f} million pixels.", hint="Use a lower resolution.")
    if not request.style.strip():
        raise StageError("The lettering has no style.", hint='Say in words what the letters are made of ("neon tube").')
    ground = request.ground
    if ground is not None and (
        ground.ndim != 3 or ground.shape[2] != 3 or 0 in ground.shape or ground.dtype != np.uint8
    ):
        raise StageError(f"The ground must be (H, W, 3) sRGB bytes, not {ground.shape}.", hint="Leave it out.")


def _fallen_back(request: LetteringRequest, problem: StageError, progress: Progress) -> Lettering | None:
    """The same lettering by the materials engine, which says in its settings why."""
    from posta.arttext.materials import Materials

    why = "model" if isinstance(problem, (ModelError, OutOfMemory)) else "lettering"
    progress(0.0, f"the {why} failed; the materials engine steps in: {problem.message}")
    made = Materials().letter(request, progress)
    if made is None:
        return None
    told = {"engine": "materials", "fallback_from": "diffusion", "fallback_why": problem.message}
    return replace(made, settings=made.settings | told)

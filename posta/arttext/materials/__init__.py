"""Materials made on the CPU from the letters' outlines: a lettering request in; a lit, textured face and its halo out."""

from __future__ import annotations

import math
from pkgutil import resolve_name

from posta.arttext import Lettering, LetteringRequest, Style
from posta.arttext.materials.table import MATERIALS, choose, find
from posta.engines import Progress, silent
from posta.errors import StageError

MAX_PIXELS = 60_000_000
MAX_STEPS = 200_000
# 70 metres: far beyond any page, near enough for exact arithmetic.
FARTHEST_PT = 200_000.0


class Materials:
    """The lettering engine whose styles are the rows of MATERIALS."""

    resolution_independent = True

    def styles(self) -> list[Style]:
        return [Style(row.name, row.about, row.moods) for row in MATERIALS]

    def reach_pt(self, style: str, size_pt: float) -> float:
        """How far beyond the ink the style draws, in points ("auto": the widest of all). StageError for unknown words."""
        if style == "auto":
            return max(row.reach_em for row in MATERIALS) * size_pt
        return find(style).reach_em * size_pt

    def letter(self, request: LetteringRequest, progress: Progress = silent) -> Lettering | None:
        """The request's letters in its material; None when it says "auto" and plain letters serve best.

        Raises StageError for an unknown style, no outline, or sizes out of bounds.
        """
        row = choose(request.theme, request.palette) if request.style == "auto" else find(request.style)
        if row is None:
            return None
        _check(request)
        # Imported here so that the list of styles can be shown without OpenCV and Skia.
        from posta.arttext.materials.bench import Bench

        progress(0.0, f"making {row.name}")
        made = resolve_name(row.make)(Bench(request, row.reach_em * request.size_pt, progress))
        progress(1.0, f"made {row.name}")
        return Lettering(made.face, made.halo, {"material": row.name}, row.name)


def _check(request: LetteringRequest) -> None:
    """Refuse what cannot be lettered, before any memory is taken."""
    outline, area = request.outline, request.area
    if not outline.steps or not any(step[0] != "M" and step[0] != "Z" for step in outline.steps):
        raise StageError("There are no letters to make: the outline is empty.", hint="Give the text some words.")
    if len(outline.steps) > MAX_STEPS:
        raise StageError(
            f"The lettering has {len(outline.steps)} drawing steps; at most {MAX_STEPS} can be handled.",
            hint="Letter a shorter text.",
        )
    numbers = (*area, request.ppi, request.size_pt, *request.light)
    if not all(map(math.isfinite, numbers)) or not all(math.isfinite(v) for p in outline.points() for v in p):
        raise StageError(
            "The lettering holds numbers that are not finite.", hint="Check the text layer's box and size."
        )
    if max(abs(v) for v in (*area, *outline.bounds())) > FARTHEST_PT:
        raise StageError("The lettering lies far off any page.", hint="Check the text layer's box.")
    if request.seed < 0:
        raise StageError(f"The seed {request.seed} is below 0.", hint="Use a whole number from 0 up.")
    if area.width <= 0 or area.height <= 0 or request.ppi <= 0 or request.size_pt <= 0:
        raise StageError(
            "The lettering's area, resolution and type size must be above 0.", hint="Check the text layer's box."
        )
    pixels = area.width * area.height * (request.ppi / 72) ** 2
    if pixels > MAX_PIXELS:
        raise StageError(
            f"The lettering would have {pixels / 1e6:.0f} million pixels; at most {MAX_PIXELS // 1_000_000} are made.",
            hint="Use a lower resolution.",
        )
    if request.ground is not None and (
        request.ground.ndim != 3 or request.ground.shape[2] != 3 or 0 in request.ground.shape
    ):
        raise StageError(f"The ground must be (H, W, 3) sRGB bytes, not {request.ground.shape}.", hint="Leave it out.")

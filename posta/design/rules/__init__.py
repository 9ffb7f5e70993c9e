"""The design engine that works by rules: a DesignRequest in, ranked Designs out; an art director in code."""

from __future__ import annotations

from posta.design import DesignRequest
from posta.design.rules.arrange import marks_at
from posta.design.rules.desk import desk_for
from posta.design.rules.draft import Draft
from posta.design.rules.finishes import printer_for
from posta.design.rules.layers import design_from
from posta.design.rules.placement import Wanted, best, look_of
from posta.design.rules.tint import tint
from posta.design.rules.words import moods_of
from posta.document.design import Design
from posta.engines import Progress, silent
from posta.typeset.fonts import FontLibrary

EFFORT = 5  # art directions tried beside the wanted number


class Rules:
    """Designs by rules."""

    def __init__(self, fonts: FontLibrary | None = None) -> None:
        self.fonts = fonts or FontLibrary.shipped()

    def arrange(self, request: DesignRequest, progress: Progress = silent) -> list[Design]:
        """Up to `request.count` designs, best first. Raises StageError when there is nothing to place or no picture."""
        progress(0.0, "looking at the picture")
        desk, lead = desk_for(request, self.fonts)
        pieces = desk.words.pieces
        if not pieces:
            draft = Draft(desk)  # all words are locked; a code or logo may still be missing
            marks_at(draft, desk.live, desk.live.bottom)
            return [design_from(tint(draft), "", 0.0).changed(finish=None)]
        moods = moods_of([(request.theme, 1.0), (request.style, 1.5), (" ".join(pieces.values()), 0.7)])
        progress(0.3, "trying art directions")
        beside = tuple(look_of(design, request.page) for design in request.beside)
        wanted = Wanted(request.style, max(1, request.count), beside, printer_for(request, moods))
        found = best(desk, moods, wanted, seed=request.seed, effort=EFFORT)
        taken = frozenset(layer.id for layer in request.locked)
        progress(1.0, "done")
        return [design_from(c.tinted, c.name, c.merit, taken_ids=taken, lead=lead) for c in found]

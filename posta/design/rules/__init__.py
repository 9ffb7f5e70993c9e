"""The design engine that works by rules: a DesignRequest in, ranked Designs out; an art director in code."""

from __future__ import annotations

from posta.design import DesignRequest
from posta.design.rules.arrange import marks_at
from posta.design.rules.desk import Desk, Setter
from posta.design.rules.draft import Draft
from posta.design.rules.ground import ground_of
from posta.design.rules.layers import design_from
from posta.design.rules.pairings import all_pairings
from posta.design.rules.palette import palette_for
from posta.design.rules.placement import Wanted, best, look_of
from posta.design.rules.tint import tint
from posta.design.rules.words import Words, moods_of
from posta.document.design import Design
from posta.document.layers import CodeLayer, PictureLayer, TextLayer
from posta.engines import Progress, silent
from posta.errors import StageError
from posta.typeset.fonts import FontLibrary

EFFORT = 5  # art directions tried beside the wanted number
QUIET_LEAD = 0.4  # of a title's size, for another piece in its place: the title is locked or there is none


class Rules:
    """Designs by rules."""

    def __init__(self, fonts: FontLibrary | None = None) -> None:
        self.fonts = fonts or FontLibrary.shipped()

    def arrange(self, request: DesignRequest, progress: Progress = silent) -> list[Design]:
        """Up to `request.count` designs, best first. Raises StageError when there is nothing to place or no picture."""
        if request.picture.ndim != 3 or request.picture.shape[2] != 3 or 0 in request.picture.shape:
            raise StageError(
                f"The design stage needs an (H, W, 3) picture, not {request.picture.shape}.",
                hint="Paint a background first.",
            )
        progress(0.0, "looking at the picture")
        locked = {p for layer in request.locked if isinstance(layer, TextLayer) for p in layer.pieces}
        pieces = {k: v for k, v in request.pieces.items() if k not in locked and v.strip()}
        pieces, lead = _led(pieces)
        words = Words(pieces, request.language)
        per = request.page.points_per_unit
        desk = Desk(
            page=request.page,
            words=words,
            pairing=all_pairings()[0],
            palette=palette_for(request.picture, request.palette, request.seed),
            ground=ground_of(request.picture, request.page, request.focus, request.quiet, request.hero),
            setter=Setter(self.fonts),
            link_code="" if any(isinstance(x, CodeLayer) for x in request.locked) else request.code,
            logo="" if any(isinstance(x, PictureLayer) and x.role == "logo" for x in request.locked) else request.logo,
            logo_aspect=request.logo_aspect,
            logo_tone=request.logo_tone,
            keep_clear=tuple(layer.rect.scaled(per) for layer in request.locked),
            has_background=bool(request.background),
            loudest=1.0 if lead == "title" else QUIET_LEAD,
        )
        if not pieces:
            draft = Draft(desk)  # all words are locked; a code or logo may still be missing
            marks_at(draft, desk.live, desk.live.bottom)
            return [design_from(tint(draft), "", 0.0)]
        moods = moods_of([(request.theme, 1.0), (request.style, 1.5), (" ".join(pieces.values()), 0.7)])
        progress(0.3, "trying art directions")
        beside = tuple(look_of(design, request.page) for design in request.beside)
        wanted = Wanted(request.style, max(1, request.count), beside)
        found = best(desk, moods, wanted, seed=request.seed, effort=EFFORT)
        taken = frozenset(layer.id for layer in request.locked)
        progress(1.0, "done")
        return [design_from(c.tinted, c.name, c.merit, taken_ids=taken, lead=lead) for c in found]


def _led(pieces: dict[str, str]) -> tuple[dict[str, str], str]:
    """The pieces with one in the title's place, and which one it is: where there is no title the first piece leads."""
    if "title" in pieces or not pieces:
        return pieces, "title"
    lead = next(iter(pieces))
    return {"title" if name == lead else name: words for name, words in pieces.items()}, lead

"""Backgrounds by a diffusion model: a request in, a picture without lettering at the model's native size out.

The picture has the request's aspect; it is the request's size where the model makes as many pixels, else its own: enlarging is
the upscale stage's work. The same request gives the same picture with the same model, plan and package versions.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.background import BackgroundRequest, Painting
from posta.background.prompt import Prompt, prompt_for
from posta.background.saliency import quiet_map, saliency
from posta.background.subject import subject_mask
from posta.document.pictures import decode
from posta.engines import Progress, part, silent
from posta.engines.diffusion import Drawn, checkpoint_of, draw, options_from
from posta.engines.loaded import Drawing
from posta.engines.models import DEFAULT, Ability, Model, Size, able, native_size
from posta.engines.reading import Reading, read
from posta.engines.styles import chosen, styles_folder
from posta.errors import StageError

PictureAs = Literal["reference", "edit"]
MOST_VARIANTS = 24
MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """What a request's settings ask of this engine; all are optional there."""

    steps: int | None = None
    guidance: float | None = None
    styles: tuple[Any, ...] = ()
    """LoRA styles: "name", "name:0.7" or {"name", "weight"}; in place of a name a file's path."""
    picture_as: PictureAs = "reference"
    """What the request's picture is: a picture to start from, or one to edit by the theme's words."""
    strength: float = 0.6
    """How much of the reference is drawn anew."""
    control_as: str = "sketch"
    """What kind of drawing `control` is: sketch, canny, depth, pose (what the model's control network knows)."""
    control_scale: float | None = None
    """How strongly it is followed; None: as the model's makers advise."""
    tries: int = 3
    """How often to draw at most until no lettering is seen."""
    pixels: int | None = None
    """Pixels to draw in place of the model's native count, for drafts."""
    prompt: str = ""
    """A person's own words, sent as they are in place of the theme's."""
    negative: str = ""
    """What is not wanted, in place of our own words for it; read by models that take one."""
    quiet: str | None = None
    """Where calm is asked for, a key of `prompt.CALM`; "": nowhere; None: where the style sets its type."""


_BOUNDS: dict[str, tuple[Any, float, float]] = {
    "steps": (int, 1, 200),
    "guidance": ((int, float), 0, 30),
    "strength": ((int, float), 0.05, 1),
    "control_scale": ((int, float), 0, 2),
    "tries": (int, 1, MOST_TRIES),
    "pixels": (int, 4096, 16_000_000),
}
_NAMES = tuple(Settings.__dataclass_fields__)


def settings_of(told: Mapping[str, Any]) -> Settings:
    """The request's settings, checked. Raises StageError naming the field, what was found and what is allowed."""
    taken: dict[str, Any] = {}
    for name, value in told.items():
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, n=1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            raise StageError(
                f"The diffusion engine has no setting {name!r}.{meant}", hint=f"There are: {', '.join(_NAMES)}."
            )
        if value is None:
            continue
        if name in _BOUNDS:
            kind, low, high = _BOUNDS[name]
            if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
                raise StageError(
                    f"The background's setting {name!r} is {value!r}.", hint=f"From {low:g} to {high:g} works."
                )
        elif name == "styles":
            value = (value,) if isinstance(value, str) else value
            if not isinstance(value, (list, tuple)):
                raise StageError(f"The background's setting 'styles' is {value!r}.", hint="Give a list of names.")
            value = tuple(value)
        elif not isinstance(value, str):
            raise StageError(f"The background's setting {name!r} is {value!r}.", hint="Give it as text.")
        taken[name] = value
    asked = Settings(**taken)
    if asked.picture_as not in ("reference", "edit"):
        raise StageError(f"The picture cannot be used as {asked.picture_as!r}.", hint="Choose reference or edit.")
    return asked


@dataclass(frozen=True, slots=True)
class _Wish:
    """One request made ready for the model."""

    request: BackgroundRequest
    prompt: Prompt
    size: Size
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One picture that was drawn, and the lettering seen in it."""

    picture: NDArray[np.uint8]
    reading: Reading
    seed: int
    drawn: Drawn


class Diffusion:
    """The background engine whose pictures come from a model of `posta.engines.models`."""

    resolution_independent = False

    def __init__(
        self,
        model: str = DEFAULT,
        *,
        styles: str | Path | None = None,
        reader: Callable[[NDArray[np.uint8]], Reading] = read,
        **options: Any,
    ) -> None:
        """`styles`: the folder of LoRA styles (None: the person's own); `reader` looks for lettering.

        `options` are fields of Options, or of Settings for what a request leaves open.
        """
        self.asked = {k: options.pop(k) for k in list(options) if k in _NAMES}
        settings_of(self.asked)
        self.options = options_from(model, options, _NAMES)
        self.styles = Path(styles) if styles else styles_folder()
        self.reader = reader

    def paint(self, request: BackgroundRequest, progress: Progress = silent) -> Painting:
        """Make the picture. Raises StageError and its kin: no weights, no GPU, too little memory, stopped."""
        return self.paint_variants(request, (request.seed,), progress)[0]

    def paint_variants(
        self, request: BackgroundRequest, seeds: Sequence[int], progress: Progress = silent
    ) -> list[Painting]:
        """One picture for each seed, drawn together where memory allows. The one for `request.seed` is that of `paint`."""
        if not 1 <= len(seeds) <= MOST_VARIANTS:
            raise StageError(f"{len(seeds)} variants cannot be made at once.", hint=f"1 to {MOST_VARIANTS} can.")
        request = replace(request, settings={**self.asked, **request.settings})
        told = settings_of(request.settings)
        row = checkpoint_of(self.options, progress).row
        size = native_size(row, request.width_px, request.height_px, told.pixels)
        styles = chosen(told.styles, self.styles, row.family)
        triggers = [c.style.words for c in styles if c.style.words and c.weight]
        prompt = prompt_for(request, triggers=triggers, quiet=told.quiet)
        drawing = Drawing(
            prompt.words, size.width, size.height, ability=_ability(request, told), negative=prompt.unwanted,
            steps=told.steps, guidance=told.guidance, strength=told.strength, control_scale=told.control_scale,
            styles=styles,
        )  # fmt: skip
        wish = _Wish(request, prompt, size, _with_pictures(request, told, row, drawing))
        return self._unlettered(wish, [int(s) for s in seeds], told.tries, progress)

    def _unlettered(self, wish: _Wish, seeds: list[int], tries: int, progress: Progress) -> list[Painting]:
        """Draw all; draw those again that show lettering, at most `tries` times in all; keep the least lettered of each."""
        best: dict[int, _Attempt] = {}
        open_seeds = list(dict.fromkeys(seeds))
        for attempt in range(tries):
            start, share = 0.98 * attempt / tries, 0.98 / tries
            drawn_seeds = tuple(_again(s, attempt) for s in open_seeds)
            mine = part(progress, start, start + share)
            drawn = draw(replace(wish.drawing, seeds=drawn_seeds), self.options, progress=mine)
            for seed, used, picture in zip(open_seeds, drawn_seeds, drawn.pictures, strict=True):
                reading = self.reader(picture)
                if seed not in best or reading.likelihood < best[seed].reading.likelihood:
                    best[seed] = _Attempt(picture, reading, used, drawn)
            open_seeds = [s for s in open_seeds if best[s].reading.lettered]
            if not open_seeds:
                break
            if attempt + 1 < tries:
                progress(start + share, f"lettering was seen in {len(open_seeds)}; drawing again")
        progress(1.0, "drawn" if not open_seeds else f"drawn; lettering may be seen in {len(open_seeds)}")
        return [_painting(wish, best[s]) for s in seeds]


def _ability(request: BackgroundRequest, told: Settings) -> Ability:
    """What the model is asked to do."""
    if request.picture is None and told.picture_as == "edit":
        raise StageError("There is no picture to edit.", hint="Give one as the reference, or leave picture_as out.")
    if request.control is not None:
        if told.picture_as == "edit":
            raise StageError(
                "A picture cannot be edited along a drawing.",
                hint="Use picture_as=reference, or leave the drawing out.",
            )
        return "control"
    if request.picture is None:
        return "text"
    return "edit" if told.picture_as == "edit" else "image"


def _with_pictures(request: BackgroundRequest, told: Settings, row: Model, drawing: Drawing) -> Drawing:
    """The drawing with the request's pictures in their parts. Raises ModelError and StageError where they can play none."""
    able(row, drawing.ability)
    size = Size(drawing.width, drawing.height)
    if request.picture is not None:
        picture = covering(_opaque(decode(request.picture, source="the reference picture")), size)
        drawing = replace(drawing, image=picture)
    if request.control is None:
        return drawing
    assert row.control is not None
    if told.control_as not in row.control.kinds:
        raise StageError(
            f"{row.name} cannot follow a {told.control_as!r}.", hint=f"Choose from {', '.join(row.control.kinds)}."
        )
    followed = covering(_opaque(decode(request.control, source="the drawing to follow")), size)
    return replace(drawing, control=control_lines(followed, told.control_as))


def _again(seed: int, attempt: int) -> int:
    """The seed of a further attempt: another picture, the same in every run."""
    if attempt == 0:
        return seed
    digest = hashlib.sha256(f"{seed} again {attempt}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def _painting(wish: _Wish, kept: _Attempt) -> Painting:
    request = wish.request
    pixels = _fitted(kept.picture, wish.size, request.width_px, request.height_px)
    seen: dict[str, Any] = {"by": kept.reading.by, "likelihood": round(kept.reading.likelihood, 3)}
    if kept.reading.words:
        seen["words"] = list(kept.reading.words)
    made = {"prompt_sent": wish.prompt.words, "quiet": wish.prompt.quiet, "seeds": [kept.seed], "lettering_seen": seen}
    settings = {"asked": dict(request.settings), **kept.drawn.settings, **made}
    return Painting(
        pixels, focus_of(pixels), quiet_map(pixels), settings, palette=request.palette, subject=subject_mask(pixels)
    )


def _fitted(picture: NDArray[np.uint8], size: Size, width: int, height: int) -> NDArray[np.uint8]:
    """The middle of exactly the request's aspect, made smaller to the request's size where it is larger; never enlarged."""
    wide, high = size.crop
    left, top = (size.width - wide) // 2, (size.height - high) // 2
    middle = picture[top : top + high, left : left + wide]
    if wide >= width and high >= height:
        return cv2.resize(middle, (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(middle)


def focus_of(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """The focal point as shares of width and height: where attention gathers, the rims counting less."""
    drawn_to = saliency(pixels)
    high, wide = drawn_to.shape
    drawn_to = cv2.GaussianBlur(drawn_to, (0, 0), wide / 12)
    y, x = np.mgrid[0:high, 0:wide]
    off = np.hypot((x + 0.5) / wide - 0.5, (y + 0.5) / high - 0.5)
    at = int(np.argmax(drawn_to * (1 - 0.6 * off)))
    return (at % wide + 0.5) / wide, (at // wide + 0.5) / high


def _opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGB; transparent parts lie on white."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return (pixels[..., :3] * alpha + 255 * (1 - alpha) + 0.5).astype(np.uint8)


def covering(pixels: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """The picture scaled to cover the size, its middle cut out."""
    high, wide = pixels.shape[:2]
    scale = max(size.width / wide, size.height / high)
    to = max(size.width, round(wide * scale)), max(size.height, round(high * scale))
    scaled = cv2.resize(pixels, to, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (to[0] - size.width) // 2, (to[1] - size.height) // 2
    return np.ascontiguousarray(scaled[top : top + size.height, left : left + size.width])


def control_lines(picture: NDArray[np.uint8], kind: str) -> NDArray[np.uint8]:
    """What a control network reads: white lines on black for sketch and canny; other kinds are taken as given."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if kind == "canny":
        lines = cv2.Canny(cv2.GaussianBlur(grey, (0, 0), 1.2), 60, 150)
    elif kind == "sketch":
        grey = 255 - grey if grey.mean() > 127 else grey
        low, high = np.percentile(grey, (50, 99.8))
        lines = np.uint8(np.clip((grey.astype(np.float32) - low) / max(1.0, high - low), 0, 1) * 255)
    else:
        return picture
    return cv2.cvtColor(lines, cv2.COLOR_GRAY2RGB)

"""The pipeline: a Brief in, finished Posters out, by the four stages in order; and one stage again on a saved poster."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from pathlib import Path as FilePath
from typing import Any

from posta.arttext.stage import arttext, lettered, with_style
from posta.background.painters.theme import offered
from posta.background.stage import BackgroundWish, backgrounds
from posta.design.stage import DesignWish, design
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import MadeBy, PictureLayer, TextLayer
from posta.document.poster import Poster
from posta.engines import Progress, find, load, part, silent
from posta.errors import BriefError, EngineError, StageError
from posta.geometry import Rect
from posta.output import TABLES, enlarge
from posta.render.check import check
from posta.typeset.fonts import FontLibrary
from posta.typeset.setting import typeset
from posta.typeset.style import TextStyle
from posta.upscale.upscalers import usual

DIFFUSION = "diffusion"
"""The background engine that takes pictures and settings, and draws variants together."""

STAGES = ("background", "design", "arttext", "upscale")


@dataclass(frozen=True, slots=True)
class Engines:
    """Which engine does each stage's work, by its name in the stage's table, and options for making them."""

    background: str = "procedural"
    design: str = "rules"
    arttext: str = "materials"
    upscale: str = ""
    """Empty: a learned network where one is on this computer, else Lanczos (`posta.upscale.upscalers.usual`)."""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Options by stage, for engines that take any (a model, a server's address)."""

    def with_usual_upscale(self) -> Engines:
        """These engines with one named for enlarging. Raises ModelError for a network's file that cannot be used."""
        if self.upscale:
            return self
        return replaced(self, upscale="spandrel" if self.options.get("upscale") else usual()[0])

    def engine(self, stage: str) -> Any:
        """The engine of a stage. Raises EngineError."""
        return load(TABLES[stage], stage, getattr(self, stage), **self.options.get(stage, {}))

    @staticmethod
    def of(poster: Poster) -> Engines:
        """The engines and picture models a poster was made with: a stage is run again by them unless others are chosen.

        Never a server's address: a poster may come from a stranger.
        """
        ground = poster.background.made_by if poster.background else None
        art = next((x.art for x in lettered(poster) if x.art), None)
        made = {"background": ground, "design": poster.designed_by, "arttext": art.made_by if art else None}
        chosen: dict[str, Any] = {}
        options: dict[str, Mapping[str, Any]] = {}
        for stage, by in made.items():
            if by is None or by.engine not in TABLES[stage] or by.engine == "picture":
                continue
            chosen[stage] = by.engine
            if by.model and by.engine == DIFFUSION:
                options[stage] = {"model": by.model}
        return Engines(**chosen, options=options)

    def with_choice(self, choice: str) -> Engines:
        """These engines with one choice, `stage=name` or the name alone: then the first stage that has such an engine.

        Raises EngineError naming what exists.
        """
        stage, equals, name = (part.strip() for part in choice.partition("="))
        if not equals:
            name = choice.strip()
            stage = next((s for s in STAGES if name in TABLES[s]), "")
            if not stage:
                every = list(dict.fromkeys(n for s in STAGES for n in TABLES[s]))
                near = difflib.get_close_matches(name, every, n=1)
                meant = f" Did you mean {near[0]!r}?" if near else ""
                raise EngineError(f"There is no engine {name!r}.{meant}", hint=f"Choose from {', '.join(every)}.")
        if stage not in TABLES or not name:
            raise EngineError(
                f"{choice!r} names no engine.", hint=f"Write stage=engine; stages are {', '.join(STAGES)}."
            )
        return self.with_engine(stage, name)

    def with_engine(self, stage: str, name: str) -> Engines:
        """These engines with another one for a stage. Raises EngineError when there is none of that name."""
        find(TABLES[stage], stage, name)
        # Another engine has other options.
        options = {k: v for k, v in self.options.items() if k != stage or name == getattr(self, stage)}
        chosen: dict[str, Any] = {stage: name}
        return replaced(self, **chosen, options=options)

    def with_options(self, stage: str, **options: Any) -> Engines:
        """These engines with further options for a stage."""
        return replaced(self, options={**self.options, stage: {**self.options.get(stage, {}), **options}})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person chose beside the brief."""

    painter: str = ""
    style: str = ""
    theme: str = ""
    """What the background shows, in place of the brief's theme."""
    lettering: str = ""
    """A material for the title; empty: as the design says."""
    finish: str = ""
    """How the background is printed, a name of `posta.document.finish.FINISHES`; empty: as the design says."""
    reference: bytes | None = None
    """A picture the background starts from or edits, as the file's bytes; None in a re-roll: as before; b"": none."""
    control: bytes | None = None
    """A drawing the background follows (a sketch, edges, a depth map); None in a re-roll: as before; b"": none."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What is asked of a stage's engine beside (steps, styles, strength …), by stage; in a re-roll the rest is as before."""

    def of(self, stage: str) -> dict[str, Any]:
        """What is asked of a stage's engine."""
        return dict(self.settings.get(stage, {}))


def make(
    brief: Brief,
    *,
    engines: Engines | None = None,
    seed: int = 0,
    assets: Assets | None = None,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> tuple[Poster, Assets]:
    """One finished poster and its pictures. Same brief, engines and seed: same poster. Raises StageError."""
    assets = assets or Assets()
    *_, (_, poster) = stages(brief, assets, engines=engines or Engines(), seed=seed, wishes=wishes, progress=progress)
    return poster, assets


def stages(
    brief: Brief,
    assets: Assets,
    *,
    engines: Engines,
    seed: int,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> Iterator[tuple[str, Poster]]:
    """The stages in order, as (stage, poster so far) after each."""
    wishes = wishes or Wishes()
    must_be_printable(brief)
    poster = first_background(Poster.blank(brief), assets, engines, seed, wishes, part(progress, 0.0, 0.5))
    yield "background", poster
    [poster, *_] = _designed(poster, assets, engines, seed, 1, wishes, part(progress, 0.5, 0.9))
    yield "design", poster
    poster = _lettered(poster, assets, engines, wishes, seed, part(progress, 0.9, 1.0))
    yield "arttext", poster


def make_variants(
    brief: Brief,
    count: int,
    *,
    engines: Engines | None = None,
    seed: int = 0,
    assets: Assets | None = None,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> tuple[list[Poster], Assets]:
    """`count` finished posters that differ in picture and layout, best first. Raises StageError."""
    assets, engines = assets or Assets(), engines or Engines()
    posters = [
        p for _, p in variants(brief, count, assets, engines=engines, seed=seed, wishes=wishes, progress=progress)
    ]
    return posters, assets


def variants(
    brief: Brief,
    count: int,
    assets: Assets,
    *,
    engines: Engines,
    seed: int,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> Iterator[tuple[int, Poster]]:
    """The variants one by one, as (number, poster): every one has its own picture and its own layout."""
    wishes = wishes or Wishes()
    must_be_printable(brief)
    blank, share = Poster.blank(brief), 1.0 / count
    # Of a person's own picture one search offers all layouts; a picture of its own gets a layout made for it.
    own_picture = _ground_engine(brief, engines) == "picture"
    if _ground_engine(brief, engines) == DIFFUSION:  # draws all of them at once
        seeds = range(seed, seed + count)
        grounds = first_backgrounds(blank, assets, engines, seeds, wishes, part(progress, 0.0, 0.7))
        progress = part(progress, 0.7, 1.0)
    else:
        grounds = [first_background(blank, assets, engines, seed, wishes, part(progress, 0.0, 0.4 * share))]
    [first, *more] = _designed(
        grounds[0], assets, engines, seed, count if own_picture else 1, wishes, part(progress, 0.4 * share, 0.9 * share)
    )
    yield 0, _lettered(first, assets, engines, wishes, seed, part(progress, 0.9 * share, share))
    made = [first]
    for i in range(1, count):
        mine = part(progress, i * share, (i + 1) * share)
        mine(0.0, f"variant {i + 1} of {count}")
        if own_picture:
            poster = [first, *more][i % (1 + len(more))]
        else:
            if i == len(grounds):
                other = replaced(wishes, painter=wishes.painter or _other_painter(brief, engines, wishes, seed, i))
                grounds.append(first_background(blank, assets, engines, seed + i, other, part(mine, 0.0, 0.5)))
            [poster, *_] = _designed(
                grounds[i], assets, engines, seed + i, 1, wishes, part(mine, 0.5, 0.9), beside=tuple(made)
            )
            made.append(poster)
        yield i, _lettered(poster, assets, engines, wishes, seed + i, part(mine, 0.9, 1.0))


def _other_painter(brief: Brief, engines: Engines, wishes: Wishes, seed: int, number: int) -> str:
    """A painter for the variant `number` that suits the theme nearly as well as the best; empty: as the engine chooses."""
    if engines.background != "procedural":
        return ""
    suits = offered(wishes.theme or brief.theme or brief.title, seed)
    return suits[number % len(suits)]


def must_be_printable(brief: Brief, fonts: FontLibrary | None = None) -> None:
    """Refuse words no font here can print, before any work. Raises BriefError naming the piece and the characters."""
    fonts = fonts or FontLibrary.shipped()
    for piece, words in brief.pieces().items():
        missing = typeset(words, TextStyle(language=brief.language), Rect(0, 0, 1000, 1000), fonts).missing
        if missing:
            shown = ", ".join(f"{c} (U+{ord(c[0]):04X})" for c in missing[:3])
            raise BriefError(
                f"The brief's {piece}: no font here has {shown}.",
                hint="Leave it out, or put a font that has it into the folder POSTA_FONTS names.",
            )


def first_background(
    poster: Poster, assets: Assets, engines: Engines, seed: int, wishes: Wishes, progress: Progress = silent
) -> Poster:
    """The background stage for a brief: the person's own picture where the brief names one."""
    [made] = first_backgrounds(poster, assets, engines, (seed,), wishes, progress)
    return made


def first_backgrounds(
    poster: Poster, assets: Assets, engines: Engines, seeds: Sequence[int], wishes: Wishes, progress: Progress = silent
) -> list[Poster]:
    """One poster for each seed, drawn together where the engine can.

    A picture the brief names is used as it is, or, where the engine is `diffusion`, started from.
    """
    brief, name = poster.brief, _ground_engine(poster.brief, engines)
    picture = wishes.reference or None
    if brief.background and picture is None:
        picture = read_file(brief.background, "background")
    asked = wishes.of("background")
    if name != DIFFUSION and (wishes.reference or wishes.control or asked):
        what = (
            ["reference picture"] * bool(wishes.reference) + ["drawing to follow"] * bool(wishes.control) + list(asked)
        )
        raise StageError(
            f"The background engine {name!r} takes no {', no '.join(what)}.",
            hint="Choose the engine diffusion (--engine background=diffusion).",
        )
    if name == DIFFUSION and wishes.painter:
        raise StageError("The background engine 'diffusion' takes no painter.", hint="Leave one of them out.")
    wish = BackgroundWish(
        wishes.theme,
        wishes.painter,
        style=wishes.style,
        picture=picture,
        control=wishes.control or None,
        settings=asked,
    )
    engine = replaced(engines, background=name).engine("background")
    return backgrounds(poster, assets, engine, name=name, seeds=seeds, wish=wish, progress=progress)


def _ground_engine(brief: Brief, engines: Engines) -> str:
    """The engine that makes the background: a picture the brief names is only drawn over by diffusion."""
    return "picture" if brief.background and engines.background != DIFFUSION else engines.background


def as_before(wishes: Wishes, old: MadeBy | None, engines: Engines, assets: Assets) -> Wishes:
    """Wishes for a background again: what they leave open is as it was, if the same engine makes it."""
    if old is None or old.engine != DIFFUSION or engines.background != DIFFUSION:
        return wishes
    asked = old.settings.get("asked")
    before: dict[str, Any] = dict(asked) if isinstance(asked, dict) else {}

    def kept(name: str, now: bytes | None) -> bytes | None:
        ref = old.settings.get(name)
        return assets.get(ref) if now is None and isinstance(ref, str) and assets.has(ref) else now

    return replaced(
        wishes,
        theme=wishes.theme or (old.prompt if old.settings.get("own_theme") else ""),
        reference=kept("reference", wishes.reference),
        control=kept("control", wishes.control),
        settings={**wishes.settings, "background": {**before, **wishes.of("background")}},
    )


def _designed(
    poster: Poster, assets: Assets, engines: Engines, seed: int, count: int, wishes: Wishes, progress: Progress,
    *, beside: tuple[Poster, ...] = (),
) -> list[Poster]:  # fmt: skip
    wish = DesignWish(style=wishes.style, finish=wishes.finish, beside=beside, settings=wishes.of("design"))
    if poster.brief.logo:
        wish = replaced(wish, logo=read_file(poster.brief.logo, "logo"))
    return design(
        poster,
        assets,
        engines.engine("design"),
        name=engines.design,
        seed=seed,
        count=count,
        wish=wish,
        progress=progress,
    )


def _lettered(
    poster: Poster, assets: Assets, engines: Engines, wishes: Wishes, seed: int, progress: Progress
) -> Poster:
    if wishes.lettering:
        title = _title_id(poster)
        style = "" if wishes.lettering == "plain" else wishes.lettering
        poster = with_style(poster, title, style, engine=engines.arttext, seed=seed)
    if not lettered(poster):
        return poster
    return arttext(poster, assets, engines.engine("arttext"), name=engines.arttext, progress=progress)


def _title_id(poster: Poster) -> str:
    for layer in poster.layers:
        if isinstance(layer, TextLayer) and layer.role == "title":
            return layer.id
    raise StageError("The poster has no title to letter.", hint="Name a text layer.")


def redo(
    poster: Poster,
    assets: Assets,
    stage: str,
    *,
    engines: Engines | None = None,
    seed: int | None = None,
    wishes: Wishes | None = None,
    layer: str = "",
    ppi: float = 300,
    progress: Progress = silent,
) -> Poster:
    """One stage again on a poster, all else untouched. Raises StageError.

    `engines` None takes those it was made with, `seed` None the next one.
    """
    wishes = wishes or Wishes()
    if engines is None:
        engines = Engines.of(poster)
        if wishes.painter:
            engines = engines.with_engine("background", "procedural")
    if stage == "background":
        old = poster.background.made_by if poster.background else None
        new_seed = seed if seed is not None else (old.seed + 1 if old else 0)
        made = first_background(poster, assets, engines, new_seed, as_before(wishes, old, engines, assets), progress)
        return _still_read(poster, made, assets, progress)
    if stage == "design":
        told = poster.designed_by
        new_seed = seed if seed is not None else (told.seed + 1 if told else 0)
        # Asked for simply another design, the answer is no twin of the one there; a seed that is named tells all.
        beside = (poster,) if told and seed is None and not wishes.style else ()
        [designed, *_] = _designed(poster, assets, engines, new_seed, 1, wishes, progress, beside=beside)
        return _lettered(designed, assets, engines, wishes, new_seed, progress)
    if stage == "arttext":
        ids = [layer] if layer else None
        if wishes.lettering:
            target = layer or _title_id(poster)
            style = "" if wishes.lettering == "plain" else wishes.lettering
            poster = with_style(poster, target, style, engine=engines.arttext, seed=seed or 0)
            if not style:
                return poster
            ids = [target]
        old_seeds = [x.art.seed for x in lettered(poster) if x.art]
        new_seed = seed if seed is not None else (max(old_seeds, default=-1) + 1 if not wishes.lettering else 0)
        return arttext(
            poster,
            assets,
            engines.engine("arttext"),
            name=engines.arttext,
            layer_ids=ids,
            seed=new_seed,
            progress=progress,
        )
    if stage == "upscale":
        engines = engines.with_usual_upscale()
        engine = engines.engine("upscale")
        return enlarge(poster, assets, engine, name=engines.upscale, ppi=ppi, seed=seed or 0, progress=progress)
    raise StageError(f"There is no stage {stage!r}.", hint=f"Choose from {', '.join(STAGES)}.")


def _still_read(before: Poster, made: Poster, assets: Assets, progress: Progress) -> Poster:
    """A poster with a new background whose subject hides no words: the cut-out leaves, and that is said, where it would."""
    cuts = {x.id for x in made.layers if isinstance(x, PictureLayer) and x.asset == "background" and not x.locked}
    if cuts and any(problem.code in ("behind-subject", "covered") for problem in check(made, assets)):
        progress(1.0, "the new picture's subject would hide the words; it stays behind them")
        return made.with_layers(x for x in made.layers if x.id not in cuts)
    if not cuts and any(isinstance(x, PictureLayer) and x.asset == "background" for x in before.layers):
        progress(1.0, "the new picture has no subject for the words to stand behind")
    return made


def read_file(path: str, field_name: str) -> bytes:
    """A file the brief names. Raises BriefError naming the field."""
    try:
        return FilePath(path).read_bytes()
    except OSError as problem:
        raise BriefError(
            f"The brief's {field_name} {path!r} cannot be read: {problem.strerror or problem}.",
            hint="Give the path of a picture beside the brief.",
        ) from None

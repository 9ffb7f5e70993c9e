"""Commands that make posters: make, redo, gallery."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from posta.cli.common import (
    Edit,
    EngineChoice,
    EngineOptions,
    Follow,
    FollowAs,
    Lora,
    Output,
    PictureModel,
    Ppi,
    Progress,
    Reference,
    Strength,
    app,
    drawn_by,
    drawn_from,
    engines,
    save,
    say,
    told,
    writable,
)
from posta.errors import BriefError, EngineError


class Stage(StrEnum):
    """The stages that can be run again alone."""

    background = "background"
    design = "design"
    arttext = "arttext"
    upscale = "upscale"


@app.command()
def make(
    brief: Annotated[
        Path | None, typer.Argument(help="A brief (.yaml or .json); or use --title and the other flags.")
    ] = None,
    output: Output = Path("poster.pdf"),
    title: Annotated[str, typer.Option(help="The title, instead of a brief file.")] = "",
    subtitle: str = "",
    tagline: str = "",
    date: str = "",
    place: str = "",
    detail: Annotated[list[str] | None, typer.Option(help="A short line; may be given several times.")] = None,
    link: str = "",
    theme: Annotated[str, typer.Option(help="What the background shows.")] = "",
    format: Annotated[str, typer.Option(help="a0…a6, letter, 24x36in, 50x70cm, square, story, 1080x1350 …")] = "",
    style: Annotated[str, typer.Option(help="A layout archetype, or free words.")] = "",
    painter: Annotated[str, typer.Option(help="A painter for the background, as `posta engines` lists them.")] = "",
    lettering: Annotated[
        str, typer.Option(help="A material for the title, such as 'brushed brass'; 'plain' for none.")
    ] = "",
    finish: Annotated[
        str,
        typer.Option(help="How the picture is printed: none, film, halftone, riso … as `posta engines` lists them."),
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same poster.")] = 0,
    variants: Annotated[int, typer.Option(min=1, max=24, help="Make several, and a contact sheet.")] = 1,
    engine: EngineChoice = None,
    option: EngineOptions = None,
    model: PictureModel = "",
    lora: Lora = None,
    reference: Reference = None,
    edit: Edit = False,
    strength: Strength = None,
    control: Follow = None,
    control_as: FollowAs = "",
    expand: Annotated[
        bool, typer.Option(help="Let the design model describe the theme's picture first (design.url).")
    ] = False,
    ppi: Ppi = None,
) -> None:
    """Make a poster from a brief: .png .jpg .webp .svg .pdf, or .posta and .json to go on editing."""
    from posta.document.brief import Brief, brief_from, load_brief

    fields: dict[str, Any] = {
        "title": title, "subtitle": subtitle, "tagline": tagline, "date": date, "place": place,
        "details": detail or [], "link": link, "theme": theme, "format": format,
    }  # fmt: skip
    given = {name: value for name, value in fields.items() if value}
    if brief is None:
        if not title:
            raise BriefError("There is no brief.", hint="Give a brief file, or at least --title.")
        wanted: Brief = brief_from(given, source="the flags")
    else:
        wanted = load_brief(brief)
        if given:
            wanted = brief_from({**wanted.model_dump(exclude_defaults=True), **given}, source=f"{brief} with the flags")
    from posta.pipeline import Wishes
    from posta.pipeline import make as make_one

    writable(output)
    wishes = Wishes(
        painter=painter, style=style, lettering=lettering, finish=known_finish(finish),
        **drawn_from(lora, reference, strength, control, control_as, edit=edit),
    )  # fmt: skip
    chosen = engines(engine, option, model=model)
    with told() as progress:
        if expand:
            wishes = replace(wishes, theme=described(wanted, chosen, seed, progress))
        if variants == 1:
            poster, assets = make_one(wanted, engines=chosen, seed=seed, wishes=wishes, progress=progress)
            save(poster, assets, output, ppi, progress)
        else:
            make_several(wanted, variants, output, chosen, seed, wishes, ppi, progress)


def described(brief: Any, chosen: Any, seed: int, progress: Progress) -> str:
    """The brief's theme as a full description by the design model; it is shown."""
    from posta.design.expand import expand
    from posta.engines.chat import Server

    told = {k: v for k, v in chosen.options.get("design", {}).items() if k in ("url", "model")}
    found = expand(brief.theme or brief.title, Server(**told), style=brief.style, seed=seed, progress=progress)
    progress.stop()
    typer.echo(f"theme: {found.text}", err=True)
    return found.text


def known_finish(name: str) -> str:
    """The name of a print finish, refused before any work is done where there is none. Raises EngineError."""
    from posta.document.finish import FINISHES

    if name and name not in FINISHES:
        raise EngineError(f"There is no print finish {name!r}.", hint=f"Choose from {', '.join(FINISHES)}.")
    return name


def make_several(
    brief: Any, count: int, output: Path, chosen: Any, seed: int, wishes: Any, ppi: float | None, progress: Progress
) -> None:
    """Variants as numbered files beside `output`, and a contact sheet of them."""
    from posta.document.assets import Assets
    from posta.pipeline import variants as each
    from posta.render.contact import contact_sheet
    from posta.render.place import place
    from posta.render.raster import rasterize

    assets = Assets()
    thumbnails = []
    made = each(brief, count, assets, engines=chosen, seed=seed, wishes=wishes, progress=progress)
    for number, poster in made:
        save(poster, assets, output.with_stem(f"{output.stem}-{number + 1}"), ppi, progress)
        frame = place(poster, assets)
        archetype = poster.designed_by.settings.get("archetype", "") if poster.designed_by else ""
        thumbnails.append((rasterize(frame, 480 / frame.trim.width * 72), f"{number + 1}  {archetype}"))
    sheet = output.with_name(f"{output.stem}-contact.png")
    from posta.document.assets import write_atomically
    from posta.document.files import cannot_write
    from posta.document.pictures import encode_png

    try:
        write_atomically(sheet, encode_png(contact_sheet(thumbnails)))
    except OSError as problem:
        raise cannot_write(sheet, problem) from None
    say(f"{sheet}")


@app.command()
def redo(
    poster: Annotated[Path, typer.Argument(help="A .posta file, a poster.json or its folder; it is changed in place.")],
    stage: Annotated[Stage, typer.Argument(help="The stage to run again.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here instead of in place.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The seed; without it the next one.")] = None,
    painter: Annotated[str, typer.Option(help="background: a painter.")] = "",
    style: Annotated[str, typer.Option(help="design: an archetype.")] = "",
    finish: Annotated[str, typer.Option(help="design: how the picture is printed; 'none' for plain.")] = "",
    lettering: Annotated[str, typer.Option(help="arttext: a material; 'plain' for none.")] = "",
    layer: Annotated[str, typer.Option(help="arttext: a text layer's id (the title's, if not given).")] = "",
    theme: Annotated[str, typer.Option(help="background: what it shows, in place of the brief's theme.")] = "",
    ppi: Annotated[float, typer.Option(min=10, max=2400, help="upscale: pixels per inch to reach.")] = 300,
    engine: EngineChoice = None,
    option: EngineOptions = None,
    model: PictureModel = "",
    lora: Lora = None,
    reference: Reference = None,
    edit: Edit = False,
    strength: Strength = None,
    control: Follow = None,
    control_as: FollowAs = "",
) -> None:
    """Run one stage again, by the engine it was made with unless another is named; everything else stays as it is."""
    from posta.document.files import load_poster, save_poster
    from posta.output import enlarged_words
    from posta.pipeline import Wishes
    from posta.pipeline import redo as run_again

    document, assets = load_poster(poster)
    wishes = Wishes(
        painter=painter, style=style, lettering=lettering, theme=theme, finish=known_finish(finish),
        **drawn_from(lora, reference, strength, control, control_as, edit=edit),
    )  # fmt: skip
    chosen = engines(engine, option, model=model, poster=document, stage=stage.value)
    with told() as progress:
        again = run_again(
            document, assets, stage.value, engines=chosen, seed=seed, wishes=wishes, layer=layer, ppi=ppi,
            progress=progress,
        )  # fmt: skip
    target = output or (poster / "poster.json" if poster.is_dir() else poster)
    save_poster(again, assets, target)
    if stage is Stage.upscale:
        for line in enlarged_words(document, again, assets) or [f"every picture has {ppi:g} ppi already"]:
            say(line)
    say(f"{target}")
    for line in drawn_by(again):
        if line.startswith(f"{stage.value}:"):
            typer.echo(line, err=True)


@app.command()
def gallery(
    briefs: Annotated[list[Path], typer.Argument(help="Briefs (.yaml or .json).")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to fill.")] = Path("gallery"),
    styles: Annotated[str, typer.Option(help="Archetypes with commas, or 'all'; empty: offered ones.")] = "",
    painters: Annotated[str, typer.Option(help="Painters with commas, or 'all'; empty: by the theme.")] = "",
    variants: Annotated[int, typer.Option(min=1, max=24, help="How many offered ones a brief.")] = 4,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same gallery.")] = 0,
) -> None:
    """Hang every brief in every layout and painter asked for on one HTML page."""
    from posta.background.painters import PAINTERS
    from posta.design.rules.archetypes import ARCHETYPES
    from posta.gallery import Wall
    from posta.gallery import gallery as hang

    def chosen(text: str, every: Any) -> tuple[str, ...]:
        return tuple(every) if text == "all" else tuple(part.strip() for part in text.split(",") if part.strip())

    wall = Wall(chosen(styles, ARCHETYPES), chosen(painters, PAINTERS), variants, seed)
    with told() as progress:
        hung = hang(briefs, output, wall, progress=progress)
    errors = sum(p.level == "error" for one in hung for p in one.problems)
    say(f"{output / 'index.html'}: {len(hung)} posters, {errors} errors, {sum(bool(o.failed) for o in hung)} not made")

"""The posta command: words on a command line in, files and plain sentences out. Exit code 0, 1 (checks failed) or 2."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from posta.errors import BriefError, ChecksFailed, ExportError, PostaError

app = typer.Typer(
    name="posta",
    help="From a brief to a poster you can edit, re-roll and print.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

TALKS_AFTER_SECONDS = 1.0
INTERRUPTED = 130

Ppi = Annotated[float | None, typer.Option(min=10, max=2400, help="Pixels per inch (300; px pages: their own pixels).")]
Output = Annotated[Path, typer.Option("-o", "--output", help="File to write; its suffix chooses the kind.")]
EngineChoice = Annotated[
    list[str] | None, typer.Option("--engine", help="stage=engine, as `posta engines` lists them.")
]


class Stage(StrEnum):
    """The stages that can be run again alone."""

    background = "background"
    design = "design"
    arttext = "arttext"
    upscale = "upscale"


class Schema(StrEnum):
    """The documents with a schema."""

    poster = "poster"
    brief = "brief"
    design = "design"


class Progress:
    """One line on the terminal, from the second second on."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: float, doing: str) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self._started < TALKS_AFTER_SECONDS:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(doing, total=1.0)
            self._bar.start()
        self._bar.update(self._task, completed=done, description=doing)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def told() -> Iterator[Progress]:
    """Progress that is always taken off the terminal again."""
    progress = Progress()
    try:
        yield progress
    finally:
        progress.stop()


def say(text: str) -> None:
    """A line for the person."""
    typer.echo(text)


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
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same poster.")] = 0,
    variants: Annotated[int, typer.Option(min=1, max=24, help="Make several, and a contact sheet.")] = 1,
    engine: EngineChoice = None,
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
    wishes = Wishes(painter=painter, style=style, lettering=lettering)
    with told() as progress:
        if variants == 1:
            poster, assets = make_one(wanted, engines=engines(engine), seed=seed, wishes=wishes, progress=progress)
            save(poster, assets, output, ppi, progress)
        else:
            make_several(wanted, variants, output, engines(engine), seed, wishes, ppi, progress)


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


def save(poster: Any, assets: Any, output: Path, ppi: float | None, progress: Progress) -> None:
    """Write a poster, and say where."""
    from posta.export import ExportOptions
    from posta.output import write

    write(poster, assets, output, ExportOptions(ppi=ppi or default_ppi(poster)), progress=progress)
    progress.stop()
    say(f"{output}")


def default_ppi(poster: Any) -> float:
    """300 for print; a px page's own pixels."""
    return 72.0 if poster.page.unit == "px" else 300.0


def engines(choices: list[str] | None) -> Any:
    """The engines with the person's choices."""
    from posta.pipeline import Engines

    chosen = Engines()
    for choice in choices or []:
        chosen = chosen.with_choice(choice)
    return chosen


def writable(output: Path) -> None:
    """Refuse an output that cannot be written before any work is done. Raises ExportError."""
    from posta.export import WRITERS

    known = [*WRITERS, ".posta", ".json"]
    if output.suffix.lower() not in known:
        raise ExportError(
            f"{output}: no kind of file ends in {output.suffix!r}.", hint=f"Use one of {' '.join(known)}."
        )
    parent = output.parent
    if not parent.is_dir():
        raise ExportError(f"There is no folder {parent}.", hint="Make it first, or choose another.")
    if not os.access(parent, os.W_OK):
        raise ExportError(f"The folder {parent} cannot be written to.", hint="Choose another.")
    if output.is_dir():
        raise ExportError(f"{output} is a folder.", hint="Name a file in it.")


@app.command()
def render(
    poster: Annotated[Path, typer.Argument(help="A .posta file, a poster.json or its folder.")],
    output: Output = Path("poster.pdf"),
    ppi: Ppi = None,
) -> None:
    """Write a poster as a picture, SVG or PDF."""
    from posta.document.files import load_poster

    writable(output)
    document, assets = load_poster(poster)
    with told() as progress:
        save(document, assets, output, ppi, progress)


@app.command()
def redo(
    poster: Annotated[Path, typer.Argument(help="A .posta file, a poster.json or its folder; it is changed in place.")],
    stage: Annotated[Stage, typer.Argument(help="The stage to run again.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write here instead of in place.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The seed; without it the next one.")] = None,
    painter: Annotated[str, typer.Option(help="background: a painter.")] = "",
    style: Annotated[str, typer.Option(help="design: an archetype.")] = "",
    lettering: Annotated[str, typer.Option(help="arttext: a material; 'plain' for none.")] = "",
    layer: Annotated[str, typer.Option(help="arttext: a text layer's id (the title's, if not given).")] = "",
    ppi: Annotated[float, typer.Option(min=10, max=2400, help="upscale: pixels per inch to reach.")] = 300,
    engine: EngineChoice = None,
) -> None:
    """Run one stage again; everything else stays as it is."""
    from posta.document.files import load_poster, save_poster
    from posta.pipeline import Wishes
    from posta.pipeline import redo as run_again

    document, assets = load_poster(poster)
    wishes = Wishes(painter=painter, style=style, lettering=lettering)
    with told() as progress:
        again = run_again(
            document, assets, stage.value, engines=engines(engine), seed=seed, wishes=wishes, layer=layer, ppi=ppi,
            progress=progress,
        )  # fmt: skip
    target = output or (poster / "poster.json" if poster.is_dir() else poster)
    save_poster(again, assets, target)
    say(f"{target}")


@app.command()
def check(
    poster: Annotated[Path, typer.Argument(help="A .posta file, a poster.json or its folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Problems as JSON.")] = False,
) -> None:
    """Look for problems; exit code 1 if any is an error."""
    from posta.document.files import load_poster
    from posta.render.check import check as problems_of

    document, assets = load_poster(poster)
    problems = problems_of(document, assets)
    if as_json:
        say(json.dumps([p.as_dict() for p in problems], ensure_ascii=False, indent=2))
    else:
        for p in problems:
            say(f"{p.level}: {p.layer + ': ' if p.layer else ''}{p.message}")
        if not problems:
            say("No problems found.")
    errors = sum(p.level == "error" for p in problems)
    if errors:
        raise ChecksFailed(f"{errors} {'error' if errors == 1 else 'errors'} found.")


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


@app.command()
def schema(name: Annotated[Schema, typer.Argument(help="Which document.")]) -> None:
    """Print the JSON Schema of a document."""
    from posta.document.files import json_schema

    say(json.dumps(json_schema(name.value), ensure_ascii=False, indent=2))


@app.command()
def fonts() -> None:
    """List the typefaces at hand."""
    from posta.typeset.fonts import FontLibrary

    library = FontLibrary.shipped()
    for family in library.families():
        weights = " ".join(str(w) for w in family.weights) + (" italic" if family.has_italic else "")
        say(f"{family.name:24} {weights:36} {', '.join(family.moods) or ('your own' if family.own else '')}")
    for problem in library.problems:
        typer.echo(f"posta: {problem}", err=True)


@app.command(name="engines")
def list_engines() -> None:
    """List the engines of every stage, and what each offers."""
    from posta.arttext.materials import Materials
    from posta.background.painters import PAINTERS
    from posta.output import TABLES

    for stage, table in TABLES.items():
        say(f"{stage}: {', '.join(table)}")
    say("\npainters (background=procedural):")
    for name, painter in PAINTERS.items():
        say(f"  {name:18} {painter.about}")
    say("\nmaterials (arttext=materials):")
    for style in Materials().styles():
        say(f"  {style.name:18} {style.about}")


def main() -> None:
    """The command: every failure is one sentence and an exit code; a stack trace never."""
    try:
        app()
    except ChecksFailed as problem:
        typer.echo(str(problem), err=True)
        raise SystemExit(problem.exit_code) from None
    except PostaError as problem:
        typer.echo(f"posta: {problem}", err=True)
        raise SystemExit(problem.exit_code) from None
    except SystemExit as end:
        if end.code != INTERRUPTED:  # typer's answer to Ctrl-C
            raise
        _stopped()
    except (KeyboardInterrupt, EOFError):
        _stopped()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(2) from None
    except MemoryError:
        typer.echo("posta: There is not enough memory for this. Use a lower --ppi or a smaller format.", err=True)
        raise SystemExit(2) from None
    except OSError as problem:
        name = f"{problem.filename}: " if problem.filename else ""
        typer.echo(f"posta: {name}{problem.strerror or problem}.", err=True)
        raise SystemExit(2) from None
    except Exception as problem:
        typer.echo(f"posta: A fault of POSTA itself ({type(problem).__name__}). {_kept_trace()}", err=True)
        raise SystemExit(2) from None


def _stopped() -> None:
    typer.echo("posta: Stopped; nothing half-made was left behind.", err=True)
    raise SystemExit(2) from None


def _kept_trace() -> str:
    """Write the trace of the current fault to a file of its own, and say where."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="posta-fault-", suffix=".txt", delete=False) as file:
            file.write(traceback.format_exc())
        return f"Please report it with the file {file.name}."
    except OSError:
        return "Please report it with the command you gave."


if __name__ == "__main__":
    main()

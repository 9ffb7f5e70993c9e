"""What every command of the terminal shares: the app, progress, files to write and the ways of saying things."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from posta.errors import AssetError, EngineError, ExportError

app = typer.Typer(
    name="posta",
    help="From a brief to a poster you can edit, re-roll and print.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

TALKS_AFTER_SECONDS = 1.0
LETTERED = 0.7  # posta.engines.reading.LIKELY, without loading what looks at pictures

Ppi = Annotated[float | None, typer.Option(min=10, max=2400, help="Pixels per inch (300; px pages: their own pixels).")]
Output = Annotated[Path, typer.Option("-o", "--output", help="File to write; its suffix chooses the kind.")]
PosterPath = Annotated[Path, typer.Argument(help="A .posta file, a poster.json or its folder.")]
EngineChoice = Annotated[
    list[str] | None,
    typer.Option(
        "--engine", help="stage=engine, as `posta engines` lists them; diffusion alone is background=diffusion."
    ),
]
EngineOptions = Annotated[
    list[str] | None, typer.Option("--option", help="stage.option=value for an engine, as background.steps=12.")
]
PictureModel = Annotated[
    str, typer.Option("--model", help="diffusion: a model's name, as `posta models list` says, or a checkpoint's path.")
]
Lora = Annotated[
    list[str] | None,
    typer.Option(
        "--lora",
        help="diffusion: a style, name or name:0.8 (its weight), or a .safetensors file; may be repeated.",
    ),
]
Reference = Annotated[Path | None, typer.Option("--reference", help="diffusion: a picture to start from.")]
Edit = Annotated[
    bool, typer.Option("--edit", help="diffusion: change the reference as the theme says, by models that can.")
]
Strength = Annotated[
    float | None,
    typer.Option("--strength", min=0.05, max=1, help="diffusion: how much of the reference is drawn anew (0.6)."),
]
Follow = Annotated[
    Path | None, typer.Option("--control", help="diffusion: a drawing to follow: a sketch, edges, a depth map.")
]
FollowAs = Annotated[str, typer.Option("--control-as", help="diffusion: what it is: sketch, canny, depth or pose.")]


_interrupted = threading.Event()
_terminal = sys.stderr


def stop_kindly() -> None:
    """From now on Ctrl-C, and being ended from outside, stop the command wherever it is and clean up."""
    _interrupted.clear()
    for told_to_end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told_to_end, _interrupt)


def _interrupt(_signal: int, _frame: object) -> None:
    global _terminal
    if not _interrupted.is_set():
        _terminal = sys.stderr
        sys.stderr = io.StringIO()  # a library whose callback this passes through would print a trace
    _interrupted.set()
    raise KeyboardInterrupt


def interrupted() -> bool:
    """Whether the person ended the command; the terminal is there to be written to again."""
    if _interrupted.is_set():
        sys.stderr = _terminal
    return _interrupted.is_set()


class Progress:
    """One line on the terminal, from the second second on."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: float, doing: str) -> None:
        if _interrupted.is_set():
            raise KeyboardInterrupt  # a library's callback had swallowed the first one
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
        interrupted()
        progress.stop()


def say(text: str) -> None:
    """A line for the person."""
    typer.echo(text)


def save(poster: Any, assets: Any, output: Path, ppi: float | None, progress: Progress) -> None:
    """Write a poster, and say where."""
    from posta.export import ExportOptions
    from posta.output import write
    from posta.render.check import check

    write(poster, assets, output, ExportOptions(ppi=ppi or default_ppi(poster)), progress=progress)
    progress.stop()
    say(f"{output}")
    for line in drawn_by(poster):
        typer.echo(line, err=True)
    for problem in check(poster, assets):
        if problem.level == "error":
            typer.echo(f"note: {problem.layer}: {problem.message}", err=True)


def drawn_by(poster: Any) -> list[str]:
    """How the stages that a model worked on were made, a line each: what the person should know and can repeat."""
    ground = poster.background.made_by if poster.background else None
    arts = [layer.art.made_by for layer in poster.layers if getattr(layer, "art", None) is not None]
    lines = []
    for made in (ground, poster.designed_by, *arts):
        if made is None or not (made.model or made.fallback_from):
            continue
        told = made.settings
        parts = [made.model, str(told.get("plan", "")), f"on {told['device']}" if "device" in told else ""]
        parts += [f"{told['steps']} steps" if "steps" in told else "", f"seed {made.seed}", f"{made.seconds:.1f} s"]
        parts += [f"step cache {told['step_cache']}" if told.get("step_cache", "none") != "none" else ""]
        parts += ["compiled" if told.get("compiled") else ""]
        if "plan_first_tried" in told:
            parts.append(f"memory ran out by the plan {told['plan_first_tried']}")
        seen = told.get("lettering_seen")
        if isinstance(seen, dict) and "likelihood" in seen:
            found = float(seen["likelihood"]) >= LETTERED
            parts.append(f"{'LETTERING MAY BE SEEN' if found else 'no lettering seen'} ({seen.get('by')})")
        if made.fallback_from:
            parts.append(
                f"{made.engine} stepped in for {made.fallback_from}: {told.get('fallback_why') or told.get('why')}"
            )
        lines.append(f"{made.stage}: {', '.join(p for p in parts if p)}")
    return lines


def default_ppi(poster: Any) -> float:
    """300 for print; a px page's own pixels."""
    return 72.0 if poster.page.unit == "px" else 300.0


def picture_file(path: Path | None, what: str) -> bytes | None:
    """A picture file's bytes. Raises AssetError when it cannot be read or is no picture."""
    if path is None:
        return None
    from posta.document.pictures import kind_of

    try:
        data = path.read_bytes()
    except OSError as problem:
        raise AssetError(f"{what} {path} cannot be read: {problem.strerror or problem}.") from None
    kind_of(data, source=f"{what} {path}")
    return data


def drawn_from(
    lora: list[str] | None, reference: Path | None, strength: float | None, control: Path | None, control_as: str,
    *, edit: bool,
) -> dict[str, Any]:  # fmt: skip
    """The fields of Wishes for a drawn background that the flags name. Raises AssetError for files that are no pictures."""
    told = {
        "styles": lora or None, "strength": strength, "control_as": control_as or None,
        "picture_as": "edit" if edit else None,
    }  # fmt: skip
    asked = {name: value for name, value in told.items() if value is not None}
    return {
        "reference": picture_file(reference, "The reference picture"),
        "control": picture_file(control, "The drawing"),
        "settings": {"background": asked} if asked else {},
    }


def engines(
    choices: list[str] | None, options: list[str] | None = None, *, model: str = "", poster: Any = None, stage: str = ""
) -> Any:
    """The engines with the person's choices and options for them; `poster` is one made before, whose `stage` is run again.

    Raises EngineError for what is not written rightly.
    """
    from posta.pipeline import DIFFUSION, STAGES, Engines

    chosen = Engines.of(poster) if poster is not None else Engines()
    for choice in choices or []:
        chosen = chosen.with_engine(stage, choice) if stage and "=" not in choice else chosen.with_choice(choice)
    if model:
        drawing = [s for s in ((stage,) if stage else STAGES) if getattr(chosen, s) == DIFFUSION]
        if not drawing:
            raise EngineError("No engine that was chosen draws by a model.", hint="Add --engine diffusion.")
        for one in drawing:
            chosen = chosen.with_options(one, model=model)
    given: dict[str, dict[str, Any]] = {}
    for option in options or []:
        name, equals, value = option.partition("=")
        of, dot, key = name.strip().partition(".")
        if of not in STAGES or not equals or not dot or not key.isidentifier():
            raise EngineError(
                f"{option!r} is no option.", hint="Write stage.option=value, as background.model=qwen-image."
            )
        given.setdefault(of, {})[key] = _value(value.strip())
    for of, values in given.items():
        chosen = chosen.with_options(of, **values)
    return chosen


def _value(text: str) -> Any:
    """A number or yes/no where the text is one, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


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

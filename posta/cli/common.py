"""What every command of the terminal shares: the app, progress, files to write and the ways of saying things."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from posta.errors import EngineError, ExportError

app = typer.Typer(
    name="posta",
    help="From a brief to a poster you can edit, re-roll and print.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

TALKS_AFTER_SECONDS = 1.0

Ppi = Annotated[float | None, typer.Option(min=10, max=2400, help="Pixels per inch (300; px pages: their own pixels).")]
Output = Annotated[Path, typer.Option("-o", "--output", help="File to write; its suffix chooses the kind.")]
PosterPath = Annotated[Path, typer.Argument(help="A .posta file, a poster.json or its folder.")]
EngineChoice = Annotated[
    list[str] | None, typer.Option("--engine", help="stage=engine, as `posta engines` lists them.")
]
EngineOptions = Annotated[
    list[str] | None, typer.Option("--option", help="stage.option=value for an engine, as background.model=qwen-image.")
]


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


def save(poster: Any, assets: Any, output: Path, ppi: float | None, progress: Progress) -> None:
    """Write a poster, and say where."""
    from posta.export import ExportOptions
    from posta.output import write
    from posta.render.check import check

    write(poster, assets, output, ExportOptions(ppi=ppi or default_ppi(poster)), progress=progress)
    progress.stop()
    say(f"{output}")
    for problem in check(poster, assets):
        if problem.level == "error":
            typer.echo(f"note: {problem.layer}: {problem.message}", err=True)


def default_ppi(poster: Any) -> float:
    """300 for print; a px page's own pixels."""
    return 72.0 if poster.page.unit == "px" else 300.0


def engines(choices: list[str] | None, options: list[str] | None = None) -> Any:
    """The engines with the person's choices and options for them. Raises EngineError for what is not written rightly."""
    from posta.pipeline import STAGES, Engines

    chosen = Engines()
    for choice in choices or []:
        chosen = chosen.with_choice(choice)
    given: dict[str, dict[str, Any]] = {}
    for option in options or []:
        name, equals, value = option.partition("=")
        stage, dot, key = name.strip().partition(".")
        if stage not in STAGES or not equals or not dot or not key.isidentifier():
            raise EngineError(
                f"{option!r} is no option.", hint="Write stage.option=value, as background.model=qwen-image."
            )
        given.setdefault(stage, {})[key] = _value(value.strip())
    return replace(chosen, options=given)


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

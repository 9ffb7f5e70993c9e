"""Commands that list what there is: schema, fonts, engines."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from posta.cli.common import app, say


class Schema(StrEnum):
    """The documents with a schema."""

    poster = "poster"
    brief = "brief"
    design = "design"


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
    from posta.document.finish import FINISHES
    from posta.output import TABLES

    for stage, table in TABLES.items():
        say(f"{stage}: {', '.join(table)}")
    say("\npainters (background=procedural):")
    for name, painter in PAINTERS.items():
        say(f"  {name:18} {painter.about}")
    say("\nprint finishes (--finish):")
    for name, finish in FINISHES.items():
        say(f"  {name:18} {finish.about}")
    say("\nmaterials (arttext=materials):")
    for style in Materials().styles():
        say(f"  {style.name:18} {style.about}")

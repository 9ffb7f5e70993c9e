"""Commands that turn a finished poster into files and judge them: render, check, proof."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from posta.cli.common import Output, PosterPath, Ppi, app, default_ppi, say, told, writable
from posta.errors import ChecksFailed, ExportError
from posta.units import to_points

DULL_SHARE = 0.005

_LENGTH = re.compile(r"^(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)$")

PdfKind = Annotated[str, typer.Option("--pdf", help="plain for screens; x-4 or x-1a for print shops.")]
ConditionName = Annotated[
    str, typer.Option("--condition", help="A printing condition, a CMYK profile's path, or srgb for plain files.")
]
InkLimit = Annotated[float | None, typer.Option(help="Greatest sum of inks in percent; empty: the condition's.")]


def length(text: str) -> float:
    """`3mm`, `0.125in`, `9pt` in points. Raises ExportError."""
    match = _LENGTH.match(text.strip().lower())
    if not match:
        raise ExportError(f"{text!r} is not a length.", hint="Write it with its unit, as 3mm, 0.125in or 9pt.")
    number = float(match[1])
    return (
        number
        if match[2] == "pt"
        else to_points(number * (10 if match[2] == "cm" else 1), "in" if match[2] == "in" else "mm")
    )


@app.command()
def render(
    poster: PosterPath,
    output: Output = Path("poster.pdf"),
    ppi: Ppi = None,
    pdf: PdfKind = "plain",
    condition: ConditionName = "fogra39",
    bleed: Annotated[
        str, typer.Option(help="Bleed to keep, as 3mm; empty: the page's own in PDF, none in pictures.")
    ] = "",
    marks: Annotated[str, typer.Option(help="crop,registration,bars,info with commas (PDF).")] = "",
    ink_limit: InkLimit = None,
    svg_text: Annotated[str, typer.Option(help="SVG: outlines, or live text with its fonts.")] = "outlines",
    bits: Annotated[int, typer.Option(help="PNG and TIFF: 8 or 16 bits a colour.")] = 8,
    cmyk: Annotated[bool, typer.Option(help="TIFF: in the condition's four inks.")] = False,
    layers: Annotated[bool, typer.Option(help="PDF: layers that can be switched off.")] = False,
    tiles: Annotated[str, typer.Option(help="PDF: tile over this paper (a4, a3), to glue together.")] = "",
    copies: Annotated[str, typer.Option(help="PDF: as many copies as fit on this paper.")] = "",
) -> None:
    """Write a poster as a picture, SVG, layered file or PDF for screen or press."""
    from posta.document.files import load_poster
    from posta.export import ExportOptions, Sheets
    from posta.output import write

    writable(output)
    choices: dict[str, Any] = {"pdf": pdf, "text": svg_text, "bits": bits}
    if bleed:
        choices["bleed"] = length(bleed)
    if tiles or copies:
        choices["sheets"] = Sheets("tiles" if tiles else "copies", tiles or copies)
    document, assets = load_poster(poster)
    wanted: Any = frozenset(part.strip() for part in marks.split(",") if part.strip())
    options = ExportOptions(
        ppi=ppi or default_ppi(document),
        condition=condition,
        ink_limit=ink_limit,
        cmyk=cmyk,
        layers=layers,
        marks=wanted,
        **choices,
    )
    with told() as progress:
        report = write(document, assets, output, options, progress=progress)
    say(f"{output}")
    for note in report.notes if report else ():
        typer.echo(f"note: {note}", err=True)


@app.command()
def check(
    poster: Annotated[Path, typer.Argument(help="A .posta file, a poster.json, its folder, or a written PDF.")],
    as_json: Annotated[bool, typer.Option("--json", help="Problems as JSON.")] = False,
    print_for: Annotated[
        str, typer.Option("--print", help="Also what a print shop would stumble over, for a condition or profile.")
    ] = "",
    pdf: PdfKind = "x-4",
    ink_limit: InkLimit = None,
) -> None:
    """Look for problems; exit code 1 if any is an error. Of a PDF, or with --print, also say what was read from the file."""
    from posta.document.files import load_poster
    from posta.render.check import check as problems_of
    from posta.render.place import place

    facts: tuple[tuple[str, str], ...] = ()
    if poster.suffix.lower() == ".pdf":
        from posta.export.inspection import inspect

        reading = inspect(poster, ink_limit)
        problems, facts = list(reading.problems), reading.facts
    else:
        document, assets = load_poster(poster)
        frame = place(document, assets)
        problems = problems_of(document, assets, frame=frame)
        if print_for:
            found, facts = _for_print(document, assets, print_for, pdf, ink_limit)
            problems += found
    problems = sorted(set(problems), key=lambda p: (p.level != "error", p.layer, p.code))
    if as_json:
        say(json.dumps([p.as_dict() for p in problems], ensure_ascii=False, indent=2))
    else:
        for what, value in facts:
            say(f"read: {what}: {value}")
        for p in problems:
            say(f"{p.level}: {p.layer + ': ' if p.layer else ''}{p.message}")
        if not problems:
            say("No problems found.")
    errors = sum(p.level == "error" for p in problems)
    if errors:
        raise ChecksFailed(f"{errors} {'error' if errors == 1 else 'errors'} found.")


def _for_print(
    document: Any, assets: Any, condition: str, pdf: Any, ink_limit: float | None
) -> tuple[list[Any], tuple[tuple[str, str], ...]]:
    """A print shop's problems: those of the frame as it is exported, and what was read back from the written file."""
    import tempfile

    from posta.export import ExportOptions
    from posta.export.options import DIGITAL
    from posta.output import print_report, write

    options = ExportOptions(pdf="plain" if condition == DIGITAL else pdf, condition=condition, ink_limit=ink_limit)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "print.pdf"
        write(document, assets, written, options)
        report = print_report(document, assets, written, options)
    return list(report.problems), report.facts


@app.command()
def proof(
    poster: PosterPath,
    output: Output = Path("proof.png"),
    condition: ConditionName = "fogra39",
    ppi: Annotated[float, typer.Option(min=10, max=600, help="Pixels per inch.")] = 72,
    coverage: Annotated[
        bool, typer.Option(help="A map of the ink coverage instead: darker is more, red is over the limit.")
    ] = False,
    gamut: Annotated[
        bool, typer.Option(help="The proof in grey instead, with what the press cannot print in magenta.")
    ] = False,
    ink_limit: InkLimit = None,
) -> None:
    """Show on the screen what the press will print: a soft proof, or a map of ink coverage or of unprintable colours."""
    from posta.document.assets import write_atomically
    from posta.document.files import cannot_write, load_poster
    from posta.document.pictures import encode_png
    from posta.export.conditions import condition as find
    from posta.export.plates import coverage_map, gamut_map, gamut_warning, ink_sums, soft_proof
    from posta.render.place import place

    writable(output)
    document, assets = load_poster(poster)
    frame = place(document, assets)
    if coverage:
        limit = find(condition, ink_limit).limit
        inks = ink_sums(frame, ppi, condition, ink_limit)
        shown = coverage_map(inks, limit)
        say(f"most ink {inks.max():.0f} %, limit {limit:.0f} %")
    else:
        dull = gamut_warning(frame, ppi, condition)
        shown = soft_proof(frame, ppi, condition, ink_limit)
        if gamut:
            shown = gamut_map(shown, dull)
        if (share := float(dull.mean())) > DULL_SHARE:
            typer.echo(f"note: {share:.0%} of the poster is duller in print than on the screen.", err=True)
    try:
        write_atomically(output, encode_png(shown))
    except OSError as problem:
        raise cannot_write(output, problem) from None
    say(f"{output}")

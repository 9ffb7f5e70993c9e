"""A written PDF read back: its path in, what it holds and what a print shop's checker would object to out.

Independent of the writer: what is told was read from the file, not meant.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import pikepdf
from pikepdf import Name

from posta.errors import ExportError
from posta.export.embed import LOW_PPI, UNUSABLE_PPI
from posta.export.pdf.document import LARGEST_UNITS, PDFX
from posta.export.walk import HAIRLINE, RGB_FAMILIES, Findings, families, follow, is_see_through
from posta.render.check import Problem
from posta.units import MM_PER_POINT

USUAL_LIMIT = 300.0
PROCESS_NAMES = frozenset({"cyan", "magenta", "yellow", "black", "all", "none", "white"})
INK_SLACK = 2.0  # percent: rounding to bytes, JPEG


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file back told."""

    problems: tuple[Problem, ...]
    facts: tuple[tuple[str, str], ...]
    """(what, value) in words: kind, pages, sizes, output intent, fonts, pictures, inks."""


def inspect(path: FilePath, limit: float | None = None) -> Reading:
    """Read a PDF back. `limit` is the greatest sum of inks in percent, 300 where it is not known.

    Raises ExportError when it cannot be opened or its content cannot be followed.
    """
    try:
        with pikepdf.open(path) as pdf:
            if not len(pdf.pages):
                raise ExportError(f"{path} has no page.", hint="Export it again.")
            return _read(pdf, limit or USUAL_LIMIT)
    except (pikepdf.PdfError, OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        # A damaged file can be wrong anywhere: a word where a number should stand, a page without its parts.
        raise ExportError(f"{path} cannot be read back ({problem}).", hint="Export it again.") from problem


def _read(pdf: pikepdf.Pdf, limit: float) -> Reading:
    kind = _kind(pdf)
    problems = [*_document(pdf, kind)]
    seen: list[Findings] = []
    for page in pdf.pages:
        problems += _boxes(page.obj, kind)
        found = follow(page.obj, float(page.obj.get("/UserUnit", 1)))
        problems += _content(found, kind, limit)
        seen.append(found)
    if kind != "plain" and len(pdf.pages) > 1:
        said = f"The file has {len(pdf.pages)} pages; a poster is one, and shops print every page."
        problems.append(Problem("warning", "pages", "", said))
    problems += _objects(pdf, kind)
    return Reading(tuple(dict.fromkeys(problems)), tuple(_facts(pdf, kind, seen)))


def _facts(pdf: pikepdf.Pdf, kind: str, seen: list[Findings]) -> Iterator[tuple[str, str]]:
    names = {"x-1a": str(pdf.docinfo.get("/GTS_PDFXVersion", "")), "x-4": "PDF/X-4", "plain": "PDF"}
    yield "kind", f"{names[kind]} (version {pdf.pdf_version})"
    page = pdf.pages[0].obj
    yield "pages", str(len(pdf.pages))
    trim, bleed = page.get("/TrimBox", page.MediaBox), page.get("/BleedBox", page.get("/TrimBox", page.MediaBox))
    unit = float(page.get("/UserUnit", 1)) * MM_PER_POINT
    width, height = (float(trim[i + 2]) - float(trim[i]) for i in (0, 1))
    around = [(float(trim[i]) - float(bleed[i])) * unit for i in (0, 1)]
    around += [(float(bleed[i]) - float(trim[i])) * unit for i in (2, 3)]
    yield "trim", f"{width * unit:.1f} x {height * unit:.1f} mm"
    yield (
        "bleed",
        f"{min(around):.1f} mm" if max(around) - min(around) < 0.05 else " ".join(f"{v:.1f}" for v in around) + " mm",
    )
    for intent in _intents(pdf):
        yield "output intent", str(intent.get("/OutputConditionIdentifier", intent.get("/Info", "unnamed")))
    fonts = sorted({str(o.BaseFont)[1:] for o in pdf.objects if _is_font(o) and o.get("/Subtype") == "/Type0"})
    yield "fonts", ", ".join(name.partition("+")[2].removesuffix("-Identity-H") or name for name in fonts) or "none"
    lowest = min(f.lowest_ppi for f in seen)
    yield "pictures", str(sum(f.pictures for f in seen)) + (f", {lowest:.0f} ppi at least" if lowest < math.inf else "")
    if kind != "plain":
        spots = sorted(set().union(*(f.spots for f in seen)))
        yield "plates", ", ".join(["CMYK", *spots])
        heaviest = max(max(f.heaviest, f.heaviest_picture) for f in seen)
        yield "heaviest ink", f"{heaviest * 100:.0f} %"
    yield "transparency", "live" if any(f.see_through for f in seen) else "none"
    layers = pdf.Root.get("/OCProperties", {}).get("/OCGs", [])
    if len(layers):
        yield "layers", str(len(layers))


def _is_font(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/BaseFont" in thing


def _intents(pdf: pikepdf.Pdf) -> list[Any]:
    return [i for i in pdf.Root.get("/OutputIntents", []) if i.get("/S") == "/GTS_PDFX"]


def _kind(pdf: pikepdf.Pdf) -> str:
    """x-1a, x-4 or plain, by what the file says of itself."""
    if str(pdf.docinfo.get("/GTS_PDFXVersion", "")).startswith("PDF/X-1"):
        return "x-1a"
    if "/Metadata" in pdf.Root:
        meta = pdf.open_metadata(update_docinfo=False)
        return "x-4" if str(meta.get(f"{{{PDFX}}}GTS_PDFXVersion", "")).startswith("PDF/X-4") else "plain"
    return "plain"


def _error(code: str, message: str) -> Problem:
    return Problem("error", code, "", message)


def _document(pdf: pikepdf.Pdf, kind: str) -> Iterator[Problem]:
    if pdf.is_encrypted:
        yield _error("encrypted", "The file is encrypted, which print shops refuse.")
    if kind == "plain":
        return
    if "/ID" not in pdf.trailer:
        yield _error("identifier", "The file has no /ID.")
    highest = {"x-1a": "1.4", "x-4": "1.6"}[kind]
    if pdf.pdf_version > highest:
        yield _error("version", f"The file is PDF {pdf.pdf_version}; its standard ends at {highest}.")
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if not str(pdf.docinfo.get(key, "")):
            yield _error("metadata", f"The Info dictionary has no {key[1:]}.")
    if pdf.docinfo.get("/Trapped") not in (Name("/True"), Name("/False")):
        yield _error("metadata", "Trapped is neither True nor False.")
    if pdf.open_metadata(update_docinfo=False).get("dc:title") != str(pdf.docinfo.get("/Title", "")):
        yield _error("metadata", "Info and XMP give different titles.")
    intents = _intents(pdf)
    if len(intents) != 1:
        yield _error("intent", f"The file has {len(intents)} PDF/X output intents; one is wanted.")
        return
    profile = intents[0].get("/DestOutputProfile")
    if profile is None and "/RegistryName" not in intents[0]:
        yield _error("intent", "The output intent has neither a profile nor a registered condition.")
    elif profile is not None and (profile.get("/N") != 4 or profile.read_bytes()[12:20] != b"prtrCMYK"):
        yield _error("intent", "The output intent's profile is not a CMYK press's.")


def _boxes(page: Any, kind: str) -> Iterator[Problem]:
    boxes = {key: [float(v) for v in page[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox") if key in page}
    if kind != "plain" and "/TrimBox" not in page:
        yield _error("boxes", "The page has no TrimBox.")
    if "/ArtBox" in page and "/TrimBox" in page:
        yield _error("boxes", "The page has both a TrimBox and an ArtBox.")
    inner_first = [boxes[k] for k in ("/TrimBox", "/BleedBox", "/MediaBox") if k in boxes]
    for inner, outer in itertools.pairwise(inner_first):
        if any(inner[i] < outer[i] - 0.01 for i in (0, 1)) or any(inner[i] > outer[i] + 0.01 for i in (2, 3)):
            yield _error("boxes", "The page's boxes are not nested: trim inside bleed inside media.")
    if "/MediaBox" in boxes and max(boxes["/MediaBox"]) > LARGEST_UNITS:
        yield _error("page-size", "The page is beyond 14400 units; a larger UserUnit or a scale is needed.")
    if kind != "plain" and float(page.get("/UserUnit", 1)) != 1:
        yield Problem(
            "warning", "page-size", "", "The page uses a larger unit (UserUnit), which some presses' software ignores."
        )


def _objects(pdf: pikepdf.Pdf, kind: str) -> Iterator[Problem]:
    """Fonts, colour spaces and transparency anywhere in the file."""
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if thing.get("/Type") == "/Font":
            yield from _font(thing)
        if kind == "plain":
            continue
        told = _rgb_in(thing)
        if told:
            yield _error("rgb", told)
        if kind == "x-1a" and is_see_through(thing):
            yield _error("transparency", "The file holds transparency, which PDF/X-1a forbids.")


def _rgb_in(thing: Any) -> str:
    """What in an object is in RGB, in words; empty where nothing is."""
    if thing.get("/Subtype") == "/Image" and not thing.get("/ImageMask", False):
        if families(thing.get("/ColorSpace")) & RGB_FAMILIES:
            return "An image is in RGB, not in the press's inks."
    elif "/ShadingType" in thing and families(thing.get("/ColorSpace")) & RGB_FAMILIES:
        return "A gradient is in RGB, not in the press's inks."
    group = thing.get("/Group")
    if isinstance(group, pikepdf.Dictionary) and families(group.get("/CS")) & RGB_FAMILIES:
        return "A transparency group blends in RGB."
    return ""


def _font(font: Any) -> Iterator[Problem]:
    name = str(font.get("/BaseFont", "/?"))[1:]
    if font.get("/Subtype") == "/Type3":
        yield Problem("warning", "font-type", "", f"The font {name} is Type 3, which prints poorly at small sizes.")
    elif font.get("/Subtype") != "/Type0":
        descriptor = font.get("/FontDescriptor")
        if descriptor is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield _error("font-embedding", f"The font {name} is not embedded.")


def _content(found: Findings, kind: str, limit: float) -> Iterator[Problem]:
    if found.lowest_ppi < LOW_PPI - 0.5:
        level = "error" if found.lowest_ppi < UNUSABLE_PPI else "warning"
        yield Problem(level, "low-ppi", "", f"A picture has {found.lowest_ppi:.0f} pixels per inch; 300 print sharp.")  # type: ignore[arg-type]
    if "hairline" in found.count:
        yield Problem("warning", "hairline", "", f"{found.count['hairline']} lines are thinner than {HAIRLINE} pt.")
    if kind == "plain":
        return
    if "rgb" in found.count:
        yield _error("rgb", f"RGB colours are chosen {found.count['rgb']} times; a press has no RGB.")
    if "white overprint" in found.count:
        yield _error("overprint", "White is set to overprint and would vanish.")
    for what, ink in (("flat colour", found.heaviest * 100), ("picture", found.heaviest_picture * 100)):
        if ink > limit + INK_SLACK:
            yield Problem("warning", "ink-limit", "", f"A {what} lays on {ink:.0f} % ink; the limit is {limit:.0f} %.")
    if "too deep" in found.count:
        yield Problem("warning", "nesting", "", "Parts of the page are nested too deeply to be checked.")
    yield from spot_problems(found.spots)


def spot_problems(names: set[str]) -> Iterator[Problem]:
    """Names that a press would take for different plates, or for no plate of its own."""
    alike: dict[str, str] = {}
    for name in sorted(names):
        plain = "".join(name.casefold().split())
        if plain in alike:
            said = f"The spot inks {alike[plain]!r} and {name!r} become two plates; write both alike."
            yield Problem("warning", "spot-name", "", said)
        elif plain in PROCESS_NAMES:
            yield Problem("warning", "spot-name", "", f"The spot ink {name!r} is named like a process ink.")
        alike[plain] = name

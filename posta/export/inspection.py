"""A written PDF read back: its path in, what a print shop's checker would object to out. Independent of the writer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

import pikepdf
from pikepdf import Name

from posta.errors import ExportError
from posta.export.pdf.document import LARGEST_UNITS, PDFX
from posta.geometry import IDENTITY, Affine
from posta.render.check import Problem

LOW_PPI, UNUSABLE_PPI = 200, 120
HAIRLINE = 0.25
DEEPEST = 12  # forms inside forms; more is a loop or an attack
_RGB_OPERATORS = frozenset({"rg", "RG"})
_PLATES = frozenset({"/DeviceCMYK", "/DeviceGray", "/Separation", "/DeviceN", "/Indexed", "/Pattern"})
USUAL_LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class _State:
    """The graphics state a checker needs."""

    ctm: Affine = IDENTITY
    line: float = 1.0
    fill: tuple[float, ...] = ()
    overprint: bool = False


@dataclass(slots=True)
class _Findings:
    """What was found while walking the content, each kind with how often."""

    count: dict[str, int] = field(default_factory=dict)
    lowest_ppi: float = math.inf
    heaviest: float = 0.0

    def saw(self, what: str) -> None:
        self.count[what] = self.count.get(what, 0) + 1


def inspect(path: FilePath) -> Iterator[Problem]:
    """Problems of a PDF's first page and document. Raises ExportError when it cannot be opened."""
    try:
        pdf = pikepdf.open(path)
    except (pikepdf.PdfError, OSError) as problem:
        raise ExportError(f"{path} cannot be read back ({problem}).", hint="Export it again.") from problem
    with pdf:
        kind = _kind(pdf)
        yield from _document(pdf, kind)
        yield from _boxes(pdf.pages[0].obj, kind)
        found = _Findings()
        _walk(pdf.pages[0].obj, _State(), found, 0)
        yield from _objects(pdf, kind)
        yield from _content(found, kind)


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
    intents = [i for i in pdf.Root.get("/OutputIntents", []) if i.get("/S") == "/GTS_PDFX"]
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
        space = _space(thing.get("/ColorSpace"))
        if thing.get("/Subtype") == "/Image" and not thing.get("/ImageMask", False) and space not in _PLATES:
            yield _error("rgb", f"An image is in {space[1:]}, not in the press's inks.")
        if "/ShadingType" in thing and space not in _PLATES:
            yield _error("rgb", f"A gradient is in {space[1:]}, not in the press's inks.")
        group = thing.get("/Group")
        if isinstance(group, pikepdf.Dictionary) and _space(group.get("/CS", Name.DeviceCMYK)) not in _PLATES:
            yield _error("rgb", "A transparency group blends in RGB.")
        if kind == "x-1a" and _is_see_through(thing):
            yield _error("transparency", "The file holds transparency, which PDF/X-1a forbids.")


def _font(font: Any) -> Iterator[Problem]:
    name = str(font.get("/BaseFont", "/?"))[1:]
    if font.get("/Subtype") == "/Type3":
        yield Problem("warning", "font-type", "", f"The font {name} is Type 3, which prints poorly at small sizes.")
    elif font.get("/Subtype") != "/Type0":
        descriptor = font.get("/FontDescriptor")
        if descriptor is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield _error("font-embedding", f"The font {name} is not embedded.")


def _is_see_through(thing: Any) -> bool:
    if thing.get("/Type") == "/ExtGState":
        faint = float(thing.get("/ca", 1)) < 1 or float(thing.get("/CA", 1)) < 1
        return faint or thing.get("/BM", Name.Normal) != "/Normal" or thing.get("/SMask", Name("/None")) != "/None"
    if thing.get("/Subtype") == "/Image":
        return "/SMask" in thing
    return isinstance(thing.get("/Group"), pikepdf.Dictionary)


def _space(space: Any) -> str:
    if space is None:
        return "/None"
    return str(space[0]) if isinstance(space, pikepdf.Array) else str(space)


def _walk(holder: Any, state: _State, found: _Findings, depth: int) -> None:
    """Follow a page's or form's content with its graphics state."""
    if depth > DEEPEST:
        found.saw("too deep")
        return
    resources = holder.get("/Resources", pikepdf.Dictionary())
    stack: list[_State] = []
    for operands, operator in pikepdf.parse_content_stream(holder):
        op = str(operator)
        if op == "q":
            stack.append(state)
        elif op == "Q" and stack:
            state = stack.pop()
        elif op == "cm":
            state = replace(state, ctm=state.ctm.after(Affine(*(float(v) for v in operands))))
        elif op == "w":
            state = replace(state, line=float(operands[0]))
        elif op in ("k", "scn", "sc", "g", "K"):
            values = tuple(float(v) for v in operands if not isinstance(v, pikepdf.Name))
            if op in ("k", "K") and len(values) == 4:
                found.heaviest = max(found.heaviest, sum(values))
            state = replace(state, fill=values) if op != "K" else state
        elif op in _RGB_OPERATORS:
            found.saw("rgb")
        elif op == "gs":
            graphics = resources.get("/ExtGState", {}).get(str(operands[0]))
            if graphics is not None and "/op" in graphics:
                state = replace(state, overprint=bool(graphics.get("/op")))
        elif op in ("f", "f*", "Tj", "TJ") and state.overprint and state.fill and not any(state.fill):
            found.saw("white overprint")
        elif op == "S":
            scale = math.sqrt(abs(state.ctm.a * state.ctm.d - state.ctm.b * state.ctm.c))
            if state.line * scale < HAIRLINE - 1e-6:
                found.saw("hairline")
        elif op == "Do":
            shown = resources.get("/XObject", {}).get(str(operands[0]))
            if shown is not None and shown.get("/Subtype") == "/Image":
                _measure(shown, state.ctm, found)
            elif shown is not None:
                inner = state.ctm.after(Affine(*(float(v) for v in shown.get("/Matrix", list(IDENTITY)))))
                _walk(shown, replace(state, ctm=inner), found, depth + 1)


def _measure(image: Any, ctm: Affine, found: _Findings) -> None:
    if "/SMask" in image:
        return  # lettering, shadows and cut-outs: soft by nature, told on the frame where they matter
    across, down = math.hypot(ctm.a, ctm.b), math.hypot(ctm.c, ctm.d)
    if across > 0 and down > 0:
        ppi = min(float(image.Width) / across, float(image.Height) / down) * 72
        found.lowest_ppi = min(found.lowest_ppi, ppi)


def _content(found: _Findings, kind: str) -> Iterator[Problem]:
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
    if found.heaviest > USUAL_LIMIT + 0.3:
        yield Problem(
            "warning", "ink-limit", "", f"A flat colour lays on {found.heaviest * 100:.0f} % ink; 300 % is usual."
        )

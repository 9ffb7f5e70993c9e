"""Other people's tools that judge what was exported: a file in, their answer out."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
from pathlib import Path as FilePath
from typing import Any

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray


def told(tool: str, *arguments: str | FilePath) -> str:
    """What a tool prints. Without the tool a test is skipped, or failed where CI=true promises that it is there."""
    if shutil.which(tool) is None:
        missing = f"{tool} is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace") or done.stdout.decode(errors="replace")
    return done.stdout.decode("utf-8", errors="replace")


def module(name: str) -> Any:
    """A judging package; without it a test is skipped, or failed where CI=true promises that it is there."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")


def pdfium_pixels(path: FilePath, ppi: float = 72) -> NDArray[np.uint8]:
    """The first page as PDFium draws it, (H, W, 3)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].render(scale=ppi / 72).to_numpy()[..., :3][..., ::-1].copy()
    finally:
        document.close()


def pdfium_text(path: FilePath) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].get_textpage().get_text_range()
    finally:
        document.close()


def poppler_pixels(path: FilePath, ppi: float = 72) -> NDArray[np.uint8]:
    """The first page as Poppler draws it, (H, W, 3)."""
    from PIL import Image

    out = path.with_suffix("")
    told("pdftoppm", "-r", str(ppi), "-png", "-singlefile", path, out)
    return np.array(Image.open(out.with_suffix(".png")).convert("RGB"))


def mupdf_pixels(path: FilePath, ppi: float = 72) -> NDArray[np.uint8]:
    """The first page as MuPDF draws it, (H, W, 3)."""
    from PIL import Image

    out = path.with_suffix(".mupdf.png")
    told("mutool", "draw", "-q", "-r", str(ppi), "-o", out, path)
    return np.array(Image.open(out).convert("RGB"))


def words_of(text: str) -> list[str]:
    """The words a reader found, without the marks it adds to say their direction."""
    return [word for part in text.split() if (word := part.strip("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"))]


def operators(path: FilePath) -> list[tuple[list, str]]:
    """Every operator of the page and of the forms it draws."""
    found: list[tuple[list, str]] = []
    with pikepdf.open(path) as pdf:
        streams = [pdf.pages[0].obj]
        streams += [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
        for stream in streams:
            for step in pikepdf.parse_content_stream(stream):
                found.append(([str(v) for v in step.operands], str(step.operator)))
    return found


def far_off(a: NDArray[np.uint8], b: NDArray[np.uint8], by: int = 40) -> float:
    """Share of pixels that differ by more than `by` after a small blur, which forgives how edges are smoothed."""
    import cv2

    height, width = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    blurred = [cv2.blur(x[:height, :width].astype(np.float32), (3, 3)) for x in (a, b)]
    return float((np.abs(blurred[0] - blurred[1]).max(axis=2) > by).mean())


def plates(path: FilePath, folder: FilePath, ppi: float = 72) -> dict[str, NDArray[np.uint8]]:
    """The printing plates as Ghostscript separates them, (H, W) each, 255 = full ink."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    told(
        "gs",
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-dSAFER",
        "-sDEVICE=tiffsep",
        f"-r{ppi:g}",
        f"-sOutputFile={folder}/p.tif",
        path,
    )
    found = {}
    for file in folder.glob("p(*).tif"):
        found[file.name[2:-5]] = 255 - np.array(Image.open(file).convert("L"))
    return found


def colour_spaces(path: FilePath) -> set[str]:
    """Every colour space named anywhere in a PDF but in its output intents: in images, shadings, groups, soft masks,
    resources, palettes, separations' alternates, inline images and content."""
    found: set[str] = set()
    with pikepdf.open(path) as pdf:
        intents = {i.DestOutputProfile.objgen for i in pdf.Root.get("/OutputIntents", []) if "/DestOutputProfile" in i}
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.objgen in intents:
                continue
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
                found |= _spaces_in(thing)
        streams = [page.obj for page in pdf.pages]
        streams += [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
        for stream in streams:
            for step in pikepdf.parse_content_stream(stream):
                found |= _SPACE_OF.get(str(step.operator), set())
                if str(step.operator) == "INLINE IMAGE":
                    found.add("inline image")
    return found


_FAMILIES = frozenset(
    {
        "DeviceRGB",
        "DeviceCMYK",
        "DeviceGray",
        "CalRGB",
        "CalGray",
        "Lab",
        "ICCBased",
        "Indexed",
        "Separation",
        "DeviceN",
    }
) | {"Pattern"}
_SPACE_OF = {
    "rg": {"DeviceRGB"}, "RG": {"DeviceRGB"}, "k": {"DeviceCMYK"}, "K": {"DeviceCMYK"}, "g": {"DeviceGray"}, "G": {"DeviceGray"},
}  # fmt: skip


def _spaces_in(thing: Any) -> set[str]:
    """Names of colour spaces in an object and the direct ones inside it."""
    if isinstance(thing, pikepdf.Name):
        return {str(thing)[1:]} & _FAMILIES
    if isinstance(thing, pikepdf.Array):
        return set().union(*(_spaces_in(part) for part in thing if not getattr(part, "is_indirect", False)), set())
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        values = dict(thing.items())
        parts = (
            v
            for k, v in values.items()
            if k not in ("/Type", "/Subtype", "/S") and not getattr(v, "is_indirect", False)
        )
        return set().union(*(_spaces_in(part) for part in parts), set())
    return set()

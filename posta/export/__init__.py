"""Frame -> file. A frame and a path in (points; the suffix chooses the writer), one finished file and a report out."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path as FilePath

from posta.errors import ExportError
from posta.export.bleed import through_bleed
from posta.export.embed import print_notes
from posta.export.files import whole_file
from posta.export.options import MARKS, ExportOptions, ExportReport, Mark, Progress, Sheets, check_bleed, silent
from posta.render.frame import Frame

__all__ = ["MARKS", "WRITERS", "ExportOptions", "ExportReport", "Mark", "Progress", "Sheets", "export"]

# suffix: (module, function). A writer takes (frame, file to write, options, progress) and answers Written.
WRITERS: dict[str, tuple[str, str]] = {
    ".png": ("posta.export.pictures", "write_png"),
    ".jpg": ("posta.export.pictures", "write_jpeg"),
    ".jpeg": ("posta.export.pictures", "write_jpeg"),
    ".webp": ("posta.export.pictures", "write_webp"),
    ".tif": ("posta.export.pictures", "write_tiff"),
    ".tiff": ("posta.export.pictures", "write_tiff"),
    ".svg": ("posta.export.svg", "write_svg"),
    ".pdf": ("posta.export.pdf", "write_pdf"),
    ".ora": ("posta.export.layered", "write_ora"),
    ".psd": ("posta.export.layered", "write_psd"),
}


def export(
    frame: Frame, path: FilePath | str, options: ExportOptions | None = None, progress: Progress = silent
) -> ExportReport:
    """Write a frame to `path`. The same frame and options give the same bytes; a failure leaves nothing behind.

    Raises ExportError for an unknown suffix, a path that cannot be written and values the format cannot hold,
    FontError and AssetError for what the frame refers to and is damaged.
    """
    path = FilePath(path).expanduser()
    options = options or ExportOptions()
    row = WRITERS.get(path.suffix.lower())
    if row is None:
        ending = f"“{path.suffix}”" if path.suffix else "a name without an ending"
        raise ExportError(f"{path.name} cannot be written: {ending} is no format.", hint=f"Use {', '.join(WRITERS)}.")
    if options.bleed is not None:
        frame = replace(frame, bleed=options.bleed)
    check_bleed(frame.bleed)
    notes = print_notes(frame) if options.is_for_print else ()
    if path.suffix.lower() == ".pdf" or options.bleed:
        frame, mirrored = through_bleed(frame)
        notes = (*notes, *mirrored)
    writer = getattr(import_module(row[0]), row[1])
    progress(0.0, "starting")
    with whole_file(path) as beside:
        written = writer(frame, beside, options, progress)
        size = beside.stat().st_size
    progress(1.0, "written")
    return ExportReport(path, size, written.kind, (*notes, *written.notes))

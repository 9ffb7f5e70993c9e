"""Frame -> PDF: points in; plain PDF, PDF/X-4 or PDF/X-1a out, with real words, native colours and the page's boxes."""

from __future__ import annotations

from pathlib import Path as FilePath

from posta.export.options import ExportOptions, Progress, Written
from posta.render.frame import Frame


def write_pdf(frame: Frame, file: FilePath, options: ExportOptions, progress: Progress) -> Written:
    """One page of the kind `options.pdf` (a row of PDF_VARIANTS). Raises ExportError, FontError."""
    from posta.export.pdf.writer import write

    return write(frame, file, options, progress)

"""Words from a document -> words a file's own language can carry: any text in, clean text out."""

from __future__ import annotations

import re
from dataclasses import replace

from posta.render.frame import TextItem
from posta.typeset.glyphs import GlyphRun

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and non-characters, which neither XML nor PDF can hold.

    Line ends and tabs stay; nothing that can be read is lost.
    """
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and not _is_unwritable(ord(c))))


def one_line(text: str, most: int = 400) -> str:
    """Clean text in one line of at most `most` characters."""
    return " ".join(clean(text).split())[:most]


def language_tag(text: str) -> str:
    """A BCP 47 tag, or nothing where the text is none."""
    return text if _LANGUAGE.fullmatch(text) else ""


def told_runs(item: TextItem) -> tuple[GlyphRun, ...]:
    """A text's runs with the words as given in place of the words as shown, so that capitals set by `case` are a look
    and readers find, copy and speak what the person wrote. Where casing changed the number of letters, as shown."""
    given, shown = item.text, item.shown
    if given == shown or len(given) != len(shown) or given.casefold() != shown.casefold():
        return item.runs
    return tuple(replace(run, text=given[run.start : run.start + len(run.text)]) for run in item.runs)


def _is_unwritable(code: int) -> bool:
    return 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE

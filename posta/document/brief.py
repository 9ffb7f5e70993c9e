"""The brief: what the person asked for. YAML, JSON or keyword arguments in, a frozen Brief out. No stage ever changes it."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator

from posta.color import Rgb
from posta.document.explain import explain
from posta.document.model import Text, Value, Words
from posta.document.page import Page, page_for
from posta.errors import BriefError

LARGEST_BRIEF_BYTES = 1_000_000

PIECES = ("title", "subtitle", "tagline", "date", "place", "credits", "link")


class Brief(Value):
    """Words, theme, format and taste. Only the title must be given; all words are printed exactly as written."""

    title: Annotated[Words, Field(min_length=1)]
    """The title, printed as given."""
    subtitle: Words = ""
    """A line under the title."""
    tagline: Words = ""
    """A short line that sets the mood."""
    date: Words = ""
    """When, in the words to print."""
    place: Words = ""
    """Where, in the words to print."""
    details: tuple[Words, ...] = Field(default=(), max_length=40)
    """Short lines, each printed as given."""
    credits: Text = ""
    """A billing block: who made it."""
    link: Words = ""
    """A web address, printed as given."""
    qr: bool = False
    """Also print the link as a QR code that decodes to exactly the link."""
    theme: Text = ""
    """What the background shows, in plain words."""
    style: Words = ""
    """A layout archetype's name or free words; empty: different ones are offered."""
    format: str | Page = "a3"
    """A format's name (a0…a6, b2, letter, tabloid, 24x36in, 50x70cm, square, story, 1080x1350) or a page."""
    palette: tuple[str, ...] = Field(default=(), max_length=8)
    """Colours as #rrggbb to build the poster from; empty: taken from the theme and the picture."""
    logo: str = ""
    """Path of a logo picture, beside the brief."""
    background: str = ""
    """Path of a picture to use instead of making one, beside the brief."""
    language: str = Field(default="", pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")
    """BCP 47 tag such as pl or ja; empty: found from the text."""

    @field_validator("title")
    @classmethod
    def _title_says_something(cls, title: str) -> str:
        if not title.strip():
            raise ValueError("is empty; give the poster a title")
        return title

    @field_validator("format")
    @classmethod
    def _format_exists(cls, value: str | Page) -> str | Page:
        if isinstance(value, str):
            page_for(value)
        return value

    @field_validator("palette")
    @classmethod
    def _palette_is_colours(cls, palette: tuple[str, ...]) -> tuple[str, ...]:
        for color in palette:
            Rgb.from_hex(color)
        return palette

    @field_validator("details", mode="before")
    @classmethod
    def _numbers_are_words(cls, details: Any) -> Any:
        # YAML reads `18` or `2027` as a number; the person meant the characters.
        if isinstance(details, list | tuple):
            return tuple(str(d) if isinstance(d, int | float) and not isinstance(d, bool) else d for d in details)
        return details

    @field_validator("title", "subtitle", "tagline", "date", "place", "credits", "theme", "style", mode="before")
    @classmethod
    def _number_is_words(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    @property
    def page(self) -> Page:
        """The page the format stands for."""
        return page_for(self.format) if isinstance(self.format, str) else self.format

    def pieces(self) -> dict[str, str]:
        """The words to place, by id: `title`, `subtitle`, … and `details.0`, `details.1`, …; empty ones left out."""
        found = {name: getattr(self, name) for name in PIECES}
        found |= {f"details.{i}": line for i, line in enumerate(self.details)}
        return {name: words for name, words in found.items() if words.strip()}

    def colors(self) -> tuple[Rgb, ...]:
        """The palette as colours."""
        return tuple(Rgb.from_hex(color) for color in self.palette)


def brief_from(fields: dict[str, Any], *, source: str = "the brief") -> Brief:
    """A Brief from plain data. Raises BriefError naming `source`, the field, what was found and what is allowed."""
    if not isinstance(fields, dict):
        raise BriefError(f"{source} is not a list of fields.", hint="Write it as `title: …`, one field a line.")
    try:
        return Brief.model_validate(fields)
    except ValidationError as problem:
        raise BriefError(f"{source}: {explain(problem, Brief)}") from None


def load_brief(path: str | FilePath) -> Brief:
    """The brief in a YAML or JSON file; its `logo` and `background` become paths beside the file.

    Raises BriefError when the file cannot be read or a field is wrong.
    """
    path = FilePath(path)
    try:
        if path.stat().st_size > LARGEST_BRIEF_BYTES:
            raise BriefError(f"{path} has {path.stat().st_size:,} bytes.", hint="A brief is a short text file.")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BriefError(f"There is no brief {path}.", hint="Give the path of a .yaml or .json file.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise BriefError(f"{path} cannot be read as text: {problem}.") from None
    fields = _json_fields(text, path) if path.suffix.lower() == ".json" else _yaml_fields(text, path)
    if not isinstance(fields, dict):
        raise BriefError(f"{path} is not a list of fields.", hint="Write it as `title: …`, one field a line.")
    brief = brief_from(fields, source=str(path))
    beside = {
        name: str((path.parent / value).resolve()) for name in ("logo", "background") if (value := getattr(brief, name))
    }
    return brief.changed(**beside) if beside else brief


def _yaml_fields(text: str, path: FilePath) -> Any:
    """A YAML file's fields, every scalar as the characters it was written with: 19:30 is a time here, not 1170."""
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        where = getattr(problem, "problem_mark", None)
        line = f" in line {where.line + 1}" if where else ""
        why = getattr(problem, "problem", None) or "it is not valid"
        raise BriefError(f"{path} is not valid YAML{line}: {why}.") from None


def _json_fields(text: str, path: FilePath) -> Any:
    """A JSON file's fields, numbers as the characters they were written with: 4.50 is a price here, not 4.5."""
    import json

    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as problem:
        raise BriefError(f"{path} is not valid JSON in line {problem.lineno}: {problem.msg}.") from None
    except (RecursionError, ValueError) as problem:
        raise BriefError(f"{path} is not valid JSON: {problem}.") from None

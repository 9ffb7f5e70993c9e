"""The base of every document value: frozen, strict about unknown fields and not-a-number, with text fit for a page."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

LONGEST_TEXT = 5000
LONGEST_WORDS = 400

# Line and direction controls a text may really need; every other control character is a mistake from copy and paste.
_ALLOWED_CONTROLS = frozenset("\n\t​‌‍‎‏⁠⁦⁧⁨⁩­")


class Value(BaseModel):
    """A frozen document value."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    def changed(self, **fields: Any) -> Any:
        """A new value with these fields replaced, validated like a loaded one."""
        return type(self).model_validate({**{name: getattr(self, name) for name in type(self).model_fields}, **fields})


def printable(text: str) -> str:
    """`text` unchanged if every character can stand on a page. Raises ValueError naming the first that cannot."""
    for place, char in enumerate(text):
        if char in _ALLOWED_CONTROLS:
            continue
        if unicodedata.category(char) in ("Cc", "Cs"):
            raise ValueError(f"character {place + 1} (U+{ord(char):04X}) cannot be printed; remove it")
    return text


def at_most(longest: int) -> AfterValidator:
    """Refuse text longer than `longest` characters, saying how long it is."""

    def short_enough(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"has {len(text):,} characters; {longest:,} at most fit here")
        return text

    return AfterValidator(short_enough)


Words = Annotated[str, at_most(LONGEST_WORDS), AfterValidator(printable)]
"""A short text that is printed as given."""

Text = Annotated[str, at_most(LONGEST_TEXT), AfterValidator(printable)]
"""A longer text that is printed as given."""

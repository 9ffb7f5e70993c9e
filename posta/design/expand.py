"""A short theme in; a full description of the background picture out, written by a language model, without lettering."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from posta.design import prompts
from posta.engines import Progress, silent
from posta.engines.chat import Message, Question, Server, Session, settle, talk
from posta.errors import EngineError, StageError

LONGEST_THEME = 600
SHORTEST, LONGEST = 60, 900  # characters of a description
REPAIRS = 2

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"description": {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST}},
    "required": ["description"],
    "additionalProperties": False,
}

LETTERING = re.compile(
    r"\b(texts?|lettering|letters|typograph\w*|captions?|headlines?|slogans?|watermarks?|logos?|logotypes?|wordmarks?|words?|"
    r"inscriptions?|titles?|subtitles?|fonts?|signage|posters?|writing|written|calligraph\w*|labell?ed|typeface|numerals?)\b",
    re.IGNORECASE,
)
"""What makes a picture model draw letters, also where it is told not to."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A description and who wrote it."""

    text: str
    """At most 900 characters, one paragraph."""
    model: str
    """The model's name on its server."""


def expand(
    theme: str,
    server: Server | None = None,
    *,
    style: str = "",
    seed: int = 0,
    temperature: float = 0.8,
    progress: Progress = silent,
) -> Expanded:
    """A picture description for a theme, to be shown and edited before it is used.

    Sentences about lettering are left out. Raises StageError for an empty or overlong theme, EngineError when the server does
    not answer or writes nothing that can be used, Cancelled.
    """
    if not theme.strip():
        raise StageError("There is no theme to describe.", hint="Say in a few words what the picture shows.")
    if len(theme) > LONGEST_THEME:
        raise StageError(
            f"The theme has {len(theme):,} characters.", hint=f"Up to {LONGEST_THEME} can be described further."
        )
    server = server or Server()
    asked = prompts.EXPAND_REQUEST.format(
        theme=json.dumps(theme.strip(), ensure_ascii=False),
        style=f"Style: {json.dumps(style.strip()[:200], ensure_ascii=False)}\n" if style.strip() else "",
    )
    question = Question(
        (Message("system", prompts.EXPAND), Message("user", asked)), SCHEMA, "picture", temperature, 600, seed
    )
    found: list[str] = []

    def review(value: Any) -> list[str]:
        text = value.get("description")
        if not isinstance(text, str):
            return ["`description` is missing or no text"]
        clean = without_lettering(text)
        if len(clean) < SHORTEST:
            return [f"only {len(clean)} characters are left without sentences about lettering; {SHORTEST} are needed"]
        found.append(clean)
        return []

    async def work(session: Session) -> Expanded:
        how = await settle(
            session, question, review, lambda wrong: prompts.EXPAND_REPAIR.format(problems="; ".join(wrong)), REPAIRS
        )
        if not found:
            raise EngineError(
                f"The model {session.model!r} at {server.url} wrote no description that can be used: "
                f"{'; '.join(how.problems)[:300]}.",
                hint="Ask again, or write the description yourself.",
            )
        return Expanded(found[-1], session.model)

    return talk(server, work, progress)


def without_lettering(text: str) -> str:
    """A description in one paragraph, without sentences that speak of lettering, cut at 900 characters between sentences."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    sentences = re.split(r"(?<=[.!?;])\s+", plain)
    kept: list[str] = []
    for sentence in sentences:
        if LETTERING.search(sentence):
            continue
        if len(" ".join([*kept, sentence])) > LONGEST:
            break
        kept.append(sentence)
    return " ".join(kept)

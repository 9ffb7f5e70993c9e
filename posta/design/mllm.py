"""The design engine that asks a vision-language model: a DesignRequest in, ranked Designs out.

The model sees the picture and the brief's pieces by id, and answers with a layout in per mille of the page; words are placed by
id and never retyped. Every answer is set in type and judged by the rules' own checks and score; what is wrong goes back to the
model at most twice. The idea is POSTA's (arXiv 2503.14908): a multimodal model arranges, real fonts draw.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from posta.design import ENGINES, DesignRequest
from posta.design.board import Board, board_of, messages_for, repair_for
from posta.design.examples import examples
from posta.design.layout import Layout, as_set, draft_of, faint_texts, hidden_faults, read_layout, schema_for, veiled
from posta.design.rules.archetypes import ARCHETYPES
from posta.design.rules.layers import design_from
from posta.design.rules.placement import look_of
from posta.design.rules.score import faults, measures, total
from posta.design.rules.tint import Tinted, needed, tint
from posta.document.design import Design
from posta.engines import Progress, load, silent
from posta.engines.chat import Question, Server, Session, settle, talk, usual_url
from posta.errors import Cancelled, EngineError, StageError
from posta.typeset.fonts import FontLibrary

REPAIRS = 2
AT_ONCE = 4
MOST_CANDIDATES = 12
ALIKE = 0.08  # of the page: titles of two layouts nearer than this make them the same design
STEP_IN = ("rules",)
"""Engines that may step in when the person asks for it."""
_BOUNDS: dict[str, tuple[type, float, float]] = {
    "candidates": (int, 1, MOST_CANDIDATES),
    "temperature": (float, 0, 2),
    "max_tokens": (int, 256, 32_768),
    "shots": (int, 0, 8),
}


@dataclass(frozen=True, slots=True)
class _Made:
    """One answer set in type."""

    layout: Layout
    tinted: Tinted
    flaws: tuple[str, ...]
    score: float

    @property
    def rank(self) -> tuple[int, float]:
        return -len(self.flaws), self.score


@dataclass(slots=True)
class _Tally:
    """What happened while asking."""

    made: list[_Made] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What was wrong with candidates that led to nothing."""
    failures: list[EngineError] = field(default_factory=list)
    """Candidates the server did not answer."""
    repairs: int = 0
    model: str = ""
    form: str = ""


class Mllm:
    """Designs by a vision-language model behind an OpenAI-compatible server.

    After `arrange`, `record` says how the designs were made and `fallback_from` is "mllm" where the engine that the person
    allowed with `fallback` stepped in.
    """

    def __init__(
        self,
        url: str = "",
        model: str = "",
        candidates: int = 3,
        temperature: float = 0.7,
        max_tokens: int = 3072,
        fallback: str = "",
        *,
        shots: int = 2,
        fonts: FontLibrary | None = None,
        **times: Any,
    ) -> None:
        """`candidates`: layouts asked for (at least as many as designs are wanted); `shots`: worked examples shown.

        `url`: the server's address; empty: the usual one (`posta.engines.chat.usual_url`).
        `fallback`: "rules" lets the rules step in where no model answers; empty: nothing does. `times` are fields of
        posta.engines.chat.Server (connect_s, stall_s, total_s, retries, wait_s). Raises EngineError for what cannot be.
        """
        self.settings = _checked(
            {"candidates": candidates, "temperature": temperature, "max_tokens": max_tokens, "shots": shots}
        )
        if fallback not in ("", *STEP_IN):
            raise EngineError(f"The design engine {fallback!r} cannot step in.", hint=f"Use {', '.join(STEP_IN)}.")
        try:
            self.server = Server(url or usual_url(), model, **times)
        except TypeError as problem:
            raise EngineError(f"The mllm engine has no such option ({problem}).", hint="Leave it out.") from None
        self.fallback = fallback
        self.fonts = fonts or FontLibrary.shipped()
        self.record: dict[str, Any] = {}
        self.fallback_from = ""

    def arrange(self, request: DesignRequest, progress: Progress = silent) -> list[Design]:
        """Up to `request.count` designs, best first. `request.settings` may give candidates, temperature, max_tokens and shots.

        Raises EngineError when no server answers or no answer can be used, StageError when there is no picture, Cancelled.
        """
        self.record, self.fallback_from = {}, ""
        try:
            return self._asked(request, progress)
        except Cancelled:
            raise
        except EngineError as problem:
            if not self.fallback:
                raise EngineError(
                    problem.message, hint=f"{problem.hint} Or choose the design engine 'rules'.".strip()
                ) from problem
            self.record, self.fallback_from = {"why": str(problem)[:500]}, "mllm"
            engine = load(ENGINES, "design", self.fallback, fonts=self.fonts)
            found: list[Design] = engine.arrange(request, progress)
            return found

    def _asked(self, request: DesignRequest, progress: Progress) -> list[Design]:
        progress(0.0, "looking at the picture")
        board = board_of(request, self.fonts)
        if not board.choices.pieces:
            raise StageError("All words are locked; there is nothing to arrange.", hint="Unlock a text layer.")
        settings = _checked({name: request.settings.get(name, own) for name, own in self.settings.items()})
        shown = examples(settings["shots"], board.desk.words.script)
        tally = _Tally()
        count = max(settings["candidates"], min(request.count, MOST_CANDIDATES))
        questions = [
            Question(
                messages_for(board, shown, number), schema_for(board.choices), "layout", settings["temperature"],
                settings["max_tokens"], seed=(request.seed + 7919 * number) % 2**31,
            )
            for number in range(count)
        ]  # fmt: skip

        async def work(session: Session) -> None:
            gate = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._candidate(session, gate, board, q, count, tally) for q in questions))
            tally.model, tally.form = session.model, session.format

        talk(self.server, work, progress)
        self.record = {
            "server": self.server.url, "model": tally.model, "answers_as": tally.form, "asked": count,
            "usable": len(tally.made), "sound": sum(not m.flaws for m in tally.made), "repairs": tally.repairs,
            "temperature": settings["temperature"], "shots": len(shown),
        }  # fmt: skip
        if not tally.made:
            raise _nothing(self.server.url, tally)
        ranked = sorted(tally.made, key=lambda m: m.rank, reverse=True)
        best = _different([m for m in ranked if not m.flaws] or ranked[:1], request)
        self.record["idea"] = "".join(c if c.isprintable() else " " for c in best[0].layout.idea[:160])
        if best[0].flaws:
            self.record["flaws"] = list(best[0].flaws)[:6]
        taken = frozenset(layer.id for layer in request.locked)
        progress(1.0, "done")
        return [design_from(m.tinted, m.layout.archetype, m.score, taken_ids=taken, lead=board.lead) for m in best]

    async def _candidate(
        self, session: Session, gate: asyncio.Semaphore, board: Board, question: Question, count: int, tally: _Tally
    ) -> None:
        """Ask for one layout, send back what is wrong with it, and keep the best that came."""
        found: list[_Made] = []
        best: list[Tinted] = []

        def review(value: Any) -> list[str]:
            best.clear()
            layout, wrong = read_layout(value, board.choices, self.fonts)
            if layout is None:
                return wrong
            made = _set(layout, board)
            found.append(made)
            best.append(made.tinted)
            return list(made.flaws)

        def say(wrong: list[str]) -> str:
            return repair_for(wrong, as_set(best[0].draft) if best else [])

        async with gate:
            try:
                how = await settle(session, question, review, say, REPAIRS)
                tally.repairs += how.rounds
            except EngineError as problem:
                tally.failures.append(problem)
                how = None
        if found:
            made = max(found, key=lambda m: m.rank)
            tally.made.append(_quieted(made, board) if made.flaws else made)
        elif how is not None:
            tally.problems += how.problems
        session.done += 0.95 / count
        session.doing = f"layout {round(session.done * count / 0.95)} of {count} is there"


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    """The engine's settings. Raises EngineError for one that is out of bounds."""
    for name, (kind, low, high) in _BOUNDS.items():
        value = settings[name]
        fits = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
        if not fits or not low <= value <= high:
            raise EngineError(f"The mllm engine's {name} is {value!r}.", hint=f"From {low:g} to {high:g} works.")
    return settings


def _set(layout: Layout, board: Board) -> _Made:
    """The layout in type and colour, with its faults and the rules' score."""
    palette = board.choices.palettes[layout.palette]
    row, printer = ARCHETYPES[layout.archetype], board.printer
    chosen = printer.choose(layout.archetype, row.finishes, row.graphic)
    tries: list[_Made] = []
    for finish in dict.fromkeys((chosen, printer.asked or printer.plain)):
        desk = printer.on(replace(board.desk, palette=palette), finish)
        tinted = tint(draft_of(layout, desk, palette))
        wrong = (*faults(tinted), *hidden_faults(tinted.draft))
        tries.append(_Made(layout, tinted, wrong, total(measures(tinted))))
        if not tries[-1].flaws:
            break
    return max(tries, key=lambda made: made.rank)


def _quieted(made: _Made, board: Board) -> _Made:
    """The layout with veils under the words that do not stand out, where that makes it better."""
    faint = faint_texts(made.tinted.draft.texts, needed)
    if not faint:
        return made
    again = _set(veiled(made.layout, faint), board)
    return max(made, again, key=lambda m: m.rank)


def _different(ranked: list[_Made], request: DesignRequest) -> list[_Made]:
    """The first that do not put the same title in the same face at the same place; twins of designs offered already go last."""
    offered = {(look.family, look.third) for look in (look_of(design, request.page) for design in request.beside)}

    def repeats(made: _Made) -> bool:
        title = made.tinted.draft.title
        third = int(3 * title.bounds.center[1] / made.tinted.draft.desk.height) if title else 0
        return title is not None and (title.block.style.family, third) in offered

    chosen: list[_Made] = []
    for made in sorted(ranked, key=repeats):
        if len(chosen) < request.count and not any(_alike(made, other) for other in chosen):
            chosen.append(made)
    return chosen


def _alike(one: _Made, other: _Made) -> bool:
    a, b = one.tinted.draft.title, other.tinted.draft.title
    if a is None or b is None:
        return True
    desk = one.tinted.draft.desk
    apart = np.hypot(
        (a.bounds.center[0] - b.bounds.center[0]) / desk.width, (a.bounds.center[1] - b.bounds.center[1]) / desk.height
    )
    return bool(apart < ALIKE and a.block.style.family == b.block.style.family)


def _nothing(url: str, tally: _Tally) -> EngineError:
    """Why no layout came out."""
    if tally.failures and not tally.problems:
        return tally.failures[0]
    wrong = "; ".join(list(dict.fromkeys(tally.problems))[:3])[:600]
    return EngineError(
        f"The model {tally.model!r} at {url} gave no usable layout, also after {REPAIRS} corrections: {wrong}.",
        hint="Ask again with another seed, or serve a stronger model such as Qwen/Qwen3-VL-8B-Instruct.",
    )

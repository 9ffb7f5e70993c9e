"""A pipeline and a size in pixels go in; inside the `with`, the pipeline's model works at that size, outside it is untouched.

Three changes take a transformer with rotary positions past its training size (URAE, arXiv 2503.16322):
the rotary base is multiplied (NTK), queries are scaled by c(N) = sqrt(ln N / ln N0) for N tokens (proportional
attention), and the resolution-dependent time shift, which explodes at high resolution, gives way to a static one.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from torch import Tensor, nn

from posta.errors import ModelError, StageError
from posta.ultra.clear import ClearWindow, clear_processor, pooled_query_scale
from posta.ultra.families import PIXELS_PER_TOKEN, Family, family_of

NTK = 10.0  # URAE's factor at 2K and 4K
ONE_K_PIXELS = 1.3 * 1024 * 1024  # up to here the model is at home: no rescaling


@dataclass(frozen=True)
class HighRes:
    """The size to work at, and how: pixels, multiples of 16.

    text_tokens: length of the text sequence (None: the family's usual).
    ntk: factor on the rotary base; 1 leaves it. shift: the scheduler's static time shift; None leaves the scheduler.
    proportional: whether queries are scaled by c(N). window: local attention (FLUX.1 only), None for full attention.
    """

    width_px: int
    height_px: int
    text_tokens: int | None = None
    ntk: float = NTK
    shift: float | None = 3.0
    proportional: bool = True
    window: ClearWindow | None = None

    def __post_init__(self) -> None:
        for side, value in (("width", self.width_px), ("height", self.height_px)):
            if value <= 0 or value % PIXELS_PER_TOKEN:
                raise StageError(
                    f"The {side} {value} px cannot be generated: it must be a positive multiple of {PIXELS_PER_TOKEN}.",
                    hint=f"Use {max(1, round(value / PIXELS_PER_TOKEN)) * PIXELS_PER_TOKEN} px.",
                )
        if not self.ntk > 0 or not math.isfinite(self.ntk):
            raise StageError(f"The NTK factor {self.ntk} is not a positive number.", hint="10 is right for 2K and 4K.")
        if self.shift is not None and not (0 < self.shift < 1000):
            raise StageError(f"The time shift {self.shift} is out of range.", hint="Use 3 (or 1 for schnell).")

    @property
    def grid(self) -> tuple[int, int]:
        """Picture tokens: rows, columns."""
        return self.height_px // PIXELS_PER_TOKEN, self.width_px // PIXELS_PER_TOKEN

    def tokens(self, family: Family) -> int:
        """All tokens of one sequence, text included."""
        text = family.text_tokens if self.text_tokens is None else self.text_tokens
        return text + self.grid[0] * self.grid[1]


def query_scale(tokens: int, base_tokens: int = 512 + 64 * 64) -> float:
    """c(N) = sqrt(ln N / ln N0): exactly 1 at the training length, 1.0743 at 2048 x 2048 with 512 text tokens."""
    return math.sqrt(math.log(tokens) / math.log(base_tokens))


def shifted(sigma: float, shift: float) -> float:
    """A noise level 0..1 under a static time shift: s * sigma / (1 + (s - 1) * sigma)."""
    return shift * sigma / (1 + (shift - 1) * sigma)


def static_shift(scheduler: Any, shift: float) -> Any:
    """A new flow-matching scheduler like `scheduler`, with a static time shift and dynamic shifting off.

    Built with `from_config`: assigning to a scheduler's config is not read by every version, and the `time_shift` key
    that published notebooks set is read by none. Raises ModelError for a scheduler without these two settings.
    """
    config = dict(scheduler.config)
    if "shift" not in config or "use_dynamic_shifting" not in config:
        raise ModelError(
            f"The scheduler {type(scheduler).__name__} has no time shift that could be set.",
            hint="Use the model's own FlowMatchEulerDiscreteScheduler.",
        )
    built = type(scheduler).from_config(scheduler.config, use_dynamic_shifting=False, shift=float(shift))
    if built.config.use_dynamic_shifting or not math.isclose(built.shift, shift):
        raise ModelError(f"{type(scheduler).__name__} did not take the static time shift {shift}.")
    return built


def home_shift(scheduler: Any, family: Family) -> float:
    """The static time shift a model works with at home: the scheduler's own if it is static (1 for FLUX.1-schnell, 3 for
    Z-Image-Turbo), else the family's."""
    config = scheduler.config
    return family.home_shift if config.get("use_dynamic_shifting") else float(config.get("shift", 1.0))


@contextmanager
def highres(pipe: Any, spec: HighRes) -> Iterator[float]:
    """Patch `pipe.transformer` and `pipe.scheduler` for `spec`; yields c(N). Afterwards both are as they were.

    Raises ModelError for a model without rotary positions, or with attention processors that cannot be scaled.
    """
    with ExitStack() as undo:
        scale = undo.enter_context(highres_model(pipe.transformer, spec))
        if spec.shift is not None:
            before = pipe.scheduler
            pipe.scheduler = static_shift(before, spec.shift)
            undo.callback(setattr, pipe, "scheduler", before)
        yield scale


@contextmanager
def highres_model(transformer: nn.Module, spec: HighRes) -> Iterator[float]:
    """`highres` for a bare transformer (training, benchmarks): rotary base and attention only; yields c(N)."""
    family = family_of(transformer)
    model = getattr(transformer, "_orig_mod", transformer)
    _check_fits(family, model, spec)
    tokens = spec.tokens(family)
    scale = query_scale(tokens, family.base_tokens) if spec.proportional else 1.0
    with ExitStack() as undo:
        if spec.ntk != 1:
            undo.callback(family.set_theta(model, family.theta(model) * spec.ntk))
        if spec.window is not None:
            scale = pooled_query_scale(tokens, spec.window, scale)
        for name, attention in family.attentions(model):
            before = attention.processor
            attention.set_processor(_processor(family, spec, name, before, scale))
            undo.callback(attention.set_processor, before)
        yield scale


def _check_fits(family: Family, model: nn.Module, spec: HighRes) -> None:
    limit = family.max_tokens_per_side(model)
    if limit is not None and max(spec.grid) > limit:
        raise StageError(
            f"{family.name} holds positions up to {limit * PIXELS_PER_TOKEN} px a side, "
            f"not {max(spec.width_px, spec.height_px)} px.",
            hint="Work at a smaller size and enlarge the result.",
        )
    if spec.window is not None and family.name != "FLUX.1":
        raise ModelError(
            f"Local attention (CLEAR) is trained for FLUX.1, not {family.name}.", hint="Leave `window` out."
        )


def _processor(family: Family, spec: HighRes, name: str, before: Any, scale: float) -> Any:
    kind = type(before).__name__
    if kind not in family.processors:
        raise ModelError(
            f"The attention layer {name} has the processor {kind}, whose queries cannot be scaled.",
            hint=f"Remove what installed it (an IP-Adapter, say); {', '.join(sorted(family.processors))} can be.",
        )
    if spec.window is not None:
        return clear_processor(spec.window, spec.grid, name, scale)
    after = _scaled_kind(cast(Hashable, type(before)))()
    after.__dict__.update(before.__dict__)  # keeps the attention backend and the parallel plan
    after.query_scale = scale
    return after


@lru_cache(maxsize=32)
def _scaled_kind(kind: Any) -> Any:
    """A processor class like `kind` whose queries, after their norm, are multiplied by its `query_scale`.

    The rotation by position that follows is linear, so this is scaling the rotated query; the attention itself is the
    stock one, hence every backend (flash, sage, flex, native) and context parallelism keep working.
    """

    def __call__(self: Any, attn: Any, *args: Any, **kwargs: Any) -> Any:
        return kind.__call__(self, _ScaledQueries(attn, self.query_scale), *args, **kwargs)

    # diffusers reads the processor's signature to decide which keyword arguments it may pass on.
    __call__.__signature__ = inspect.signature(kind.__call__)  # type: ignore[attr-defined]
    return type(f"Scaled{kind.__name__}", (kind,), {"__call__": __call__, "query_scale": 1.0})


class _ScaledQueries:
    """Stands in for an attention module: its query norms scale their result, all else is the module's own."""

    def __init__(self, attention: Any, scale: float) -> None:
        self.attention = attention
        self.scale = scale

    def __getattr__(self, name: str) -> Any:
        return getattr(self.attention, name)

    def norm_q(self, query: Tensor) -> Tensor:
        return self.attention.norm_q(query) * self.scale

    def norm_added_q(self, query: Tensor) -> Tensor:
        return self.attention.norm_added_q(query) * self.scale

"""Projected flow (I-Max): a guide picture's latents go in, a scheduler comes out that holds the large forms to the guide.

From the formulas of arXiv 2410.07536. The picture is made at the target size from pure noise; at step i of n the
velocity v is led towards the guide z_g in its low frequencies only:

    v_g = (x_t - z_g) / sigma_t,    v <- v + lambda_i * (LP(v_g) - LP(v)),    lambda_i = (1 + cos(pi * i / n)) / 2

LP is the approximation band of a one-level Haar transform, which is the 2 x 2 mean repeated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, cast

from torch import Tensor

from posta.errors import ModelError

EPSILON = 1e-6  # keeps v_g finite in a last step at sigma 0


def guidance_weight(step: int, steps: int) -> float:
    """lambda_i: 1 at the first step, 0.5 in the middle, near 0 at the end."""
    return (1 + math.cos(math.pi * step / steps)) / 2


def guide_velocity(sample: Tensor, guide: Tensor, sigma: float) -> Tensor:
    """v_g: the velocity that leads straight to the guide; eps - z_g when sample = (1 - sigma) z_g + sigma eps."""
    return (sample - guide) / (sigma + EPSILON)


def projected(
    velocity: Tensor, sample: Tensor, guide: Tensor, sigma: float, weight: float, low_pass: Callable[[Tensor], Tensor]
) -> Tensor:
    """The velocity with `weight` (0..1) of its low frequencies exchanged for the guide's."""
    return velocity + weight * (low_pass(guide_velocity(sample, guide, sigma)) - low_pass(velocity))


def projected_flow(scheduler: Any, guide: Tensor, low_pass: Callable[[Tensor], Tensor]) -> Any:
    """A scheduler like `scheduler` (flow matching, Euler) whose steps follow `guide`, laid out like its samples.

    Any pipeline that uses such a scheduler is guided by it, without a change to the pipeline.
    """
    from diffusers import FlowMatchEulerDiscreteScheduler

    if not isinstance(scheduler, FlowMatchEulerDiscreteScheduler):
        raise ModelError(
            f"Projected flow needs a flow-matching Euler scheduler, not {type(scheduler).__name__}.",
            hint='Use the method "sdedit".',
        )
    guided = _guided_kind(cast(Hashable, type(scheduler))).from_config(scheduler.config)
    guided.guide, guided.low_pass = guide, low_pass
    return guided


@lru_cache(maxsize=8)
def _guided_kind(kind: Any) -> Any:
    def step(self: Any, model_output: Tensor, timestep: Any, sample: Tensor, *args: Any, **kwargs: Any) -> Any:
        if self.step_index is None:
            self._init_step_index(timestep)
        at, steps = self.step_index, len(self.timesteps)
        led = projected(
            model_output.float(),
            sample.float(),
            self.guide.to(sample.device).float(),
            float(self.sigmas[at]),
            guidance_weight(at, steps),
            self.low_pass,
        )
        return kind.step(self, led.to(model_output.dtype), timestep, sample, *args, **kwargs)

    return type(f"Projected{kind.__name__}", (kind,), {"step": step, "__module__": __name__})

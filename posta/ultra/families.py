"""Diffusion transformers by class name: a model goes in, what it needs to run past its training size comes out.

One row per family: how its rotary base is set, which attention layers see the picture, how latents are laid out.
A new family is a new row. Sizes are in pixels, token counts include the text tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from posta.errors import ModelError

Undo = Callable[[], None]

PIXELS_PER_TOKEN = 16  # VAE factor 8, packed 2 x 2, in every family below


@dataclass(frozen=True)
class Layout:
    """How a family lays out latents z (B, C, H/8, W/8), normalised as its transformer knows them.

    given(z): what its pipeline takes as `latents=`. seen(z): what its scheduler steps on; low_pass(x) keeps each 2 x 2
    mean of that. made(x, height, width): z from what the pipeline returns for output_type "latent" (sizes in latent
    pixels). finished: whether the pipeline undoes the normalising itself before it returns latents.
    """

    given: Callable[[Tensor], Tensor]
    seen: Callable[[Tensor], Tensor]
    low_pass: Callable[[Tensor], Tensor]
    made: Callable[[Tensor, int, int], Tensor]
    finished: bool = False


@dataclass(frozen=True)
class Family:
    """One kind of transformer: see the fields.

    base_tokens: sequence length the model was trained on, at which the attention scale is 1.
    text_tokens: text tokens its pipeline uses unless told otherwise.
    theta: reads the rotary base. set_theta: sets it and returns the function that puts everything back.
    sees_picture: whether the attention layer of this name attends over picture tokens.
    max_tokens_per_side: the longest side its position table holds, in tokens (None: no table).
    layout: how its latents are laid out. home_shift: the static time shift its dynamic one amounts to at its training
    size (FLUX.1-dev ships 3; e^mu of FLUX.2's 4 steps at 1024 px is 10, of Qwen-Image at 1328 px 2.3).
    led_guidance: I-Max's guidance scale, for models with a guidance embedding. guidance_name: its pipeline's word.
    """

    name: str
    base_tokens: int
    text_tokens: int
    theta: Callable[[nn.Module], float]
    set_theta: Callable[[nn.Module, float], Undo]
    processors: frozenset[str]
    sees_picture: Callable[[str], bool] = lambda _: True
    max_tokens_per_side: Callable[[nn.Module], int | None] = lambda _: None
    layout: Layout = field(kw_only=True)
    home_shift: float = 3.0
    led_guidance: float | None = None
    guidance_name: str = "guidance_scale"

    def attentions(self, model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
        """Every attention layer that sees picture tokens, by name, in model order."""
        for name, module in model.named_modules():
            if callable(getattr(module, "set_processor", None)) and self.sees_picture(name):
                yield name, module


def pack_tokens(z: Tensor) -> Tensor:
    """(B, C, H, W) to (B, H/2 * W/2, 4C), each token one 2 x 2 block, channel-major (FLUX.1, Qwen-Image)."""
    batch, channels, height, width = z.shape
    z = z.reshape(batch, channels, height // 2, 2, width // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return z.reshape(batch, (height // 2) * (width // 2), channels * 4)


def unpack_tokens(x: Tensor, height: int, width: int) -> Tensor:
    """The inverse of `pack_tokens`; height and width in latent pixels."""
    batch, _, packed = x.shape
    x = x.reshape(batch, height // 2, width // 2, packed // 4, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return x.reshape(batch, packed // 4, height, width)


def pack_channels(z: Tensor) -> Tensor:
    """(B, C, H, W) to (B, 4C, H/2, W/2): the same 2 x 2 blocks as `pack_tokens`, still a plane (FLUX.2)."""
    return nn.functional.pixel_unshuffle(z, 2)


def low_pass_tokens(x: Tensor) -> Tensor:
    """The 2 x 2 mean of packed latents, repeated: one token holds exactly one 2 x 2 block of each channel."""
    blocks = x.unflatten(-1, (-1, 4))
    return blocks.mean(-1, keepdim=True).expand_as(blocks).flatten(-2)


def low_pass_plane(z: Tensor) -> Tensor:
    """The 2 x 2 mean of (B, C, H, W), repeated: the approximation band of a one-level Haar transform."""
    mean = nn.functional.avg_pool2d(z, 2)
    return mean.repeat_interleave(2, -1).repeat_interleave(2, -2)


def _attribute_theta(where: str) -> Callable[[nn.Module, float], Undo]:
    def set_theta(model: nn.Module, theta: float) -> Undo:
        rope = getattr(model, where)
        before = rope.theta
        rope.theta = theta

        def undo() -> None:
            rope.theta = before

        return undo

    return set_theta


# Rebuilt embeddings by the one they stand in for: the class caches its tables, 33 MB a 4K picture, for good by object.
_QWEN_ROPES: WeakKeyDictionary[nn.Module, dict[float, nn.Module]] = WeakKeyDictionary()


def _qwen_theta(model: nn.Module, theta: float) -> Undo:
    # QwenEmbedRope computes its tables once, when it is built, so another base needs another object.
    from diffusers.models.transformers.transformer_qwenimage import QwenEmbedRope

    before: Any = model.pos_embed
    if not isinstance(before, QwenEmbedRope):
        raise ModelError(
            f"The rotary embedding {type(before).__name__} of this Qwen-Image model cannot be rescaled.",
            hint="Qwen-Image and Qwen-Image-Edit work; the layered model keeps to its own sizes.",
        )
    built = _QWEN_ROPES.setdefault(before, {})
    if theta not in built:
        built[theta] = QwenEmbedRope(theta=theta, axes_dim=before.axes_dim, scale_rope=before.scale_rope)
    model.pos_embed = built[theta]

    def undo() -> None:
        model.pos_embed = before

    return undo


def _z_image_theta(model: nn.Module, theta: float) -> Undo:
    rope: Any = model.rope_embedder
    before = rope.theta, rope.freqs_cis
    rope.theta, rope.freqs_cis = theta, None  # the table is rebuilt on the next call

    def undo() -> None:
        rope.theta, rope.freqs_cis = before

    return undo


def _attribute(path: str) -> Callable[[nn.Module], Any]:
    def read(model: nn.Module) -> Any:
        value: Any = model
        for part in path.split("."):
            value = getattr(value, part)
        return value

    return read


def _as_is(x: Tensor, *_: int) -> Tensor:
    return x


_TOKENS = Layout(pack_tokens, pack_tokens, low_pass_tokens, unpack_tokens)
_PLANE = Layout(_as_is, _as_is, low_pass_plane, _as_is)
_CHANNELS = Layout(pack_channels, pack_tokens, low_pass_tokens, _as_is, finished=True)

FAMILIES: dict[str, Family] = {
    "FluxTransformer2DModel": Family(
        name="FLUX.1",
        base_tokens=512 + 64 * 64,
        text_tokens=512,
        theta=_attribute("pos_embed.theta"),
        set_theta=_attribute_theta("pos_embed"),
        processors=frozenset({"FluxAttnProcessor"}),
        layout=_TOKENS,
        led_guidance=7.0,
    ),
    "Flux2Transformer2DModel": Family(
        name="FLUX.2",
        base_tokens=512 + 64 * 64,
        text_tokens=512,
        theta=_attribute("pos_embed.theta"),
        set_theta=_attribute_theta("pos_embed"),
        processors=frozenset({"Flux2AttnProcessor", "Flux2ParallelSelfAttnProcessor"}),
        layout=_CHANNELS,
        home_shift=10.0,
    ),
    "QwenImageTransformer2DModel": Family(
        name="Qwen-Image",
        base_tokens=512 + 83 * 83,
        text_tokens=512,
        theta=_attribute("pos_embed.theta"),
        set_theta=_qwen_theta,
        processors=frozenset({"QwenDoubleStreamAttnProcessor2_0"}),
        max_tokens_per_side=lambda _: 2 * 4096,
        layout=_TOKENS,
        home_shift=2.3,
        guidance_name="true_cfg_scale",
    ),
    "ZImageTransformer2DModel": Family(
        name="Z-Image",
        base_tokens=512 + 64 * 64,
        text_tokens=512,
        theta=_attribute("rope_embedder.theta"),
        set_theta=_z_image_theta,
        processors=frozenset({"ZSingleStreamAttnProcessor"}),
        sees_picture=lambda name: name.startswith(("layers.", "noise_refiner.")),
        max_tokens_per_side=lambda model: min(_attribute("rope_embedder.axes_lens")(model)[1:]),
        layout=_PLANE,
    ),
}


def family_of(model: nn.Module) -> Family:
    """The row of `FAMILIES` for a transformer. Raises ModelError for a model without rotary positions or not known."""
    inner = getattr(model, "_orig_mod", model)  # torch.compile wraps the module
    for kind in type(inner).__mro__:
        if kind.__name__ in FAMILIES:
            return FAMILIES[kind.__name__]
    rotary = any("rope" in name.lower() or "rotary" in name.lower() for name, _ in inner.named_modules())
    reason = "its rotary positions are not in the table yet" if rotary else "it has no rotary positions to rescale"
    known = ", ".join(row.name for row in FAMILIES.values())
    raise ModelError(
        f"A {type(inner).__name__} cannot be taken past its training size: {reason}.",
        hint=f"These can: {known}. Any other model's picture can be enlarged with the lanczos or spandrel engine.",
    )


def device_of(model: nn.Module) -> torch.device:
    """Where a model's first parameter lives."""
    return next(model.parameters()).device

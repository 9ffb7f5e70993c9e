"""Model families: a diffusers class name or a file's tensor names go in, the family with its classes and latent layout come out.

One row per family. A checkpoint belongs to a family by its pipeline's class or by the names of its tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from posta.errors import ModelError

Tensor = Any
"""A torch.Tensor; torch is not imported for the table alone."""


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of transformer with its pipelines.

    own_keys and origin_keys hold tensor names that only this family has, as diffusers and as the makers call them.
    `picture(vae, latents, height, width)` turns what a step's callback sees into latents the autoencoder decodes; height and
    width are of the picture in pixels.
    """

    name: str
    transformer: str
    pipelines: frozenset[str]
    own_keys: tuple[str, ...]
    origin_keys: tuple[str, ...]
    picture: Callable[[Any, Tensor, int, int], Tensor]
    row: str
    """The table row whose settings a person's own checkpoint of this family starts from."""
    call: dict[str, Any] = field(default_factory=dict)
    """Arguments every call of its pipelines gets."""


def _unpacked(latents: Tensor, height: int, width: int) -> Tensor:
    """(B, tokens, 4C) of 2 x 2 blocks, channel first, to (B, C, height / 8, width / 8)."""
    batch, _, packed = latents.shape
    high, wide = height // 16, width // 16
    blocks = latents.reshape(batch, high, wide, packed // 4, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return blocks.reshape(batch, packed // 4, high * 2, wide * 2)


def _scaled(vae: Any, latents: Tensor) -> Tensor:
    return latents / vae.config.scaling_factor + vae.config.shift_factor


def _flux(vae: Any, latents: Tensor, height: int, width: int) -> Tensor:
    return _scaled(vae, _unpacked(latents, height, width))


def _z_image(vae: Any, latents: Tensor, height: int, width: int) -> Tensor:  # noqa: ARG001
    return _scaled(vae, latents)


def _klein(vae: Any, latents: Tensor, height: int, width: int) -> Tensor:
    batch, _, channels = latents.shape
    high, wide = height // 16, width // 16
    plane = latents.permute(0, 2, 1).reshape(batch, channels, high, wide)
    # The statistics of the autoencoder's batch norm, which the transformer's latents are normalised by.
    spread = (vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).sqrt().to(plane)
    plane = plane * spread + vae.bn.running_mean.view(1, -1, 1, 1).to(plane)
    plane = plane.reshape(batch, channels // 4, 2, 2, high, wide).permute(0, 1, 4, 2, 5, 3)
    return plane.reshape(batch, channels // 4, high * 2, wide * 2)


def _qwen(vae: Any, latents: Tensor, height: int, width: int) -> Tensor:
    plane = _unpacked(latents, height, width)
    mean = plane.new_tensor(vae.config.latents_mean).view(1, -1, 1, 1)
    spread = plane.new_tensor(vae.config.latents_std).view(1, -1, 1, 1)
    return plane * spread + mean


FAMILIES: dict[str, Family] = {
    f.name: f
    for f in (
        Family(
            name="flux",
            transformer="FluxTransformer2DModel",
            pipelines=frozenset({"FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline"}),
            own_keys=("single_transformer_blocks.0.attn.to_q.weight", "context_embedder.weight", "x_embedder.weight",
                      "time_text_embed.text_embedder.linear_1.weight"),
            origin_keys=("double_blocks.0.img_attn.norm.key_norm.scale", "single_blocks.0.linear1.weight",
                         "vector_in.in_layer.weight"),
            picture=_flux,
            row="flux1-dev",
        ),
        Family(
            name="flux2-klein",
            transformer="Flux2Transformer2DModel",
            pipelines=frozenset({"Flux2KleinPipeline", "Flux2KleinInpaintPipeline"}),
            own_keys=("double_stream_modulation_img.linear.weight", "context_embedder.weight"),
            origin_keys=("double_stream_modulation_img.lin.weight", "single_stream_modulation.lin.weight"),
            picture=_klein,
            row="flux2-klein-4b",
        ),
        Family(
            name="qwen-image",
            transformer="QwenImageTransformer2DModel",
            pipelines=frozenset({"QwenImagePipeline", "QwenImageImg2ImgPipeline", "QwenImageInpaintPipeline"}),
            own_keys=("transformer_blocks.0.attn.add_q_proj.weight", "txt_norm.weight", "img_in.weight", "txt_in.weight"),
            origin_keys=(),
            picture=_qwen,
            row="qwen-image",
        ),
        Family(
            name="z-image",
            transformer="ZImageTransformer2DModel",
            pipelines=frozenset({"ZImagePipeline", "ZImageImg2ImgPipeline", "ZImageInpaintPipeline"}),
            own_keys=("noise_refiner.0.attention.to_q.weight", "cap_embedder.0.weight"),
            origin_keys=("noise_refiner.0.attention.qkv.weight", "cap_embedder.0.weight"),
            picture=_z_image,
            row="z-image-turbo",
        ),
    )
}  # fmt: skip

PREFIX = "model.diffusion_model."
"""What many tools put before the tensor names of a transformer alone."""


def by_pipeline(class_name: str) -> Family:
    """The family of a pipeline's class. Raises ModelError naming the families there are."""
    for family in FAMILIES.values():
        if class_name in family.pipelines:
            return family
    raise ModelError(
        f"A {class_name or 'checkpoint without a pipeline class'} cannot be used here.",
        hint=f"Checkpoints of these families can: {', '.join(FAMILIES)}.",
    )


def by_tensors(names: Collection[str]) -> tuple[Family, bool]:
    """(family, whether the names are diffusers' own) of a transformer's tensors. Raises ModelError for anything else."""
    found = {n.removeprefix(PREFIX) for n in names}
    for family in FAMILIES.values():
        if all(k in found for k in family.own_keys):
            return family, True
        if family.origin_keys and all(k in found for k in family.origin_keys):
            return family, False
    some = ", ".join(sorted(found)[:3])
    raise ModelError(
        f"These tensors belong to no model known here ({some} …).",
        hint=f"Known: {', '.join(FAMILIES)}. A LoRA goes into the styles' folder, not here.",
    )

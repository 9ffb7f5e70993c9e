"""Time and memory of each table model at its real shape with random weights: a CUDA machine in, one JSON line a measurement out.

    python -m tests.bench.gpu_stages [--models z-image-turbo,flux2-klein-4b] [--plans bf16,fp8] [--steps 4] [--pictures 1,4]

A Markdown table for the README, with the machine's name, comes last. What does not fit, or does not begin within --minutes, is
said in its row and the rest goes on.

Needs no weights and no network. Text is random embeddings of the real shape, so text encoders are not measured (their size is in
the table). `working_gb` is what a picture takes beside the weights: the number the table's `working_gb` should be.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from typing import Any

from posta.engines.models import MODELS, Model, native_size

KL16 = {
    "block_out_channels": (128, 256, 512, 512),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 2,
    "latent_channels": 16,
    "shift_factor": 0.1159,
    "scaling_factor": 0.3611,
    "use_quant_conv": False,
    "use_post_quant_conv": False,
}
DYNAMIC = {
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 1.15,
    "base_image_seq_len": 256,
    "max_image_seq_len": 4096,
}


@dataclass(frozen=True, slots=True)
class Real:
    """A family's real shapes: what its transformer and autoencoder are built from (empty: the class's own defaults)."""

    transformer: dict[str, Any]
    vae_class: str
    vae: dict[str, Any]
    scheduler: dict[str, Any]


REAL: dict[str, Real] = {
    "z-image": Real({}, "AutoencoderKL", KL16, {"shift": 3.0}),
    "flux2-klein": Real(
        {"num_layers": 5, "num_single_layers": 20, "num_attention_heads": 24, "joint_attention_dim": 7680,
         "guidance_embeds": False},
        "AutoencoderKLFlux2", {}, DYNAMIC,
    ),
    "qwen-image": Real({}, "AutoencoderKLQwenImage", {}, DYNAMIC),
    "flux": Real({"guidance_embeds": True}, "AutoencoderKL", KL16, DYNAMIC),
}  # fmt: skip


def transformer_of(row: Model) -> Any:
    """The row's transformer with random weights, on the default device and in the default precision."""
    import diffusers

    from posta.engines.families import FAMILIES

    return getattr(diffusers, FAMILIES[row.family].transformer)(**REAL[row.family].transformer)


def pipeline_of(row: Model) -> Any:
    """The row's text-to-image pipeline without text encoders."""
    import diffusers

    real = REAL[row.family]
    kind = getattr(diffusers, row.pipelines["text"])
    parts: dict[str, Any] = {
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(**real.scheduler),
        "vae": getattr(diffusers, real.vae_class)(**real.vae),
        "transformer": transformer_of(row).eval(),
    }
    parts |= dict.fromkeys(("text_encoder", "tokenizer"))
    if row.family == "flux":
        parts |= dict.fromkeys(("text_encoder_2", "tokenizer_2"))
    if row.family == "flux2-klein":
        parts["is_distilled"] = True
    return kind(**parts)


def words_of(pipe: Any, row: Model, device: Any, dtype: Any) -> dict[str, Any]:
    """Random text embeddings of the real shape, as the pipeline's call takes them."""
    import torch

    config, tokens = pipe.transformer.config, row.max_tokens
    draw = torch.Generator().manual_seed(0)

    def random(*shape: int) -> Any:
        return torch.randn(shape, generator=draw).to(device, dtype)

    if row.family == "z-image":
        # Without guidance there is no negative; with it, one is needed too.
        return {
            "prompt_embeds": [random(tokens, config.cap_feat_dim)],
            "negative_prompt_embeds": [random(tokens, config.cap_feat_dim)],
        }
    words: dict[str, Any] = {"prompt_embeds": random(1, tokens, config.joint_attention_dim)}
    if row.family == "flux":
        words["pooled_prompt_embeds"] = random(1, config.pooled_projection_dim)
    if row.family == "qwen-image":
        mask = torch.ones(1, tokens, dtype=torch.long, device=device)
        words |= {
            "prompt_embeds_mask": mask,
            "negative_prompt_embeds": words["prompt_embeds"],
            "negative_prompt_embeds_mask": mask,
        }
    return words


def measure(
    pipe: Any, row: Model, *, plan: str, steps: int, size: tuple[int, int], pictures: int = 1
) -> dict[str, Any]:
    """Seconds a step and of decoding (all pictures together), memory at its peak and beside the weights (GB; 0 on a CPU)."""
    import torch

    from posta.engines.device import bytes_of

    device = next(pipe.vae.parameters()).device
    dtype = next(pipe.vae.parameters()).dtype
    if plan == "fp8" and not any(p.dtype == torch.float8_e4m3fn for p in pipe.transformer.parameters()):
        pipe.transformer.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=dtype)
    on_gpu = device.type == "cuda"
    pipe.set_progress_bar_config(disable=True)
    width, height = size
    times: list[float] = []

    def watch(_: Any, __: int, ___: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        if on_gpu:
            torch.cuda.synchronize()
        times.append(time.perf_counter())
        return tensors

    call = words_of(pipe, row, device, dtype) | {
        "width": width, "height": height, "num_inference_steps": steps, row.guidance_name: row.guidance,
        "num_images_per_prompt": pictures,
        "generator": torch.Generator("cpu").manual_seed(0), "callback_on_step_end": watch, "output_type": "np",
    }  # fmt: skip
    with torch.inference_mode():
        pipe(**call | {"num_inference_steps": 2})  # the first call tunes kernels
        times.clear()
        if on_gpu:
            torch.cuda.reset_peak_memory_stats()
        made = pipe(**call).images
    ended = time.perf_counter()
    weights = (bytes_of(pipe.transformer) + bytes_of(pipe.vae)) / 1e9
    peak = torch.cuda.max_memory_allocated() / 1e9 if on_gpu else 0.0
    return {
        "model": row.name,
        "plan": plan,
        "size": [width, height],
        "pictures": pictures,
        "s_per_step": round((times[-1] - times[0]) / max(1, len(times) - 1), 4),
        "decode_s": round(ended - times[-1], 3),
        "weights_gb": round(weights, 2),
        "peak_gb": round(peak, 2),
        "working_gb": round(max(0.0, peak - weights), 2),
        "shape": list(made.shape),
    }


def table(rows: list[dict[str, Any]], machine: str) -> str:
    """The measurements in Markdown."""
    lines = [f"{machine}, random weights at the real shapes, text encoders left out:", ""]
    lines += [
        "| model | plan | size | pictures | s a step | s to decode | GB weights | GB beside |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        size = "x".join(map(str, row["size"]))
        told = f"| {row['model']} | {row['plan']} | {size} | {row['pictures']} | "
        if "why_not" in row:
            lines.append(f"{told}{row['why_not']} | | | |")
        else:
            lines.append(f"{told}{row['s_per_step']} | {row['decode_s']} | {row['weights_gb']} | {row['working_gb']} |")
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--models", default="z-image-turbo,flux2-klein-4b,qwen-image,flux1-schnell")
    asked.add_argument("--plans", default="bf16,fp8")
    asked.add_argument("--pictures", default="1,4")
    asked.add_argument("--steps", type=int, default=4)
    asked.add_argument("--minutes", type=float, default=9)
    given = asked.parse_args()
    import torch

    if not torch.cuda.is_available():
        raise SystemExit(
            "There is no CUDA GPU here, so there is nothing to measure. On a machine with one, run the same command; it needs "
            "torch and diffusers, and neither weights nor a network."
        )
    until = time.monotonic() + 60 * given.minutes
    found: list[dict[str, Any]] = []
    for name in given.models.split(","):
        row = MODELS[name]
        size = native_size(row, 2480, 3508)
        for plan in given.plans.split(","):
            torch.set_default_dtype(torch.bfloat16)
            with torch.device("cuda"):
                torch.manual_seed(0)
                pipe = pipeline_of(row) if time.monotonic() < until else None
            torch.set_default_dtype(torch.float32)
            for pictures in map(int, given.pictures.split(",")):
                what = {"model": name, "plan": plan, "size": [size.width, size.height], "pictures": pictures}
                if pipe is None or time.monotonic() > until:
                    made = what | {"why_not": "no time left"}
                else:
                    try:
                        made = measure(
                            pipe, row, plan=plan, steps=given.steps, size=(size.width, size.height), pictures=pictures
                        )
                    except torch.OutOfMemoryError:
                        made = what | {"why_not": "does not fit"}
                        torch.cuda.empty_cache()
                found.append(made)
                print(json.dumps(made), flush=True)
            del pipe
            torch.cuda.empty_cache()
    print(table(found, torch.cuda.get_device_name()))


if __name__ == "__main__":
    main()

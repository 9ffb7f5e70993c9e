"""Tiny random-weight diffusers pipelines: a seed goes in, a ready pipeline (CPU, float32) comes out; nothing is downloaded.

Four families, built from small configs and hand-made tokenizers: `flux`, `z_image`, `klein`, `qwen`. Each keeps four
VAE levels, so the pixel factor (8, packed to 16) is that of the real model. The same seed gives the same weights.
`save(build, folder)` writes one as a folder that `DiffusionPipeline.from_pretrained(folder, local_files_only=True)` reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    FluxPipeline,
    FluxTransformer2DModel,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from tokenizers import Tokenizer, models, trainers
from tokenizers.pre_tokenizers import ByteLevel
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTokenizer,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
)

WORDS = [
    "a",
    "poster",
    "of",
    "the",
    "night",
    "sky",
    "with",
    "stars",
    "and",
    "quiet",
    "sea",
    "in",
    "blue",
    "paper",
    "red",
]
QWEN_SPECIALS = ["<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]
CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
QWEN_IMAGE_TEMPLATE = (
    "<|im_start|>system\nDescribe the image by detailing the color, shape, size, texture, quantity, text, spatial "
    "relationships of the objects and background:<|im_end|>\n<|im_start|>user\n"
)

_KL: dict[str, Any] = {
    "block_out_channels": (8,) * 4,
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "layers_per_block": 1,
    "norm_num_groups": 2,
    "sample_size": 64,
}
_KL16 = _KL | {
    "latent_channels": 16,
    "shift_factor": 0.1159,
    "scaling_factor": 0.3611,
    "use_quant_conv": False,
    "use_post_quant_conv": False,
}
_DYNAMIC = {
    "shift": 3.0,
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 1.15,
    "base_image_seq_len": 256,
    "max_image_seq_len": 4096,
}
_BLOCKS = {"num_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2}


def clip_tokenizer() -> CLIPTokenizer:
    """A CLIP tokenizer that knows the bytes and `WORDS`; merges are written by hand, so every process gets the same."""
    alphabet = sorted(ByteLevel.alphabet())
    vocab = {symbol: index for index, symbol in enumerate(alphabet + [symbol + "</w>" for symbol in alphabet])}
    merges: list[tuple[str, str]] = []
    for word in WORDS:
        pieces = [*word[:-1], word[-1] + "</w>"]
        while len(pieces) > 1:
            pair = (pieces[0], pieces[1])
            pieces = [pieces[0] + pieces[1], *pieces[2:]]
            if pair not in merges:
                merges.append(pair)
                vocab.setdefault(pieces[0], len(vocab))
    for special in ("<|startoftext|>", "<|endoftext|>"):
        vocab[special] = len(vocab)
    return CLIPTokenizer(vocab=vocab, merges=merges, model_max_length=77)


def t5_tokenizer() -> T5TokenizerFast:
    """A T5 tokenizer over `WORDS` and printable ASCII."""
    pieces = ["<pad>", "</s>", "<unk>", "▁", *("▁" + word for word in WORDS), *map(chr, range(33, 127))]
    return T5TokenizerFast(vocab=[(piece, -float(i)) for i, piece in enumerate(pieces)], extra_ids=0)


def qwen_tokenizer(template: str = "") -> Qwen2Tokenizer:
    """A Qwen tokenizer trained on `WORDS` and, if given, on a prompt template."""
    blank = Qwen2Tokenizer(vocab={}, merges=[])
    trained = Tokenizer(models.BPE())
    trained.normalizer = blank.backend_tokenizer.normalizer
    trained.pre_tokenizer = blank.backend_tokenizer.pre_tokenizer
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=sorted(ByteLevel.alphabet()), special_tokens=[], show_progress=False
    )
    trained.train_from_iterator([" ".join(WORDS), template] * 4, trainer)
    state = json.loads(trained.to_str())["model"]
    tokenizer = Qwen2Tokenizer(
        vocab=state["vocab"],
        merges=[tuple(pair) if isinstance(pair, list) else tuple(pair.split(" ")) for pair in state["merges"]],
        model_max_length=1088,
        additional_special_tokens=QWEN_SPECIALS,
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def _qwen3_config(tokenizer: Qwen2Tokenizer, layers: int) -> Qwen3Config:
    return Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
    )


def flux_transformer(seed: int = 0, guidance_embeds: bool = True, layers: int = 1) -> FluxTransformer2DModel:
    """A FLUX.1 transformer with `layers` double and `layers` single blocks, 2 heads of 16."""
    torch.manual_seed(seed)
    return FluxTransformer2DModel(
        **_BLOCKS | {"num_layers": layers},
        in_channels=64,
        num_single_layers=layers,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=guidance_embeds,
    ).eval()


def vae16(seed: int = 0) -> AutoencoderKL:
    """The 16-channel AutoencoderKL of FLUX.1 and Z-Image, 8 channels wide."""
    torch.manual_seed(seed)
    return AutoencoderKL(**_KL16).eval()


def flux(seed: int = 0, layers: int = 1) -> FluxPipeline:
    """A FLUX.1-dev-like pipeline (dynamic shifting, guidance embedding)."""
    torch.manual_seed(seed)
    tokenizer, tokenizer_2 = clip_tokenizer(), t5_tokenizer()
    clip = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=1,
        num_attention_heads=4,
        projection_dim=32,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    t5 = T5Config(
        vocab_size=len(tokenizer_2),
        d_model=32,
        d_ff=37,
        d_kv=8,
        num_heads=4,
        num_layers=1,
        feed_forward_proj="gated-gelu",
        is_encoder_decoder=False,
    )
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**_DYNAMIC),
        vae=vae16(seed),
        text_encoder=CLIPTextModel(clip).eval(),
        tokenizer=tokenizer,
        text_encoder_2=T5EncoderModel(t5).eval(),
        tokenizer_2=tokenizer_2,
        transformer=flux_transformer(seed, layers=layers),
    )


def z_image(seed: int = 0) -> ZImagePipeline:
    """A Z-Image-like pipeline (static shift 3)."""
    torch.manual_seed(seed)
    tokenizer = qwen_tokenizer()
    transformer = ZImageTransformer2DModel(
        in_channels=16,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[4, 6, 6],
        axes_lens=[1024, 64, 64],
    )
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=False),
        vae=vae16(seed),
        text_encoder=Qwen3Model(_qwen3_config(tokenizer, 2)).eval(),
        tokenizer=tokenizer,
        transformer=transformer.eval(),
    )


def klein(seed: int = 0) -> Flux2KleinPipeline:
    """A distilled FLUX.2-klein-like pipeline."""
    torch.manual_seed(seed)
    tokenizer = qwen_tokenizer()
    transformer = Flux2Transformer2DModel(
        **_BLOCKS,
        in_channels=128,
        num_single_layers=1,
        joint_attention_dim=48,
        timestep_guidance_channels=32,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**_DYNAMIC),
        vae=AutoencoderKLFlux2(**_KL | {"latent_channels": 32}).eval(),
        text_encoder=Qwen3ForCausalLM(_qwen3_config(tokenizer, 27)).eval(),
        tokenizer=tokenizer,
        transformer=transformer.eval(),
        is_distilled=True,
    )


def qwen(seed: int = 0) -> QwenImagePipeline:
    """A Qwen-Image-like pipeline."""
    torch.manual_seed(seed)
    tokenizer = qwen_tokenizer(QWEN_IMAGE_TEMPLATE)
    token = {name: tokenizer.convert_tokens_to_ids(name) for name in QWEN_SPECIALS}
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 16,
            "intermediate_size": 24,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 1e6},
        },
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 24,
            "num_heads": 2,
            "out_hidden_size": 16,
            "fullatt_block_indexes": [0],
        },
        image_token_id=token["<|image_pad|>"],
        video_token_id=token["<|video_pad|>"],
        vision_start_token_id=token["<|vision_start|>"],
        vision_end_token_id=token["<|vision_end|>"],
    )
    transformer = QwenImageTransformer2DModel(
        **_BLOCKS, in_channels=64, out_channels=16, joint_attention_dim=16, axes_dims_rope=(4, 4, 8)
    )
    return QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(**_DYNAMIC),
        vae=AutoencoderKLQwenImage(base_dim=4, z_dim=16, num_res_blocks=1).eval(),
        text_encoder=Qwen2_5_VLForConditionalGeneration(config).eval(),
        tokenizer=tokenizer,
        transformer=transformer.eval(),
    )


FAMILIES: dict[str, Callable[[int], Any]] = {"flux": flux, "z_image": z_image, "klein": klein, "qwen": qwen}


def save(build: Callable[..., Any], folder: Path, seed: int = 0) -> Path:
    """Write the pipeline that `build(seed)` makes into `folder`; returns the folder."""
    build(seed).save_pretrained(folder)
    return folder

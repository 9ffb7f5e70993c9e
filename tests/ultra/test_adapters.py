"""URAE adapters: the split, the released key names, loading, export as a LoRA, and refusing what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import FluxTransformer2DModel
from safetensors.torch import load_file, save_file

from posta.errors import ModelError
from posta.ultra.adapters import (
    Minor,
    adapter_size,
    attach,
    check_lora,
    detach,
    effective_weight,
    export_lora,
    kind_of,
    lora,
    minor_components,
    read_minor,
    split,
    split_all,
    targets,
    tuned_values,
    write_minor,
)
from posta.ultra.weights import read_tensors
from tests.tiny import models

RANK = 4


def output(transformer: torch.nn.Module) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        return transformer(
            hidden_states=torch.randn(1, 24, 64, generator=generator),
            encoder_hidden_states=torch.randn(1, 8, 32, generator=generator),
            pooled_projections=torch.randn(1, 32, generator=generator),
            timestep=torch.tensor([0.5]),
            guidance=torch.tensor([3.5]),
            img_ids=torch.zeros(24, 3),
            txt_ids=torch.zeros(8, 3),
            return_dict=False,
        )[0]


def moved(minors: dict[str, Minor], by: float = 0.05) -> dict[str, Minor]:
    """The adapter after some training: every value a little elsewhere."""
    generator = torch.Generator().manual_seed(5)
    return {
        name: Minor(
            m.b + by * torch.randn(m.b.shape, generator=generator),
            m.a + by * torch.randn(m.a.shape, generator=generator),
        )
        for name, m in minors.items()
    }


def lora_file(path: Path, transformer: torch.nn.Module, rank: int = RANK, prefix: str = "transformer.") -> Path:
    generator = torch.Generator().manual_seed(7)
    tensors = {}
    for name, layer in targets(transformer).items():
        rows, columns = layer.weight.shape
        tensors[f"{prefix}{name}.lora_A.weight"] = 0.1 * torch.randn(rank, columns, generator=generator)
        tensors[f"{prefix}{name}.lora_B.weight"] = 0.1 * torch.randn(rows, rank, generator=generator)
    save_file(tensors, path)
    return path


def test_the_real_model_has_190_matrices_and_18_677_760_parameters() -> None:
    with torch.device("meta"):
        real = FluxTransformer2DModel(guidance_embeds=True)
    matrices, parameters = adapter_size(real, rank=16)
    assert (matrices, parameters) == (190, 18_677_760)
    assert parameters * 2 / 1e6 == pytest.approx(37.36, abs=0.01)  # MB in bfloat16, the released file's size
    assert 3 * parameters * 2 / 1e6 == pytest.approx(112, abs=0.1)  # converted to rank 48


def test_the_split_adds_up_and_holds_the_smallest_components() -> None:
    weight = torch.randn(48, 32, generator=torch.Generator().manual_seed(0))
    major, minor = split(weight, RANK)
    assert torch.dist(major + minor.b @ minor.a, weight) < 1e-4
    values = torch.linalg.svdvals(weight)
    assert torch.allclose(torch.linalg.svdvals(minor.b @ minor.a)[:RANK], values[-RANK:], rtol=1e-3)
    assert float(torch.linalg.svdvals(major)[0]) == pytest.approx(float(values[0]), rel=1e-5)
    assert float(minor.b.norm()) == pytest.approx(float(minor.a.norm()), rel=1e-4), "the root is shared evenly"


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_an_untuned_adapter_changes_nothing_bit_for_bit(dtype: torch.dtype) -> None:
    transformer = models.flux_transformer()
    minors = split_all(transformer, RANK)
    layer = transformer.transformer_blocks[0].attn.to_q.to(dtype)
    x = torch.randn(5, 32).to(dtype)
    before = layer(x)
    attached = attach(transformer, minors)
    assert len(attached) == 7
    assert torch.equal(transformer.transformer_blocks[0].attn.to_q(x), before)
    detach(transformer)
    assert transformer.transformer_blocks[0].attn.to_q is layer


def test_a_tuned_layer_is_the_frozen_major_part_plus_its_own_components() -> None:
    transformer = models.flux_transformer()
    minors = split_all(transformer, RANK)
    tuned = moved(minors)
    layer = transformer.single_transformer_blocks[0].attn.to_v
    major, _ = split(layer.weight.detach(), RANK)
    x = torch.randn(5, 32)
    name = "single_transformer_blocks.0.attn.to_v"
    expected = x @ (major + tuned[name].b @ tuned[name].a).T + layer.bias
    with minor_components(transformer, minors, tuned):
        found = transformer.single_transformer_blocks[0].attn.to_v(x)
    assert torch.allclose(found, expected, atol=1e-5)


def test_only_the_components_train() -> None:
    transformer = models.flux_transformer().requires_grad_(False)
    attached = attach(transformer, split_all(transformer, RANK))
    trainable = {name for name, p in transformer.named_parameters() if p.requires_grad}
    assert trainable == {f"{name}.{side}" for name in attached for side in "ab"}


def test_files_use_the_released_key_names(tmp_path: Path) -> None:
    transformer = models.flux_transformer()
    tuned = moved(split_all(transformer, RANK))
    path = write_minor(tmp_path / "adapter.safetensors", tuned)
    keys = load_file(path).keys()
    assert "transformer_blocks.0.attn.processor.to_q_a.weight" in keys
    assert "transformer_blocks.0.attn.processor.to_out_b.weight" in keys
    assert "single_transformer_blocks.0.attn.processor.to_v_b.weight" in keys
    assert "single_transformer_blocks.0.attn.processor.to_out_a.weight" not in keys
    assert len(keys) == 14
    again = read_minor(path, transformer, RANK)
    assert all(
        torch.equal(again[name].b, tuned[name].b) and torch.equal(again[name].a, tuned[name].a) for name in tuned
    )
    assert kind_of(path) == "minor"


def test_the_exported_lora_gives_the_adapters_output(tmp_path: Path) -> None:
    pipe = models.flux()
    two_k_path = lora_file(tmp_path / "two_k.safetensors", pipe.transformer)
    stock = output(pipe.transformer)
    with lora(pipe, two_k_path):
        minors = split_all(pipe.transformer, RANK)
        tuned = moved(minors)
        with minor_components(pipe.transformer, minors, tuned):
            wanted = output(pipe.transformer)
    assert torch.equal(output(pipe.transformer), stock)
    path = export_lora(tmp_path / "converted.safetensors", minors, tuned, read_tensors(two_k_path))
    assert check_lora(path, pipe.transformer) == 3 * RANK
    with lora(pipe, path):
        found = output(pipe.transformer)
    assert torch.allclose(found, wanted, atol=1e-5)
    assert (wanted - stock).abs().max() > 1e-2
    assert torch.equal(output(pipe.transformer), stock)


def test_a_two_k_lora_that_changes_more_cannot_be_folded_in(tmp_path: Path) -> None:
    transformer = models.flux_transformer()
    minors = split_all(transformer, RANK)
    two_k = read_tensors(lora_file(tmp_path / "two_k.safetensors", transformer))
    two_k["transformer.proj_out.lora_A.weight"] = torch.zeros(RANK, 32)
    with pytest.raises(ModelError, match="also changes proj_out"):
        export_lora(tmp_path / "out.safetensors", minors, minors, two_k)
    del two_k["transformer.proj_out.lora_A.weight"]
    del two_k["transformer.transformer_blocks.0.attn.to_q.lora_B.weight"]
    with pytest.raises(ModelError, match=r"nothing for transformer_blocks.0.attn.to_q"):
        export_lora(tmp_path / "out.safetensors", minors, minors, two_k)
    assert not (tmp_path / "out.safetensors").exists()


def test_a_lora_is_scaled_combined_and_removed_without_trace(tmp_path: Path) -> None:
    pipe = models.flux()
    stock = output(pipe.transformer)
    path = lora_file(tmp_path / "two_k.safetensors", pipe.transformer)
    with lora(pipe, path, weight=0.0):
        assert torch.equal(output(pipe.transformer), stock)
    with lora(pipe, path, name="whole"):
        whole = output(pipe.transformer)
    with lora(pipe, path, name="first", weight=0.5):
        first = output(pipe.transformer)
        assert not torch.equal(first, whole)
        with lora(pipe, path, name="second"):
            assert not torch.equal(output(pipe.transformer), first)
        assert torch.equal(output(pipe.transformer), first)
        weight = effective_weight(pipe.transformer.transformer_blocks[0].attn.to_q)
        with pytest.raises(ModelError, match="'first' is loaded already"), lora(pipe, path, name="first"):
            pass
        assert torch.equal(output(pipe.transformer), first)
    tensors = load_file(path)
    key = "transformer.transformer_blocks.0.attn.to_q.lora_{}.weight"
    base = pipe.transformer.transformer_blocks[0].attn.to_q.weight
    assert torch.allclose(weight, base + 0.5 * tensors[key.format("B")] @ tensors[key.format("A")], atol=1e-6)
    assert torch.equal(output(pipe.transformer), stock)


def test_the_split_is_cached_by_the_hash_of_the_weights(tmp_path: Path) -> None:
    transformer = models.flux_transformer()
    first = split_all(transformer, RANK, tmp_path)
    (file,) = tmp_path.iterdir()
    stamp = file.stat().st_mtime_ns
    second = split_all(transformer, RANK, tmp_path)
    assert file.stat().st_mtime_ns == stamp
    assert all(torch.equal(first[name].b, second[name].b) for name in first)
    with torch.no_grad():
        transformer.transformer_blocks[0].attn.to_q.weight[0, 0] += 1e-3
    split_all(transformer, RANK, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_what_does_not_fit_is_refused_by_name(tmp_path: Path) -> None:
    transformer = models.flux_transformer()
    minors = split_all(transformer, RANK)
    path = write_minor(tmp_path / "adapter.safetensors", minors)
    with pytest.raises(ModelError, match=r"another model: .* missing"):
        read_minor(path, models.flux_transformer(layers=2))
    with pytest.raises(ModelError, match="does not fit"):
        read_minor(path, transformer, rank=16)
    with pytest.raises(ModelError, match="minor-component adapter, not a LoRA"):
        check_lora(path, transformer)
    plain = lora_file(tmp_path / "plain.safetensors", transformer)
    with pytest.raises(ModelError, match="is a LoRA"):
        read_minor(plain, transformer)
    with pytest.raises(ModelError, match=r"fit FLUX.1, not a ZImage"):
        targets(models.z_image().transformer)
    other = lora_file(tmp_path / "other.safetensors", transformer, prefix="transformer.other_")
    with pytest.raises(ModelError, match="no layer other_"):
        check_lora(other, transformer)
    with torch.device("meta"):
        real = FluxTransformer2DModel(num_layers=1, num_single_layers=1)
    with pytest.raises(ModelError, match="another size"):
        check_lora(plain, real)
    with pytest.raises(ModelError, match="no 40 minor"):
        split(torch.zeros(32, 32), 40)


def test_files_that_are_missing_damaged_or_not_finite_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no weights file"):
        read_tensors(tmp_path / "absent.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"\x10\x00\x00\x00\x00\x00\x00\x00not a header")
    with pytest.raises(ModelError, match="not a safetensors file"):
        read_tensors(tmp_path / "broken.safetensors")
    torch.save({"a": torch.zeros(2)}, tmp_path / "old.pth")
    with pytest.raises(ModelError, match=r"may hold a pickle.*safetensors"):
        read_tensors(tmp_path / "old.pth")
    save_file({"a": torch.tensor([float("nan")])}, tmp_path / "nan.safetensors")
    with pytest.raises(ModelError, match="not finite"):
        read_tensors(tmp_path / "nan.safetensors")
    save_file({"a.weight": torch.zeros(2)}, tmp_path / "else.safetensors")
    with pytest.raises(ModelError, match="neither a LoRA nor"):
        kind_of(tmp_path / "else.safetensors")


def test_attaching_twice_is_refused_and_leaves_the_model_clean() -> None:
    transformer = models.flux_transformer()
    minors = split_all(transformer, RANK)
    attach(transformer, minors)
    assert tuned_values(transformer).keys() == minors.keys()
    with pytest.raises(ModelError, match="already attached"):
        attach(transformer, minors)
    assert not tuned_values(transformer)

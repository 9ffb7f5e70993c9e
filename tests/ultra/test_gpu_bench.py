"""The GPU benchmark's own logic on a toy model: it checks before it times, fills every cell, and says what it left out."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import torch

from posta.ultra import clear
from tests.bench import gpu_ultra


def test_the_toy_run_checks_measures_and_prints_every_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gpu_ultra.main(["--tiny", "--steps", "1", "--out", str(tmp_path / "numbers.json")]) == 0
    out = capsys.readouterr().out
    assert "bit for bit the stock model" in out
    lines = out[out.index("| s/step") :].splitlines()
    assert lines[0] == "| s/step, speed-up, peak | 64 x 64 | 96 x 96\\* |"
    names = [line.split("|")[1].strip() for line in lines[2:10]]
    assert names == ["stock", "URAE patch", *(f"CLEAR r={r}, {k}" for r in (1, 2, 8) for k in ("tiles", "rows"))]
    assert all(cell.strip().split()[1].startswith("s") for line in lines[2:10] for cell in line.split("|")[2:4])
    rows = json.loads((tmp_path / "numbers.json").read_text())["rows"]
    assert len(rows) == 2 * 8
    assert [r["scaled"] for r in rows] == [False] * 8 + [True] * 8, "the larger side ran two of three blocks"
    assert all(r["ratio"] == 1 for r in rows if r["name"] == "stock")


def test_what_is_not_begun_in_time_is_said() -> None:
    rows = gpu_ultra.run(gpu_ultra.TINY, 1, time.monotonic() - 1)
    assert {row.note for row in rows} == {"no time left"}
    assert "no time left" in gpu_ultra.table(rows)


def test_wrong_attention_stops_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    right = clear.dense_mask
    calls: list[int] = []

    def wrong_every_other(*args: object) -> torch.Tensor:
        calls.append(1)
        mask = right(*args)  # type: ignore[arg-type]
        return mask if len(calls) % 2 else torch.ones_like(mask)

    monkeypatch.setattr(clear, "_cached_dense_mask", wrong_every_other)
    with pytest.raises(AssertionError, match="off the dense mask"):
        gpu_ultra.check(gpu_ultra.TINY)


def test_the_default_run_is_the_real_shape() -> None:
    setup = gpu_ultra.Setup("meta", (1024,))
    model = gpu_ultra.build(setup, setup.depth)
    count = sum(p.numel() for p in model.parameters())
    assert count == pytest.approx(11.9e9, rel=0.01)
    assert len(model.transformer_blocks) + len(model.single_transformer_blocks) == 57

"""Tiny models run fastest on one thread, above all where other tests share the cores."""

from __future__ import annotations

import torch

torch.set_num_threads(1)

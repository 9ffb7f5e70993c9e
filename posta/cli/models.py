"""Commands for the engines with real models: models (list, get, accept) and train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posta.cli.common import app, say, told

models = typer.Typer(
    help="Picture models: what there is, what is on this machine, and their licences.", no_args_is_help=True
)
app.add_typer(models, name="models")


@models.command(name="list")
def list_models() -> None:
    """Every model, its size, its licence and whether its files are here."""
    from posta.engines.models import MODELS, card
    from posta.engines.weights import at_hand

    for row in MODELS.values():
        say(f"{card(row)}  {'here' if at_hand(row) else 'not downloaded'}")


@models.command()
def get(name: Annotated[str, typer.Argument(help="A model's name.")]) -> None:
    """Download a model's files (safetensors only), after telling its size and licence."""
    from posta.engines.licences import require
    from posta.engines.models import card, model
    from posta.engines.weights import find, snapshot

    row = model(name)
    say(card(row))
    require(row)
    with told() as progress:
        progress(0.0, f"downloading {name}")
        find(name, download=True)
        if row.control:
            snapshot(row.control, download=True)
    say(f"{name} is here.")


@models.command()
def accept(name: Annotated[str, typer.Argument(help="A model's name.")]) -> None:
    """Say that you hold, or keep to, a licence that restricts a model; it is remembered on this machine."""
    from posta.engines.licences import accept as remember
    from posta.engines.models import card, model

    row = model(name)
    say(card(row))
    remember(row)
    say(f"Remembered: you keep to the licence of {name}.")


train = typer.Typer(help="Train adapters.", no_args_is_help=True)
app.add_typer(train, name="train")


@train.command()
def ultra(
    config: Annotated[
        Path, typer.Argument(help="A training configuration (.json), as the run writes beside its result.")
    ],
) -> None:
    """Train an ultra-resolution adapter (URAE) for a picture model."""
    from pydantic import ValidationError

    from posta.document.explain import explain
    from posta.errors import AssetError
    from posta.ultra.train import UltraTrainConfig
    from posta.ultra.train import train as run

    try:
        wanted = UltraTrainConfig.model_validate_json(config.read_bytes())
    except OSError as problem:
        raise AssetError(f"{config} cannot be read: {problem.strerror}.") from None
    except ValidationError as problem:
        raise AssetError(f"{config}: {explain(problem, UltraTrainConfig)}") from None
    with told() as progress:
        result = run(wanted, lambda step, steps, loss: progress(step / steps, f"step {step}, loss {loss:.4f}"))
    say(f"{result}")

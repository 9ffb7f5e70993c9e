"""Nothing in, nothing out: the model libraries' own bars and notices stay off the terminal, where POSTA tells progress."""

from __future__ import annotations


def quiet() -> None:
    """Switch off what diffusers and transformers print while they load; their errors are exceptions and are told."""
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for logging in (diffusers_logging, transformers_logging):
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]

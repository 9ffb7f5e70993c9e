"""`python -m app` opens the studio: an address and a folder in, a running server and a browser page out."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from posta.errors import PostaError


def home() -> Path:
    """Where posters are kept unless told otherwise."""
    return Path(os.environ.get("POSTA_LIBRARY") or Path.home() / "POSTA")


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next free port after it."""
    for port in range(wanted, min(wanted + 50, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if os.name == "posix":  # a port that was just left may be taken again
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return wanted


def studio(
    host: Annotated[
        str, typer.Option(help="Address to serve at; any but this machine's own needs --password.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port; the next free one is taken if it is in use.")
    ] = 7860,
    password: Annotated[str, typer.Option(envvar="POSTA_PASSWORD", help="Ask everyone for this password.")] = "",
    library: Annotated[Path | None, typer.Option(help="Folder of the posters (~/POSTA).")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the POSTA studio in the browser."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import uvicorn

    from app.server import Settings, create, is_loopback

    try:
        server = create(Settings(library or home(), host, port, password))
    except PostaError as problem:
        typer.echo(f"posta: {problem}", err=True)
        raise SystemExit(2) from None
    port = free_port(host, port)
    address = f"http://{'localhost' if is_loopback(host) else host}:{port}/"
    typer.echo(
        f"The studio is open at {address} (Ctrl-C closes it). Posters are kept in {library or home()}.", err=True
    )
    if browser and is_loopback(host) and sys.stdout.isatty():
        threading.Timer(1.5, webbrowser.open, [address]).start()
    uvicorn.run(server, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)


if __name__ == "__main__":
    typer.run(studio)

"""The server: a library folder, an address and a password in, a running studio with its HTTP API out."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from app.api import add_api
from app.jobs import Jobs
from app.session import Desk
from app.work import Work
from posta import __version__
from posta.engines.turns import owner_of_work
from posta.errors import LibraryError
from posta.library.library import Library

STATIC = Path(__file__).parent / "canvas"
SERVED = {".js", ".css", ".LICENSE"}
COOKIE = "posta_session"
SESSION_SECONDS = 30 * 24 * 3600
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="6" y="2" width="20" height="28" rx="2" '
    'fill="#1c1c1e"/><path d="M11 9h7a4 4 0 0 1 0 8h-7zM11 17v7" fill="none" stroke="#fff" stroke-width="2.5"/></svg>'
)
MOST_TRIES = 10
TRY_WINDOW_SECONDS = 60


class PageFiles(StaticFiles):
    """The editor's own files: scripts, styles and their licence, nothing else that lies beside them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if Path(path).suffix not in SERVED:
            return Response("Not found.", 404)
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"  # asked again each time, and answered "unchanged"
        return answer


@dataclass(frozen=True, slots=True)
class Settings:
    """How the studio is served."""

    library: Path
    host: str = "127.0.0.1"
    port: int = 7860
    password: str = ""

    def checked(self) -> Settings:
        """These settings, or LibraryError when others could reach the studio without a password."""
        if not is_loopback(self.host) and not self.password:
            raise LibraryError(
                f"At {self.host} other computers can reach the studio.", hint="Give a --password, or leave out --host."
            )
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def create(settings: Settings, *, studio: bool = True) -> FastAPI:
    """The server with the API under /api/v1 and, unless `studio` is False, the page under /studio."""
    settings = settings.checked()
    desk, jobs = Desk(Library(settings.library)), Jobs()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        jobs.close()

    server = FastAPI(
        title="POSTA", version=__version__, lifespan=life, docs_url="/api/docs", openapi_url="/api/openapi.json",
        description="Briefs to posters; posters, their history, stages, problems and exports.",
    )  # fmt: skip
    work = Work(desk, jobs, any_server=is_loopback(settings.host))
    add_api(server, desk, work)
    server.mount("/canvas", PageFiles(directory=STATIC), name="canvas")

    @server.get("/", include_in_schema=False)
    def front() -> RedirectResponse:
        return RedirectResponse("/studio/")

    @server.get("/favicon.ico", include_in_schema=False)
    def icon() -> Response:
        return Response(ICON, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})

    @server.get("/manifest.json", include_in_schema=False)
    def manifest() -> dict[str, str]:
        return {"name": "POSTA", "start_url": "/studio/", "display": "standalone"}

    if studio:
        import gradio as gr

        from app.studio import PAGE, build

        server = gr.mount_gradio_app(server, build(work), path="/studio", **PAGE)
    _guard(server, settings)
    return server


def _guard(server: FastAPI, settings: Settings) -> None:
    """Let in only requests made to this server by its own pages, and, with a password, only people who know it."""
    sessions: dict[str, float] = {}
    tries: list[float] = []

    @server.middleware("http")
    async def guard(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
        # Another site's page must not reach a loopback server through a name that points here (DNS rebinding).
        if not settings.password and not is_loopback(host):
            return JSONResponse({"error": f"The studio does not answer to the name {host[:80]!r}."}, status_code=421)
        origin = request.headers.get("origin")
        if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
            return JSONResponse({"error": "Requests from other sites are refused."}, status_code=403)
        if settings.password and sessions.get(request.cookies.get(COOKIE, ""), 0) < time.time():
            return await _login(request, settings.password, sessions, tries)
        # Whose turn it is on a GPU: one person's many jobs do not keep the others waiting.
        owner_of_work.set(request.cookies.get(COOKIE) or (request.client.host if request.client else ""))
        return await go_on(request)


async def _login(request: Request, password: str, sessions: dict[str, float], tries: list[float]) -> Response:
    if request.url.path != "/login":
        wants_page = "text/html" in request.headers.get("accept", "")
        return (
            RedirectResponse("/login", 303) if wants_page else JSONResponse({"error": "Log in first."}, status_code=401)
        )
    if request.method != "POST":
        return HTMLResponse(_login_page(""))
    now = time.time()
    tries[:] = [t for t in tries if t > now - TRY_WINDOW_SECONDS]
    if len(tries) >= MOST_TRIES:
        return HTMLResponse(_login_page("Too many tries. Wait a minute."), 429)
    body = (await request.body())[:2000]
    from urllib.parse import parse_qs

    given = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
    if not hmac.compare_digest(given.encode(), password.encode()):
        tries.append(now)
        return HTMLResponse(_login_page("That is not the password."), 401)
    token = secrets.token_urlsafe(32)
    sessions[token] = now + SESSION_SECONDS
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, token, max_age=SESSION_SECONDS, httponly=True, samesite="strict")
    return answer


def _login_page(message: str) -> str:
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>POSTA</title>
<meta name="viewport" content="width=device-width"><style>
:root{{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}}
body{{display:grid;place-items:center;height:90vh;margin:0}}
form{{display:grid;gap:.75rem;min-width:18rem}}
input,button{{font:inherit;padding:.6rem .8rem;border-radius:.5rem;border:1px solid #8888}}
button{{background:#1b1b1f;color:#fff;border:0}}p{{margin:0;color:#c33}}</style>
<form method="post" action="/login"><strong>POSTA</strong><label for="p">Password</label>
<input id="p" name="password" type="password" autofocus autocomplete="current-password"><p role="alert">{escape(message)}</p>
<button>Open the studio</button></form></html>"""

"""The screens in a browser: textual-serve, made to answer the one person who was given the address.

A loopback port is open to every account of the computer, and a page of any web site may ask the browser to call it.
So the address holds a key drawn at random; the key becomes a cookie that other sites cannot use; and a request that
names another host than ours (DNS rebinding), or comes from another site's page, is refused.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import secrets
import shlex
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web
from textual_serve.server import Server

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say

if TYPE_CHECKING:
    from recouv.cli.output import Output

LOOPBACK = "127.0.0.1"
_COOKIE = "recouv"
#: Only ours: neither the fonts of another site nor a frame in another page.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws:; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(command: Sequence[str], *, port: int, output: Output) -> int:
    """Serve the screens that `command` opens until Ctrl+C; the exit code.

    Raises:
        WorkspaceError: the port is taken.
    """
    key = secrets.token_urlsafe(24)
    door = _listening(port)
    address = f"http://{LOOPBACK}:{door.getsockname()[1]}"
    output.line(f"{address}/?key={key}")
    output.talk(say("Whoever has this address and an account on this computer can do in recouv all that you can."))
    output.talk(say("Other computers cannot reach it. Ctrl+C ends it."))
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(_Screens(shlex.join(command), address, key), door))
    return 0


async def _serve(server: _Screens, door: socket.socket) -> None:
    runner = web.AppRunner(await server.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.SockSite(runner, door).start()
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    try:
        await ended.wait()
    finally:
        await runner.cleanup()


class _Screens(Server):
    """textual-serve's server behind a door of ours."""

    def __init__(self, command: str, address: str, key: str) -> None:
        super().__init__(command, host=LOOPBACK, title="recouv", public_url=address)
        self._address = address
        self._key = key
        logging.getLogger("textual-serve").setLevel(logging.ERROR)

    async def application(self) -> web.Application:
        """What answers requests."""
        app = await self._make_app()
        app.middlewares.append(self._door)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the address is told already."""

    @web.middleware
    async def _door(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        if f"http://{request.host}" != self._address:
            raise web.HTTPForbidden(text="another host")
        if request.headers.get("Origin", self._address) != self._address:
            raise web.HTTPForbidden(text="another site")
        if self._is_key(request.query.get("key", "")):
            # the key leaves the address bar, and the history with it
            answer = web.HTTPSeeOther("/", headers=_HEADERS)
            answer.set_cookie(_COOKIE, self._key, httponly=True, samesite="Strict")
            return answer
        if not self._is_key(request.cookies.get(_COOKIE, "")):
            raise web.HTTPForbidden(text="open the whole address that recouv serve printed, its key included")
        answered = await handler(request)
        if not answered.prepared:
            answered.headers.update(_HEADERS)
        return answered

    def _is_key(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._key.encode())


def _listening(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((LOOPBACK, port))
    except OSError as error:
        door.close()
        raise WorkspaceError(
            say("port {port} cannot be used: {reason}", port=port, reason=os.strerror(error.errno or 0)),
            say("give another with --port, or none to take one that is free"),
        ) from None
    door.listen()
    return door

"""`recouv serve`: the screens in a browser, for whoever has the key, on this computer alone."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import aiohttp
import pytest

from tests.conftest import DURAND, Desk, Ran


@dataclass(frozen=True)
class Served:
    """A server of ours, and where it answers."""

    process: subprocess.Popen[str]
    address: str
    key: str
    said: str


@pytest.fixture
def served(desk: Desk) -> Iterator[Served]:
    """The screens over one client, served by a real process."""
    desk.write("durand", DURAND)
    with subprocess.Popen(
        [sys.executable, "-m", "recouv", "--lang", "en", "-C", str(desk.root), "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        said = process.stderr.readline() + process.stderr.readline()
        match = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\?key=(\S+)\n", line)
        assert match, line
        yield Served(process, match[1], match[2], said)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def session(served: Served, *, with_key: bool = True) -> aiohttp.ClientSession:
    """A browser, with the cookie that the key gives or without."""
    cookies = {"recouv": served.key} if with_key else {}
    return aiohttp.ClientSession(served.address, cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_the_screens_come_to_the_browser_and_obey_it(served: Served) -> None:
    """The page, its script, then the agenda; `2` opens the balance."""
    async with session(served, with_key=False) as browser:
        async with browser.get("/", params={"key": served.key}) as page:
            text = await page.text()
            assert (page.status, page.url.query_string) == (200, "")  # the key has left the address bar
            assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
        script = re.search(r'src="([^"]+/textual\.js)"', text)
        assert script
        async with browser.get(script[1]) as answer:
            assert answer.status == 200
        async with browser.ws_connect("/ws?width=100&height=30", headers={"Origin": served.address}) as screens:
            await _until(screens, b"Menuiserie Durand")
            await screens.send_json(["stdin", "2"])
            await _until(screens, b"[2 Balance]")


async def _until(screens: aiohttp.ClientWebSocketResponse, wanted: bytes) -> None:
    """Read what is sent until it holds `wanted`."""
    seen = b""
    async with asyncio.timeout(30):
        while wanted not in seen:
            message = await screens.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), seen
            seen += message.data if isinstance(message.data, bytes) else message.data.encode()


@pytest.mark.parametrize("path", ["/", "/ws", "/?key=guess", "/static/js/textual.js"])
async def test_nothing_is_answered_without_the_key(served: Served, path: str) -> None:
    """Other accounts of this computer can reach the port, and no more than that."""
    async with session(served, with_key=False) as browser, browser.get(path) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_pages_of_other_sites_are_refused(served: Served, header: dict[str, str]) -> None:
    """Even with the cookie: neither by a name that leads here, nor by a script of theirs."""
    async with session(served) as browser, browser.get("/ws", headers=header) as answer:
        assert answer.status == 403


async def test_other_computers_cannot_reach_it(served: Served) -> None:
    """The port is open on the loopback address, and on no other of this computer's."""
    port = int(served.address.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        door.bind(("127.0.0.2", port))  # refused if the server listened on every address
    assert "Whoever has this address and an account on this computer" in served.said


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "example.com"])
def test_any_other_address_is_refused(recouv: Callable[..., Ran], host: str) -> None:
    """With the way round."""
    ran = recouv("serve", "--host", host)
    assert ran.code == 2
    assert "use a tunnel: ssh -L" in ran.err


def test_a_port_that_is_taken(recouv: Callable[..., Ran]) -> None:
    """Said, not a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        ran = recouv("serve", "--port", str(other.getsockname()[1]))
    assert ran.code == 3
    assert "cannot be used" in ran.err


def test_without_the_library(recouv: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """How to install it."""
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    monkeypatch.delitem(sys.modules, "recouv.cli.browser", raising=False)
    ran = recouv("serve")
    assert ran.code == 2
    assert "pip install 'recouv[serve]'" in ran.err

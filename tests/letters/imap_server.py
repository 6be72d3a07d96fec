"""A real mailbox in a process of its own: pymap's IMAP and aiosmtpd's SMTP, as mail-devel puts them together."""

from __future__ import annotations

import smtplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread

USER, PASSWORD = "lea@autan.example", "s3cret"


@dataclass
class Mailserver:
    """Where it listens."""

    imap: int
    smtp: int

    def put(self, *messages: bytes) -> None:
        """Have them arrive."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as server:
            for message in messages:
                server.sendmail("somebody@client.example", [USER], message)


@contextmanager
def mailserver() -> Iterator[Mailserver]:
    """The server, on free ports of this machine."""
    imap, smtp = _free(2)
    words = [sys.executable, "-W", "ignore", "-m", "mail_devel", "--host", "127.0.0.1", "--no-http"]
    words += ["--imap-port", str(imap), "--smtp-port", str(smtp)]
    words += ["--user", USER, "--password", PASSWORD]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:  # it says where it listens once it does
            said.append(line)
            if b"SMTP service" in line:
                break
        else:
            raise AssertionError(b"".join(said).decode())
        try:
            yield Mailserver(imap=imap, smtp=smtp)
        finally:
            process.kill()


def _free(count: int) -> Sequence[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def encrypted(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """Another port, where one connection after the other is encrypted and passed on to that one."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_pass_on, args=(listening, port, context), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _pass_on(listening: socket.socket, port: int, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listening.accept()
        except OSError:
            return
        with (
            plain,
            suppress(OSError),
            context.wrap_socket(plain, server_side=True) as near,
            socket.create_connection(("127.0.0.1", port)) as far,
        ):
            back = Thread(target=_copy, args=(far, near), daemon=True)
            back.start()
            _copy(near, far)
            far.shutdown(socket.SHUT_RDWR)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)

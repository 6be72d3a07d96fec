"""git served as hosts serve it, on this machine: smart HTTP with a password or TLS, and ssh with keys."""

from __future__ import annotations

import base64
import getpass
import os
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

SSHD = Path("/usr/sbin/sshd")


@dataclass
class Host:
    """What a web server that serves git does."""

    folder: Path
    """Of the bare repositories."""
    login: str = ""
    """`user:password` that it wants; empty for none."""
    status: int = 0
    """What it answers to everything, when it is in trouble."""
    address: str = ""
    asked: list[str] = field(default_factory=list)
    """The paths that it was asked for."""


@contextmanager
def web(host: Host, certificate: ssl.SSLContext | None = None) -> Iterator[Host]:
    """`git http-backend` behind a small server, on a free port."""

    class Handler(_Backend):
        served = host

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            server.socket = certificate.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is the test's
        Thread(target=server.serve_forever, daemon=True).start()
        host.address = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
        try:
            yield host
        finally:
            server.shutdown()


class _Backend(BaseHTTPRequestHandler):
    served: Host

    def do_GET(self) -> None:
        """What git asks for."""
        self._answer(b"")

    def do_POST(self) -> None:
        """What git gives."""
        self._answer(self._body())

    def log_message(self, *_: object) -> None:
        """Nothing: the test has its own words."""

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def _answer(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        self.served.asked.append(path)
        if self.served.status:
            self._empty(self.served.status)
            return
        wanted = f"Basic {base64.b64encode(self.served.login.encode()).decode()}"
        if self.served.login and self.headers.get("Authorization") != wanted:
            self._empty(401)
            return
        variables = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.served.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "somebody",
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True, check=False)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    def _empty(self, status: int) -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="dossiers"')
        self.send_header("Content-Length", "0")
        self.end_headers()


@dataclass(frozen=True)
class Shell:
    """An ssh server of this machine, and how to speak with it."""

    address: str
    """To be followed by a path."""
    command: str
    """What starts ssh with the key that it takes."""
    known: Path
    """The servers that this ssh knows."""
    host_key: str
    """The line that belongs in `known`."""


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    """A throw-away `sshd` as the current user: a host key of its own, one key that it takes."""
    folder.mkdir(mode=0o700)
    for name in ("host", "mine"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)], check=True
        )
    (folder / "authorized").write_text((folder / "mine.pub").read_text(encoding="utf-8"), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "ListenAddress": "127.0.0.1",
        "Port": str(port),
        "HostKey": str(folder / "host"),
        "AuthorizedKeysFile": str(folder / "authorized"),
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        # sshd gives its sessions none of our variables: git on that side must not read the machine's settings
        "SetEnv": "GIT_CONFIG_NOSYSTEM=1",
    }
    (folder / "sshd_config").write_text("".join(f"{key} {value}\n" for key, value in options.items()), encoding="utf-8")
    command = [str(SSHD), "-D", "-e", "-f", str(folder / "sshd_config")]
    known = folder / "known"
    known.touch()
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        while "listening on" not in (line := process.stderr.readline()):
            if not line:
                raise OSError("sshd did not start")
        host_key = " ".join((folder / "host.pub").read_text(encoding="utf-8").split()[:2])
        try:
            yield Shell(
                address=f"ssh://{getpass.getuser()}@127.0.0.1:{port}",
                command=f"ssh -F none -i {folder / 'mine'} -o IdentitiesOnly=yes -o UserKnownHostsFile={known}",
                known=known,
                host_key=f"[127.0.0.1]:{port} {host_key}\n",
            )
        finally:
            process.terminate()
            process.stderr.close()

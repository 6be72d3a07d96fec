"""The `mail` of recouv.yaml: what it says, and what is wrong with it."""

from __future__ import annotations

import pytest

from recouv.domain.mail import Mail, Security
from recouv.store.config import read_config


def read(text: str) -> tuple[Mail, list[str]]:
    """What stands under `mail`, and what is said of it."""
    lines = "".join(f"  {line}\n" for line in text.splitlines())
    config, problems = read_config(f"recouv: 1\nmail:\n{lines}")
    return config.mail, [f"{problem.line}: {problem.what}" for problem in problems]


class TestServers:
    """Host, or host and port; encrypted unless it is this machine."""

    @pytest.mark.parametrize(
        ("text", "host", "port"),
        [
            ("smtp: smtp.example.com", "smtp.example.com", 587),
            ("smtp: SMTP.example.com:2525", "smtp.example.com", 2525),
            ("smtp: smtp.example.com\nsecurity: tls", "smtp.example.com", 465),
            ("smtp: localhost\nsecurity: none", "localhost", 25),
            ('smtp: "[::1]:2525"\nsecurity: none', "::1", 2525),
            ("per_minute: 5", "", 587),
        ],
    )
    def test_read(self, text: str, host: str, port: int) -> None:
        """With the usual port where none is said."""
        mail, problems = read(text)
        assert (mail.host, mail.server_port, problems) == (host, port, [])

    @pytest.mark.parametrize(
        "text",
        [
            "smtp: https://x.example",
            "smtp: x y",
            "smtp: x:99999",
            "imap: -x",
            "smtp: x/../y",
            'smtp: "x\\ny"',
            "imap: x:y",
        ],
    )
    def test_no_server(self, text: str) -> None:
        """What is none is told."""
        _, problems = read(text)
        assert len(problems) == 1
        assert "is not a server" in problems[0]

    @pytest.mark.parametrize("key", ["smtp", "imap"])
    def test_in_clear(self, key: str) -> None:
        """No letter and no password goes to another machine in clear."""
        _, problems = read(f"{key}: mail.example.com\nsecurity: none")
        assert problems == ["4: mail.example.com would get every letter in clear"]

    def test_two_servers(self) -> None:
        """One for each way."""
        mail, _ = read("smtp: out.example.com\nimap: in.example.com:143")
        assert (mail.imap, mail.imap_port, mail.security) == ("in.example.com", 143, Security.STARTTLS)


class TestTheRest:
    """Numbers, hours, and keys that are none."""

    @pytest.mark.parametrize(
        "text", ["per_minute: 0", "per_minute: many", "hours: 19-8", "password: x", "security: ssl"]
    )
    def test_wrong(self, text: str) -> None:
        """Each is told, once; a password has no place here."""
        assert len(read(text)[1]) == 1

    def test_hours(self) -> None:
        """As steps have them."""
        assert read("hours: 9:30-17:00")[0].hours == ("09:30", "17:00")

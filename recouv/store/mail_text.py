"""The `mail` of `recouv.yaml`: how messages leave."""

from __future__ import annotations

import re

from recouv.domain.mail import Mail, Security
from recouv.domain.message import say
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml

#: Key → what it holds; `docs/sending.md` is compared with it.
MAIL_KEYS = {
    "smtp": "the server that takes messages, host or host:port; without it they go to the outbox",
    "security": "starttls, tls, or none for a server on this machine",
    "from": "the address that messages come from; that of the creditor without it",
    "reply_to": "the address that answers go to",
    "copy": "an address that gets every message too",
    "per_minute": "messages given to the server in a minute, at the most",
    "hours": "between which two messages leave: 8:00-19:00",
}
_SERVER = re.compile(r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:]+\])(?::(?P<port>[0-9]{1,5}))?")
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def read_mail(located: Located | None, read: TypedYaml) -> Mail:
    """What it says; what is wrong in it is kept by `read`."""
    keys = read.mapping(located, MAIL_KEYS, "mail")
    usual = Mail()
    host, port = _server(keys.get("smtp"), read)
    security = read.choice(Security, keys.get("security"), Security.STARTTLS)
    if security is Security.NONE and host and host not in _LOCAL:
        read.wrong(
            keys["security"],
            say("{host} would get every letter in clear", host=host),
            say("write security: starttls; none is for a server on this machine"),
        )
    return Mail(
        host=host.strip("[]"),
        port=port,
        security=security,
        sender=read.word(keys.get("from"), ""),
        reply_to=read.word(keys.get("reply_to"), ""),
        copy=read.word(keys.get("copy"), ""),
        per_minute=read.whole(keys.get("per_minute"), usual.per_minute, least=1),
        hours=read.hours(keys.get("hours")) or usual.hours,
    )


def _server(located: Located | None, read: TypedYaml) -> tuple[str, int]:
    text = read.word(located, "")
    if not text or located is None:
        return "", 0
    found = _SERVER.fullmatch(text)
    port = int(found["port"] or 0) if found else 0
    if found is None or port > 65535:
        read.wrong(located, say("{text} is not a server", text=text), say("write it as smtp.example.com:587"))
        return "", 0
    return found["host"].lower(), port

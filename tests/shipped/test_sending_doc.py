"""`docs/sending.md` says what the program does: every key of `mail`, and an example that reads."""

from __future__ import annotations

import re
from pathlib import Path

from recouv.store.config import read_config
from recouv.store.mail_text import MAIL_KEYS

TEXT = (Path(__file__).resolve().parents[2] / "docs/sending.md").read_text(encoding="utf-8")


def test_every_key_of_mail() -> None:
    """In the words of the program."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", TEXT, re.MULTILINE))
    assert {key: rows.get(key) for key in MAIL_KEYS} == MAIL_KEYS


def test_the_example_reads() -> None:
    """Without a problem, and with every key."""
    (example,) = re.findall(r"^```yaml\n# recouv.yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    config, problems = read_config("recouv: 1\n" + example)
    assert problems == []
    assert set(re.findall(r"^  (\w+):", example, re.MULTILINE)) == set(MAIL_KEYS)
    assert config.mail.host == "smtp.example.com"

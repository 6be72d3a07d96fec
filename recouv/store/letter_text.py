"""`letters/<name>.<lang>.md` as letters: a YAML head between two `---` lines, then Markdown with places for values."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from recouv.domain.letter import DEADLINE_DAYS, Letter
from recouv.domain.message import say
from recouv.domain.problem import Problem
from recouv.domain.scenario import Channel, Tone
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import read_yaml

#: Key of a letter's head → what it holds; `docs/letters.md` is compared with it.
LETTER_KEYS = {
    "channel": "by which channel it goes: email, letter, registered-letter, call or sms",
    "subject": "its subject, on one line",
    "tone": "courteous, neutral, firm or formal",
    "deadline": "days that it leaves for an answer",
}
LETTER_LANGUAGES = ("fr", "en")
_HEAD = re.compile(r"\ufeff?---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


def read_letter(text: str, *, path: str) -> tuple[Letter | None, list[Problem]]:
    """The letter in `text`, named after its file, with everything that is wrong in it; `None` without a head."""
    name, dot, language = PurePosixPath(path).name.removesuffix(".md").rpartition(".")
    problems: list[Problem] = []
    if not dot or language not in LETTER_LANGUAGES:
        what = say("{path} does not say its language", path=path)
        problems.append(Problem(path, 1, 1, what, say("name it as reminder-1.fr.md or reminder-1.en.md")))
    text = text.replace("\r\n", "\n")
    head = _HEAD.match(text)
    if head is None:
        what = say("the letter has no head")
        problems.append(Problem(path, 1, 1, what, say("begin with a line ---, then subject: …, then a line ---")))
        return None, problems
    document, found = read_yaml(head[1], path=path, first_line=2)
    problems += found
    read = TypedYaml(path, problems)
    keys = read.mapping(document, LETTER_KEYS, "a letter")
    subject = keys.get("subject", Located("", 1, 1))
    if not subject.text.strip() and not problems:
        read.wrong(subject, say("the letter has no subject"), say("add subject: …"))
    return Letter(
        name=name,
        language=language,
        path=path,
        channel=read.choice(Channel, keys.get("channel"), Channel.LETTER),
        subject=" ".join(subject.text.split()),
        tone=read.choice(Tone, keys.get("tone"), Tone.NEUTRAL),
        deadline=read.whole(keys.get("deadline"), DEADLINE_DAYS, least=1),
        body=text[head.end() :],
        subject_line=subject.line,
        body_line=text.count("\n", 0, head.end()) + 1,
    ), problems

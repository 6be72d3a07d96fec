"""How many e-mails a second are prepared, beside the standard library alone building the same messages.

Preparing one is all that `recouv run` and `recouv send` do before anything leaves: the dossier read, the task asked
for, the letter filled and set as text and HTML, the message built byte for byte.  The yardstick is handed the finished
words and builds the same messages with `email` and nothing else: what nobody can do without.  Interleaved, medians, in
one process, by CPU (a busy machine counts for nothing); figures are not tests.

    python -m benchmarks.mail              # 1,000 messages, 3 rounds
    python -m benchmarks.mail -n 200
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.report import markdown
from recouv.letters.mail import Outgoing, as_message
from recouv.store.workspace import Workspace
from recouv.usecases.mail_day import Prepared, prepare_day
from recouv.usecases.session import Session
from recouv.usecases.setup import init_workspace
from recouv.wording.catalogue import catalogue

DAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SENDER = "Autan <lea@autan.example>"
CREDITOR = {
    "name": "Autan",
    "siren": "150482719",
    "email": "lea@autan.example",
    "iban": "FR7630006000011234567890189",
}
CLIENT = """---
recouv: 1
name: Client {number}
kind: company
language: {language}
contacts:
  - name: Claire Petit
    email: compta@client-{number}.example
---

## Journal

### 2026-09-01 invoice F-{number}-1 ^a{number:07}
- amount: 1200.00
- due: 2026-10-31
- recorded: 2026-09-01T09:12:07Z import

### 2026-10-01 invoice F-{number}-2 ^b{number:07}
- amount: 480.50
- due: 2026-11-13
- recorded: 2026-10-01T09:12:07Z import
"""


def workspace(root: Path, count: int) -> Session:
    """A book of so many clients who are all to be written to on that day."""
    init_workspace(root, catalogue("fr"), creditor=CREDITOR)
    settings = root / "recouv.yaml"
    more = "  bic: AGRIFRPP\n  phone: '+33561000000'\n"
    settings.write_text(settings.read_text(encoding="utf-8").replace("language: fr", f"{more}language: fr", 1))
    for number in range(count):
        text = CLIENT.format(number=number, language="en" if number % 4 == 0 else "fr")
        (root / "dossiers" / f"client-{number}.md").write_text(text, encoding="utf-8")
    return Session(workspace=Workspace.open(root), today=DAY, words=catalogue("fr"))


def ours(session: Session) -> list[Prepared]:
    """Everything, from the files to the bytes."""
    prepared = prepare_day(session, DAY)
    for number, row in enumerate(prepared):
        assert row.composed is not None, row.reason
        composed = row.composed
        as_message(
            Outgoing(
                message_id=f"<{number}@autan.example>",
                moment=MOMENT,
                sender=SENDER,
                to=composed.to,
                subject=composed.subject,
                text=composed.text,
                html=composed.html,
            )
        )
    return prepared


def theirs(words: Sequence[tuple[str, str, str, str]]) -> None:
    """The same messages from finished words."""
    for number, (to, subject, text, html) in enumerate(words):
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = SENDER, to, subject
        message["Date"], message["Message-ID"] = MOMENT, f"<{number}@autan.example>"
        message.set_content(text, cte="quoted-printable")
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        message.as_bytes()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=1000, help="messages (default: 1000)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        session = workspace(Path(folder) / "book", options.n)
        rows = [row.composed for row in ours(session) if row.composed]  # the first time fills the index
        words = [(row.to, row.subject, row.text, row.html) for row in rows]
        took: dict[str, list[float]] = {"prepared": [], "built by the standard library": []}
        for _ in range(options.rounds):
            took["prepared"].append(_seconds(lambda: ours(session)))
            took["built by the standard library"].append(_seconds(lambda: theirs(words)))
    table = [[what, f"{median(times):.2f} s", f"{len(words) / median(times):,.0f}"] for what, times in took.items()]
    sys.stdout.write(markdown([f"{len(words):,} e-mails", "CPU", "a second"], table, right=(1, 2)) + "\n")
    return 0


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    sys.exit(main())

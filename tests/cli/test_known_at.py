"""`--known-at`: what the commands say of the past, and when they say that there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.usecases.history import DURAND, INVOICE, PAYMENT, History
from tests.usecases.test_knowing import history

__all__ = ["history"]
Recouv = Callable[..., Ran]
COMMANDS = (
    ("balance",),
    ("agenda",),
    ("show", "durand"),
    ("outlook",),
    ("report", "reasons"),
    ("report", "disputes"),
)


@pytest.fixture
def at_work(recouv: Recouv, history: History) -> Recouv:
    """`recouv` in that workspace."""
    return lambda *words: recouv(*words, at=history.root)


class TestEveryCommand:
    """Each of them says of which past it is, and judges that day unless told otherwise."""

    @pytest.mark.parametrize("words", COMMANDS, ids="-".join)
    def test_for_people(self, at_work: Recouv, history: History, words: tuple[str, ...]) -> None:
        """In its first line, with the commit; in both languages."""
        commit = history.git("rev-parse", "--short=10", "HEAD~2")
        shown = at_work(*words, "--known-at", "2026-11-10")
        assert shown.code == 0
        assert shown.out.splitlines()[0] == (
            f"As known at the end of 10 Nov 2026, not as it is now: commit {commit} of 5 Nov 2026, 12:00, Léa Martin"
        )
        assert at_work(*words, "--known-at", "2026-11-10", "--lang", "fr").out.startswith("D'après ce qu'on savait")
        assert not at_work(*words).out.startswith("As known")

    @pytest.mark.parametrize("words", COMMANDS, ids="-".join)
    def test_for_scripts(self, at_work: Recouv, history: History, words: tuple[str, ...]) -> None:
        """The day known, the commit, the day judged; nothing known of today."""
        found = json.loads(at_work(*words, "--known-at", "2026-11-10", "--json").out)
        assert (found["on"], found["known_at"]) == ("2026-11-10", "2026-11-10")
        assert found["commit"] == history.git("rev-parse", "HEAD~2")
        other = json.loads(at_work(*words, "--known-at", "HEAD~1", "--on", "2026-11-19", "--json").out)
        assert (other["on"], other["known_at"]) == ("2026-11-19", "2026-11-13")
        assert json.loads(at_work(*words, "--json").out)["known_at"] is None

    @pytest.mark.parametrize("words", COMMANDS, ids="-".join)
    def test_errors(self, at_work: Recouv, words: tuple[str, ...]) -> None:
        """A day before the first commit, a commit that is none, a day to come: where, what, how to mend it."""
        early = at_work(*words, "--known-at", "2026-08-31")
        assert (early.code, early.out) == (4, "")
        assert "the history begins on 1 Sept 2026" in early.err
        assert at_work(*words, "--known-at", "nowhere").code == 4
        later = at_work(*words, "--known-at", "2026-12-01")
        assert (later.code, "--on 2026-12-01" in later.err) == (2, True)
        assert at_work(*words, "--known-at", "").code == 2


class TestBalance:
    """In each of its forms."""

    def test_csv_is_data_alone(self, at_work: Recouv) -> None:
        """No sentence in it."""
        lines = at_work("balance", "--known-at", "2026-11-10", "--format", "csv").out.splitlines()
        assert lines[0].startswith("id,name,")
        assert lines[1].startswith("durand,")
        assert len(lines) == 2

    def test_markdown_says_it_under_its_title(self, at_work: Recouv) -> None:
        """Where a reader looks."""
        lines = at_work("balance", "--known-at", "2026-11-10", "--format", "markdown").out.splitlines()
        assert lines[0].startswith("## ")
        assert lines[2].startswith("As known")

    def test_it_is_never_printed_from_what_was_kept(self, at_work: Recouv, history: History) -> None:
        """The history moves without any dossier changing."""
        before = at_work("balance", "--known-at", "2026-11-10").out
        history.git("commit", "-q", "--allow-empty", "-m", "note", day="2026-11-18")
        history.git("reset", "-q", "--hard", "HEAD~4")
        history.git("commit", "-q", "--amend", "--no-edit", day="2026-11-09")
        assert at_work("balance", "--known-at", "2026-11-10").out != before

    def test_doubts_are_told_beside_it(self, at_work: Recouv, history: History) -> None:
        """Of a clock that was wrong."""
        history.git("commit", "-q", "--allow-empty", "-m", "slow", day="2026-10-01")
        shown = at_work("balance", "--known-at", "2026-11-10")
        assert "a clock was wrong" in shown.err

    def test_a_client_of_then(self, at_work: Recouv, history: History) -> None:
        """Renamed since, by the name of today."""
        history.git("mv", DURAND, "dossiers/menuiserie-durand.md")
        history.commit(day="2026-11-17")
        shown = at_work("balance", "menuiserie-durand", "--known-at", "2026-11-10", "--json")
        assert [row["id"] for row in json.loads(shown.out)["clients"]] == ["durand"]
        assert "menuiserie-durand was called durand then" in shown.err


class TestShow:
    """One client."""

    def test_who_did_not_exist_yet(self, at_work: Recouv, history: History) -> None:
        """Since when they do."""
        history.act(INVOICE, client="petit", day="2026-11-17")
        shown = at_work("show", "petit", "--known-at", "2026-11-10")
        assert (shown.code, shown.out) == (4, "")
        assert "the dossier of petit did not exist yet" in shown.err
        assert "it is there since 17 Nov 2026" in shown.err

    def test_what_was_typed_later_is_not_there(self, at_work: Recouv) -> None:
        """Neither the payment nor what it settled."""
        assert "1,000.00" in at_work("show", "durand", "--known-at", "2026-11-14").out
        assert "1,000.00" not in at_work("show", "durand", "--known-at", "2026-11-10", "--on", "2026-11-14").out


def test_the_agenda_decides_nothing_in_the_past(at_work: Recouv, history: History) -> None:
    """What lets messages leave is of today alone."""
    refused = at_work("agenda", "--known-at", "2026-11-10", "--stale-anyway", "why not")
    assert (refused.code, refused.out) == (2, "")
    assert history.git("log", "-1", "--format=%s") == "payment: durand"


class TestBridge:
    """`recouv bridge`."""

    def test_for_people(self, at_work: Recouv) -> None:
        """Opening, what was learned, what happened, closing; then client by client."""
        lines = [
            " ".join(line.split())
            for line in at_work("bridge", "2026-11-10", "2026-11-20", "--as-known").out.splitlines()
        ]
        assert "learned since: payment -€400.00" in lines
        assert "payment -€1,000.00" in lines
        assert "Outstanding on 20 Nov 2026 €1,000.00" in lines
        assert "learned 2 Oct 2026 payment -€400.00" in lines

    def test_for_scripts(self, at_work: Recouv) -> None:
        """It sums to the cent."""
        found = json.loads(at_work("bridge", "2026-11-10", "2026-11-20", "--as-known", "--json").out)
        total = found["totals"]["EUR"]
        assert (total["opening"], total["closing"]) == ("2400.00", "1000.00")
        assert (total["learned"], total["happened"]) == ({"payment": "-400.00"}, {"payment": "-1000.00"})
        (client,) = found["clients"]
        assert [(one["when"], one["amount"]) for one in client["entries"]] == [
            ("learned", "-400.00"),
            ("happened", "-1000.00"),
        ]
        assert found["known_from"]["known_at"] == "2026-11-10"
        assert found["known_to"] is None

    def test_as_csv(self, at_work: Recouv) -> None:
        """The lines up to a closing sum to it."""
        lines = [line.split(",") for line in at_work("bridge", "HEAD~2", "HEAD", "--csv").out.splitlines()]
        assert [line[3] for line in lines] == ["when", "opening", "learned", "happened", "closing"]
        assert sum(float(line[-1]) for line in lines[1:-1]) == float(lines[-1][-1]) == 1000

    def test_of_one_client(self, at_work: Recouv, history: History) -> None:
        """And of nobody."""
        history.act(PAYMENT, client="petit", day="2026-11-17")
        found = json.loads(at_work("bridge", "2026-11-01", "2026-11-20", "--client", "durand", "--json").out)
        assert [client["id"] for client in found["clients"]] == ["durand"]
        assert at_work("bridge", "2026-11-01", "2026-11-20", "--client", "zzz").code == 4
        assert at_work("bridge", "2026-11-01", "2026-11-20", "--owner", "zzz").code == 4

    def test_an_empty_workspace(self, recouv: Recouv) -> None:
        """There is nothing to bridge."""
        shown = recouv("bridge", "2026-11-01", "2026-11-20")
        assert (shown.code, "Nothing was ever invoiced." in shown.out) == (0, True)


def test_a_folder_without_git_has_no_past(recouv: Recouv, tmp_path: Path) -> None:
    """It is said, and nothing is printed."""
    there = tmp_path / "plain"
    there.mkdir()
    (there / "recouv.yaml").write_text("recouv: 1\n", encoding="utf-8")
    refused = recouv("balance", "--known-at", "2026-11-10", at=there)
    assert (refused.code, refused.out) == (3, "")

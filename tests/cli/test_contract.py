"""What scripts rely on: exit codes, JSON documents, stdout for data and stderr for talk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DURAND, TODAY, Desk, Ran

Recouv = Callable[..., Ran]


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with one committed dossier."""
    desk.write("durand", DURAND)
    return desk


class TestBalance:
    """`balance --json`: one row for each client and currency, amounts as strings, dates ISO."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Every key of the contract, with exact amounts."""
        ran = recouv("balance", "--on", "2026-11-20", "--json")
        assert ran.code == 0
        assert json.loads(ran.out) == {
            "on": "2026-11-20",
            "known_at": None,
            "buckets": ["not_due", "1-30", "31-60", "61-90", "91+"],
            "clients": [
                {
                    "id": "durand",
                    "name": "Menuiserie Durand SARL",
                    "currency": "EUR",
                    "not_due": "0.00",
                    "1-30": "1400.00",
                    "31-60": "0.00",
                    "61-90": "0.00",
                    "91+": "0.00",
                    "unallocated": "0.00",
                    "total": "1400.00",
                    "overdue": "1400.00",
                    "disputed": "0.00",
                    "oldest_due": "2026-10-31",
                    "days_late": 20,
                }
            ],
            "totals": {
                "EUR": {
                    "not_due": "0.00",
                    "1-30": "1400.00",
                    "31-60": "0.00",
                    "61-90": "0.00",
                    "91+": "0.00",
                    "unallocated": "0.00",
                    "total": "1400.00",
                    "overdue": "1400.00",
                    "disputed": "0.00",
                }
            },
            "unreadable": [],
        }

    def test_a_past_day_is_the_journal_up_to_it(self, durand: Desk, recouv: Recouv) -> None:
        """On 12 November the payment of the 13th had not come."""
        found = json.loads(recouv("balance", "--on", "2026-11-12", "--json").out)
        assert found["clients"][0]["total"] == "2400.00"

    def test_an_unreadable_dossier_is_listed_and_hides_no_other(self, durand: Desk, recouv: Recouv) -> None:
        """The others are there, and standard error says that one was left out."""
        durand.write("roux", "not a dossier")
        ran = recouv("balance", "--json")
        found = json.loads(ran.out)
        assert found["unreadable"] == ["dossiers/roux.md"]
        assert [row["id"] for row in found["clients"]] == ["durand"]
        assert "dossiers/roux.md" in ran.err

    def test_csv_is_safe_for_a_spreadsheet(self, desk: Desk, recouv: Recouv) -> None:
        """A name that begins like a formula is quoted, an amount is not."""
        desk.write("evil", DURAND.replace("Menuiserie Durand SARL", "=cmd|' /C calc'!A0"))
        lines = recouv("balance", "--format", "csv", "--on", "2026-11-20").out.splitlines()
        assert lines[0].startswith("id,name,currency,not_due,1-30")
        assert lines[1].startswith("evil,'=cmd|' /C calc'!A0,EUR,0.00,1400.00")

    def test_markdown_is_a_table(self, durand: Desk, recouv: Recouv) -> None:
        """With a line of totals."""
        out = recouv("balance", "--format", "markdown").out
        assert "| Client | Not due | 1-30 | 31-60 | 61-90 | 91+ | Unallocated | Total | Disputed |" in out
        assert "| Total EUR |" in out

    @pytest.mark.parametrize("by", ["owner", "kind", "tag"])
    def test_sums_by_group(self, durand: Desk, recouv: Recouv, by: str) -> None:
        """The groups' totals are the clients'."""
        found = json.loads(recouv("balance", "--by", by, "--json").out)
        assert sum(float(group["total"]) for group in found["groups"]) == 1400
        assert found["by"] == by


class TestAgenda:
    """`agenda --json`: tasks with their reasons, and what is held with its own."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Every key of the contract."""
        found = json.loads(recouv("agenda", "--on", "2026-11-20", "--json").out)
        task = found["tasks"][0]
        keys = "client name action channel scenario step invoices amount due_since priority why auto blocked_by".split()
        assert set(keys) <= set(task)
        assert (task["client"], task["invoices"], task["amount"], task["due_since"]) == (
            "durand",
            ["F2026-031"],
            "1400.00",
            "2026-10-31",
        )
        assert task["why"] == [
            "F2026-031: €1,400.00, due 31 Oct 2026, 20 days late; reminder 1 is planned at D+3",
            "the dossier has no address for e-mail",
        ]
        assert task["score"] == ["+10: level 1", "+6: 20 days late", "+7: €1,400.00 claimed"]
        assert task["priority"] == 23
        assert found["held"] == []

    def test_a_logged_step_leaves_the_agenda(self, durand: Desk, recouv: Recouv) -> None:
        """The same reminder is not asked for twice."""
        today = json.loads(recouv("agenda", "--json").out)["tasks"][0]
        assert recouv("log", "durand", today["action"]).code == 0
        after = json.loads(recouv("agenda", "--json").out)
        assert [task["action"] for task in after["tasks"]] == ["oddity"]  # this dossier has no address
        assert [row["client"] for row in after["held"]] == ["durand"]


class TestShow:
    """`show --json`: one client's file."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Open items with balance, age and status; what comes next; the history."""
        found = json.loads(recouv("show", "durand", "--on", "2026-11-20", "--json").out)
        assert found["client"] == "durand"
        assert found["items"][0]["balance"] == "1400.00"
        assert found["items"][0]["status"] == "overdue"
        assert [entry["kind"] for entry in found["history"]] == ["payment", "invoice"]
        assert {"unallocated", "promises", "plans", "disputes", "next", "held", "problems"} <= set(found)

    def test_limitation(self, durand: Desk, recouv: Recouv) -> None:
        """Both last days to sue of each open item, with their reasons; the same for a person."""
        (item,) = json.loads(recouv("show", "durand", "--json").out)["items"]
        law = "5 years against a business (C. com. art. L110-4, C. civ. art. 2224)"
        paid = {"last_day": "2031-11-13", "why": ["runs again from a payment of 13 Nov 2026 (C. civ. art. 2240)", law]}
        assert item["limitation"] == {"prudent": paid, "usual": paid}
        assert "F2026-031  13 Nov 2031  13 Nov 2031  runs again from a payment" in recouv("show", "durand").out

    @pytest.mark.parametrize(
        ("limit", "excess", "words"),
        [("1000.00", "400.00", "€400.00 above it"), ("1500.00", None, "€100.00 left")],
    )
    def test_exposure(self, durand: Desk, recouv: Recouv, limit: str, excess: str | None, words: str) -> None:
        """What is owed against the credit limit; nothing where there is none."""
        assert json.loads(recouv("show", "durand", "--json").out)["credit"] is None
        durand.write("durand", DURAND.replace("kind: company", f"kind: company\ncredit_limit: {limit}"))
        credit = json.loads(recouv("show", "durand", "--json").out)["credit"]
        assert credit == {"currency": "EUR", "limit": limit, "exposure": "1400.00", "excess": excess}
        assert words in recouv("show", "durand").out


class TestCheck:
    """`check`: all the problems, exit code 1 when there is one."""

    def test_no_problem(self, durand: Desk, recouv: Recouv) -> None:
        """Exit code 0, an empty list."""
        assert recouv("check").code == 0
        assert json.loads(recouv("check", "--json").out) == {"problems": []}

    def test_problems_with_their_places(self, durand: Desk, recouv: Recouv) -> None:
        """`path:line:column: what; how to mend it`."""
        durand.write("durand", DURAND.replace("- amount: 2400.00", "- amount: 2 400,00"))
        ran = recouv("check")
        assert ran.code == 1
        assert ran.out.splitlines()[0] == (
            "dossiers/durand.md:16:11: 2 400,00 is not an amount; "
            "write digits and a point, as 1400.00, and a currency when it is not EUR"
        )

    def test_files_that_are_no_dossiers(self, durand: Desk, recouv: Recouv) -> None:
        """A binary file among the dossiers is named; the others are read."""
        (durand.root / "dossiers/photo.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\xff")
        (durand.root / "dossiers/scan.png").write_bytes(b"\x89PNG")
        found = json.loads(recouv("check", "--json").out)["problems"]
        assert [(row["path"], row["what"]) for row in found] == [
            ("dossiers/photo.md", "byte 0x89 is not UTF-8"),
            ("dossiers/scan.png", "this file is among the dossiers and is not one"),
        ]


class TestPlan:
    """`plan --json`: the schedule, and what was written."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Every key, with exact amounts."""
        words = ("plan", "durand", "--amount", "900", "--first", "2026-12-01", "--grace", "5", "--json")
        ran = recouv(*words)
        assert ran.code == 0
        found = json.loads(ran.out)
        entry = found.pop("entry")
        assert found == {
            "client": "durand",
            "name": "Menuiserie Durand SARL",
            "invoices": ["F2026-031"],
            "total": "1400.00",
            "currency": "EUR",
            "instalments": [
                {"date": "2026-12-01", "amount": "900.00", "left": "500.00"},
                {"date": "2027-01-01", "amount": "500.00", "left": "0.00"},
            ],
            "grace": 5,
            "misses": None,
            "acceleration": False,
            "commit": durand.git("rev-parse", "--short", "HEAD").strip(),
            "diff": None,
        }
        assert f"plan {entry}" in durand.read("durand")

    def test_a_dry_run(self, durand: Desk, recouv: Recouv) -> None:
        """The diff stands in the document, and nothing is written."""
        found = json.loads(recouv("plan", "durand", "--count", "1", "--first", "+7", "--json", "-n").out)
        assert "+  - 2026-11-27: 1400.00" in found["diff"]
        assert (found["commit"], found["entry"]) == (None, None)
        assert durand.status() == ""

    def test_the_table(self, durand: Desk, recouv: Recouv) -> None:
        """What a client signs: each day, its amount and what is left after it."""
        lines = recouv("plan", "durand", "--count", "2", "--first", "2026-12-01").out.splitlines()
        assert lines[0] == "Menuiserie Durand SARL: €1,400.00 left of F2026-031"
        assert lines[2].split() == ["1", "1", "Dec", "2026", "€700.00", "€700.00"]
        assert lines[3].split() == ["2", "1", "Jan", "2027", "€700.00", "€0.00"]
        assert lines[-1].endswith("plan: Menuiserie Durand SARL, €1,400.00 in 2 from 1 Dec 2026")


class TestExitCodes:
    """0 done, 1 problems found, 2 wrong usage, 3 workspace or git refuses, 4 nothing matched; nothing written on a refusal."""

    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            (("show", "nobody"), 4, "there is no client nobody"),
            (("show", "durnd"), 4, "did you mean durand (Menuiserie Durand SARL)?"),
            (("agenda", "--on", "2026-13-45"), 2, "2026-13-45 is not a day"),
            (("invoice", "durand", "F9", "10", "--on", "2026-10-02", "--due", "2026-10-01"), 2, "before its issue"),
            (("pay", "durand", "-5"), 2, "-5 is not an amount above zero"),
            (("pay", "durand", "0"), 2, "0 is not an amount above zero"),
            (("pay", "durand", "1,234"), 2, "1,234 can be 1234 or 1.234: type only digits"),
            (("pay", "durand", "100,0051"), 2, "100,0051 has more decimals than its currency, which has 2"),
            (("pay", "durand", "1e5"), 2, "1e5 is not an amount\n"),
            (("pay", "durand", "99999999999999999999"), 2, "99999999999999999999 is too large an amount"),
            (("invoice", "durand", "F9", "10.005"), 2, "10.005 can be 10005 or 10.005: type only digits"),
            (("invoice", "durand", "F2026-031", "10"), 1, "invoice F2026-031 is already at line 15"),
            (
                ("invoice", "durand", "F9", "10", "--terms", "when rich"),
                2,
                "payment terms when rich are not understood",
            ),
            (("invoice", "durand", "F9", "10", "--instalment", "2026-12-01=4"), 1, "the instalments of F9 sum to"),
            (("pay", "durand", "10", "--for", "F404"), 4, "durand has no invoice F404"),
            (("pay", "durand", "10", "--for", "F2026-031=20"), 2, "is allocated and only"),
            (("cancel", "durand", "^zzzzzzzz"), 4, "there is no entry ^zzzzzzzz in durand"),
            (("log", "durand", "call", "--promise", "10"), 2, "a promise has an amount and a date"),
            (("new", "Menuiserie Durand SARL"), 2, "already has a dossier: durand"),
            (("new", "X", "--id", "../x"), 2, "../x cannot be a client's id"),
            (("new", "X", "--id", "nul"), 2, "Windows keeps this name for itself"),
            (("new", "X", "--id", "durand"), 2, "client durand already exists"),
            (("new", "X", "--terms", "when rich"), 2, "terms reads when rich"),
            (("edit", "durand", "colour=blue"), 2, "the head has no key colour"),
            (("edit", "durand", "kind=martian"), 2, "martian is not a kind of client"),
            (("edit", "durand", "currency=USD"), 2, "the currency of a dossier with entries cannot be changed"),
            (("edit", "durand", "scenario=nope"), 2, "there is no scenario nope"),
            (("new", "X", "--siren", "123456789"), 2, "123456789 is not a SIREN"),
            (("new", "X", "--currency", "EUX"), 2, "currency reads EUX"),
            (("pay", "durand", "5 EUT", "--unallocated"), 2, "not a currency: 5 EUT"),
            (("pay", "durand", "5 USD", "--for", "F2026-031"), 2, "durand has no open invoice in USD"),
            (("invoice", "durand", "", "10"), 2, "the invoice has no number"),
            (("invoice", "durand", "F9", "10", "--document", "nope.pdf"), 2, "there is no file nope.pdf"),
            (("log", "durand", "call", "--at", "10:30"), 2, "are about a reminder"),
            (("log", "durand", "note"), 2, "the note says nothing"),
            (("log", "durand"), 2, "recouv log durand call --outcome no-answer"),
            (("log", "durand", "--dry-run", "--apart"), 2, "nothing is said of durand"),
            (("log", "durand", "call", "--next", "+1", "--at", "25:00"), 2, "25:00 is not an hour"),
            (("agenda", "--on", ""), 2, "no day is given"),
            (("agenda", "--kind", "company"), 2, "recouv agenda --help shows how to write it"),
            (("--nope",), 2, "recouv --help shows how to write it"),
            (("balance", "--owner", "ghost"), 4, "no client answers to ghost"),
            (("cancel", "durand", "^7k3f9x2m"), 2, "F2026-031 is named by payment ^f5w2kb8t"),
            (("import", "fec", "/nonexistent"), 2, "there is no file /nonexistent"),
            (("undo",), 2, "the last commit on the dossiers is not recouv's: by hand"),
            (("promise", "durand", "100"), 2, "the following arguments are required: --by"),
            (("promise", "durand", "100", "--by", "2026-11-01"), 2, "cannot be for 1 Nov 2026"),
            (("promise", "durand", "1500", "--by", "+7", "--for", "F2026-031"), 2, "of which €1,400.00 is left"),
            (("promise", "durand", "1", "--by", "+7", "--for", "F404"), 4, "durand has no invoice F404"),
            (("plan", "durand", "--first", "+7"), 2, "one of the arguments --count --amount --instalment is required"),
            (("plan", "durand", "--count", "2"), 2, "the plan has no first day"),
            (("plan", "durand", "--count", "0", "--first", "+7"), 2, "--count is a whole number: 0"),
            (("plan", "durand", "--count", "two", "--first", "+7"), 2, "--count is a whole number: two"),
            (("plan", "durand", "--count", "2", "--first", "-7"), 2, "--first is 13 Nov 2026, before 20 Nov 2026"),
            (("plan", "durand", "--count", "2", "--first", "+7", "--misses", "0"), 2, "--misses is a whole number"),
            (("plan", "durand", "--amount", "9", "--first", "+7", "--rounding", "euro"), 2, "only even instalments"),
            (
                ("plan", "durand", "--instalment", "+7=1300"),
                2,
                "the instalments sum to €1,300.00, and €1,400.00 is left",
            ),
            (("plan", "durand", "--instalment", "+7"), 2, "+7 is not an instalment"),
            (("plan", "durand", "--instalment", "+7=1400", "--first", "+7"), 2, "have their days"),
            (("dispute", "durand", "F404"), 4, "durand has no invoice F404"),
            (("dispute", "durand", "F2026-031", "--amount", "1400.01"), 2, "of which €1,400.00 is left"),
            (("dispute", "durand", "F2026-031", "--revisit", "2026-01-01"), 2, "--revisit is 1 Jan 2026, before"),
            (("resolve", "durand"), 2, "the following arguments are required: --outcome"),
            (("resolve", "durand", "--outcome", "lost"), 2, "invalid choice"),
            (("resolve", "durand", "--outcome", "upheld"), 4, "durand has nothing open on 20 Nov 2026"),
            (("hold", "durand", "--until", "2026-01-01"), 2, "--until is 1 Jan 2026, before 20 Nov 2026"),
            (("release", "durand", "^f5w2kb8t"), 4, "durand has nothing under ^f5w2kb8t"),
            (("handover", "durand"), 2, "the following arguments are required: --to"),
            (("handover", "durand", "--to", ""), 2, "the file is handed over to nobody"),
            (("recall", "durand"), 4, "durand has nothing open"),
            (("withdraw", "durand"), 4, "durand has nothing open"),
            (("writeoff", "durand", "F2026-031"), 2, "the following arguments are required: --reason"),
            (("writeoff", "durand", "F2026-031", "1500", "--reason", "x"), 2, "of which €1,400.00 is left"),
            (("writeoff", "durand", "F2026-031", "0", "--reason", "x"), 2, "0 is not an amount above zero"),
            (("insolvency", "durand"), 2, "the following arguments are required: --on"),
            (
                ("insolvency", "durand", "--on", "2026-11-01", "--bodacc", "2026-10-01"),
                2,
                "--bodacc is 1 Oct 2026, before",
            ),
            (("limit", "durand", "much"), 2, "much is not an amount\n"),
            (("review", "durand", ""), 2, "the review decides nothing"),
            (("acknowledgment", "durand", "--amount", "5 GBP"), 2, "durand owes nothing in GBP"),
            (("log", "durand", "note", "--step", "reminder-2"), 2, "a step is that of invoices"),
            (("log", "durand", "note", "--step", "x", "--invoice", "F2026-031"), 2, "scenario standard has no step x"),
            (("log", "durand", "call", "--outcome", "failed"), 2, "is said of a message"),
            (("done", "durand", "^f5w2kb8t"), 4, "there is no task ^f5w2kb8t in durand"),
        ],
    )
    def test_bad_input(self, durand: Desk, recouv: Recouv, words: tuple[str, ...], code: int, says: str) -> None:
        """One clear message on standard error, its code, and nothing written."""
        before = durand.git("rev-parse", "HEAD")
        ran = recouv(*words)
        assert ran.code == code, ran
        assert says in ran.err
        assert "Traceback" not in ran.err
        assert ran.out == ""
        assert durand.git("rev-parse", "HEAD") == before
        assert durand.status() == ""

    def test_text_that_is_not_utf8(self, durand: Desk, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """Standard input in another encoding, or an argument that is no text, is refused and not mangled."""
        import io

        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9"), encoding="utf-8"))
        assert "not UTF-8: byte 0xe9" in recouv("log", "durand", "note", "--note", "-").err
        ran = recouv("log", "durand", "note", "--note", "caf\udce9")
        assert ran.code == 2
        assert durand.status() == ""

    def test_an_output_that_cannot_be_written(self, durand: Desk) -> None:
        """A full disk is one message; what was committed stays committed."""
        import subprocess
        import sys

        full = Path("/dev/full")
        if not full.exists():
            pytest.skip("there is no /dev/full here")
        with full.open("w") as stream:
            command = [sys.executable, "-m", "recouv", "-C", str(durand.root), "pay", "durand", "5", "--unallocated"]
            done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        assert done.returncode == 3
        assert "the output cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
        assert durand.subjects()[0].startswith("payment:")

    def test_closed_streams(self, durand: Desk) -> None:
        """`recouv … >&- <&-` is no traceback."""
        import subprocess
        import sys

        done = subprocess.run(
            f"{sys.executable} -m recouv -C {durand.root} balance >&- <&-", shell=True, capture_output=True, check=False
        )
        assert b"Traceback" not in done.stderr

    def test_another_encoding(self, durand: Desk, tmp_path: Path) -> None:
        """JSON and CSV lose nothing where the terminal is not UTF-8."""
        import os
        import subprocess
        import sys

        durand.write("cafe", DURAND.replace("Menuiserie Durand SARL", "Café Ünü"))
        for form in (["--json"], ["--format", "csv"]):
            done = subprocess.run(
                [sys.executable, "-m", "recouv", "-C", str(durand.root), "balance", *form],
                capture_output=True,
                env={**os.environ, "PYTHONIOENCODING": "ascii"},
                check=True,
            )
            assert "Café Ünü" in done.stdout.decode() or b"Caf\\u00e9 \\u00dcn\\u00fc" in done.stdout

    def test_an_output_over_a_dossier(self, durand: Desk, recouv: Recouv) -> None:
        """An export is never written over a file of the workspace."""
        ran = recouv("export", "hledger", "-o", str(durand.root / "dossiers/durand.md"))
        assert ran.code == 2
        assert "is in the workspace" in ran.err
        assert durand.status() == ""

    def test_wrong_words(self, recouv: Recouv) -> None:
        """An unknown command suggests one; an unknown option says where the help is."""
        assert (ran := recouv("blance")).code == 2
        assert "did you mean balance?" in ran.err
        assert (ran := recouv("balance", "--colour")).code == 2
        assert "--help" in ran.err

    def test_no_workspace(self, recouv: Recouv, tmp_path: Path) -> None:
        """A folder that is no workspace says how to make one."""
        ran = recouv("balance", at=tmp_path)
        assert ran.code == 3
        assert "there is no recouv workspace" in ran.err
        assert "recouv init" in ran.err

    def test_a_workspace_in_the_environment(
        self, durand: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """RECOUV_DIR chooses it where -C does not."""
        from tests.conftest import call

        monkeypatch.setenv("RECOUV_DIR", str(durand.root))
        assert call(["balance", "--json"]) == 0
        assert json.loads(capfd.readouterr().out)["clients"][0]["id"] == "durand"

    def test_malformed_settings(self, durand: Desk, recouv: Recouv) -> None:
        """recouv.yaml with a mistake is refused with its place."""
        (durand.root / "recouv.yaml").write_text("recouv: 1\nlanguage: klingon\n", encoding="utf-8")
        ran = recouv("balance")
        assert ran.code == 3
        assert "recouv.yaml:2:11: language reads klingon" in ran.err

    @pytest.mark.parametrize(
        "text", ["a: b: c", "{", "- x", "\tname: x", "name: 'x", "name: &a *a", "? [x]\n: y", "a: !!python/object:os x"]
    )
    def test_malformed_heads(self, durand: Desk, recouv: Recouv, text: str) -> None:
        """YAML that is none is reported with its line, and the other dossiers are listed."""
        durand.write("bad", f"---\n{text}\n---\n\n## Journal\n")
        ran = recouv("check")
        assert ran.code == 1
        assert ran.out.startswith("dossiers/bad.md:")
        assert json.loads(recouv("balance", "--json").out)["clients"][0]["id"] == "durand"

    def test_a_credit_note_twice(self, durand: Desk, recouv: Recouv) -> None:
        """The same number is refused, as an invoice's is."""
        assert recouv("credit", "durand", "AV1", "10").code == 0
        ran = recouv("credit", "durand", "AV1", "10")
        assert ran.code == 1
        assert "credit note AV1 is already at line" in ran.err

    def test_a_letter_is_not_a_client(self, durand: Desk, recouv: Recouv) -> None:
        """What stands in several names is ambiguous, even where it begins only one of them."""
        durand.write("encre", DURAND.replace("Menuiserie Durand SARL", "Encre bleue"))
        assert recouv("show", "e").code == 2

    def test_an_ambiguous_name_lists_the_candidates(self, durand: Desk, recouv: Recouv) -> None:
        """And is a wrong usage."""
        durand.write("durand-fils", DURAND.replace("Menuiserie Durand SARL", "Durand Fils"))
        ran = recouv("show", "dur")
        assert ran.code == 2
        assert "durand (Menuiserie Durand SARL), durand-fils (Durand Fils)" in ran.err

    def test_a_reader_that_leaves(self, durand: Desk) -> None:
        """`recouv balance | head -0` is no error."""
        import subprocess
        import sys

        done = subprocess.run(
            f"{sys.executable} -m recouv -C {durand.root} balance --json | true",
            shell=True,
            capture_output=True,
            check=False,
        )
        assert done.stderr == b""


class TestWriting:
    """Every command that writes prints its commit, and with `--dry-run` the diff alone."""

    def test_a_day_of_work(self, desk: Desk, recouv: Recouv) -> None:
        """New client, invoice, call, payment, undo: five commits, and the balance follows."""
        assert recouv("new", "Menuiserie Durand SARL", "--id", "durand").code == 0
        assert recouv("invoice", "durand", "F1", "1 200,50", "--on", "2026-09-01", "--due", "2026-10-01").code == 0
        assert recouv("log", "durand", "call", "--outcome", "call-back", "--next", "2026-11-27").code == 0
        assert recouv("pay", "durand", "200.50", "--for", "F1").code == 0
        ran = recouv("undo")
        assert ran.code == 0
        assert ran.out.split()[0] == desk.git("rev-parse", "--short", "HEAD").strip()
        assert json.loads(recouv("balance", "--json").out)["totals"]["EUR"]["total"] == "1200.50"
        assert len(desk.subjects()) == 6

    def test_a_due_date_without_its_year_follows_the_invoice(self, durand: Desk, recouv: Recouv) -> None:
        """That of an invoice recorded late is past, not a year ahead."""
        ran = recouv("invoice", "durand", "F9", "10", "--on", "1/8", "--due", "30/9", "--dry-run")
        assert "due: 2026-09-30" in ran.out

    def test_a_promise_without_its_year_follows_the_call(self, durand: Desk, recouv: Recouv) -> None:
        """Of a call logged late too."""
        ran = recouv("log", "durand", "call", "--on", "3/9", "--promise", "10", "--by", "15/9", "--dry-run")
        assert "by: 2026-09-15" in ran.out

    def test_dry_run(self, durand: Desk, recouv: Recouv) -> None:
        """The diff on standard output, nothing committed."""
        before = durand.subjects()
        ran = recouv("pay", "durand", "5", "--unallocated", "--dry-run")
        assert "+- amount: 5.00" in ran.out
        assert durand.subjects() == before

    def test_an_allocation_is_proposed_and_not_applied(self, durand: Desk, recouv: Recouv) -> None:
        """Without `--accept` or `--for` the money stays unallocated, and the proposal is shown."""
        ran = recouv("pay", "durand", "400")
        assert "F2026-031: €400.00" in ran.err
        assert json.loads(recouv("balance", "--json").out)["clients"][0]["unallocated"] == "-400.00"

    def test_an_accepted_proposal(self, durand: Desk, recouv: Recouv) -> None:
        """`--accept` takes it."""
        recouv("pay", "durand", "400", "--accept")
        assert json.loads(recouv("balance", "--json").out)["clients"][0]["1-30"] == "1000.00"

    def test_money_allocated_later(self, durand: Desk, recouv: Recouv) -> None:
        """`allocate` uses the oldest unallocated payment."""
        recouv("pay", "durand", "400", "--unallocated")
        assert recouv("allocate", "durand", "--for", "f2026-031").code == 0
        row = json.loads(recouv("balance", "--json").out)["clients"][0]
        assert (row["1-30"], row["unallocated"]) == ("1000.00", "0.00")

    def test_a_note_from_standard_input(self, durand: Desk, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """`--note -` reads it."""
        import io

        monkeypatch.setattr("sys.stdin", io.StringIO("first line\nsecond line\n"))
        recouv("log", "durand", "reply", "--note", "-")
        assert "> first line\n> second line\n" in durand.read("durand")

    def test_a_credit_note_takes_what_is_left(self, durand: Desk, recouv: Recouv) -> None:
        """2,000 on an invoice of which 1,400 is left: 600 is kept for later."""
        assert recouv("credit", "durand", "AV1", "2000", "--invoice", "F2026-031").code == 0
        row = json.loads(recouv("balance", "--json").out)["clients"][0]
        assert (row["overdue"], row["unallocated"], row["total"]) == ("0.00", "-600.00", "-600.00")

    @pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
    @pytest.mark.parametrize(
        ("words", "left"),
        [
            (("pay", "durand", "100000", "--for", "F2026-031"), "€98,600.00 settles nothing yet"),
            (("credit", "durand", "AV1", "2000", "--invoice", "F2026-031"), "€600.00 settles nothing yet"),
            (("credit", "durand", "AV1", "99999"), "€99,999.00 settles nothing yet"),
            (("pay", "durand", "1400", "--for", "F2026-031"), ""),
        ],
    )
    def test_what_settles_nothing_is_told(
        self, durand: Desk, recouv: Recouv, words: tuple[str, ...], left: str, dry_run: tuple[str, ...]
    ) -> None:
        """A zero too many, or an advance: nobody but the person knows."""
        ran = recouv(*words, *dry_run)
        assert ran.code == 0
        assert [line for line in ran.err.splitlines() if "settles nothing" in line] == ([left] if left else [])

    def test_one_line_of_the_head(self, durand: Desk, recouv: Recouv) -> None:
        """Only that line changes; its neighbours and the comment stay."""
        assert recouv("edit", "durand", "terms=45 days").code == 0
        changed = [
            line
            for line in durand.git("show", "--format=", "-U0").splitlines()
            if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
        assert changed == ["-terms: 30 days end of month", "+terms: 45 days"]


class TestLanguage:
    """`--lang`, then the workspace, then the environment."""

    def test_in_order(self, durand: Desk, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each gives way to the one before it."""
        settings = durand.root / "recouv.yaml"
        settings.write_text(settings.read_text().replace("language: en\n", ""), encoding="utf-8")
        monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
        assert "1\u00a0400,00" in recouv("balance").out
        settings.write_text(settings.read_text() + "language: en\n", encoding="utf-8")
        assert "1,400.00" in recouv("balance").out
        assert "1\u00a0400,00" in recouv("--lang", "fr", "balance").out

    def test_the_words_of_the_screens_are_understood(self, durand: Desk, recouv: Recouv) -> None:
        """What a French screen shows may be typed; the file keeps the format's own code."""
        assert recouv("--lang", "fr", "log", "durand", "appel", "--outcome", "Message laissé").code == 0
        assert "- outcome: message-left\n" in durand.read("durand")
        assert recouv("--lang", "fr", "pay", "durand", "5", "--method", "chèque", "--unallocated").code == 0
        assert "- method: cheque\n" in durand.read("durand")
        assert recouv("log", "durand", "call", "--outcome", "nonsense").code == 2

    def test_commits_speak_the_language_of_the_workspace(self, durand: Desk, recouv: Recouv) -> None:
        """Whoever works in it."""
        recouv("--lang", "fr", "pay", "durand", "5", "--unallocated")
        assert durand.subjects()[0] == "payment: Menuiserie Durand SARL, €5.00"

    def test_json_is_the_same_in_every_language(self, durand: Desk, recouv: Recouv) -> None:
        """Save the sentences, a document does not depend on who asks."""
        assert recouv("--lang", "fr", "balance", "--json").out == recouv("--lang", "en", "balance", "--json").out


class TestHelp:
    """Each command has its help, with examples that are of its own."""

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_every_command(self, recouv: Recouv, language: str) -> None:
        """The usage, one line on what it is for, and examples."""
        from recouv.usecases.verbs import VERBS

        for verb in VERBS:
            if verb.command:
                ran = recouv("--lang", language, verb.command, "--help")
                assert ran.code == 0
                assert f"recouv {verb.command}" in ran.out.partition("\n\n")[2]

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion(self, recouv: Recouv, shell: str) -> None:
        """A script for each shell."""
        ran = recouv("completion", shell)
        assert ran.code == 0
        assert "recouv" in ran.out


class TestAlone:
    """`recouv` without a command, where there is no terminal, prints the agenda."""

    def test_bare(self, durand: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        """The same text as `recouv agenda`."""
        from tests.conftest import call

        monkeypatch.setattr("recouv.cli.main.today", lambda: TODAY)
        monkeypatch.chdir(durand.root)
        assert call([]) == 0
        alone = capfd.readouterr().out
        assert call(["agenda"]) == 0
        assert capfd.readouterr().out == alone
        assert "Menuiserie Durand SARL" in alone

    def test_every_last_word(self, durand: Desk, recouv: Recouv) -> None:
        """An option that ends the line is read too."""
        assert recouv("balance", "--lang").code == 2
        assert recouv("--lang=fr", "agenda").code == 0


class TestEveryWritingCommand:
    """Each takes `--on DATE`, `--note TEXT` or `-`, and `--dry-run`."""

    @pytest.mark.parametrize(
        "words",
        [
            ("new", "Roux"),
            ("invoice", "durand", "F9", "10"),
            ("credit", "durand", "A9", "10"),
            ("pay", "durand", "10", "--unallocated"),
            ("log", "durand", "call"),
            ("task", "durand", "2026-12-01", "call back"),
            ("cancel", "durand", "^f5w2kb8t"),
            ("promise", "durand", "100", "--by", "2026-12-01"),
            ("plan", "durand", "--count", "2", "--first", "2026-12-01"),
            ("dispute", "durand", "F2026-031"),
            ("hold", "durand"),
            ("handover", "durand", "--to", "Vidal"),
            ("writeoff", "durand", "F2026-031", "--reason", "gone"),
            ("insolvency", "durand"),
            ("limit", "durand", "5000"),
            ("review", "durand", "no credit"),
            ("acknowledgment", "durand"),
        ],
    )
    def test_on_note_and_dry_run(self, durand: Desk, recouv: Recouv, words: tuple[str, ...]) -> None:
        """The dry run shows the day and the note that the real run then commits."""
        given = ("--on", "2026-11-18", "--note", "as agreed")
        ran = recouv(*words, *given, "--dry-run")
        assert ran.code == 0, ran
        assert "+### 2026-11-18 " in ran.out
        assert "+> as agreed" in ran.out
        assert durand.status() == ""
        assert recouv(*words, *given).code == 0
        assert "as agreed" in durand.git("log", "-1", "--format=%b")

    @pytest.mark.parametrize(
        ("begin", "end"),
        [
            (("promise", "durand", "100", "--by", "2026-12-01"), ("withdraw", "durand")),
            (("plan", "durand", "--count", "2", "--first", "2026-12-01"), ("release", "durand")),
            (("dispute", "durand", "F2026-031"), ("resolve", "durand", "--outcome", "withdrawn")),
            (("hold", "durand"), ("release", "durand")),
            (("handover", "durand", "--to", "Vidal"), ("recall", "durand")),
        ],
    )
    def test_the_end_of_a_commitment(
        self, durand: Desk, recouv: Recouv, begin: tuple[str, ...], end: tuple[str, ...]
    ) -> None:
        """It names the only one that is open; to end it again matches nothing."""
        assert recouv(*begin, "--on", "2026-11-18").code == 0
        self.test_on_note_and_dry_run(durand, recouv, (*end, "--reason", "done"))
        assert recouv(*end).code == 4

    def test_undo(self, durand: Desk, recouv: Recouv) -> None:
        """An undo says why in its commit."""
        recouv("pay", "durand", "10", "--unallocated")
        assert recouv("undo", "--note", "typed twice").code == 0
        assert durand.git("log", "-1", "--format=%b").startswith("typed twice\n")

    def test_check_teaches_a_new_clone_how_dossiers_merge(self, durand: Desk, recouv: Recouv) -> None:
        """The driver cannot be committed, so `check` configures it where it is missing, once."""
        durand.git("config", "--unset", "merge.recouv.driver")
        assert "did not know how dossiers are merged" in recouv("check").err
        assert "merge-driver" in durand.git("config", "merge.recouv.driver")
        assert "did not know" not in recouv("check").err

    def test_a_driver_of_an_earlier_recouv_is_put_right(self, durand: Desk, recouv: Recouv) -> None:
        """The line that an earlier version wrote is replaced; a person's own is left."""
        known = durand.git("config", "merge.recouv.driver")
        durand.git("config", "merge.recouv.driver", "recouv merge-driver %O %A %B || true")
        recouv("check")
        assert durand.git("config", "merge.recouv.driver") == known
        durand.git("config", "merge.recouv.driver", "mine %O %A %B")
        recouv("check")
        assert durand.git("config", "merge.recouv.driver") == "mine %O %A %B\n"

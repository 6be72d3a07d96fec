"""What an audit makes of what it is shown: each rule alone, without git."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.past_commit import PastCommit, Signature
from recouv.rules.audit.append_only import compare, is_sealing, lines_of, own_id
from recouv.rules.audit.claims import claims
from recouv.rules.audit.merged import merged_entries, merged_head
from recouv.rules.audit.moments import commit_moments, entry_moments, moment
from recouv.rules.audit.signatures import judge_commit, signers_of_gpg, without_gpg
from recouv.store.audit.journal_cut import appended, entries_in, typed

ONE = "### 2026-11-05 note ^aaaaaaaa\n- recorded: 2026-11-05T10:00:00Z lea\n> one\n"
TWO = "### 2026-11-06 call ^bbbbbbbb\n- outcome: reached\n- recorded: 2026-11-06T10:00:00Z lea\n"
THREE = "### 2026-11-07 payment ^cccccccc\n- amount: 10.00\n- recorded: 2026-11-07T10:00:00Z lea\n"
NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())
NOW = datetime(2026, 11, 30, tzinfo=UTC)
GPG = {"ABCD": "lea@example.com"}
COMMIT = PastCommit(
    id="c" * 40,
    parents=("p" * 40,),
    author="Léa",
    author_email="lea@example.com",
    authored=NOON,
    committer_email="lea@example.com",
    committed=NOON,
    subject="note: durand",
    action="note",
    dossiers=("durand",),
    entries=("aaaaaaaa",),
)


class TestOwnId:
    """The ID of the entry, not of the one that it names."""

    @pytest.mark.parametrize(
        ("title", "found"),
        [
            ("### 2026-11-05 note ^aaaaaaaa", "aaaaaaaa"),
            ("### 2026-11-05 note", ""),
            ("### 2026-11-05 cancel ^aaaaaaaa ^bbbbbbbb", "bbbbbbbb"),
            ("### 2026-11-05 cancel ^aaaaaaaa", ""),
            ("### 2026-11-05 invoice F^1 ^aaaaaaaa  ", "aaaaaaaa"),
            ("### 2026-11-05 unheard-of ^AAAAAAAA", "AAAAAAAA"),
        ],
    )
    def test_titles(self, title: str, found: str) -> None:
        """One ID alone after a kind that concerns another entry is the entry meant."""
        assert own_id(f"{title}\n- recorded: 2026-11-05T10:00:00Z lea\n") == found


class TestCompare:
    """What became of the entries."""

    @given(st.permutations([ONE, TWO, THREE]))
    def test_the_order_means_nothing(self, order: list[str]) -> None:
        """A merge orders them anew."""
        assert compare([ONE, TWO, THREE], order) == compare([], [])

    @given(st.lists(st.sampled_from([ONE, TWO, THREE]), unique=True), st.permutations([ONE, TWO, THREE]))
    def test_added_and_gone_are_each_others_reverse(self, some: list[str], all_of_them: list[str]) -> None:
        """What one way added, the other way took out."""
        forth, back = compare(some, all_of_them), compare(all_of_them, some)
        assert forth.added == back.gone
        assert forth.gone == back.added == ()

    @pytest.mark.parametrize(
        ("typed_text", "sealed"),
        [
            ("### 2026-11-05 note\n> one\n", "### 2026-11-05 note ^aaaaaaaa\n> one\n- recorded: M lea\n"),
            ("### 2026-11-05 done ^bbbbbbbb\n", "### 2026-11-05 done ^bbbbbbbb ^aaaaaaaa\n- recorded: M lea\n"),
            ("### 2026-11-05 note ^aaaaaaaa\n> one\n", "### 2026-11-05 note ^aaaaaaaa\n- recorded: M lea\n> one\n"),
        ],
    )
    def test_what_sealing_is(self, typed_text: str, sealed: str) -> None:
        """Nothing but an ID and a moment, each where it lacked."""
        assert is_sealing(typed_text, sealed)
        assert compare([typed_text], [sealed]).sealed == ((typed_text, sealed),)

    @pytest.mark.parametrize(
        "other", [ONE.replace("one", "two"), ONE.replace("lea", "marc"), ONE.replace("05 n", "04 n")]
    )
    def test_words_moment_and_day_are_facts(self, other: str) -> None:
        """Each of them, changed, is a change."""
        assert compare([ONE], [other]).changed == ((ONE, other),)
        assert not is_sealing(ONE, other)

    def test_a_restyled_entry(self) -> None:
        """Spaces and comments say nothing; prose does."""
        assert compare([TWO], [TWO.replace("- outcome", "-  outcome")]).restyled
        assert compare([TWO], [f"{TWO}<!-- seen -->\n"]).restyled
        assert compare([ONE], [ONE.replace("> one", "> o  ne")]).changed

    def test_the_lines(self) -> None:
        """Those that differ and no other."""
        assert lines_of(TWO, TWO.replace("reached", "refused")) == ("-- outcome: reached", "+- outcome: refused")


class TestAppended:
    """The short way answers as the long one does, or not at all."""

    HEAD = "---\nname: Durand\n---\n\n## Journal\n"

    @given(
        st.lists(st.sampled_from([ONE, TWO]), max_size=2, unique=True),
        st.sampled_from(["\n", "\n\n", ""]),
        st.booleans(),
    )
    def test_it_is_what_comparing_gives(self, some: list[str], gap: str, changed: bool) -> None:
        """Whatever stands before, and however many blank lines between."""
        before = self.HEAD + "".join(f"\n{entry}" for entry in some)
        start = before.replace("2026-11-05 note", "2026-11-04 note") if changed else before
        after = f"{start}{gap}\n{THREE}"
        found = appended(before.encode(), after.encode())
        if found is not None:
            assert compare(entries_in(before), entries_in(after)).added == tuple(found)
            assert compare(entries_in(before), entries_in(after)).changed == ()
        assert found is not None or changed

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (HEAD + "\n" + ONE, HEAD + "\n" + ONE + "> more\n\n" + TWO),
            (HEAD + "\n" + ONE, HEAD + "\n" + ONE.removesuffix("one\n") + "once\n\n" + TWO),
            ("---\nname: Durand\n---\n", "---\nname: Durand\n---\n\n## Journal\n\n" + ONE),
            (HEAD + "\n" + ONE, (HEAD + "\n" + ONE + "\n" + TWO).replace("\n", "\r\n")),
        ],
    )
    def test_what_it_leaves_to_the_long_one(self, before: str, after: str) -> None:
        """Lines behind the last entry, a journal that begins, other line ends."""
        assert appended(before.encode(), after.encode()) is None


class TestClaims:
    """Trailers beside what changed."""

    def flaws(
        self, commit: PastCommit, touched: str = "durand", added: str = "aaaaaaaa", sealed: str = ""
    ) -> list[str]:
        found = claims(commit, touched=touched.split(), added=added.split(), sealed=sealed.split())
        return [str(one.flaw) for one in found]

    def test_agreed(self) -> None:
        """Nothing to say."""
        assert self.flaws(COMMIT) == []

    def test_what_it_seals_it_may_name(self) -> None:
        """Or not."""
        both = replace(COMMIT, entries=("aaaaaaaa", "bbbbbbbb"))
        assert self.flaws(both, sealed="bbbbbbbb") == []
        assert self.flaws(COMMIT, sealed="bbbbbbbb") == []

    def test_a_demonstration_is_the_first_commit_or_none(self) -> None:
        """Forged later, it is judged as any other."""
        demo = replace(COMMIT, action="demo", dossiers=(), entries=())
        assert self.flaws(replace(demo, parents=())) == []
        assert self.flaws(demo) == ["trailer-omits", "trailer-dossier"]

    def test_entries_named_without_an_action(self) -> None:
        """It claims to be recouv's, and is not."""
        assert self.flaws(replace(COMMIT, action="")) == ["trailer-dossier"]


class TestMoments:
    """Days and people."""

    def test_a_day_of_grace(self) -> None:
        """For time zones."""
        for text, expected in (("2026-11-21", []), ("2026-11-22", ["dated-after-commit"])):
            entry = typed(f"### {text} note ^aaaaaaaa\n- recorded: 2026-11-20T10:00:00Z lea\n")
            assert entry is not None
            assert [str(one.flaw) for one in entry_moments(entry, COMMIT, "lea")] == expected

    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("invoice F1 ^aaaaaaaa", []),
            ("credit-note A1 ^aaaaaaaa", []),
            ("cancel ^bbbbbbbb ^aaaaaaaa", []),
            ("payment ^aaaaaaaa", ["dated-after-commit"]),
        ],
    )
    def test_papers_may_be_issued_in_advance(self, title: str, expected: list[str]) -> None:
        """What recouv lets be dated ahead, with what strikes it out; no money."""
        entry = typed(f"### 2026-12-31 {title}\n- recorded: 2026-11-20T10:00:00Z lea\n")
        assert entry is not None
        assert [str(one.flaw) for one in entry_moments(entry, COMMIT, "lea")] == expected

    @pytest.mark.parametrize(("by", "expected"), [("lea", []), ("import", []), ("marc", ["recorded-by-another"])])
    def test_writers(self, by: str, expected: list[str]) -> None:
        """The author, or an import."""
        entry = typed(f"### 2026-11-20 note ^aaaaaaaa\n- recorded: 2026-11-20T10:00:00Z {by}\n")
        assert entry is not None
        assert [str(one.flaw) for one in entry_moments(entry, COMMIT, "lea")] == expected

    @pytest.mark.parametrize(("hours", "expected"), [(23, []), (25, ["clock-back"])])
    def test_clock_behind_its_parents(self, hours: int, expected: list[str]) -> None:
        """A day, no more."""
        found = commit_moments(COMMIT, [NOON + hours * 3600], NOW)
        assert [str(one.flaw) for one in found] == expected

    def test_a_clock_beyond_the_calendar(self) -> None:
        """It is told, and nothing breaks."""
        far = replace(COMMIT, authored=10**15, committed=10**15)
        assert [str(one.flaw) for one in commit_moments(far, [], NOW)] == ["commit-in-future"]
        assert moment(-(10**15)).year == 9999


class TestMerged:
    """What a merge holds."""

    def flaws(self, merge: list[str], *parents: list[str], out: str = "", typed: tuple[str, ...] = ()) -> list[str]:
        return [str(one.flaw) for one in merged_entries(merge, parents, taken_out=out.split(), typed=typed)]

    def test_both_sides(self) -> None:
        """All of both, once."""
        assert self.flaws([ONE, TWO, THREE], [ONE, TWO], [ONE, THREE]) == []

    def test_an_entry_changed_by_one_side_is_taken(self) -> None:
        """That side's commit is told on its own account."""
        changed = ONE.replace("one", "two")
        assert self.flaws([changed, TWO], [ONE, TWO], [changed]) == []

    def test_evil(self) -> None:
        """Added, lost, changed."""
        assert self.flaws([ONE, TWO], [ONE], [ONE]) == ["merge-added"]
        assert self.flaws([ONE], [ONE, TWO], [ONE]) == ["merge-lost"]
        assert self.flaws([ONE.replace("one", "1")], [ONE], [ONE]) == ["merge-changed"]

    def test_what_was_taken_out_before(self) -> None:
        """Not the merge's doing."""
        assert self.flaws([ONE], [ONE, TWO], [ONE], out="bbbbbbbb") == []

    def test_three_parents(self) -> None:
        """Every side counts."""
        assert self.flaws([ONE, TWO], [ONE], [TWO], [THREE]) == ["merge-lost"]

    def test_heads(self) -> None:
        """A key as neither side has it, or that neither took out."""
        sides = [{"kind": "kind: company\n"}, {"kind": "kind: public\n", "owner": "owner: lea\n"}]
        assert list(merged_head({"kind": "kind: public\n"}, sides)) == []
        (one,) = merged_head({"kind": "kind: consumer\n"}, sides)
        assert one.lines == ("-kind: company", "+kind: consumer")
        assert len(list(merged_head({}, [sides[0], sides[0]]))) == 1


class TestSignatures:
    """Whose they are."""

    @pytest.mark.parametrize(
        ("signature", "expected"),
        [
            (Signature(state="G", signer="lea@example.com", keys=("SHA256:x",)), None),
            (Signature(state="G", signer="marc@example.com", keys=("SHA256:x",)), "signer-other"),
            (Signature(state="U", keys=("SHA256:x",)), "signer-unknown"),
            (Signature(state="U", signer="?", keys=("abcd",)), None),
            (Signature(state="G", signer="Léa <lea@example.com>", keys=("1234",)), "signer-unknown"),
            (Signature(state="E", keys=("1234",)), "signer-unknown"),
            (Signature(state="B", keys=("abcd",)), "signature-bad"),
            (Signature(state="X", keys=("abcd",)), "signature-bad"),
            (Signature(state="N"), "unsigned"),
        ],
    )
    def test_states(self, signature: Signature, expected: str | None) -> None:
        """As git writes them."""
        found = judge_commit(replace(COMMIT, signature=signature), GPG)
        assert (str(found.flaw) if found else None) == expected

    def test_the_list(self) -> None:
        """OpenPGP's lines are ours, the others OpenSSH's."""
        text = "lea@example.com gpg ab cd\n# marc gpg 1234\nmarc@example.com ssh-ed25519 AAAA\n"
        assert signers_of_gpg(text) == GPG
        assert "gpg ab" not in without_gpg(text)
        assert "ssh-ed25519 AAAA\n" in without_gpg(text)

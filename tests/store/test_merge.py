"""Two versions of a dossier made one: nothing lost, nothing twice, in one order whoever merges first."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.store.dossier_pieces import UncutError, cut, join
from recouv.store.merge import Labels, merge_dossiers

HEAD = """---
recouv: 1  # the format
name: Durand
# whom to ask
owner: lea
tags: [loyal]
contacts:
  - name: Claire Petit
    email: compta@durand.example
---

# Durand

Ask for Mme Petit.

Never on Friday.

## Journal

"""
INVOICE = """### 2026-09-01 invoice F-1 ^7k3f9x2m
- amount: 2400.00
- due: 2026-10-31
- recorded: 2026-09-01T09:12:07Z import
"""
BASE = HEAD + INVOICE


def entry(identifier: str, moment: str, words: str = "note", by: str = "lea") -> str:
    """A sealed entry."""
    return f"\n### 2026-11-05 note ^{identifier}\n- recorded: 2026-11-{moment}Z {by}\n> {words}\n"


OURS = entry("aaaaaaa1", "05T10:00:00", "ours", "lea")
THEIRS = entry("bbbbbbb2", "05T09:00:00", "theirs", "marc")


class TestEntries:
    """The journal is a set of entries."""

    def test_both_added_one(self) -> None:
        """Both are there, the one written first comes first."""
        merged = merge_dossiers(BASE, BASE + OURS, BASE + THEIRS)
        assert merged.text == BASE + THEIRS + OURS
        assert merged.conflicts == ()

    def test_both_added_the_same(self) -> None:
        """What both have is there once."""
        merged = merge_dossiers(BASE, BASE + OURS, BASE + OURS + THEIRS)
        assert merged.text.count("^aaaaaaa1") == 1

    def test_one_taken_out_by_hand(self) -> None:
        """An entry that one side took out and the other left alone is out: that is what git's revert does."""
        merged = merge_dossiers(BASE + OURS, BASE, BASE + OURS + THEIRS)
        assert merged.text == BASE + THEIRS

    def test_changed_on_one_side(self) -> None:
        """A correction by hand is kept."""
        changed = BASE.replace("2400.00", "2500.00")
        assert merge_dossiers(BASE, changed, BASE + THEIRS).text == changed + THEIRS

    def test_changed_on_both_sides(self) -> None:
        """Both corrections are shown, around that entry alone."""
        ours, theirs = (BASE.replace("2400.00", amount) for amount in ("2500.00", "2600.00"))
        merged = merge_dossiers(BASE, ours + OURS, theirs + THEIRS)
        assert merged.conflicts == ("7k3f9x2m",)
        assert merged.text == HEAD + (
            "<<<<<<< ours\n"
            + INVOICE.replace("2400.00", "2500.00")
            + "=======\n"
            + INVOICE.replace("2400.00", "2600.00")
            + ">>>>>>> theirs\n"
            + THEIRS
            + OURS
        )

    def test_taken_out_on_one_side_and_changed_on_the_other(self) -> None:
        """Neither wins in silence."""
        merged = merge_dossiers(BASE, HEAD, BASE.replace("2400.00", "2500.00"))
        assert merged.conflicts == ("7k3f9x2m",)
        assert "2500.00" in merged.text

    def test_one_id_for_two_entries(self) -> None:
        """Two entries that were given one ID are both shown."""
        ours, theirs = BASE + entry("aaaaaaa1", "05T10:00:00", "x"), BASE + entry("aaaaaaa1", "05T10:00:00", "y")
        merged = merge_dossiers(BASE, ours, theirs)
        assert merged.conflicts == ("aaaaaaa1",)
        assert "> x" in merged.text
        assert "> y" in merged.text

    def test_typed_by_hand_and_sealed_twice(self) -> None:
        """An entry that both sides sealed, each under its own ID, is one fact."""
        typed = "\n### 2026-11-05 payment\n- amount: 100.00\n"
        ours, theirs = (
            f"\n### 2026-11-05 payment ^{identifier}\n- amount: 100.00\n- recorded: 2026-11-{moment}Z {by}\n"
            for identifier, moment, by in (("aaaaaaa1", "06T10:00:00", "lea"), ("bbbbbbb2", "06T09:00:00", "marc"))
        )
        merged = merge_dossiers(BASE + typed, BASE + ours, BASE + theirs)
        assert merged.text == BASE + theirs
        assert merge_dossiers(BASE + typed, BASE + theirs, BASE + ours) == merged

    def test_a_comment_goes_with_the_entry_above(self) -> None:
        """What stands under an entry stays under it."""
        ours = BASE + OURS + "<!-- to be checked -->\n"
        merged = merge_dossiers(BASE, ours, BASE + entry("bbbbbbb2", "05T11:00:00"))
        assert "> ours\n<!-- to be checked -->\n" in merged.text


class TestHead:
    """Key by key."""

    def test_two_keys(self) -> None:
        """Each side's change is taken, comments stay."""
        ours, theirs = BASE.replace("owner: lea", "owner: marc"), BASE.replace("[loyal]", "[loyal, hardship]")
        merged = merge_dossiers(BASE, ours, theirs)
        assert merged.text == ours.replace("[loyal]", "[loyal, hardship]")

    def test_one_key_twice(self) -> None:
        """The markers stand around that key, in the head."""
        ours, theirs = BASE.replace("owner: lea", "owner: marc"), BASE.replace("owner: lea", "owner: paul")
        merged = merge_dossiers(BASE, ours, theirs, Labels(ours="HEAD", theirs="origin/main"))
        assert merged.conflicts == ("owner",)
        conflict = (
            "<<<<<<< HEAD\n# whom to ask\nowner: marc\n=======\n# whom to ask\nowner: paul\n>>>>>>> origin/main\n"
        )
        assert conflict in merged.text
        assert merged.text.replace(conflict, "# whom to ask\nowner: lea\n") == BASE

    def test_a_key_of_several_lines(self) -> None:
        """Its lines stay together."""
        ours = BASE.replace("    email", "    phone: '+33'\n    email")
        theirs = BASE.replace("owner: lea", "owner: marc")
        assert merge_dossiers(BASE, ours, theirs).text == ours.replace("owner: lea", "owner: marc")

    def test_new_keys(self) -> None:
        """Those of both sides are there, in one order."""
        ours, theirs = (BASE.replace("tags:", f"{key}\ntags:") for key in ("vat: FR1", "siren: '732829320'"))
        merged = merge_dossiers(BASE, ours, theirs)
        assert merged == merge_dossiers(BASE, theirs, ours)
        assert "vat: FR1\n" in merged.text
        assert "siren: '732829320'\n" in merged.text

    def test_a_key_taken_out(self) -> None:
        """One side took it out, the other left it alone."""
        ours = BASE.replace("tags: [loyal]\n", "")
        assert merge_dossiers(BASE, ours, BASE + THEIRS).text == ours + THEIRS


class TestText:
    """Free text as git merges any text."""

    def test_two_places(self) -> None:
        """Far apart, both changes are taken."""
        ours = BASE.replace("Ask for Mme Petit.", "Ask for M. Petit.")
        theirs = BASE.replace("Never on Friday.", "Never on Monday.")
        merged = merge_dossiers(BASE, ours, theirs)
        assert merged.conflicts == ()
        assert "Ask for M. Petit.\n\nNever on Monday." in merged.text

    def test_one_place(self) -> None:
        """The markers stand around it, the journal is merged all the same."""
        ours = BASE.replace("Never on Friday.", "Never on Monday.") + OURS
        theirs = BASE.replace("Never on Friday.", "Never on Tuesday.") + THEIRS
        merged = merge_dossiers(BASE, ours, theirs)
        assert merged.conflicts == ("text",)
        assert merged.text.endswith(INVOICE + THEIRS + OURS)


class TestFiles:
    """What files are like in the wild."""

    def test_no_base(self) -> None:
        """Both sides made the dossier: what is the same is taken once."""
        merged = merge_dossiers("", BASE + OURS, BASE + THEIRS)
        assert merged.text == BASE + THEIRS + OURS

    def test_line_ends_of_one_side(self) -> None:
        """A side that changed every line end changed nothing else; its line ends are taken."""
        ours = (BASE + OURS).replace("\n", "\r\n")
        merged = merge_dossiers(BASE, ours, BASE + THEIRS)
        assert merged.conflicts == ()
        assert merged.text == (BASE + THEIRS + OURS).replace("\n", "\r\n")

    def test_no_final_line_end(self) -> None:
        """An entry without its last line end is the same entry."""
        merged = merge_dossiers(BASE.rstrip("\n"), (BASE + OURS).rstrip("\n"), BASE + THEIRS)
        assert merged.text == BASE + THEIRS + OURS

    def test_a_side_that_is_no_dossier(self) -> None:
        """Nothing can be told apart: git's own merge, markers and all."""
        merged = merge_dossiers(BASE, "rubbish\n", BASE + THEIRS)
        assert merged.conflicts == ("text",)
        assert "rubbish" in merged.text
        assert "^bbbbbbb2" in merged.text

    def test_markers_of_an_earlier_merge(self) -> None:
        """A text that still holds a conflict is not cut as if it were none."""
        with pytest.raises(UncutError):
            cut(BASE + "<<<<<<< ours\n=======\n>>>>>>> theirs\n")

    def test_pieces_join_back(self) -> None:
        """Cutting loses nothing."""
        assert join(cut(BASE + OURS)) == BASE + OURS


# Random histories

IDS = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=8)
KEYS = ("owner: marc", "tags: [firm]", "vat: FR12", "siren: '1'", "terms: 30 days", "language: en")


@st.composite
def appended(draw: st.DrawFn) -> list[str]:
    """Entries that a side adds."""
    names = draw(st.lists(IDS, max_size=5, unique=True))
    return [
        entry(
            name,
            f"{draw(st.integers(1, 28)):02d}T{draw(st.integers(0, 23)):02d}:00:00",
            draw(st.sampled_from("xyz")),
        )
        for name in names
    ]


def ids(text: str) -> list[str]:
    """Of the entries, in their order."""
    return re.findall(r"^### .*\^(\w{8})$", text, re.MULTILINE)


def with_key(text: str, key: str) -> str:
    """The dossier with one key of its head written so."""
    name = key.split(":")[0]
    line = re.compile(rf"^{name}:.*$", re.MULTILINE)
    return line.sub(key, text, count=1) if line.search(text) else text.replace("tags:", f"{key}\ntags:", 1)


@st.composite
def sides(draw: st.DrawFn, count: int = 2) -> list[str]:
    """Versions of one dossier, each with entries and keys of its own."""
    found = []
    for _ in range(count):
        text = BASE + "".join(draw(appended()))
        for key in draw(st.lists(st.sampled_from(KEYS), max_size=2)):
            text = with_key(text, key)
        found.append(text)
    return found


@settings(max_examples=300, deadline=None)
@given(sides())
def test_every_entry_of_both_sides_is_there_once(both: list[str]) -> None:
    """Nothing lost, nothing twice."""
    merged = merge_dossiers(BASE, *both)
    expected = set(ids(both[0])) | set(ids(both[1]))
    found = ids(merged.text)
    doubles = {name for name in merged.conflicts if len(name) == 8}
    assert set(found) == expected
    assert len(found) == len(expected) + len(doubles)


@settings(max_examples=300, deadline=None)
@given(sides())
def test_it_matters_not_who_merges(both: list[str]) -> None:
    """Ours and theirs may change places."""
    one, other = merge_dossiers(BASE, *both), merge_dossiers(BASE, *reversed(both))
    assert sorted(one.conflicts) == sorted(other.conflicts)
    if not one.conflicts:
        assert one.text == other.text


@settings(max_examples=300, deadline=None)
@given(sides(3))
def test_it_matters_not_in_which_order(three: list[str]) -> None:
    """Of three clones, any two may merge first."""
    one, two, three_ = three
    left, right = merge_dossiers(BASE, one, two), merge_dossiers(BASE, two, three_)
    if not (left.conflicts or right.conflicts):
        first, last = merge_dossiers(BASE, left.text, three_), merge_dossiers(BASE, one, right.text)
        assert sorted(first.conflicts) == sorted(last.conflicts)
        if not first.conflicts:
            assert first.text == last.text


@settings(max_examples=300, deadline=None)
@given(sides())
def test_merging_again_changes_nothing(both: list[str]) -> None:
    """What is merged holds each side already."""
    merged = merge_dossiers(BASE, *both)
    if not merged.conflicts:
        assert merge_dossiers(BASE, merged.text, merged.text).text == merged.text
        for side in both:
            assert merge_dossiers(BASE, merged.text, side).text == merged.text
            assert merge_dossiers(side, merged.text, side).text == merged.text


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), sides())
def test_lines_changed_by_hand_are_all_there(rng: random.Random, both: list[str]) -> None:
    """Whatever a side changed, each of its new lines is in the result, in a conflict or outside."""
    edited = []
    for at, text in enumerate(both):
        lines = text.splitlines(keepends=True)
        spot = rng.randrange(14, len(lines))
        lines.insert(spot, f"> typed by {at}\n" if spot > 17 else f"typed by {at}\n")
        edited.append("".join(lines))
    merged = merge_dossiers(BASE, *edited)
    for at in range(2):
        assert f"typed by {at}\n" in merged.text

"""What has no place in a workspace is found, and is not told again by the report that finds it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import iban, luhn

from recouv.rules.secrets import secrets_in

FRENCH = "FR7630006000011234567890189"
GROUPED = "FR76 3000 6000 0112 3456 7890 189"


def found(line: str, numbers: tuple[str, ...] = ()) -> list[tuple[str, int, str]]:
    """Kind, column and what is shown."""
    return [(str(one.kind), one.column, one.shown) for one in secrets_in(line, numbers=numbers)]


class TestBankAccounts:
    """IBANs whose check digits are right."""

    @pytest.mark.parametrize("text", [FRENCH, GROUPED, GROUPED.replace(" ", "\u00a0"), "DE89 3704 0044 0532 0130 00"])
    def test_in_any_spelling(self, text: str) -> None:
        """Whole or grouped, of any country."""
        assert found(f"> IBAN {text}, thanks") == [("iban", 8, f"{text[:4]} … {text[-2:]}")]

    @pytest.mark.parametrize("after", [" BNP", " BIC BNPAFRPP", "", ".", " 2026", " OK PAID"])
    def test_followed_by_other_words(self, after: str) -> None:
        """Capitals and figures that follow are no part of it."""
        assert found(f"> {GROUPED}{after}") == [("iban", 3, "FR76 … 89")]

    def test_two_of_them(self) -> None:
        """Each is told."""
        assert [row[1] for row in found(f"{GROUPED} / {FRENCH}")] == [1, 37]

    def test_check_digits_that_are_wrong(self) -> None:
        """It is no IBAN."""
        assert found("> FR76 3000 6000 0112 3456 7890 188") == []


class TestCards:
    """Numbers of payment cards whose check digit is right."""

    @pytest.mark.parametrize(
        "text",
        ["4970101234567893", "4111 1111 1111 1111", "5555-5555-5555-4444", "3782 822463 10005", "378282246310005"],
    )
    def test_schemes(self, text: str) -> None:
        """Visa, Mastercard, American Express, whole or grouped, when Luhn's digit is right."""
        digits = text.replace(" ", "").replace("-", "")
        assert luhn.is_valid(digits)
        assert found(f"> card {text}.") == [("card", 8, f"… {digits[-4:]}")]

    def test_followed_by_its_last_month(self) -> None:
        """As people dictate it."""
        assert found("> 4111 1111 1111 1111 12/27") == [("card", 3, "… 1111")]

    def test_an_invoice_of_that_number(self) -> None:
        """Is no card."""
        assert found("- invoices: 4111111111111111", ("4111111111111111",)) == []

    def test_inside_an_iban(self) -> None:
        """What is told once is not told twice."""
        assert [row[0] for row in found(GROUPED)] == ["iban"]


class TestPasswords:
    """A name, a sign, and a word that looks chosen."""

    @pytest.mark.parametrize(
        "line",
        [
            "> mot de passe : Tulipe33",
            "> Mot de passe\u00a0: tulipe",
            "password=hunter2!",
            "> le MDP est Az3rty",
            "smtp: smtps://lea:s3cret@mail.example.com",
            "> code secret: 4812",
        ],
    )
    def test_found(self, line: str) -> None:
        """Nothing of it is shown."""
        assert [row[::2] for row in found(line)] == [("password", "…")]

    @pytest.mark.parametrize(
        "line",
        [
            "> mot de passe oublié, à redemander",
            "> password: ask Léa",
            "> mot de passe : à demander au siège",
            "> password: ********",
            "> she passed the file on",
            "mail:\n  smtp: smtp.example.com:587",
            "> https://example.com/paiement?facture=F2026-031",
        ],
    )
    def test_words_that_are_none(self, line: str) -> None:
        """Are left alone."""
        assert found(line) == []


class TestKeysAndTokens:
    """What says what it is."""

    @pytest.mark.parametrize(
        ("line", "kind"),
        [
            ("-----BEGIN OPENSSH PRIVATE KEY-----", "key"),
            ("-----BEGIN PRIVATE KEY-----", "key"),
            ("> ghp_" + "a1B2" * 9, "token"),
            ("> glpat-" + "a1B2" * 5, "token"),
            ("> AKIA" + "ABCD" * 4, "token"),
            ("> api_key = " + "a1b2" * 5, "token"),
            ("> jeton : " + "a1b2" * 5, "token"),
        ],
    )
    def test_found(self, line: str, kind: str) -> None:
        """And not shown."""
        assert [row[::2] for row in found(line)] == [(kind, "…")]

    def test_a_public_key(self) -> None:
        """Is none."""
        assert found("-----BEGIN PUBLIC KEY-----") == []


class TestOrdinaryNumbers:
    """What dossiers are full of is no secret."""

    @pytest.mark.parametrize(
        "line",
        [
            'siren: "732829320"',
            "> SIRET 732 829 320 00074, TVA FR40303265045",
            'phone: "+33561000000"',
            "> 05 61 00 00 00 ou +33 6 39 98 01 58",
            "### 2026-09-01 invoice F2026-031 ^7k3f9x2m",
            "- invoices: FA-2026-000412, FA-2026-000413",
            "- reference: VIR SEPA DURAND F2026-031 20261113",
            "> commande 4500012345678901234567890",
            "- amount: 4111111111111111.00",
            "account: 411DURAND000123456",
        ],
    )
    def test_none(self, line: str) -> None:
        """Registration, telephone, invoice and order numbers."""
        assert found(line) == []

    @given(st.from_regex(r"[A-Z]{1,3}-?20[0-9]{2}-?[0-9]{3,6}", fullmatch=True))
    def test_any_usual_invoice_number(self, number: str) -> None:
        """Of letters, a year and a rank."""
        assert found(f"### 2026-09-01 invoice {number} ^7k3f9x2m") == []

    @given(st.integers(0, 999_999_999), st.integers(0, 99_999))
    def test_any_siret(self, siren: int, nic: int) -> None:
        """Fourteen figures, whatever their check digit."""
        assert found(f"> SIRET {siren:09d}{nic:05d}") == []


class TestWhatIsShown:
    """A report never holds the secret."""

    @given(st.text("0123456789", min_size=23, max_size=23))
    def test_of_an_account(self, body: str) -> None:
        """Six characters of it at the most."""
        text = f"FR{98 - int(f'{body}152700') % 97:02d}{body}"
        assume(iban.is_valid(text))
        rows = found(f"> {text}")
        assert len(rows) == 1
        assert text not in rows[0][2]
        assert sum(char.isalnum() for char in rows[0][2]) <= 6

    @given(st.text("0123456789", min_size=14, max_size=14))
    def test_of_a_card(self, body: str) -> None:
        """Its last four figures."""
        text = f"4{body}"
        text += luhn.calc_check_digit(text)
        for _, _, shown in found(f"> {text}"):
            assert shown == f"… {text[-4:]}"

    @given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=40))
    def test_of_a_password(self, secret: str) -> None:
        """Nothing, not even its length."""
        assert {row[2] for row in found(f"> password: {secret}") if row[0] == "password"} <= {"…"}

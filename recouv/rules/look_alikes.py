"""What a creditor's letter may not say: the dress of justice, threats of what cannot be done, costs that are not owed.

- The look of a court's or an officer's act frightens by pretending: it is an offence.
- A threat of what a creditor may not do (a criminal complaint, a register of bad payers, telling the employer) is
  blackmail, and against a consumer an aggressive practice.
- What a reminder costs stays with the creditor, save the fixed indemnity between businesses and what is proved beyond.

Words are looked for in the text as it is written, places for values included; a letter that hands a file over is not
for the debtor and may name an officer.

Source: C. pén. art. 433-13 (papers that look judicial), 312-10 (chantage), 222-33-2-2; C. conso. art. L121-6 and
L121-7; CPCE art. L111-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from recouv.domain.message import Message, say

_LOOKS = say("it dresses the letter as an act of justice (C. pén. art. 433-13)")
_THREATENS = say("it threatens what a creditor may not do (C. pén. art. 312-10, C. conso. art. L121-7)")
_CHARGES = say("it charges what stays with the creditor (CPCE art. L111-8)")
_OFFICIAL = (
    r"r[ée]publique fran[çc]aise",
    r"libert[ée],? [ée]galit[ée],? fraternit[ée]",
    r"au nom du peuple",
    r"marianne",
    r"minist[èe]re de la justice",
    r"commandement",
    r"sommation",
    r"huissiers?",
    r"commissaires? de justice",
    r"avis (?:avant|de) (?:saisie|poursuites?)",
    r"saisies?(?:-\w+)?",
    r"exploit",
    r"greffe",
    r"proc[èe]s-verbal",
    r"bailiffs?",
    r"seizures?",
    r"court (?:order|summons)",
    r"writ",
    r"warrant",
)
_THREATS = (
    r"banque de france",
    r"ficp",
    r"fich[ée]e?s?",
    r"liste noire",
    r"plainte",
    r"p[ée]nale?s?",
    r"escroquerie",
    r"police",
    r"gendarmerie",
    r"prison",
    r"employeur",
    r"voisins?",
    r"r[ée]putation",
    r"criminal",
    r"employer",
    r"neighbou?rs?",
    r"blacklist(?:ed)?",
    r"jail",
    r"fraud",
)
_COSTS = (
    r"frais de (?:dossier|relance|rappel|courrier|gestion|mise en demeure|contentieux)",
    r"frais d.huissier",
    r"(?:reminder|administration|collection|handling) (?:fees?|charges?|costs?)",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){'(?:' + '|'.join(patterns) + ')'}(?!\w)", re.IGNORECASE)


_KINDS = ((_any_of(_OFFICIAL), _LOOKS), (_any_of(_THREATS), _THREATENS), (_any_of(_COSTS), _CHARGES))


class LookAlike(Struct, frozen=True):
    """Words that do not belong in a letter to a debtor."""

    words: str
    line: int
    """From 1, in the text."""
    column: int
    """From 1."""
    why: Message


def look_alikes(text: str) -> Iterator[LookAlike]:
    r"""Each of them, in the order of the text.

    >>> [(one.words, one.line) for one in look_alikes("Madame,\\nCommandement de payer")]
    [('Commandement', 2)]
    """
    for rank, line in enumerate(text.split("\n"), start=1):
        found = [(match.start(), match[0], why) for pattern, why in _KINDS for match in pattern.finditer(line)]
        for at, words, why in sorted(found, key=lambda row: row[0]):
            yield LookAlike(words, rank, at + 1, why)

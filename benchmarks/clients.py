"""Who the clients of the book are: the head of each dossier, as a collector would keep it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from benchmarks.question import client_code

TEAM = (
    ("lea", "Léa Fontaine"),
    ("marc", "Marc Etcheverry"),
    ("ines", "Inès Benhaïm"),
    ("gael", "Gaël Le Floc'h"),
    ("zoe", "Zoé Castaing"),
)
_TRADES = (
    "Menuiserie|Charpentes|Boulangerie|Garage|Plomberie|Transports|Imprimerie|Pépinières|Maçonnerie|Électricité|Fromagerie|"
    "Librairie|Hôtel|Brasserie|Ateliers|Établissements|Domaine|Clinique vétérinaire|Pharmacie|Carrières|Tôlerie|Cave"
).split("|")
_SURNAMES = (
    "Lefèvre|Durand|Barthélémy|Ménard|Castañeda|Müller|Peyrat|N'Diaye|Le Goff|Béranger|Rouquette|Gauthier|Noël|"
    "Lemaître|Françon|Çelik|Dubœuf|Sanchís|Thévenot|Kerhervé|Vidal|Œhler|Guérin|Château|Boisselier|D'Amico|Rémusat"
).split("|")
_FIRST_NAMES = "Claire|Solène|Jérôme|Aïcha|Benoît|Chloé|Raphaël|Maëlys|François|Hélène|Théo|Noémie|Loïc|Agnès".split(
    "|"
)
_PLACES = (
    "31000 Toulouse|81600 Gaillac|64100 Bayonne|29200 Brest|69003 Lyon|13006 Marseille|59800 Lille|67000 Strasbourg|"
    "33000 Bordeaux|44000 Nantes|38000 Grenoble|21200 Beaune|30700 Uzès|65000 Tarbes|82000 Montauban|09000 Foix"
).split("|")
_STREETS = (
    "rue des Artisans|avenue de la Gare|chemin des Coteaux|quai de l’Écluse|place du Marché-aux-Grains|impasse Zola"
).split("|")
_ROLES = ("comptabilité fournisseurs", "gérant", "direction financière", "assistante de gestion")
_TAGS = ("fidèle", "export", "grand compte", "saisonnier", "à surveiller", "bâtiment")
_REMARKS = (
    "Client depuis {year}. Paie par virement, le 10 du mois ; relancer avant le 5.",
    "Demander {contact}, jamais le vendredi après-midi. Les factures passent par un portail : compter une semaine.",
    "Client depuis {year}, repris à la vente de l’ancien fonds. Le bon de commande est exigé pour tout paiement.",
    "Petites commandes régulières, payées à réception de la première relance. {contact} préfère le téléphone.",
)
#: Something that only a client's name can be, cut or not.
ANY_NAME = re.compile(rf"(?:{'|'.join(_TRADES)}) (?:{'|'.join(name[:3] for name in _SURNAMES)})")
_ID_LETTERS = "abcdefghjkmnpqrs"
_ID_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is called."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class ClientFile:
    """What is known of a client before anything happens."""

    id: str
    name: str
    contact: Person
    owner: str
    head: str
    """The file's text down to its journal."""


def dossier_name(client: int) -> str:
    """The dossier's id: two characters that spread the clients over 512 folders, then the code in the books."""
    spread = client * 193 % 512
    return f"{_ID_LETTERS[spread // 32]}{_ID_SIGNS[spread % 32]}{client_code(client).lower()}"


def code_of(dossier: str) -> str:
    """The code in the books of the client whose dossier that is.

    >>> code_of(dossier_name(7))
    'C000007'
    """
    return dossier[2:].upper()


def client_file(client: int, seed: int) -> ClientFile:
    """The client's file, the same for the same seed."""
    rnd = random.Random(f"{seed}/{client}/head")
    surname = rnd.choice(_SURNAMES)
    kind = rnd.choices(("company", "sole-trader", "public", "consumer"), (80, 12, 5, 3))[0]
    name = _name(rnd, kind, surname, client)
    contact = Person(
        f"{rnd.choice(_FIRST_NAMES)} {rnd.choice(_SURNAMES)}",
        f"compta@{client_code(client).lower()}.example",
        f"+3356{rnd.randrange(10**7):07d}",
    )
    street = f"{rnd.randrange(1, 180)} {rnd.choice(_STREETS)}"
    place = rnd.choice(_PLACES)
    owner = rnd.choice(TEAM)[0]
    tags = sorted(rnd.sample(_TAGS, rnd.choice((0, 1, 1, 2))))
    lines = ["---", "recouv: 1", f"name: {name}", f"kind: {kind}"]
    if kind != "consumer":
        lines.append(f'siren: "{siren(rnd.randrange(10**8))}"')
    lines += [f"account: 411{client_code(client)}", "address: |", f"  {street}", f"  {place}"]
    lines += ["contacts:", f"  - name: {contact.name}", f"    role: {rnd.choice(_ROLES)}"]
    lines += [f"    email: {contact.email}", f'    phone: "{contact.phone}"']
    lines += ["language: fr", f"terms: {rnd.choice(('30 days', '45 days', '60 days', '30 days end of month'))}"]
    if kind == "public":
        lines.append("sector: public-company")  # sixty days: other public bodies have thirty, and `check` would say so
    if kind == "company":
        lines.append(f"credit_limit: {rnd.randrange(5, 80) * 1000}.00")
    lines.append(f"owner: {owner}")
    if tags:
        lines.append(f"tags: [{', '.join(tags)}]")
    remark = rnd.choice(_REMARKS).format(year=rnd.randrange(1998, 2024), contact=contact.name)
    lines += ["---", "", f"# {name}", "", remark, "", "## Journal", ""]
    return ClientFile(dossier_name(client), name, contact, owner, "\n".join(lines))


def siren(number: int) -> str:
    """Nine digits whose last makes the Luhn sum right.

    >>> siren(73282932)
    '732829320'
    """
    digits = f"{number:08d}"
    total = sum(sum(divmod(int(digit) * (1 + rank % 2), 10)) for rank, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _name(rnd: random.Random, kind: str, surname: str, client: int) -> str:
    """A name that no other client of the book bears."""
    if kind == "consumer":
        return f"{rnd.choice(_FIRST_NAMES)} {surname} ({client})"
    if kind == "public":
        return f"Commune de Saint-{surname} ({client})"
    form = "" if kind == "sole-trader" else " " + rnd.choice(("SARL", "SAS", "SA", "EURL", "et Fils"))
    return f"{rnd.choice(_TRADES)} {surname} {client}{form}"

"""How accounting packages, spreadsheets and banks call the columns that matter, in French and in English.

Names are compared once folded (`folded_name`): without accents, case, punctuation, articles or currency, and with every
way to write "number" made one.  For each field the names stand from the surest to the least sure: of two columns that
could hold the same field, the one named higher holds it.
"""

from __future__ import annotations

import re
import unicodedata

NUMBER = "no"
_NUMBER_WORDS = frozenset(["n", "no", "nos", "nr", "nro", "num", "numero", "numeros", "number"])
_SMALL_WORDS = frozenset(["de", "des", "la", "le", "les", "of", "the", "en", "in", "eur", "euro", "euros"])
_NUMBER_SIGN = re.compile(r"n\s*[°º]|№|#")
_ELISION = re.compile(r"\b[dl]['’]")
_WORD = re.compile(r"[a-z0-9]+")


def _listed(names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(listed.split(", ")) for field, listed in names.items()}


#: Written as `folded_name` gives them.
NAMES = _listed(
    {
        "number": (
            "no facture, facture no, invoice no, no invoice, facture, invoice, invoice id, no piece, piece no, no "
            "document, document no, ref facture, reference facture, invoice reference, invoice ref, facture ref, "
            "facture client, code facture, libelle facture, no fact, fact no, no avoir, no ecriture piece, piece, "
            "piece ref, ref piece, reference piece, no doc, doc no, bill no, transaction no, no"
        ),
        "date": (
            "date facture, date facturation, facture date, invoice date, date invoice, date du facture, bill date, "
            "date piece, date document, document date, date du document, date emission, emission, emise, issue date, "
            "date issued, issued, issued on, date fact, fact date, date creation, date, dates, date operation, "
            "operation, transaction date, date reglement, date paiement, payment date, date paid, date encaissement, "
            "booking date, date comptable, posting date, date ecriture, date valeur, value date, jour, created, "
            "created at, created utc"
        ),
        "due": (
            "date echeance, echeance, echeances, due date, due, due on, date due, payment due, payment due date, date "
            "limite, date limite paiement, date limite reglement, a payer avant, a payer, payable, payer avant, date "
            "exigibilite, exigibilite, exigible, date ech, ech, maturity, maturity date, date reglement prevue, date "
            "paiement prevue, due by"
        ),
        "amount": (
            "montant ttc, total ttc, ttc, montant total ttc, total facture ttc, montant facture ttc, facture ttc, prix "
            "ttc, net a payer, net a payer ttc, total ttc facture, total including vat, amount including vat, total "
            "incl vat, amount incl vat, total incl tax, amount incl tax, total including tax, gross total, gross "
            "amount, total gross, amount gross, invoice total, total invoice, invoice amount, amount invoice, grand "
            "total, montant total, total amount, montant facture, total facture, montant, total, amount, gross, brut, "
            "montant brut, somme, net"
        ),
        "amount_without_vat": (
            "montant ht, total ht, ht, montant total ht, prix ht, net ht, montant hors taxes, total hors taxes, hors "
            "taxes, subtotal, sub total, net amount, amount net, total net, montant net, total excl vat, amount excl "
            "vat, total excl tax, amount excl tax, amount excluding vat, total excluding vat"
        ),
        "balance": (
            "reste du, reste a payer, reste a regler, restant du, solde du, solde, solde facture, solde restant, "
            "montant du, montant restant, montant restant du, reste, restant, reste a percevoir, reste a encaisser, "
            "reste ttc, solde ttc, reste du ttc, non regle, montant non regle, impaye, montant impaye, du, balance "
            "due, amount due, total due, open balance, open amount, balance open, outstanding, outstanding amount, "
            "outstanding balance, amount outstanding, balance outstanding, remaining, remaining amount, amount "
            "remaining, unpaid, unpaid amount, amount open, residual, amount residual, residual amount, balance"
        ),
        "paid": (
            "montant regle, regle, montant paye, paye, deja regle, deja paye, total regle, total paye, montant "
            "encaisse, encaisse, acompte, acomptes, acompte verse, reglements, reglement, paiements, montant "
            "reglement, montant reglements, paid, amount paid, paid amount, total paid, already paid, payments, "
            "received, amount received"
        ),
        "client_name": (
            "raison sociale, nom client, client nom, nom du client, raison sociale client, denomination, denomination "
            "sociale, nom raison sociale, client raison sociale, client name, customer name, name client, name "
            "customer, company name, libelle client, intitule client, intitule compte, intitule tiers, nom tiers, "
            "partner name, partner, debtor name, nom debiteur, bill to, billed to, nom societe, nom entreprise, "
            "client, customer, clients, debtor, debiteur, company, societe, entreprise, tiers, nom, name, account "
            "name, payer, payeur, donneur ordre, emetteur"
        ),
        "client_code": (
            "code client, client code, no client, client no, customer no, customer code, customer id, client id, id "
            "client, id customer, ref client, reference client, client ref, code tiers, compte client, compte tiers, "
            "compte auxiliaire, no compte client, no compte, customer account, account no, debtor no, debtor code, "
            "compte, code, no tiers, partner id, client, customer, tiers"
        ),
        "kind": (
            "type, nature, type piece, type document, document type, type facture, invoice type, nature piece, type "
            "transaction, transaction type, type ecriture, kind, d c, sens"
        ),
        "currency": (
            "devise, code devise, devise facture, monnaie, currency, currency code, invoice currency, cur, ccy"
        ),
        "reference": (
            "reference, ref, reference client facture, votre reference, your reference, reference commande, no "
            "commande, commande, bon commande, no bon commande, po no, purchase order, order no, order, libelle, "
            "libelle operation, libelle ecriture, label, objet, object, subject, description, designation, "
            "communication, motif, memo, reference paiement, payment reference, intitule, details"
        ),
        "terms": (
            "conditions reglement, conditions paiement, condition reglement, condition paiement, delai paiement, delai "
            "reglement, delai, payment terms, terms, terms payment, modalites paiement, modalites reglement"
        ),
        "siren": "siren, no siren, siren client, siret, no siret, siret client, siren siret, siret siren",
        "vat": (
            "tva intracommunautaire, no tva, no tva intracommunautaire, tva intra, no tva intra, vat no, vat id, vat "
            "registration no, identifiant tva, tax id, tva client, tva no"
        ),
        "email": (
            "email, e mail, mail, courriel, adresse email, adresse e mail, adresse mail, email client, client email, "
            "customer email, email address, contact email, email contact, adresse electronique, mel, billing email, "
            "email facturation"
        ),
        "phone": (
            "telephone, tel, no telephone, no tel, telephone client, tel client, phone, phone no, telephone no, "
            "mobile, portable, telephone fixe, tel fixe, customer phone, client phone, contact phone"
        ),
        "address": (
            "adresse, adresse client, adresse facturation, adresse postale, adresse complete, adresse 1, address, "
            "billing address, client address, customer address, postal address, street address"
        ),
        "owner": (
            "commercial, responsable, gestionnaire, charge clientele, charge recouvrement, suivi par, vendeur, "
            "representant, owner, account manager, salesperson, sales rep, sales representative, collector"
        ),
        "document": "fichier, fichier pdf, pdf, piece jointe, chemin, document, file, attachment, lien",
        "debit": "debit, montant debit, debit amount, debit ttc, debits, debiteur montant",
        "credit": "credit, montant credit, credit amount, credit ttc, credits",
        "credit_or_kind": "avoir, avoirs, montant avoir, credit note, credit notes",
    }
)

#: Every one of the words of a name here is enough, where no column has a name that is known.
WORDS = _listed(
    {
        "due": "echeance, due date",
        "amount": "ttc, montant total, total amount, invoice amount",
        "number": "no facture, no invoice, no piece",
        "date": "date facture, date invoice, date emission",
        "balance": "reste, solde, outstanding, balance due",
        "paid": "regle, paye, paid",
        "client_code": "code client, no client, no customer",
        "client_name": "raison sociale, nom client, customer name, client name",
        "currency": "devise, currency",
        "email": "email, mail, courriel",
        "phone": "telephone, phone, tel",
        "siren": "siren, siret",
        "vat": "no tva, no vat, tva intracommunautaire",
        "address": "adresse, address",
    }
)

_FRENCH = (
    "adresse avoir compte courriel devise du echeance emission encaisse facture facturation intitule libelle monnaie "
    "montant nom numero objet paiement paye payer piece raison reglement regle reste restant sociale societe solde "
    "somme telephone tiers ttc ht tva"
)
#: Words that only a French header has.
FRENCH_WORDS = frozenset(_FRENCH.split())


def plain(text: str) -> str:
    """`text` in small letters, without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def folded_name(name: str) -> str:
    """The name of a column as `NAMES` writes it.

    >>> folded_name("Date d'échéance"), folded_name("N° de la Facture"), folded_name("Montant TTC (€)")
    ('date echeance', 'no facture', 'montant ttc')
    """
    # before NFKD, which turns the signs of "number" into letters
    spelled = _NUMBER_SIGN.sub(f" {NUMBER} ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
    spelled = _ELISION.sub("", spelled)
    words = [NUMBER if word in _NUMBER_WORDS else word for word in _WORD.findall(plain(spelled))]
    return " ".join(word for word in words if word not in _SMALL_WORDS) or " ".join(words)


def is_french(header: tuple[str, ...]) -> bool:
    """Whether a header has words, accents or signs that only a French one has."""
    return any(
        "°" in name or plain(name) != name.casefold() or FRENCH_WORDS & set(_WORD.findall(plain(name)))
        for name in header
    )

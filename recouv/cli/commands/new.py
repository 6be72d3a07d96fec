"""`recouv new`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.dossier import ClientKind
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.new_client import NewClient, create_client
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    'recouv new "Menuiserie Durand SARL" --email compta@durand.example',
    'recouv new "Mairie de Montbrun" --kind public --terms "30 days" --id montbrun',
    'recouv new "Harborview Inc." --currency USD --language en',
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument("name", metavar="NAME", help=words.text(say("the client's name")))
    parser.add_argument(
        "--id", default="", help=words.text(say("name of the dossier's file; made from the name when left out"))
    )
    parser.add_argument(
        "--kind",
        choices=[str(kind) for kind in ClientKind],
        default="company",
        help=words.text(say("what kind of client it is")),
    )
    for name, about in (
        ("siren", say("SIREN, nine digits")),
        ("vat", say("VAT number")),
        ("address", say("postal address, its lines separated by ;")),
        ("language", say("language of letters: fr or en")),
        ("currency", say("currency of its invoices")),
        ("terms", say("payment terms, as '30 days end of month'")),
        ("scenario", say("reminder scenario")),
        ("owner", say("who follows the client")),
        ("contact", say("name of the contact")),
        ("email", say("e-mail of the contact")),
        ("phone", say("telephone of the contact")),
    ):
        parser.add_argument(f"--{name}", default="", help=words.text(about))
    parser.add_argument(
        "--tag", action="append", default=[], help=words.text(say("a word to filter by; may be repeated"))
    )
    options.writing(parser, words, on=words.text(say("the day of the note (default: today)")))


def run(context: Context) -> int:
    """Open a dossier."""
    chosen = context.options
    if not chosen.name.strip():
        raise UsageError(say("the client has no name"), say("write it after recouv new"))
    home = context.session.workspace.config.currency
    currency = chosen.currency or ("" if home == "EUR" else home)
    client = NewClient(
        name=chosen.name,
        id=chosen.id,
        kind=ClientKind(chosen.kind),
        head={
            "siren": chosen.siren.replace(" ", ""),
            "vat": chosen.vat,
            "address": chosen.address.replace(";", "\n"),
            "language": chosen.language,
            "currency": currency,
            "terms": chosen.terms,
            "scenario": chosen.scenario,
            "owner": chosen.owner,
        },
        contact={"name": chosen.contact, "email": chosen.email, "phone": chosen.phone},
        tags=tuple(chosen.tag),
        note=context.note(),
        on=context.day(chosen.on),
    )
    return options.print_done(context, create_client(context.session, client, dry_run=chosen.dry_run))

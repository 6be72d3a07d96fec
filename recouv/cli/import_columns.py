"""The columns of a table to import: kept, guessed, asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from recouv.cli.questions import ask, is_yes, somebody_is_there
from recouv.domain.errors import UsageError
from recouv.domain.message import Message, say

if TYPE_CHECKING:
    from collections.abc import Mapping as Settings
    from collections.abc import Sequence

    from recouv.cli.context import Context
    from recouv.importers.amounts import DayOrder
    from recouv.importers.columns import Formats, Guess, Mapping, Records

#: Fields asked for one by one; the others are found by their names or given with `--map`.
_ASKED = ("client_code", "client_name", "number", "date", "due", "amount", "balance", "currency", "reference")


def columns_of(context: Context, header: Sequence[str], sample: Sequence[Sequence[str]], profile: str) -> Mapping:
    """The columns: as kept from an earlier import, else as guessed; corrected by the options or by answers."""
    from recouv.importers.columns import Mapping, Records, find_formats, guess_mapping

    kept = context.session.workspace.config.imports.get(profile)
    wanted = _wanted(context)
    Mapping.from_settings(wanted).places(header)
    if kept is not None:
        return _kept(context, header, sample, kept, wanted)
    records = Records(wanted["records"]) if "records" in wanted else None
    guess = guess_mapping(header, sample, records=records or (Records.INVOICES if "number" in wanted else None))
    settings = {**guess.mapping.to_settings(), **wanted}
    formats = find_formats(header, sample, Mapping.from_settings(settings))
    found = {"date_order": formats.date_order, "decimal_mark": formats.decimal_mark}
    mapping = Mapping.from_settings({**settings, **found, **wanted})
    if may_ask(context) and not wanted.keys() - {"records"}:
        mapping = _asked(context, header, guess, mapping)
    missing = mapping.missing()
    if missing:
        raise UsageError(
            say(
                "the columns of the table are not all recognised: {missing}",
                missing=" · ".join(context.say(message) for message in missing),
            ),
            _to_name(header),
        )
    formats = find_formats(header, sample, mapping)
    for doubt in guess.unsure:
        if doubt != _day_question(formats.ambiguous_day):
            context.output.talk(doubt, "yellow")
    if "date_order" in wanted:
        return mapping
    return replace(mapping, date_order=_date_order(context, formats, mapping))


def _to_name(header: Sequence[str]) -> Message:
    return say(
        "name them: --map FIELD=COLUMN, where the fields are client_name, number, date and amount; "
        "the columns are {columns}",
        columns=", ".join(header),
    )


def _wanted(context: Context) -> dict[str, str]:
    """What the options say of the table: it beats what was kept and what is guessed."""
    wanted = dict(_pair(text) for text in context.options.columns)
    if context.options.payments:
        wanted["records"] = "payments"
    elif context.options.invoices:
        wanted["records"] = "invoices"
    return wanted


def _kept(
    context: Context,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    kept: Settings[str, str],
    wanted: Settings[str, str],
) -> Mapping:
    """The columns as kept, corrected by the options; what the lines are is asked where the header says otherwise."""
    from recouv.importers.columns import Mapping, guess_mapping

    mapping = Mapping.from_settings({**kept, **wanted})
    told = Mapping.from_settings(kept).records
    if "records" not in wanted:
        guess = guess_mapping(header, sample)
        if guess.are_records_sure and guess.mapping.records is not told:
            mapping = replace(mapping, records=_asked_records(context, told, guess.mapping.records))
    if mapping.records is not told:  # fields that the other kind of lines has no use for were not kept
        guess = guess_mapping(header, sample, records=mapping.records)
        settings = {**guess.mapping.columns, **kept, **wanted, "records": mapping.records.value}
        mapping = Mapping.from_settings(settings)
    mapping.places(header)
    if missing := mapping.missing():
        raise UsageError(missing[0], _to_name(header))
    context.output.talk(
        say("columns as kept in recouv.yaml: records are {records}", records=_records_word(mapping.records))
    )
    return mapping


def _records_word(records: Records) -> Message:
    return say("payments") if records.value == "payments" else say("invoices")


def _asked_records(context: Context, kept: Records, guessed: Records) -> Records:
    """What the lines are, by the person's answer.

    Raises:
        UsageError: nobody is there to answer, or the answer is neither.
    """
    from recouv.importers.columns import Records

    if may_ask(context):
        answer = ask(context.say(say("Are the lines invoices or payments? [i/p] "))).lower()
        if answer[:1] in ("i", "f"):
            return Records.INVOICES
        if answer[:1] in ("p", "r"):
            return Records.PAYMENTS
    raise UsageError(
        say(
            "the lines seem to be {guessed}, and recouv.yaml keeps these columns for {kept}",
            guessed=_records_word(guessed),
            kept=_records_word(kept),
        ),
        say("say which: --payments or --invoices"),
    )


def _date_order(context: Context, formats: Formats, mapping: Mapping) -> DayOrder:
    """The order of the parts of a date; asked where no row tells.

    Raises:
        UsageError: no row tells, and nobody is there to answer.
    """
    from recouv.importers.columns import Mapping

    if formats.assumed_day:
        context.output.talk(say("dates are read day first: {example}", example=formats.assumed_day), "yellow")
    if not formats.ambiguous_day:
        return mapping.date_order
    question = _day_question(formats.ambiguous_day)
    if not may_ask(context):
        raise UsageError(question, say("say which: --map date_order=dmy or --map date_order=mdy"))
    context.output.talk(question)
    answer = ask(context.say(say("order of dates: dmy, mdy or ymd [{order}]: ", order=mapping.date_order)))
    return Mapping.from_settings({"date_order": answer or mapping.date_order}).date_order


def _day_question(example: str) -> Message:
    return say("is {example} written day first, or month first?", example=example)


def _asked(context: Context, header: Sequence[str], guess: Guess, mapping: Mapping) -> Mapping:
    """The mapping after a person has looked at it, field by field where something is missing."""
    from recouv.importers.columns import Mapping

    context.output.talk(say("columns recognised:"), "bold")
    for field, column in mapping.columns.items():
        context.output.talk(say("  {field} = {column}", field=field, column=column))
    settings = mapping.to_settings()
    if mapping.missing() or not is_yes(ask(context.say(say("Are these right? [Y/n] "))), default=True):
        for number, column in enumerate(header, start=1):
            context.output.talk(say("  {number} {column}", number=number, column=column))
        for field in _ASKED:
            answer = ask(
                context.say(say("column of {field} [{column}]: ", field=field, column=settings.get(field, "—")))
            )
            if answer.isdigit() and 0 < int(answer) <= len(header):
                settings[field] = header[int(answer) - 1]
            elif answer in ("-", "—"):
                settings.pop(field, None)
            elif answer:
                settings[field] = answer
    if not guess.are_records_sure:
        answer = ask(context.say(say("Are the lines invoices or payments? [i/p] "))).lower()
        settings["records"] = {"i": "invoices", "f": "invoices"}.get(answer[:1], settings["records"])
    asked = Mapping.from_settings(settings)
    asked.places(header)
    return asked


def _pair(text: str) -> tuple[str, str]:
    field, found, column = text.partition("=")
    if not found:
        raise UsageError(say("{text} is not FIELD=COLUMN", text=text), say("for instance: --map amount='Total TTC'"))
    return field.strip(), column.strip()


def may_ask(context: Context) -> bool:
    """Whether a person is there, and wants to be asked."""
    return somebody_is_there() and not context.options.yes and not context.options.json

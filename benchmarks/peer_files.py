"""The same book in the native format of every peer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from benchmarks.question import Invoice, Truth, book, money

#: What Taskwarrior needs to find its data and to ask nothing.
_TASKRC = """data.location={task}
confirmation=off
verbose=nothing
uda.open.type=numeric
uda.open.label=Open
gc=off
hooks=off
"""


def write_files(folder: Path, clients: int, seed: int) -> Truth:
    """Write all of them in `folder`; the exact answer comes back."""
    truth = Truth()
    task = folder / "task"
    task.mkdir(parents=True)
    writers: dict[str, Callable[[TextIO, Invoice, int], None]] = {
        "book.journal": _journal,
        "book.beancount": _beancount,
        "invoices.csv": _csv_invoice,
        "payments.csv": _csv_payment,
        "task/pending.data": _task_pending,
        "task/completed.data": _task_completed,
    }
    with ExitStack() as files:
        outputs = {name: files.enter_context((folder / name).open("w", encoding="utf-8")) for name in writers}
        outputs["book.beancount"].write(
            'option "operating_currency" "EUR"\n2020-01-01 open Income:Sales EUR\n2020-01-01 open Assets:Bank EUR\n'
        )
        seen = ""
        for invoice in book(clients, seed):
            truth.add(invoice)
            if invoice.client != seen:
                seen = invoice.client
                outputs["book.beancount"].write(f"2020-01-01 open Assets:Receivable:{seen} EUR\n")
            for name, write in writers.items():
                write(outputs[name], invoice, seed)
    for name in ("undo.data", "backlog.data"):
        (task / name).touch()
    (folder / "taskrc").write_text(_TASKRC.format(task=task), encoding="utf-8")
    return truth


def _journal(out: TextIO, invoice: Invoice, _seed: int) -> None:
    # The secondary date is the due date on both sides, so a payment nets inside its invoice's age.
    out.write(
        f"{invoice.date}={invoice.due} * ({invoice.number}) Invoice\n"
        f"    Assets:Receivable:{invoice.client}  {money(invoice.cents)} EUR\n    Income:Sales\n\n"
    )
    if invoice.paid_on:
        out.write(
            f"{invoice.paid_on}={invoice.due} * ({invoice.number}) Payment\n"
            f"    Assets:Bank  {money(invoice.paid_cents)} EUR\n    Assets:Receivable:{invoice.client}\n\n"
        )


def _beancount(out: TextIO, invoice: Invoice, _seed: int) -> None:
    out.write(
        f'{invoice.date} * "{invoice.client}" "Invoice {invoice.number}"\n  due: {invoice.due}\n'
        f"  Assets:Receivable:{invoice.client}  {money(invoice.cents)} EUR\n  Income:Sales\n\n"
    )
    if invoice.paid_on:
        out.write(
            f'{invoice.paid_on} * "{invoice.client}" "Payment {invoice.number}"\n  due: {invoice.due}\n'
            f"  Assets:Bank  {money(invoice.paid_cents)} EUR\n  Assets:Receivable:{invoice.client}\n\n"
        )


def _csv_invoice(out: TextIO, invoice: Invoice, _seed: int) -> None:
    out.write(f"{invoice.client},{invoice.number},{invoice.date},{invoice.due},{money(invoice.cents)}\n")


def _csv_payment(out: TextIO, invoice: Invoice, _seed: int) -> None:
    if invoice.paid_on:
        out.write(f"{invoice.client},{invoice.number},{invoice.paid_on},{money(invoice.paid_cents)}\n")


def _task_pending(out: TextIO, invoice: Invoice, seed: int) -> None:
    if invoice.open_cents:
        out.write(_task(invoice, seed, 'status:"pending"'))


def _task_completed(out: TextIO, invoice: Invoice, seed: int) -> None:
    if not invoice.open_cents:
        out.write(_task(invoice, seed, f'end:"{_stamp(invoice.due)}" status:"completed"'))


def _task(invoice: Invoice, seed: int, status: str) -> str:
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{seed}/{invoice.number}")
    return (
        f'[description:"{invoice.number}" due:"{_stamp(invoice.due)}" entry:"{_stamp(invoice.date)}" '
        f'open:"{money(invoice.open_cents)}" project:"{invoice.client}" {status} uuid:"{identifier}"]\n'
    )


def _stamp(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())

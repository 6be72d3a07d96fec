"""How to read what each tool answers: cents by client, or cents by age."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re

from benchmarks.clients import code_of
from benchmarks.question import BUCKETS, bucket, cents_of

Balances = dict[str, int]
"""Cents by client's code."""
Ages = list[int]
"""Cents by rank in `BUCKETS`."""
_ACCOUNT = re.compile(r"Receivable:(C\d+)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def balances_in_rows(text: str) -> Balances:
    """Lines with an account and one amount, in either order: ledger, hledger and bean-query as text."""
    found: Balances = {}
    for line in text.splitlines():
        account = _ACCOUNT.search(line)
        if account is None:
            continue
        rest = re.sub("assets:", "", line[: account.start()], flags=re.IGNORECASE) + " " + line[account.end() :]
        if re.search(r"\d", rest):
            found[account[1].upper()] = cents_of(rest)
    return found


def balances_in_csv(text: str) -> Balances:
    """Lines `client,amount`."""
    rows = (line.partition(",") for line in text.splitlines() if line.startswith("C"))
    return {client: cents_of(amount) for client, _, amount in rows}


def balances_of_recouv(text: str) -> Balances:
    """`recouv balance --format csv`."""
    return {code_of(row["id"]): cents_of(row["total"]) for row in csv.DictReader(text.splitlines())}


def ages_of_recouv(text: str) -> Ages:
    """`recouv balance --json`: its totals."""
    totals = json.loads(text)["totals"]["EUR"]
    return [cents_of(totals[name]) for name in BUCKETS]


def ages_of_ledger(text: str) -> Ages:
    """`ledger register --period 'every 30 days'`: one line a period, with its start."""
    found = [0] * len(BUCKETS)
    for line in text.splitlines():
        day, _, amount = line.partition("|")
        found[bucket(dt.date.fromisoformat(day.replace("/", "-")))] += cents_of(amount)
    return found


def ages_of_hledger(text: str) -> Ages:
    """`hledger balance -p 'every 30 days' -O csv`: one column a period, one row a client."""
    header, *rows = csv.reader(text.splitlines())
    starts = [dt.date.fromisoformat(day[0]) for title in header[1:] if (day := _DAY.search(title))]
    found = [0] * len(BUCKETS)
    for row in rows:
        if row[0].lower().startswith("total"):
            continue
        for start, cell in zip(starts, row[1:], strict=True):
            if re.search(r"[1-9]", cell):
                found[bucket(start)] += cents_of(cell)
    return found


def ages_of_beancount(text: str) -> Ages:
    """`bean-query -f csv`: lines `due date,amount`."""
    found = [0] * len(BUCKETS)
    for line in text.splitlines():
        day, _, amount = line.partition(",")
        if _DAY.fullmatch(day.strip()):
            found[bucket(dt.date.fromisoformat(day.strip()))] += cents_of(amount)
    return found


def balances_of_taskwarrior(text: str) -> Balances:
    """`task export`: one task an open invoice, summed here."""
    found: Balances = {}
    for task in json.loads(text):
        found[task["project"]] = found.get(task["project"], 0) + round(float(task["open"]) * 100)
    return found


def ages_of_taskwarrior(text: str) -> Ages:
    """`task export`: one task an open invoice, aged here."""
    found = [0] * len(BUCKETS)
    for task in json.loads(text):
        due = dt.date.fromisoformat(task["due"][:8])
        found[bucket(due)] += round(float(task["open"]) * 100)
    return found

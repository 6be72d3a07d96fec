"""One client's file, as scripts read it."""

from __future__ import annotations

from recouv.cli.task_documents import held_document, task_document
from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.rules.approvals import amount_of
from recouv.usecases.dossiers import DossierView, ItemView
from recouv.wording.catalogue import Catalogue


def document(view: DossierView, words: Catalogue) -> dict[str, object]:
    """The file as scripts read it."""
    client = view.dossier.client
    return {
        "on": view.on.isoformat(),
        "known_at": None,
        "client": view.dossier.id,
        "name": client.name,
        "path": view.dossier.path,
        "kind": str(client.kind),
        "siren": client.siren or None,
        "owner": client.owner or None,
        "tags": list(client.tags),
        "currency": client.currency,
        "average_delay": view.average_delay,
        "grade": str(view.grade),
        "years": view.years,
        "balances": [
            {
                "currency": row.currency,
                "total": row.money(row.total).plain,
                "overdue": row.money(row.overdue).plain,
                "not_due": row.money(row.not_due).plain,
                "unallocated": row.money(row.unallocated).plain,
                "disputed": row.money(row.disputed).plain,
            }
            for row in view.aged
        ],
        "credit": _credit(view),
        "items": [_item(row, view, words) for row in view.items],
        "unallocated": [
            {
                "entry": f"^{credit.entry_id}",
                "kind": credit.kind,
                "date": credit.received.isoformat(),
                "amount": credit.amount.plain,
                "unallocated": credit.unallocated.plain,
                "currency": credit.amount.currency,
                "label": credit.label,
            }
            for credit in view.account.credits
            if credit.unallocated
        ],
        "promises": [
            {
                "entry": f"^{promise.id}",
                "date": promise.date.isoformat(),
                "amount": _plain(promise.amount),
                "by": _iso(promise, "by"),
                "invoices": list(promise.invoices),
                "state": state,
            }
            for promise, state in view.promises
        ],
        "plans": [
            {
                "entry": f"^{plan.id}",
                "date": plan.date.isoformat(),
                "invoices": list(plan.invoices),
                "instalments": [
                    {"date": day.isoformat(), "amount": _plain(part)} for day, part in plan.schedule("instalments")
                ],
            }
            for plan in view.plans
        ],
        "disputes": [
            {
                "entry": f"^{dispute.id}",
                "date": dispute.date.isoformat(),
                "invoices": list(dispute.invoices),
                "amount": _plain(dispute.amount),
                "category": dispute.word("category") or None,
            }
            for dispute in view.disputes
        ],
        "proposals": [
            {
                "entry": f"^{one.entry.id}",
                "kind": one.entry.kind,
                "date": one.entry.date.isoformat(),
                "amount": _plain(amount_of(one.entry)),
                "by": one.entry.recorded.by if one.entry.recorded else None,
                "state": str(one.state),
                "decided_by": one.decision.recorded.by if one.decision and one.decision.recorded else None,
                "decided_on": one.decision.date.isoformat() if one.decision else None,
            }
            for one in view.proposals.values()
        ],
        "next": [task_document(task, words) for task in view.tasks],
        "held": [held_document(held, words) for held in view.held],
        "history": [_entry(entry, view) for entry in view.timeline],
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "what": words.text(problem.what),
                "mend": words.text(problem.mend),
            }
            for problem in view.dossier.problems
        ],
    }


def _item(row: ItemView, view: DossierView, words: Catalogue) -> dict[str, object]:
    item = row.item
    return {
        "number": item.number,
        "entry": f"^{item.entry_id}",
        "instalment": item.instalment or None,
        "issued": item.issued.isoformat(),
        "due": item.due.isoformat(),
        "days_late": item.days_late(view.on),
        "amount": item.amount.plain,
        "balance": item.balance.plain,
        "disputed": item.disputed.plain,
        "currency": item.balance.currency,
        "status": row.status,
        "level": row.level or None,
        "why": words.text(row.why) if row.why else None,
        "scenario": row.assigned.name,
        "scenario_why": words.text(row.assigned.why),
        "next_step": row.planned.step.id if row.planned else None,
        "next_day": row.planned.day.isoformat() if row.planned else None,
        "limitation": {
            name: {
                "last_day": deadline.last_day.isoformat() if deadline.last_day else None,
                "why": [words.text(reason) for reason in deadline.why],
            }
            for name, deadline in (("prudent", row.limitation.prudent), ("usual", row.limitation.usual))
        },
    }


def _credit(view: DossierView) -> dict[str, object] | None:
    exposure = view.exposure
    if exposure is None:
        return None
    return {
        "currency": exposure.limit.currency,
        "limit": exposure.limit.plain,
        "exposure": exposure.outstanding.plain,
        "excess": _plain(exposure.excess),
    }


def _entry(entry: Entry, view: DossierView) -> dict[str, object]:
    return {
        "date": entry.date.isoformat(),
        "kind": entry.kind,
        "object": entry.object or None,
        "id": f"^{entry.id}" if entry.id else None,
        "target": f"^{entry.target}" if entry.target else None,
        "amount": _plain(entry.amount),
        "currency": entry.amount.currency if entry.amount else None,
        "outcome": entry.word("outcome") or None,
        "recorded": str(entry.recorded) if entry.recorded else None,
        "cancelled": entry.id in view.cancelled,
        "proposal": str(view.proposals[entry.id].state) if entry.id in view.proposals else None,
        "text": entry.text or None,
    }


def _plain(money: Money | None) -> str | None:
    return money.plain if money else None


def _iso(entry: Entry, key: str) -> str | None:
    day = entry.day(key)
    return day.isoformat() if day else None

"""`recouv forget`."""

from __future__ import annotations

import argparse
from pathlib import Path

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import say, say_many
from recouv.usecases.clients import find_client
from recouv.usecases.forgetting import Forgetting, Request, forget, prepare_forgetting, require_allowed
from recouv.usecases.outside import require_outside_workspace
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv forget martin",
    "recouv forget martin --requested 2026-11-12 --yes",
    "recouv forget martin --requested 2026-11-12 --rename --yes",
    'recouv forget martin --yes --despite "12 euros, given up"',
    "recouv forget martin --rewrite ../forget-martin",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "--requested", default=None, metavar="DATE", help=words.text(say("the day of the request (default: today)"))
    )
    parser.add_argument("--yes", action="store_true", help=words.text(say("do it; without it, nothing is written")))
    parser.add_argument(
        "--despite",
        default="",
        metavar="REASON",
        help=words.text(say("do it although the law lets you keep the proof of what is owed, and say why")),
    )
    parser.add_argument(
        "--rename",
        action="store_true",
        help=words.text(say("name the file by the pseudonym too; once everybody has synced")),
    )
    parser.add_argument(
        "--rewrite",
        default="",
        metavar="DIR",
        help=words.text(say("once forgotten: write there the script and the steps that take it out of every commit")),
    )
    options.dry_run(parser, words)
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Explain what would be forgotten, forget it, or prepare the rewriting of the history."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    if chosen.rewrite:
        return _rewrite(context, client, Path(chosen.rewrite))
    request = Request(
        client=client, requested=context.day(chosen.requested), despite=chosen.despite, rename=chosen.rename
    )
    if chosen.yes and not chosen.dry_run:
        done = forget(context.session, request)
        if chosen.json:
            context.output.json(_document(context, done))
        else:
            _print_done(context, done)
        return ExitCode.DONE
    found = prepare_forgetting(context.session, request)
    if chosen.json:
        context.output.json(_document(context, found))
        return ExitCode.DONE
    return _explain(context, found, request)


def _explain(context: Context, found: Forgetting, request: Request) -> int:
    output, erasure, forgotten = context.output, found.erasure, found.forgotten
    output.message(say("Whom it is about"), "bold")
    output.line(f"  {context.say(erasure.whom)}")
    output.message(say("What stays, and why"), "bold")
    output.message(
        say("  amounts, dates, due dates, invoice numbers, kinds of entries: the accounts stay exact to the cent")
    )
    if erasure.accounts_until is not None:
        output.message(
            say(
                "  accounting documents, until {day} (C. com. art. L123-22, GDPR art. 17(3)(b))",
                day=erasure.accounts_until,
            )
        )
    for path in found.pieces.kept:
        output.line(f"  {path}")
    if found.account:
        output.message(
            say("  the account of the books, {account}: imports know the client by it", account=found.account)
        )
    output.message(say("What is forgotten"), "bold")
    if forgotten.head:
        output.message(say("  of the head: {keys}", keys=", ".join(forgotten.head)))
    if forgotten.pseudonym and "name" in forgotten.head:
        output.message(say("  the client is called {name} from now on", name=forgotten.pseudonym))
    output.message(
        say_many(
            "  in {count} entry: notes, people, subjects, addresses, references",
            "  in {count} entries: notes, people, subjects, addresses, references",
            forgotten.entries,
        )
    )
    for path in found.pieces.removed:
        output.message(say("  removed: {path}", path=path))
    if found.new_path != found.path:
        output.message(say("  {before} becomes {after}", before=found.path, after=found.new_path))
    by_hand = [*found.pieces.elsewhere, *found.also_named]
    if by_hand:
        output.message(say("What is left to you"), "bold")
        for path in found.pieces.elsewhere:
            output.message(say("  {path} is not among the files of the workspace: delete it where it is", path=path))
        for path in found.also_named:
            output.message(say("  {path} names the client too: look at it", path=path))
    output.message(say("What it does not do"), "bold")
    output.message(say("  earlier commits keep everything, here, in every clone and in backups: docs/privacy.md"))
    if context.options.dry_run:
        output.diff(found.diff)
    try:
        require_allowed(found, request)
    except UsageError as refusal:
        for obstacle in erasure.obstacles:
            if obstacle.why != refusal.what:
                output.talk(obstacle.why, "yellow")
        output.error(refusal)
        return ExitCode.PROBLEMS
    output.talk(say("nothing was written; to do it: the same with --yes"))
    return ExitCode.DONE


def _print_done(context: Context, done: Forgetting) -> None:
    output = context.output
    for commit in done.sealed:
        output.talk(say("what was typed by hand was committed first: {commit}", commit=commit))
    for path in (*done.pieces.removed, *((done.path,) if done.new_path != done.path else ())):
        output.talk(say("removed: {path}", path=path))
    output.line(f"{done.commit} {done.new_path} {done.forgotten.pseudonym}")
    for path in (*done.pieces.elsewhere, *done.also_named):
        output.talk(say("{path} is left to you: look at it", path=path), "yellow")
    output.talk(
        say(
            "earlier commits still hold it: recouv forget {client} --rewrite DIR prepares what takes it out of them",
            client=done.new_client,
        )
    )


def _document(context: Context, found: Forgetting) -> dict[str, object]:
    erasure, until = found.erasure, found.erasure.accounts_until
    later = erasure.from_day
    return {
        "client": found.client,
        "path": found.path,
        "new_client": found.new_client,
        "new_path": found.new_path,
        "requested": found.requested.isoformat(),
        "whom": context.say(erasure.whom),
        "pseudonym": found.forgotten.pseudonym,
        "head": list(found.forgotten.head),
        "entries": found.forgotten.entries,
        "removed": list(found.pieces.removed),
        "kept": list(found.pieces.kept),
        "account": found.account or None,
        "by_hand": [*found.pieces.elsewhere, *found.also_named],
        "accounts_until": until.isoformat() if until else None,
        "obstacles": [
            {
                "why": context.say(one.why),
                "choice": one.is_choice,
                "from": one.from_day.isoformat() if one.from_day else None,
            }
            for one in erasure.obstacles
        ],
        "possible_from": later.isoformat() if later else None,
        "commit": found.commit or None,
        "entry": found.entry or None,
    }


def _rewrite(context: Context, client: str, folder: Path) -> int:
    from recouv.usecases.history_rewriting import breaks, plan_rewriting, steps, write_rewriting  # deferred: rare

    require_outside_workspace(context.session, folder)
    if folder.resolve().is_relative_to(context.session.workspace.root.resolve()):
        raise UsageError(
            say("{path} is in the workspace: what is to be forgotten would be committed", path=str(folder)),
            say("name a folder elsewhere"),
        )
    plan = plan_rewriting(context.session, client)
    if not context.options.dry_run:
        plan = write_rewriting(context.session, plan, folder)
    if context.options.json:
        context.output.json(
            {
                "client": plan.client,
                "head": plan.head,
                "folder": plan.folder or None,
                "commits": list(plan.found.commits),
                "renamed_commits": plan.all_commits,
                "paths": list(plan.found.paths),
                "removed": list(plan.found.pieces),
                "contents": len(plan.found.blobs),
                "messages": [one.commit for one in plan.found.messages],
                "unreadable": list(plan.found.unreadable),
                "remotes": list(plan.remotes),
                "branches": list(plan.branches),
                "tags": list(plan.tags),
                "signed": plan.signed,
                "filter_repo": plan.has_filter_repo,
                "breaks": [context.say(line) for line in breaks(plan)],
                "steps": [context.say(line) for line in steps(plan) if context.say(line)],
            }
        )
        return ExitCode.DONE
    output = context.output
    output.message(say("Commits that hold something of {client}", client=plan.client), "bold")
    for commit in plan.found.commits:
        output.line(f"  {commit[:10]}")
    output.message(say("What breaks"), "bold")
    for line in breaks(plan):
        output.line(f"  {context.say(line)}")
    output.message(say("Who has it"), "bold")
    output.message(say("  remotes: {names}", names=", ".join(plan.remotes) or "—"))
    output.message(say("  branches: {names}", names=", ".join(plan.branches)))
    if not plan.has_filter_repo:
        output.talk(say("git filter-repo is not installed here: the script would use git filter-branch"))
    if plan.folder:
        output.text("\n".join(context.say(line) for line in steps(plan)))
        output.line(plan.folder, "bold")
    else:
        output.talk(say("dry run: nothing was written"))
    return ExitCode.DONE

"""Whose signature a commit bears: one that is good, by a key that the list allows, and that is the committer's own.

The list of signers is OpenSSH's (`ssh-keygen(1)`, ALLOWED SIGNERS): `who [options] type key`, one a line.  A line whose
type is `gpg` names the fingerprint of an OpenPGP key instead: `lea@example.com gpg 4AEE18F83AFDEB23…`.
"""

from __future__ import annotations

from collections.abc import Mapping

from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit, Signature
from recouv.rules.audit.observation import Flaw, Observation

_SSH = "SHA256:"


def signers_of_gpg(text: str) -> dict[str, str]:
    """Fingerprint of an OpenPGP key, in capitals → whose it is, of a list of signers."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) > 2 and words[1].lower() == "gpg" and not line.startswith("#"):
            found["".join(words[2:]).upper()] = words[0]
    return found


def without_gpg(text: str) -> str:
    """The list of signers as OpenSSH understands it."""
    return "".join(
        line for line in text.splitlines(keepends=True) if len(line.split()) < 3 or line.split()[1].lower() != "gpg"
    )


def judge_commit(commit: PastCommit, gpg: Mapping[str, str]) -> Observation | None:
    """What is wrong with a commit's signature; `gpg` is fingerprint → who of the OpenPGP keys allowed."""
    signature = commit.signature
    if signature is None:
        return None
    found = judge(signature, gpg)
    if found is not None:
        return found
    signer = who_signed(signature, gpg)
    emails = {commit.author_email.casefold(), commit.committer_email.casefold()}
    if emails.isdisjoint(name.strip().casefold() for name in signer.split(",")):
        what = say(
            "it is signed by {signer} and made in the name of {author}", signer=signer, author=commit.author_email
        )
        return Observation(flaw=Flaw.SIGNER_OTHER, what=what)
    return None


def judge(signature: Signature, gpg: Mapping[str, str]) -> Observation | None:
    """What is wrong with a signature, whoever it should be of."""
    keys = ", ".join(key for key in signature.keys[:1] if key) or "?"
    if signature.state == "N":
        return Observation(flaw=Flaw.UNSIGNED, what=say("it is not signed"))
    is_ssh = any(key.startswith(_SSH) for key in signature.keys)
    allowed = signature.state == "G" if is_ssh else any(key.upper() in gpg for key in signature.keys)
    if signature.state in ("G", "U") and not allowed:
        what = say("it is signed by a key that the list of signers does not allow: {key}", key=keys)
        return Observation(flaw=Flaw.SIGNER_UNKNOWN, what=what)
    if signature.state == "E":
        what = say("its signature cannot be checked: the key {key} is not here", key=keys)
        return Observation(flaw=Flaw.SIGNER_UNKNOWN, what=what)
    if signature.state not in ("G", "U"):
        what = say("its signature is not good: git says {state}", state=signature.state)
        return Observation(flaw=Flaw.SIGNATURE_BAD, what=what)
    return None


def who_signed(signature: Signature, gpg: Mapping[str, str]) -> str:
    """Whom a good signature is of, as the list of signers names them."""
    return next((gpg[key.upper()] for key in signature.keys if key.upper() in gpg), signature.signer)

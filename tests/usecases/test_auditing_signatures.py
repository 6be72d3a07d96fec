"""Who signed what: real keys of OpenSSH and OpenPGP, and lists of who may sign."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from recouv.domain.errors import WorkspaceError
from tests.usecases.history import History, made

NOTE = "\n### 2026-11-20 note ^n1n1n1n1\n- recorded: 2026-11-20T11:00:00Z {who}\n> one\n"
ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")


@pytest.fixture
def history(tmp_path: Path) -> History:
    """One commit that nobody signed, for all that comes behind it."""
    return made(tmp_path / "small")


def key_of(who: str, folder: Path) -> Path:
    """A key of OpenSSH, made now."""
    path = folder / f"key-{who}"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(path)], check=True)
    return path


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    """Of lea and marc."""
    return {who: key_of(who, tmp_path) for who in ("lea", "marc")}


@pytest.fixture
def signers(keys: dict[str, Path], tmp_path: Path) -> Path:
    """The list that allows both."""
    rows = [f"{who}@example.com {key.with_suffix('.pub').read_text('utf-8')}" for who, key in keys.items()]
    path = tmp_path / "signers"
    path.write_text("".join(rows), encoding="utf-8")
    return path


def act(history: History, key: Path | None, *, who: str = "lea") -> str:
    """A note, signed by that key; the commit before it."""
    before = history.git("rev-parse", "HEAD")
    if key is not None:
        for name, value in (("gpg.format", "ssh"), ("user.signingKey", f"{key}.pub"), ("commit.gpgSign", "true")):
            history.git("config", name, value)
    history.act(NOTE.format(who=who), who=who, action="note")
    return before


def flaws(history: History, since: str, signers: Path) -> list[str]:
    """Of what came after that commit."""
    return history.flaws(since=since, until="HEAD", is_range=True, signers=signers)


@ssh
class TestSsh:
    """Keys of OpenSSH, as `gpg.ssh.allowedSignersFile` lists them."""

    def test_a_good_one(self, history: History, keys: dict[str, Path], signers: Path) -> None:
        """By a key of the list, that is the author's: counted as theirs."""
        since = act(history, keys["lea"])
        audited = history.audit(since=since, until="HEAD", is_range=True, signers=signers)
        assert (audited.noted, audited.signed) == ((), {"lea@example.com": 1})

    def test_none(self, history: History, signers: Path) -> None:
        """Every commit must be signed, once it is asked for."""
        assert flaws(history, act(history, None), signers) == ["unsigned"]

    def test_by_a_key_that_is_not_in_the_list(self, history: History, signers: Path, tmp_path: Path) -> None:
        """Good in itself, and nobody's."""
        assert flaws(history, act(history, key_of("eve", tmp_path)), signers) == ["signer-unknown"]

    def test_by_a_colleagues_key(self, history: History, keys: dict[str, Path], signers: Path) -> None:
        """Marc's key under Lea's name."""
        assert flaws(history, act(history, keys["marc"]), signers) == ["signer-other"]

    def test_a_commit_changed_after_it_was_signed(self, history: History, keys: dict[str, Path], signers: Path) -> None:
        """The words are no longer those that were signed."""
        since = act(history, keys["lea"])
        signed = subprocess.run(
            ["git", "cat-file", "commit", "HEAD"], cwd=history.root, capture_output=True, check=True
        ).stdout
        done = subprocess.run(
            ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
            input=signed.replace(b"note: durand", b"note: Durand"),
            cwd=history.root,
            capture_output=True,
            check=True,
        )
        history.git("update-ref", "HEAD", done.stdout.decode().strip())
        assert flaws(history, since, signers) == ["signature-bad"]

    def test_another_list_walks_everything_again(self, history: History, keys: dict[str, Path], signers: Path) -> None:
        """What was proved without signatures was not proved with them."""
        act(history, keys["lea"])
        history.audit()
        assert history.flaws(signers=signers) == ["unsigned"] * 4

    def test_the_list_in_the_history_itself(self, history: History, keys: dict[str, Path], signers: Path) -> None:
        """Who may write it may sign; its changes are told with whoever made them."""
        history.write("allowed_signers", signers.read_text(encoding="utf-8"))
        history.commit()
        since = act(history, keys["lea"])
        history.write("allowed_signers", "eve@example.com ssh-ed25519 AAAA\n")
        history.commit(who="marc")
        inside = history.root / "allowed_signers"
        inside.write_text(signers.read_text(encoding="utf-8"), encoding="utf-8")
        audited = history.audit(since=since, until="HEAD", is_range=True, signers=inside)
        found = [str(one.observation.flaw) for one in audited.noted]
        assert "signers-changed" in found
        assert "signers-inside" in found


def test_a_list_that_is_not_there(history: History, tmp_path: Path) -> None:
    """It is said, with what its lines are."""
    with pytest.raises(WorkspaceError, match="cannot be read"):
        history.audit(signers=tmp_path / "none")


@gpg
class TestGpg:
    """Keys of OpenPGP: the list gives their fingerprint."""

    @pytest.fixture
    def fingerprint(self, history: History, quiet_world: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """Of a key made now, in a key ring of its own, with which the next commits are signed."""
        ring = quiet_world / "gnupg"
        ring.mkdir(mode=0o700)
        monkeypatch.setenv("GNUPGHOME", str(ring))
        make = ("--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "lea@example.com", "ed25519", "sign")
        subprocess.run(["gpg", *make], check=True, capture_output=True)
        listed = subprocess.run(
            ["gpg", "--list-keys", "--with-colons"], check=True, capture_output=True, encoding="utf-8"
        ).stdout
        found = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))
        for name, value in (("user.signingKey", found), ("commit.gpgSign", "true")):
            history.git("config", name, value)
        return found

    def test_a_fingerprint_of_the_list(self, history: History, fingerprint: str, tmp_path: Path) -> None:
        """As its line says whose it is."""
        since = act(history, None)
        path = tmp_path / "signers"
        path.write_text(f"lea@example.com gpg {fingerprint}\n", encoding="utf-8")
        audited = history.audit(since=since, until="HEAD", is_range=True, signers=path)
        assert (audited.noted, audited.signed) == ((), {"lea@example.com": 1})
        subprocess.run(["gpgconf", "--kill", "all"], check=True)

    def test_another(self, history: History, fingerprint: str, tmp_path: Path) -> None:
        """Good in itself, and not allowed."""
        since = act(history, None)
        path = tmp_path / "signers"
        path.write_text(f"lea@example.com gpg {'0' * 40}\n", encoding="utf-8")
        assert flaws(history, since, path) == ["signer-unknown"]
        subprocess.run(["gpgconf", "--kill", "all"], check=True)

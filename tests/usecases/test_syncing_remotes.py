"""`sync` through the remotes that people have: web servers, ssh, clones that hold only a part; no question is asked."""

from __future__ import annotations

import os
import pty
import select
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from recouv.domain.errors import WorkspaceError
from recouv.store.git_remote import RemoteError
from recouv.usecases.checking import check_workspace
from recouv.usecases.syncing import ConflictError
from tests.conftest import DURAND, Desk
from tests.usecases.clones import Clone, joined
from tests.usecases.git_servers import SSHD, Host, Shell, shell, web

#: After which a program that says nothing is waiting for somebody.
_PATIENCE_SECONDS = 60
#: A person's program that answers what git would ask.
_ANSWERS = "#!/bin/sh\ncase $1 in Username*) echo lea;; *) echo {password};; esac\n"


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, no agent and no prompt of this machine."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "SSH_AUTH_SOCK", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("GIT_TERMINAL_PROMPT")


@pytest.fixture
def bare(desk: Desk, tmp_path: Path) -> Path:
    """A remote that holds the workspace, in a folder that is served."""
    desk.write("durand", DURAND)
    path = tmp_path / "served/remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(path)], check=True)
    subprocess.run(["git", "config", "http.receivepack", "true"], cwd=path, check=True)
    Clone(desk.root).git("push", "-q", str(path), "main")
    return path


@pytest.fixture
def lea(desk: Desk, bare: Path) -> Clone:
    """Somebody whose remote is a folder."""
    clone = Clone(desk.root)
    clone.git("remote", "add", "origin", str(bare))
    return clone


def refusal(clone: Clone) -> tuple[str, str]:
    """What is wrong and what to do, as `sync` says it; the work is kept."""
    clone.note("kept")
    with pytest.raises(RemoteError) as refused:
        clone.sync()
    assert "> kept" in clone.read()
    assert clone.git("status", "--porcelain") == ""
    return str(refused.value.what), str(refused.value.mend)


def answering(folder: Path, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    """A user's own program gives that password."""
    program = folder / "answers"
    program.write_text(_ANSWERS.format(password=password), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("GIT_ASKPASS", str(program))


class TestWeb:
    """Smart HTTP, as every git host has it."""

    def test_what_one_gives_the_other_has(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """A first clone, an action, and both directions, merged."""
        with web(Host(bare.parent)) as host:
            far = joined(f"{host.address}/remote.git", tmp_path / "far", "paul")
            lea.note("from here")
            lea.sync()
            far.note("from afar")
            assert len(far.sync().received) == 1
        lea.sync()
        assert lea.read() == far.read()
        assert lea.read().count("> from afar") == 1

    def test_a_name_is_asked_for(self, lea: Clone, bare: Path) -> None:
        """Nobody is asked: what is missing is a credential helper, and it says so."""
        with web(Host(bare.parent, login="lea:secret")) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            what, mend = refusal(lea)
        assert "could not read Username" in what
        assert "credential helper" in mend

    def test_nothing_waits_on_the_terminal(self, lea: Clone, bare: Path) -> None:
        """Started from a terminal, it ends by itself with nothing typed."""
        with web(Host(bare.parent, login="lea:secret")) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            code, screen = in_a_terminal([sys.executable, "-m", "recouv", "-C", str(lea.root), "--lang", "en", "sync"])
        assert code != 0
        assert "credential helper" in screen

    def test_the_users_own_helper_answers(
        self, lea: Clone, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name and a password that are right open the door; they are in no file of the workspace."""
        answering(tmp_path, monkeypatch, "secret")
        with web(Host(bare.parent, login="lea:secret")) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            lea.note("one")
            assert lea.sync().given == 1

    def test_a_wrong_password(self, lea: Clone, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is said to be wrong, and not repeated."""
        answering(tmp_path, monkeypatch, "sesame")
        with web(Host(bare.parent, login="lea:secret")) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            what, mend = refusal(lea)
        assert "Authentication failed" in what
        assert "git credential reject" in mend
        assert "sesame" not in what + mend

    @pytest.mark.parametrize(
        ("status", "way_out"), [(500, "in trouble"), (503, "in trouble"), (403, "the right to write"), (404, "set-url")]
    )
    def test_a_server_that_answers_something_else(self, lea: Clone, bare: Path, status: int, way_out: str) -> None:
        """Each refusal has its own way out."""
        with web(Host(bare.parent, status=status)) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            assert way_out in refusal(lea)[1]

    def test_a_repository_that_may_only_be_read(self, lea: Clone, bare: Path) -> None:
        """Fetched, and refused at the push: the server's answer and whom to ask."""
        subprocess.run(["git", "config", "http.receivepack", "false"], cwd=bare, check=True)
        with web(Host(bare.parent)) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            what, mend = refusal(lea)
        assert "403" in what
        assert "the right to write" in mend

    def test_a_hook_that_refuses_has_its_own_words(self, lea: Clone, bare: Path) -> None:
        """They come back through the web as they were said, on one line."""
        hook = bare / "hooks/pre-receive"
        hook.write_text("#!/bin/sh\necho '[rejected] closed for the audit' >&2\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        with web(Host(bare.parent)) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            what, _ = refusal(lea)
        assert "closed for the audit" in what
        assert "\n" not in what

    def test_a_push_that_was_raced(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """Somebody was faster between the fetch and the push: taken in, and given at the second try."""
        with web(Host(bare.parent)) as host:
            far = joined(f"{host.address}/remote.git", tmp_path / "far", "paul")
            lea.note("one")
            hook = far.root / ".git/hooks/pre-push"
            hook.write_text(
                f"#!/bin/sh\nrm -f {hook}\nunset GIT_DIR\ncd {lea.root} && git push -q origin main\n", encoding="utf-8"
            )
            hook.chmod(0o755)
            far.note("two")
            assert far.sync().given == 2  # the note, and the merge
        lea.sync()
        assert lea.read() == far.read()


class TestCertificate:
    """https: who the server is, somebody must vouch for."""

    @pytest.fixture
    def authority(self) -> trustme.CA:
        """A house's own authority."""
        return trustme.CA()

    def certificate(self, authority: trustme.CA) -> ssl.SSLContext:
        """The server's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        return context

    def test_nobody_vouches(self, lea: Clone, bare: Path, authority: trustme.CA) -> None:
        """Refused, and the way to name the authority."""
        with web(Host(bare.parent), self.certificate(authority)) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            what, mend = refusal(lea)
            assert host.asked == []
        assert "certificate" in what
        assert "sslCAInfo" in mend

    def test_the_authority_is_named(self, lea: Clone, bare: Path, authority: trustme.CA, tmp_path: Path) -> None:
        """As the message says it: the same remote is then spoken with."""
        authority.cert_pem.write_to_path(str(tmp_path / "house.pem"))
        with web(Host(bare.parent), self.certificate(authority)) as host:
            lea.git("remote", "set-url", "origin", f"{host.address}/remote.git")
            lea.git("config", f"http.{host.address}/.sslCAInfo", str(tmp_path / "house.pem"))
            lea.note("one")
            assert lea.sync().given == 1


class TestOffline:
    """No network: it says so, and work goes on."""

    @pytest.mark.parametrize("scheme", ["http", "git", "ssh"])
    def test_nobody_listens(self, lea: Clone, scheme: str) -> None:
        """The port is closed."""
        lea.git("remote", "set-url", "origin", f"{scheme}://127.0.0.1:9/remote.git")
        what, mend = refusal(lea)
        assert "127.0.0.1" in what
        assert "when the network is back" in mend

    def test_no_such_name(self, lea: Clone) -> None:
        """The name of the host has no address."""
        lea.git("remote", "set-url", "origin", "http://nowhere.invalid/remote.git")
        what, mend = refusal(lea)
        assert "nowhere.invalid" in what
        assert "when the network is back" in mend


@pytest.mark.skipif(not SSHD.exists(), reason=f"no {SSHD} on this machine")
class TestSsh:
    """The other way to speak with a host: keys on both sides."""

    @pytest.fixture
    def server(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
        """One that takes our key."""
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where a root's sshd shuts itself in
        with shell(tmp_path / "ssh") as running:
            monkeypatch.setenv("GIT_SSH_COMMAND", running.command)
            yield running

    def test_both_keys_are_known(self, lea: Clone, bare: Path, tmp_path: Path, server: Shell) -> None:
        """A clone, an action, given and taken."""
        server.known.write_text(server.host_key, encoding="utf-8")
        far = joined(f"{server.address}{bare}", tmp_path / "far", "paul")
        far.note("from afar")
        far.sync()
        lea.sync()
        assert "> from afar" in lea.read()

    def test_a_server_that_is_not_known(self, lea: Clone, bare: Path, server: Shell) -> None:
        """Not trusted by itself, and nobody is asked: how to compare its fingerprint, once."""
        lea.git("remote", "set-url", "origin", f"{server.address}{bare}")
        what, mend = refusal(lea)
        assert "Host key verification failed" in what
        assert "fingerprint" in mend
        assert server.known.read_text(encoding="utf-8") == ""

    def test_a_server_whose_key_changed(self, lea: Clone, bare: Path, server: Shell) -> None:
        """Somebody may stand between: it says to ask before going on."""
        other = (server.known.parent / "mine.pub").read_text(encoding="utf-8").split()[1]
        place, kind, _ = server.host_key.split()
        server.known.write_text(f"{place} {kind} {other}\n", encoding="utf-8")
        lea.git("remote", "set-url", "origin", f"{server.address}{bare}")
        assert "somebody may stand between" in refusal(lea)[1]

    def test_a_key_that_it_does_not_take(self, lea: Clone, bare: Path, server: Shell) -> None:
        """What to do with the key and with its passphrase."""
        server.known.write_text(server.host_key, encoding="utf-8")
        (server.known.parent / "authorized").write_text("", encoding="utf-8")
        lea.git("remote", "set-url", "origin", f"{server.address}{bare}")
        what, mend = refusal(lea)
        assert "Permission denied" in what
        assert "ssh-add" in mend

    def test_nothing_waits_on_the_terminal(self, lea: Clone, bare: Path, server: Shell) -> None:
        """A server that is not known and a key with a passphrase: ended by itself, with nothing typed."""
        server.known.write_text(server.host_key, encoding="utf-8")
        key = server.known.parent / "mine"
        subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "passphrase", "-f", str(key)], check=True)
        lea.git("remote", "set-url", "origin", f"{server.address}{bare}")
        code, screen = in_a_terminal([sys.executable, "-m", "recouv", "-C", str(lea.root), "--lang", "en", "sync"])
        assert code != 0
        assert "ssh-add" in screen

    def test_how_the_repository_starts_ssh_is_kept(
        self, lea: Clone, bare: Path, server: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`core.sshCommand` with its key is what is run."""
        monkeypatch.delenv("GIT_SSH_COMMAND")
        server.known.write_text(server.host_key, encoding="utf-8")
        lea.git("config", "core.sshCommand", server.command)
        lea.git("remote", "set-url", "origin", f"{server.address}{bare}")
        lea.note("one")
        assert lea.sync().given == 1


class TestPartsOfARepository:
    """Clones that hold a part of the history, or of the contents."""

    def test_shallow(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """A clone of the last commit alone gives, takes and merges."""
        far = part_of(bare, tmp_path / "far", "--depth=1")
        lea.note("one")
        lea.sync()
        far.note("two")
        far.sync()
        lea.sync()
        assert lea.read() == far.read()
        assert lea.git("rev-parse", "HEAD") == far.git("rev-parse", "HEAD")
        assert far.git("rev-parse", "--is-shallow-repository") == "true\n"

    def test_shallow_and_fetched_so_again(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """Where what is there and what is here meet before what the clone holds, the rest is fetched, and merged."""
        far = part_of(bare, tmp_path / "far", "--depth=1")
        for text in ("one", "two"):
            lea.note(text)
        lea.sync()
        far.note("three")
        far.git("fetch", "-q", "--depth=1", "origin")
        far.sync()
        lea.sync()
        assert lea.read() == far.read()
        assert far.git("rev-parse", "--is-shallow-repository") == "false\n"

    def test_without_contents(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """A clone that fetches contents when they are looked at merges as any other."""
        subprocess.run(["git", "config", "uploadpack.allowFilter", "true"], cwd=bare, check=True)
        subprocess.run(["git", "config", "uploadpack.allowAnySHA1InWant", "true"], cwd=bare, check=True)
        far = part_of(bare, tmp_path / "far", "--filter=blob:none")
        for text in ("one", "two"):
            lea.note(text)
        lea.sync()
        far.note("three")
        assert len(far.sync().received) == 2
        lea.sync()
        assert lea.read() == far.read()
        assert check_workspace(far.session) == []

    def test_a_sparse_checkout(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """What is not in the folder is not taken for deleted, is merged all the same, and stays out."""
        far = joined(bare, tmp_path / "far", "paul")
        martin = lea.root / "dossiers/ma/martin.md"
        martin.parent.mkdir()
        martin.write_text(DURAND.replace("Durand", "Martin").replace("732829320", "552100554"), encoding="utf-8")
        lea.git("add", "dossiers/ma")
        lea.git("commit", "-qm", "martin")
        lea.sync()
        far.git("sparse-checkout", "set", "--no-cone", "/*", "!/dossiers/ma/")
        far.sync()
        far.note("two")
        lea.note("one", "martin")
        lea.sync()
        far.sync()
        lea.sync()
        assert not (far.root / "dossiers/ma").exists()
        assert "> one" in far.git("show", "HEAD:dossiers/ma/martin.md")
        assert "> two" in lea.read()
        assert check_workspace(far.session) == []

    def test_a_conflict_is_one_in_a_shallow_clone_too(self, lea: Clone, bare: Path, tmp_path: Path) -> None:
        """Nothing is decided for want of history."""
        far = part_of(bare, tmp_path / "far", "--depth=1")
        lea.edit("kind: company", "kind: public")
        lea.sync()
        far.edit("kind: company", "kind: consumer")
        with pytest.raises(ConflictError, match="kind"):
            far.sync()

    def test_another_workspace_is_none_in_a_shallow_clone(self, bare: Path, tmp_path: Path) -> None:
        """Two histories with no commit in common, however deep, are not mixed."""
        far = part_of(bare, tmp_path / "far", "--depth=1")
        other = tmp_path / "other"
        subprocess.run(["git", "init", "-q", "--initial-branch=main", str(other)], check=True)
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "other"], cwd=other, check=True)
        far.git("remote", "set-url", "origin", f"file://{other}")
        far.git("update-ref", "-d", "refs/remotes/origin/main")
        with pytest.raises(WorkspaceError, match="another workspace"):
            far.sync()


def part_of(bare: Path, folder: Path, what: str) -> Clone:
    """A clone of a part of the remote."""
    subprocess.run(["git", "clone", "-q", what, f"file://{bare}", str(folder)], check=True)
    return Clone(folder, "paul")


def in_a_terminal(command: list[str]) -> tuple[int, str]:
    """The exit code of a command whose terminal nobody types in, and what it showed."""
    process, terminal = pty.fork()
    if not process:  # pragma: no cover - the other program
        os.execvp(command[0], command)
    shown = b""
    while True:
        if not select.select([terminal], [], [], _PATIENCE_SECONDS)[0]:
            os.kill(process, signal.SIGKILL)
            pytest.fail(f"it waits: {shown.decode('utf-8', 'replace')}")
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other side is gone
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), " ".join(shown.decode("utf-8", "replace").split())

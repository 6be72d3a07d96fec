"""The characters of a text file that does not say how it is encoded, read in blocks so that its size does not matter.

A byte-order mark decides; else the whole file is valid UTF-8, or it is not.  A file that is not holds Windows-1252 when
one of its bytes is between 0x80 and 0x9F, where ISO-8859-15 has only control codes, and ISO-8859-15 otherwise: the rule
that was right on every French file at hand, where statistical guesses answered cp1250 or mac_latin2.

Source: LPF art. A47 A-1 VIII (ASCII, ISO 8859-15 or UTF-8); French files and texts, on which the rule and the guesses
were measured (2026-11).
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from recouv.domain.errors import RecouvError, UsageError
from recouv.domain.message import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

BLOCK = 1 << 18
#: Characters that a line may have: a longer one is no line of text, and would be held in memory whole.
LONGEST_LINE = 1 << 20
#: UTF-32 first: its little-endian mark begins with the one of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Bytes that Windows-1252 gives a character to and that ISO-8859-15 keeps for control codes.
_WINDOWS_BYTE = re.compile(rb"[\x80-\x9f]")
#: Codecs of Python's that turn bytes into text and that no file is written in: names of domains, source code.
_NOT_OF_FILES = frozenset(
    ("idna", "punycode", "raw_unicode_escape", "raw-unicode-escape", "undefined", "unicode_escape", "unicode-escape")
)
_LINE_END = re.compile(r"\r+\n?")
#: What a terminal or a reader of the dossier would obey instead of showing: control codes, joiners, reversed writing.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def decide_encoding(blocks: Iterable[bytes], override: str | None = None) -> str:
    """The name of the codec that reads `blocks`, which are consumed as far as the answer needs.

    `override` is what the user says: it always wins.

    Raises:
        UsageError: `override` is the name of no encoding.
    """
    if override:
        return _known(override)
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_windows_byte, first = True, False, True
    for block in blocks:
        if first:
            for mark, codec in MARKS:
                if block.startswith(mark):
                    return codec
            first = False
        has_windows_byte = has_windows_byte or _WINDOWS_BYTE.search(block) is not None
        if is_utf8:
            is_utf8 = _accepts(decoder, block)
        elif has_windows_byte:
            break
    if is_utf8 and _accepts(decoder, b"", final=True):
        return "utf-8"
    return "cp1252" if has_windows_byte else "iso8859-15"


def decode(raw: bytes, override: str | None = None) -> str:
    """The text of a file small enough to be held in memory, without its byte-order mark and NULs.

    Raises:
        UsageError: `override` is the name of no encoding.
        RecouvError: the bytes are not what `override` says.
    """
    codec = decide_encoding(iter((raw,)), override)
    return "".join(_decoded((raw,), codec, strict=override is not None))


def file_blocks(path: Path, progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The bytes of a file, a block at a time; `progress` is told how many were read so far.

    Raises:
        RecouvError: the file cannot be opened or read.
    """
    total = 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                total += len(block)
                yield block
                if progress:
                    progress(total)
    except OSError as error:
        raise RecouvError(
            say("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("check the path and the rights of the file"),
        ) from error


def file_encoding(path: Path, override: str | None = None) -> str:
    """The codec that reads the file at `path`.

    Raises:
        UsageError: `override` is the name of no encoding.
        RecouvError: the file cannot be read.
    """
    return decide_encoding(file_blocks(path), override)


def file_lines(
    path: Path, codec: str, *, strict: bool = False, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[int, str]]:
    r"""Each line of the file that is not blank, with its number from 1; `\r*\n` and a lone `\r` end a line.

    Raises:
        RecouvError: the file cannot be read, is `strict` and not in `codec`, or has a line too long for a text.
    """
    return _lines(_decoded(file_blocks(path, progress), codec, strict=strict))


def without_controls(text: str) -> str:
    """`text` as it may be shown and written: tabs become spaces; codes that act instead of being seen go."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", text.replace("\t", " "))


def _known(name: str) -> str:
    refusal = UsageError(
        say("{name} is no encoding", name=name), say("try utf-8, cp1252, iso8859-15, mac_roman or utf-16")
    )
    try:
        codec = codecs.lookup(name).name
        b"a".decode(name, "replace")  # codecs that do not give text refuse here
        decoder = codecs.getincrementaldecoder(codec)("replace")
    except (LookupError, ValueError, TypeError) as error:
        raise refusal from error
    if codec in _NOT_OF_FILES or not _decodes_anything(decoder):
        raise refusal
    return codec


def _decodes_anything(decoder: codecs.IncrementalDecoder) -> bool:
    """Whether bytes give text, a replacement, or the refusal that readers expect."""
    try:
        for byte in range(256):
            decoder.decode(bytes((byte,)))
        decoder.decode(b"", final=True)
    except UnicodeError:
        return True  # UTF-16 and UTF-32 without their mark
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _accepts(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(blocks: Iterable[bytes], codec: str, *, strict: bool) -> Iterator[str]:
    """The text of `blocks`, NULs left out; where the codec was guessed, a byte it does not know becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(codec)("strict" if strict else "replace")
    try:
        for block in blocks:
            yield decoder.decode(block).replace("\0", "")
        yield decoder.decode(b"", final=True).replace("\0", "")
    except UnicodeError as error:
        raise RecouvError(
            say("the file is not in {encoding}", encoding=codec),
            say("leave the encoding out: it is then found from the file"),
        ) from error


def _lines(texts: Iterable[str]) -> Iterator[tuple[int, str]]:
    number, rest = 0, ""
    for text in texts:
        # a \r at the end may be half of a \r\n: it waits for the next block
        whole = (rest + text).rstrip("\r")
        waiting = (rest + text)[len(whole) :]
        *lines, rest = _split(whole)
        rest += waiting
        if len(rest) > LONGEST_LINE:
            raise RecouvError(
                say(
                    "line {line} has more than {most} characters: this is no text",
                    line=number + len(lines) + 1,
                    most=LONGEST_LINE,
                ),
                say("export the file again"),
            )
        for line in lines:
            number += 1
            if line and not line.isspace():
                yield number, line
    for line in _split(rest):
        number += 1
        if line and not line.isspace():
            yield number, line


def _split(text: str) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            text = _LINE_END.sub(lambda end: "\n" if end[0].endswith("\n") else "\n" * len(end[0]), text)
    return text.split("\n")

"""Where an article is read from: the pointer in its record, and the words for it in messages.

``item`` finds the article inside the file ``uri``. Grammar::

    item   = place | member | member "#" place
    member = name inside the archive; "%", "#", "\\" and control characters in it as %XX, as are the first slash
             and the dots of names that lead out of the archive (``%2E%2E/x``); ``urllib.parse.unquote`` undoes it
    place  = the article's own id, else the number of the line, row, entry or page from 1, else (WARC) the byte
             offset of the record

An article that is a whole file has no item, one that is a whole member has no place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from pipeline.read.failure import TOO_LARGE, ReadFailure, too_large
from pipeline.read.options import DEFAULT, ReadOptions
from pipeline.records import Article

Found = Article | ReadFailure

_ESCAPED = re.compile(r"[%#\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LEADS_OUT = re.compile(r"^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?=[\\/]|$)")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or with ``member`` (as in ``item``) one inside an archive."""

    uri: str
    member: str | None = None

    def item(self, place: str | None = None) -> str | None:
        """What stands in ``source.item`` of a record."""
        if self.member is None or place is None:
            return self.member or place
        return f"{self.member}#{place}"

    def at(self, label: str | None = None) -> str:
        """File, member and place for a reader."""
        return ", ".join(part for part in (self.uri, self.member, label) if part)

    def fail(self, code: str, message: str, place: str | None = None, label: str | None = None) -> ReadFailure:
        """A failure here; ``label`` is the place in words ("line 7")."""
        return ReadFailure(self.uri, self.item(place), code, f"{self.at(label)}: {message}")

    def too_large(self, place: str | None = None, label: str | None = None) -> ReadFailure:
        """The failure for more bytes than an article may have."""
        return ReadFailure(self.uri, self.item(place), TOO_LARGE, too_large(self.at(label)))

    def inside(self, name: str) -> Source:
        """The member of that name."""
        return Source(self.uri, member_item(name))


def leads_out(name: str) -> bool:
    """Whether a member's name, taken for a path, would lead out of the folder it is unpacked into."""
    return _LEADS_OUT.search(name) is not None


def member_item(name: str) -> str:
    """A member's name so that it can stand in ``item`` and is no path out of the archive."""
    quoted = _ESCAPED.sub(lambda m: _percent(m[0]), name)
    if leads_out(name):
        quoted = re.sub(r"^(?:[/]|[A-Za-z]:)", lambda m: m[0][:-1] + _percent(m[0][-1]), quoted)
        quoted = re.sub(r"(?:^|(?<=/)|(?<=%5C))\.\.(?=/|%5C|$)", "%2E%2E", quoted)
    return quoted


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape" if _is_raw(char) else "replace"))


def _is_raw(char: str) -> bool:
    """Whether it stands for a byte that was no UTF-8."""
    return "\udc80" <= char <= "\udcff"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reader gets: a stream, where it comes from, and what the user chose.

    ``skipped`` counts what is passed over on purpose, by kind. ``origin`` turns an offset in the stream into
    one in the file (they differ where the file is packed); None where there is no such offset. ``found``: in a folder or
    an archive, not named by the user.
    """

    stream: BinaryIO
    source: Source
    options: ReadOptions = DEFAULT
    skipped: Counter[str] = field(default_factory=Counter)
    origin: Callable[[int], int | None] | None = None
    found: bool = False

    def on(self, stream: BinaryIO, origin: Callable[[int], int | None] | None = None) -> Opened:
        """The same on another stream."""
        return replace(self, stream=stream, origin=origin)

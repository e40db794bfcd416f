"""What ZIP and tar archives have in common: which members are read, and how they are pointed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from pipeline.read import failure
from pipeline.read.formats import by_name
from pipeline.read.source import Found, Opened, leads_out
from pipeline.records import Article

#: Reads one member: what it is in, and its name.
ReadMember = Callable[[Opened, str], Iterator[Found]]
_ARCHIVES = frozenset({"zip", "tar"})
#: Folders that archivers add for themselves.
_ADDED = "__MACOSX/"


def wanted(name: str, opened: Opened) -> bool:
    """Whether a member is read; what is passed over is counted as in folders."""
    base = name.replace("\\", "/").rpartition("/")[2]
    if base.startswith(".") or name.startswith(_ADDED):
        reason = "hidden"
    elif by_name(name) is None:
        reason = base[base.rindex(".") :].lower() if "." in base else "no ending"
    else:
        return True
    opened.skipped[reason] += 1
    return False


def is_archive(name: str) -> bool:
    """Whether a member is an archive by its name."""
    found = by_name(name)
    return found is not None and found.kind in _ARCHIVES


def read_member(opened: Opened, name: str, stream: BinaryIO, read: ReadMember) -> Iterator[Found]:
    """The articles of one member; a name that leads out of the archive is noted in their records."""
    inside = replace(opened, stream=stream, source=opened.source.inside(name), origin=None, found=True)
    if is_archive(name):
        yield nested(inside)
        return
    for found in read(inside, name):
        if isinstance(found, Article) and leads_out(name):
            message = f"The name in the archive, {name[:200]!r}, leads out of it; it was taken for a mere name."
            found.notes.append(("member-name-unsafe", message))
        yield found


def nested(opened: Opened) -> failure.ReadFailure:
    """The failure for an archive in an archive."""
    message = "an archive inside an archive is not read. Unpack the outer one and name the folder."
    return opened.source.fail(failure.NESTED, message)

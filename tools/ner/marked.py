"""Marked text, the format of ``models/training/*.txt``: names in square brackets behind their label.

    === lv-a-01
    [ORG Cēsu novada pašvaldība] īsteno projektu "[TITLE Zaļā [LOC Cēsis]]".

Only a TITLE may hold other marks. Labels and conventions: ``models/training/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LABELS = frozenset({"PER", "ORG", "LOC", "TITLE", "PROGRAMME"})
_HEAD = re.compile(r"^=== *(\S+)[ \t]*\n", re.M)
_OPEN = re.compile(r"\[([A-Z]+) (?=\S)")

Name = tuple[int, int, str]


@dataclass(slots=True)
class MarkedArticle:
    """A text without its marks, and the names in it as (start, end, label) in code points."""

    id: str
    text: str
    names: list[Name] = field(default_factory=list)

    def outermost(self) -> list[Name]:
        """The names that lie in no other one."""
        return [n for n in self.names if not any(o != n and o[0] <= n[0] and n[1] <= o[1] for o in self.names)]


def parse(marked: str, id: str = "") -> MarkedArticle:
    """Raises ValueError with the place where a mark is wrong."""
    out: list[str] = []
    names: list[Name] = []
    open_marks: list[tuple[str, int]] = []
    at = size = 0
    while at < len(marked):
        c = marked[at]
        if c == "[":
            found = _OPEN.match(marked, at)
            if (
                not found
                or found[1] not in LABELS
                or (open_marks and (len(open_marks) > 1 or open_marks[0][0] != "TITLE"))
            ):
                raise ValueError(f"{id}: no mark can begin at {marked[max(0, at - 20) : at + 30]!r}")
            open_marks.append((found[1], size))
            at = found.end()
            continue
        if c == "]":
            if not open_marks:
                raise ValueError(f"{id}: nothing to close at {marked[max(0, at - 30) : at + 10]!r}")
            label, start = open_marks.pop()
            surface = "".join(out)[start:size]
            if not surface or surface != surface.strip(" ,;:\n") or "\n" in surface:
                raise ValueError(
                    f"{id}: {label} {surface!r} begins or ends with a blank or a comma, or holds a line break"
                )
            names.append((start, size, label))
        else:
            out.append(c)
            size += 1
        at += 1
    if open_marks:
        raise ValueError(f"{id}: {open_marks[0][0]} is not closed")
    return MarkedArticle(id, "".join(out), sorted(names))


def read(path: Path) -> Iterator[MarkedArticle]:
    """The articles of a file."""
    parts = _HEAD.split(path.read_text(encoding="utf-8"))
    if parts[0].strip():
        raise ValueError(f"{path.name}: there is text before the first article's head (=== id)")
    for id, body in zip(parts[1::2], parts[2::2], strict=True):
        yield parse(body.strip(), id)


def agreement(first: list[MarkedArticle], second: list[MarkedArticle], label: str | None = None) -> float:
    """F1 of one annotator's names against another's, over the articles that both have; the texts must be the same."""
    other = {a.id: a for a in second}
    mine, theirs = set(), set()
    for a in first:
        b = other.get(a.id)
        if b is None:
            continue
        if a.text != b.text:
            raise ValueError(f"{a.id}: the two annotators' texts differ")
        mine |= {(a.id, *n) for n in a.names if label in (None, n[2])}
        theirs |= {(a.id, *n) for n in b.names if label in (None, n[2])}
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0

"""Blocks: some dozen articles that one process extracts and one part holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.runs.frames import Header

#: A block is closed at so many articles, or bytes, whichever comes first.
BLOCK_ARTICLES = 50
BLOCK_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was read: an article as the body of a frame, or the outcome of what could not be read."""

    kind: Literal["article", "error"]
    header: Header
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Passed:
    """What a file held beside articles, by kind; comes behind its entries."""

    skipped: dict[str, int]


@dataclass(slots=True)
class Block:
    """``number`` counts within the task. ``last`` is the task's last one, and knows what the task passed over."""

    task: int
    number: int
    entries: list[Entry] = field(default_factory=list)
    last: bool = False
    skipped: dict[str, int] = field(default_factory=dict)


def cut(task: int, found: Iterable[Entry | Passed]) -> Iterator[Block]:
    """The blocks of a task; one at least. Where they are cut depends on what was read alone."""
    block, size = Block(task, 0), 0
    skipped: dict[str, int] = {}
    for item in found:
        if isinstance(item, Passed):
            for kind, number in item.skipped.items():
                skipped[kind] = skipped.get(kind, 0) + number
            continue
        if len(block.entries) >= BLOCK_ARTICLES or size >= BLOCK_BYTES:
            yield block
            block, size = Block(task, block.number + 1), 0
        block.entries.append(item)
        size += len(item.body)
    block.last, block.skipped = True, dict(sorted(skipped.items()))
    yield block

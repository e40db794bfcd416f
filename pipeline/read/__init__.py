"""read: every kind of input becomes articles; what cannot be read becomes a ReadFailure and the rest goes on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.read.dispatch import read_stream
from pipeline.read.failure import ReadFailure
from pipeline.read.files import InputFile, inventory, list_files, read_file
from pipeline.read.options import DEFAULT, ReadOptions
from pipeline.read.paths import read_paths
from pipeline.read.source import Opened, Source
from pipeline.records import Article

__all__ = ["InputFile", "ReadFailure", "ReadOptions", "inventory", "iter_articles", "read_file", "read_paths"]


def iter_articles(
    inputs: Iterable[str],
    options: ReadOptions = DEFAULT,
    *,
    skipped: Counter[str] | None = None,
    exclude: Iterable[Path] = (),
) -> Iterator[Article | ReadFailure]:
    """All articles of files, folders (recursively, sorted by name) and ``-`` (standard input).

    ``skipped``, if given, counts what was passed over in folders and archives, by ending or kind. ``exclude``
    names files not to be read, such as the output of the run. Never raises for an input: what cannot be read
    comes as a ReadFailure.
    """
    counter: Counter[str] = Counter() if skipped is None else skipped
    unread = list(exclude)
    for given in inputs:
        if given == "-":
            yield from read_stream(Opened(sys.stdin.buffer, Source("-"), options, counter), "-")
            continue
        for file in list_files([given], counter, unread):
            yield from read_file(file, options, counter)

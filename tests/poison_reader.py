"""The reading process of a run, with files that end it: ``crash-2.jsonl`` behind its second article, ``loop-…`` that
never gives another one, ``hog-…`` that eats memory."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from poison import Hog

from pipeline.read import InputFile, ReadFailure, ReadOptions, read_file
from pipeline.records import Article
from pipeline.runs import reading


def poisoned(file: InputFile, options: ReadOptions, skipped: Counter[str]) -> Iterator[Article | ReadFailure]:
    how, _, behind = Path(file.path).stem.partition("-")
    for number, found in enumerate(read_file(file, options, skipped)):
        if behind and number == int(behind):
            if how == "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            while how == "loop":
                pass
            if how == "hog":
                Hog().eat()
        yield found


reading.read_file = poisoned

if __name__ == "__main__":
    reading.main()

"""The child process that reads: a list of files in, their articles out.

Frames it sends: ``article`` and ``error`` in order; ``passed`` now and then while it goes over what is known already;
``closed`` at the end of a file, with what was passed over in it; ``end``.
"""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO

from pipeline.read import InputFile, ReadFailure, read_file
from pipeline.runs.attempt import error_row
from pipeline.runs.frames import Header, pack, read_frame, write_frame
from pipeline.runs.manners import set_up
from pipeline.runs.plan import file_of
from pipeline.runs.settings import Settings

_PASSED_EVERY = 100


def main() -> None:
    """Runs until its input ends."""
    told = set_up()
    if told is None:
        return
    reading, writing, settings = told
    write_frame(writing, {"kind": "ready"})
    while (frame := read_frame(reading)) is not None:
        request = frame[0]
        files = [file_of(plain) for plain in request["files"]]
        for number in range(request["first"], len(files)):
            skip = request["skip"] if number == request["first"] else 0
            _one(writing, files[number], skip, settings)
        write_frame(writing, {"kind": "end"})


def _one(writing: BinaryIO, file: InputFile, skip: int, settings: Settings) -> None:
    """Sends what a file holds, but the first ``skip`` articles and failures."""
    skipped: Counter[str] = Counter()
    for at, found in enumerate(read_file(file, settings.reading, skipped)):
        if at < skip:
            if at % _PASSED_EVERY == 0:
                write_frame(writing, {"kind": "passed"})
        elif isinstance(found, ReadFailure):
            write_frame(writing, _failure(found))
        else:
            write_frame(writing, {"kind": "article", "uri": found.uri, "item": found.item}, pack(found))
    write_frame(writing, {"kind": "closed", "skipped": dict(sorted(skipped.items()))})


def _failure(found: ReadFailure) -> Header:
    return error_row(found.uri, found.item, "read", found.code, found.message)


if __name__ == "__main__":
    main()

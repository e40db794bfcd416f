"""The child process that extracts: an article in, an outcome out, one after another."""

from __future__ import annotations

from typing import BinaryIO

from pipeline.errors import GranthoundError
from pipeline.runs.attempt import attempt
from pipeline.runs.frames import Header, read_frame, unpack, write_frame
from pipeline.runs.manners import keep_loaded, memory_limit, set_up
from pipeline.runs.settings import RunExtractor, Settings

#: Articles after which the memory that they took is freed. Measured: 1 to 200 are equally fast.
ZONE = 50


def main() -> None:
    """Runs until its input ends."""
    told = set_up()
    if told is None:
        return
    reading, writing, settings = told
    try:
        extractor = settings.make_extractor()
        write_frame(writing, {"kind": "ready"})
        done = 0
        while True:
            with extractor.memory_zone():
                for _ in range(ZONE):
                    if not _one(reading, writing, extractor, settings):
                        return
                    done += 1
                    keep_loaded(done)
    except GranthoundError as error:  # the data is broken: no article can be extracted
        write_frame(writing, _fatal(error))


def _one(reading: BinaryIO, writing: BinaryIO, extractor: RunExtractor, settings: Settings) -> bool:
    """Whether there was an article."""
    frame = read_frame(reading)
    if frame is None:
        return False
    with memory_limit(settings.article_memory):
        outcome, line = attempt(extractor, unpack(frame[1]), only_projects=settings.only_projects)
    write_frame(writing, outcome, line)
    return True


def _fatal(error: GranthoundError) -> Header:
    return {"kind": "fatal", "type": type(error).__name__, "code": error.code, "message": str(error)}


if __name__ == "__main__":
    main()

"""An extractor for the tests of runs: fails in all the ways that an article can make it fail."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from support import FakeExtractor

from pipeline.errors import KnowledgeError
from pipeline.records import Article, Record


class PoisonExtractor(FakeExtractor):
    """Does what an article's words tell: crash, loop for ever, eat memory. ``slow`` seconds for each article.

    A file named ``once`` is an order that is obeyed once: the word in it counts only while the file is there.
    """

    def __init__(self, *, slow: float = 0.0, once: str | None = None) -> None:
        super().__init__()
        self.slow, self.once = slow, once

    def memory_zone(self) -> AbstractContextManager[None]:
        return nullcontext()

    def extract(self, article: Article) -> Record:
        time.sleep(self.slow)
        words = article.content.split()
        if "print" in words:
            print("this is no frame", flush=True)
        if "loop" in words:
            while True:
                pass
        if "crash" in words:
            ctypes.string_at(0)
        if "exit" in words:
            os._exit(3)
        if "leave" in words:
            sys.exit(4)
        if "hog" in words:
            Hog().eat()
        if "broken" in words:
            raise KnowledgeError("a pack is broken", code="E-DATA-099")
        if self.once and "once" in words and Path(self.once).exists():
            Path(self.once).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().extract(article)


class Hog:
    """Eats memory bit by bit, as a program does that builds up a structure."""

    def eat(self) -> None:
        kept = []
        while True:
            kept.append(bytearray(1_000_000))


class NoStart:
    """An extractor that cannot be made."""

    def __init__(self) -> None:
        raise KnowledgeError("no data here", code="E-DATA-098")


class Dies:
    """An extractor whose making ends the process."""

    def __init__(self) -> None:
        os._exit(9)


class Unlimited(PoisonExtractor):
    """Takes away the limit that the system enforces, as on a system that has none."""

    def extract(self, article: Article) -> Record:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return super().extract(article)


class Frozen(PoisonExtractor):
    """Tells in the title of a record how many objects are left out of the collections of its process."""

    def extract(self, article: Article) -> Record:
        return super().extract(article).model_copy(update={"title": str(gc.get_freeze_count())})

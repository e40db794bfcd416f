"""How a child process behaves: it begins with what its parent tells it, ends with its parent, keeps to its memory, and does not
look for garbage where there is none."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pipeline.runs.frames import own_streams, read_frame
from pipeline.runs.settings import Settings

#: Exit code of a child that ran out of the memory it may have.
OUT_OF_MEMORY = 77

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 2.0


def set_up() -> tuple[BinaryIO, BinaryIO, Settings] | None:
    """The streams from and to the parent, and the settings that it sent first; None where it is gone already."""
    reading, writing = own_streams()
    frame = read_frame(reading)
    if frame is None:
        return None
    end_with_parent(frame[0]["parent"])
    return reading, writing, Settings.of(frame[0]["settings"])


def end_with_parent(parent: int) -> None:
    """Ends this process when its parent is gone, in an endless loop too, and leaves Ctrl-C to the parent.

    ``parent`` is the parent's process number, which told from the outset whether it is gone already.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        # A thread can't end a process that loops in C code, the kernel can.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.name == "posix":
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)
    os._exit(1)


def keep_loaded(done: int) -> None:
    """After the first article, the second, the fourth, the eighth ...: what is there now is left out of later collections.

    What the languages need is loaded by the first articles in them and stays for good: a million objects, over which each
    full collection takes half a second. Called between articles, so that nothing of an article is kept with them.
    """
    if not done & (done - 1):
        gc.collect()  # garbage would be kept, too
        gc.freeze()


@contextmanager
def memory_limit(megabytes: int) -> Iterator[None]:
    """Lets this process grow by so much inside; one that needs more ends with OUT_OF_MEMORY.

    By address space, where the system can limit it. Where it cannot, the parent watches and is a little slower.
    """
    before = _limit_growth(megabytes)
    try:
        yield
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is half made in this process is not to be trusted
    finally:
        if before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, before)


def _limit_growth(megabytes: int) -> tuple[int, int] | None:
    """Sets the limit; the former one, None where none could be set."""
    if sys.platform != "linux":
        return None
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm", encoding="ascii") as statm:
        size = int(statm.read().split()[0]) * resource.getpagesize()
    wanted = size + megabytes * 1_000_000
    if before[0] != resource.RLIM_INFINITY:
        wanted = min(wanted, before[0])
    resource.setrlimit(resource.RLIMIT_AS, (wanted, before[1]))
    return before

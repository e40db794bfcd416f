"""One thread that looks at all child processes again and again, and ends those over their time or memory."""

from __future__ import annotations

import threading
from typing import Protocol

_POLL_SECONDS = 0.05


class Watched(Protocol):
    """A child process that can tell by itself whether it is over its limits."""

    def enforce(self) -> None: ...


class Watch:
    """Looks after children from ``add`` to ``remove``; ends with the ``with`` block."""

    def __init__(self) -> None:
        self._children: set[Watched] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def add(self, child: Watched) -> None:
        self._children.add(child)

    def remove(self, child: Watched) -> None:
        self._children.discard(child)

    def _run(self) -> None:
        while not self._stop.wait(_POLL_SECONDS):
            for child in tuple(self._children):
                child.enforce()

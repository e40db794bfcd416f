"""A child process, seen from its parent: asked by frames, ended when it is over its limits, started anew when needed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from typing import Literal

import psutil

from pipeline.errors import GranthoundError, InputError, KnowledgeError, OutputError, RunError
from pipeline.runs.frames import Frame, Header, read_frame, write_frame
from pipeline.runs.manners import OUT_OF_MEMORY
from pipeline.runs.watch import Watch

Reason = Literal["time", "memory", "died"]

NO_START = "E-RUN-004"
#: Seconds that a new process may take until it is ready.
START_SECONDS = 300.0
_END_SECONDS = 5.0

_KINDS: tuple[type[GranthoundError], ...] = (KnowledgeError, InputError, OutputError)


class ChildDied(Exception):
    """The process is gone. ``detail`` says how, for a reader; only of one that died by itself."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: Reason = reason
        self.detail = detail


class Child:
    """A process that runs ``python -m module``. ``memory`` is by how many million bytes it may grow during one answer.

    Starts with the first frame sent to it, and again with the next one after it is gone.
    """

    def __init__(self, module: str, setup: Header, watch: Watch, memory: int) -> None:
        self._module, self._setup, self._watch = module, setup, watch
        self._growth = memory * 1_000_000
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._seen: psutil.Process | None = None
        self._deadline: float | None = None
        self._ceiling: int | None = None
        self._verdict: Reason | None = None
        self._closed = False

    def send(self, header: Header, body: bytes = b"", *, seconds: float) -> None:
        """Sends a frame; from now on it has ``seconds`` for its answer. Raises ChildDied."""
        process = self._running()
        self._allow(seconds)
        assert process.stdin is not None
        try:
            write_frame(process.stdin, header, body)
        except OSError:
            raise self._buried() from None

    def receive(self, *, seconds: float | None = None) -> Frame:
        """The next frame it sends; ``seconds`` sets its time anew. Raises ChildDied, and what it says is fatal."""
        process = self._process
        if process is None:
            raise ChildDied("died", "it was ended")
        if seconds is not None:
            self._allow(seconds)
        assert process.stdout is not None
        try:
            frame = read_frame(process.stdout)
        except (OSError, ValueError):
            frame = None
        with self._lock:
            self._deadline = self._ceiling = None
            late = self._verdict is not None
        if frame is None:
            raise self._buried()
        if late:  # its answer came just when it was ended
            self._bury()
        header, _ = frame
        if header["kind"] == "fatal":
            self.stop()
            kind = next((kind for kind in _KINDS if kind.__name__ == header["type"]), RunError)
            raise kind(header["message"], code=header["code"])
        return frame

    def memory(self) -> int:
        """Bytes of main memory that it has; 0 if it does not run."""
        seen = self._seen
        try:
            return int(seen.memory_info().rss) if seen else 0
        except psutil.Error:
            return 0

    def stop(self) -> None:
        """Ends the process; it may be started again by the next frame."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
        self._bury()

    def close(self) -> None:
        """Ends the process for good, from whichever thread: who waits for its answer gets ChildDied."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def enforce(self) -> None:
        """Ends the process if it is over its time or memory; called by the watch."""
        with self._lock:
            if self._process is None or self._deadline is None or self._verdict is not None:
                return
            if time.monotonic() > self._deadline:
                self._verdict = "time"
            elif self._ceiling is not None and self.memory() > self._ceiling:
                self._verdict = "memory"
            else:
                return
            self._process.kill()

    def _allow(self, seconds: float) -> None:
        with self._lock:
            self._deadline = time.monotonic() + seconds
            self._ceiling = self.memory() + self._growth

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._start()
        assert self._process is not None
        return self._process

    def _start(self) -> None:
        # The child sees the modules that this process sees, wherever it got them from.
        paths = os.pathsep.join(path for path in sys.path if path)
        with self._lock:
            if self._closed:
                raise ChildDied("died", "the run is ending")
            try:
                # A child ends with the thread that started it: start it in the thread that talks to it.
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", self._module],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "PYTHONPATH": paths},
                )
                self._seen = psutil.Process(self._process.pid)
            except (OSError, psutil.Error) as error:
                raise RunError(
                    f"A process for the work could not be started ({error}). Free some memory, or use fewer with -j.",
                    code=NO_START,
                ) from error
            self._verdict = None
        self._watch.add(self)
        try:
            self.send({"kind": "setup", "parent": os.getpid(), **self._setup}, seconds=START_SECONDS)
            with self._lock:
                self._ceiling = None  # what it needs before the first article is no article's fault
            self.receive()
        except ChildDied as died:
            if self._closed:
                raise
            raise RunError(
                f"A process for the work ended before it was ready ({died.detail or died.reason}). What it wrote to "
                "standard error says why; if it says nothing, memory may be short: use fewer processes with -j.",
                code=NO_START,
            ) from died

    def _buried(self) -> ChildDied:
        """The process is gone: why."""
        verdict, code = self._verdict, self._bury()
        if verdict is not None:
            return ChildDied(verdict)
        if code == OUT_OF_MEMORY:
            return ChildDied("memory")
        return ChildDied("died", f"signal {-code}" if code < 0 else f"exit code {code}")

    def _bury(self) -> int:
        """Waits for the end of the process and forgets it; its exit code."""
        self._watch.remove(self)
        with self._lock:
            process, self._process, self._seen = self._process, None, None
            self._deadline = self._ceiling = None
        if process is None:
            return 0
        try:
            code = process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:  # it closed its output and went on
            process.kill()
            code = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

"""The processes of a run at work: some read, some extract, and what they make lies in parts.

A thread stands for each process. Blocks wait in a short queue between readers and lanes: where it is full readers wait,
so that memory stays the same however large the archive is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType

from pipeline.runs.blocks import Block, cut
from pipeline.runs.child import ChildDied
from pipeline.runs.lane import Lane
from pipeline.runs.parts import Part, Parts
from pipeline.runs.plan import Plan
from pipeline.runs.shards import Position
from pipeline.runs.source import Source
from pipeline.runs.watch import Watch

_POLL_SECONDS = 0.2


@dataclass(slots=True)
class Progress:
    """What this run did so far, without what earlier ones had done."""

    articles: int = 0
    errors: int = 0
    tasks: int = 0


class Engine:
    """Makes all parts of some tasks that are not there yet. Works inside its ``with`` block.

    ``jobs`` processes extract; half as many read, which is less work. ``start`` is the first outcome that no shard has.
    """

    def __init__(self, plan: Plan, parts: Parts, jobs: int, tasks: Sequence[int], start: Position) -> None:
        self._plan, self._parts, self._start = plan, parts, start
        self._tasks = iter([task for task in tasks if task >= start.task])
        self._blocks: queue.Queue[Block | None] = queue.Queue(jobs)
        self._watch = Watch()
        self._sources = [Source(plan.settings, self._watch, self._ended) for _ in range((jobs + 1) // 2)]
        self._lanes = [Lane(plan.settings, self._watch, self._ended) for _ in range(jobs)]
        self._reading = len(self._sources)
        self._extracting = len(self._lanes)
        self._lock = threading.Condition()
        self._stop = threading.Event()
        self._failure: BaseException | None = None
        self.progress = Progress()
        self._threads = [
            *(threading.Thread(target=self._read, args=(source,), daemon=True) for source in self._sources),
            *(threading.Thread(target=self._extract, args=(lane,), daemon=True) for lane in self._lanes),
        ]

    def __enter__(self) -> Engine:
        self._watch.__enter__()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        for thread in self._threads:
            thread.join()
        self._watch.__exit__()

    def wait(self, seconds: float) -> bool:
        """Waits for something new, at most so long. Whether all is done. Raises what went wrong in a thread."""
        with self._lock:
            if not self._extracting and self._failure is None:
                return True
            self._lock.wait(seconds)
            if self._failure is not None:
                raise self._failure
            return not self._extracting

    def _ended(self) -> bool:
        return self._stop.is_set()

    def _end(self) -> None:
        self._stop.set()
        for source in self._sources:
            source.close()
        for lane in self._lanes:
            lane.close()

    def _read(self, source: Source) -> None:
        try:
            while (task := self._next_task()) is not None:
                first = self._start.block if task == self._start.task else 0
                if not self._parts.whole(task, first):
                    self._feed(task, first, source)
                with self._lock:
                    self.progress.tasks += 1
        except BaseException as error:
            self._failed(error)
        finally:
            source.close()
            with self._lock:
                self._reading -= 1
                over = not self._reading
            if over:
                self._put([None] * len(self._lanes))

    def _feed(self, task: int, first: int, source: Source) -> None:
        for block in cut(task, source.read(self._plan.tasks[task])):
            if block.number >= first and not self._parts.has(task, block.number):
                self._put([block])
            if self._ended():
                return

    def _extract(self, lane: Lane) -> None:
        try:
            while (block := self._get()) is not None:
                part = lane.extract(block)
                self._parts.write(block.task, block.number, part)
                self._made(part)
        except BaseException as error:
            self._failed(error)
        finally:
            lane.close()
            with self._lock:
                self._extracting -= 1
                self._lock.notify_all()

    def _next_task(self) -> int | None:
        with self._lock:
            return None if self._ended() else next(self._tasks, None)

    def _put(self, blocks: Iterable[Block | None]) -> None:
        for block in blocks:
            while not self._ended():
                try:
                    self._blocks.put(block, timeout=_POLL_SECONDS)
                    break
                except queue.Full:
                    continue

    def _get(self) -> Block | None:
        """The next block; None where there is none any more."""
        while not self._ended():
            try:
                return self._blocks.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
        return None

    def _made(self, part: Part) -> None:
        errors = sum(header["kind"] == "error" for header, _ in part.outcomes)
        with self._lock:
            self.progress.errors += errors
            self.progress.articles += len(part.outcomes) - errors
            self._lock.notify_all()

    def _failed(self, error: BaseException) -> None:
        with self._lock:
            if not (isinstance(error, ChildDied) and self._ended()) and self._failure is None:
                self._failure = error
            self._lock.notify_all()
        self._end()

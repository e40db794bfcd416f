"""Whatever breaks while a file is read becomes a failure that names the file; what was read before stays."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import GranthoundError, InputError
from pipeline.read import failure
from pipeline.read.failure import ReadFailure
from pipeline.read.source import Found, Source


class StreamBroken(Exception):
    """The stream below a member broke, so that no later member can be read; its cause says why."""


def guarded(found: Iterator[Found], source: Source) -> Iterator[Found]:
    """The same articles and failures; an exception becomes the last of them.

    Lets through what is no fault of the input (KnowledgeError), and StreamBroken where ``source`` is a member.
    """
    last: str | None = None
    try:
        for item in found:
            last = item.item
            yield item
    except StreamBroken as error:
        if source.member is not None:
            raise
        yield _failure(error.__cause__ or error, source, last)
    except Exception as error:
        if isinstance(error, GranthoundError) and not isinstance(error, InputError):
            raise
        yield _failure(error, source, last)
    except BaseException as error:
        # A library in Rust that panics raises what is no Exception, of a type that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        yield _failure(error, source, last)


def _failure(error: BaseException, source: Source, last: str | None) -> ReadFailure:
    behind = f" What stands before it, up to {last}, was read." if last else ""
    if isinstance(error, InputError):
        return source.fail(error.code, f"{error}{behind}")
    if isinstance(error, OSError) and error.errno is not None:
        reason = (error.strerror or str(error)).lower()
        return source.fail(failure.UNREADABLE, f"cannot be read ({reason}).{behind}")
    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return source.fail(failure.DAMAGED, f"is cut off, damaged or in a form that is not read ({reason[:300]}).{behind}")

"""What breaks while a file is read becomes its last failure; what is no fault of the file goes on up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reading import Found, outcome

from pipeline.errors import InputError, KnowledgeError
from pipeline.read import ReadFailure, failure
from pipeline.read.guard import StreamBroken, guarded
from pipeline.read.source import Source
from pipeline.records import Article

FILE = Source("in/a.x")


class PanicException(BaseException):
    """Named as what libraries in Rust raise."""


def breaking(error: BaseException) -> Iterator[Found]:
    yield Article("in/a.x", "one", item="7")
    raise error


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InputError("is too odd.", code="E-READ-098"), "E-READ-098", "is too odd."),
        (OSError(5, "Input/output error"), failure.UNREADABLE, "cannot be read (input/output error)."),
        (OSError("of a library"), failure.DAMAGED, "(OSError: of a library)."),
        (KeyError("x"), failure.DAMAGED, "(KeyError: 'x')."),
        (MemoryError(), failure.DAMAGED, "(MemoryError)."),
        (PanicException("unwrap"), failure.DAMAGED, "(PanicException: unwrap)."),
    ],
)
def test_what_breaks_is_the_last_failure(error: BaseException, code: str, words: str) -> None:
    found = list(guarded(breaking(error), FILE))
    assert outcome(found) == ["one", code]
    assert isinstance(found[1], ReadFailure)
    assert found[1].message.startswith("in/a.x: ")
    assert found[1].message.endswith(f"{words} What stands before it, up to 7, was read.")


@pytest.mark.parametrize("error", [KnowledgeError("no data"), KeyboardInterrupt(), SystemExit()])
def test_what_is_no_fault_of_the_file_goes_on_up(error: BaseException) -> None:
    with pytest.raises(type(error)):
        list(guarded(breaking(error), FILE))


def test_a_broken_archive_is_told_once() -> None:
    broken = StreamBroken()
    broken.__cause__ = InputError("is cut off.", code=failure.DAMAGED)
    with pytest.raises(StreamBroken):
        list(guarded(breaking(broken), FILE.inside("member.txt")))
    assert outcome(guarded(guarded(breaking(broken), FILE.inside("member.txt")), FILE)) == ["one", failure.DAMAGED]

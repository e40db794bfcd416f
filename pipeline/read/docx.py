"""Word documents: the text of paragraphs and tables, in their order."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from pipeline.errors import InputError
from pipeline.read import failure, limits
from pipeline.read.decode import repair
from pipeline.read.extras import library
from pipeline.read.source import Found, Opened
from pipeline.records import Article

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted document is wrapped in one of these, too
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_PROLOG = 4096
#: What holds a second form of the same, or what was taken out.
_PASSED_OVER = frozenset(
    {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}moveFrom", f"{_W}del"}
)
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(opened: Opened) -> Iterator[Found]:
    """The one article of a document; headers, footers and footnotes are no part of it.

    Raises InputError (E-READ-015 encrypted, E-READ-012 damaged, E-READ-013 unpacks too far, E-READ-017 entities).
    """
    docx = library("docx", "docx", "Word documents")
    data = limits.read_whole(opened.stream, "a Word document")
    _check(data)
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except Exception as error:  # whatever the library meets in a broken document
        message = f"the document is damaged or no Word document ({type(error).__name__}: {error})."
        raise InputError(message, code=failure.DAMAGED) from error
    text, notes = repair("\n".join(_lines(body)))
    if not text.strip():
        yield opened.source.fail(failure.EMPTY, "the document holds no text.")
    elif len(text) > failure.MAX_ARTICLE_BYTES:
        yield opened.source.too_large()
    else:
        digest = hashlib.sha256(data).hexdigest()
        yield Article(opened.source.uri, text, _MEDIA_TYPE, opened.source.item(), sha256=digest, notes=notes)


def _check(data: bytes) -> None:
    """The library unpacks the whole document into memory, so what would be too much is found before."""
    if data.startswith(_OLD_OFFICE):
        message = (
            "the document is encrypted, or in the format of Word before 2007. Save it as .docx without a password."
        )
        raise InputError(message, code=failure.ENCRYPTED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            size = sum(info.file_size for info in infos)
            limits.check_unpacked(size, len(data))
            if size > limits.MAX_DOCX_BYTES:
                message = f"unpacks to more than {limits.MAX_DOCX_BYTES / 1e6:g} MB, the limit for a Word document."
                raise InputError(message, code=failure.UNPACKS_TOO_FAR)
            for info in infos:
                if info.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        if _DECLARES.search(part.read(_PROLOG)):
                            message = "it declares XML entities, which Word never does and bombs are made of."
                            raise InputError(message, code=failure.ENTITIES)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InputError(f"the document is cut off or damaged ({error}).", code=failure.DAMAGED) from error


def _lines(body: Any) -> Iterator[str]:
    """A line for each paragraph and each row of a table."""
    for child in body.iterchildren():
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is child:  # the rows of a table in a cell stay in the cell
                    yield _row(row)
        elif child.tag not in _PASSED_OVER:
            yield from _lines(child)


def _row(row: Any) -> str:
    own = (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row)
    cells = (" ".join(" ".join(line.split()) for line in _lines(cell)) for cell in own)
    text = ""
    for cell in filter(None, (cell.strip() for cell in cells)):
        text += (" " if text.endswith(":") else " | " if text else "") + cell
    return text


def _paragraph(node: Any) -> str:
    """Text boxes stand inside a paragraph; theirs is told where they stand."""
    parts: list[str] = []
    _collect(node, parts)
    return "".join(parts)


def _collect(node: Any, parts: list[str]) -> None:
    for child in node.iterchildren():
        tag = child.tag
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag in _BREAKS:
            parts.append(_BREAKS[tag])
        elif tag not in _PASSED_OVER:
            if tag == f"{_W}p":
                parts.append("\n")
            _collect(child, parts)
            if tag == f"{_W}p":
                parts.append("\n")

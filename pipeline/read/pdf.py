"""PDF: the text of its pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from pipeline.errors import InputError
from pipeline.read import failure, limits
from pipeline.read.decode import repair
from pipeline.read.extras import library
from pipeline.read.source import Found, Opened, Source
from pipeline.records import Article

_MEDIA_TYPE = "application/pdf"
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
#: What the library leaves of a hyphen at the end of a line: before a small letter the word goes on.
_HYPHEN = re.compile("(?<=\\w)[\x02\ufffe](?=(\\w)?)")


def read_pdf(opened: Opened) -> Iterator[Found]:
    """One article, or with ``pdf_pages`` one a page, whose ``item`` is the number of the page from 1.

    Raises InputError (E-READ-015 encrypted, E-READ-012 damaged, E-READ-006 too large).
    """
    pdfium = library("pypdfium2", "pdf", "PDF files")
    data = limits.read_whole(opened.stream, "a PDF")
    source, digest = opened.source, hashlib.sha256(data).hexdigest()
    document = _open(pdfium, data)
    try:
        number = len(document)
        if number > limits.MAX_PAGES:
            message = f"has {number} pages; at most {limits.MAX_PAGES} are read. Split it first."
            raise InputError(message, code=failure.TOO_LARGE)
        texts: list[str] = []
        for page in range(number):
            text = _text(document, page)
            if opened.options.pdf_pages:
                yield _article(text, source, digest, str(page + 1))
                continue
            texts.append(text)
            if sum(map(len, texts)) > failure.MAX_ARTICLE_BYTES:
                yield source.too_large()
                return
        if not opened.options.pdf_pages:
            yield _article("\n\n".join(texts), source, digest, None)
    finally:
        document.close()


def _open(pdfium: Any, data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _WRONG_PASSWORD:
            message = "the PDF is encrypted. Save it without a password first."
            raise InputError(message, code=failure.ENCRYPTED) from error
        raise InputError(f"the PDF is cut off or damaged ({error}).", code=failure.DAMAGED) from error


def _text(document: Any, number: int) -> str:
    page = document[number]
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_bounded()
    finally:
        text_page.close()
        page.close()
    return _HYPHEN.sub(lambda m: "" if (m[1] or "").islower() else "-", text).replace("\r\n", "\n")


def _article(text: str, source: Source, digest: str, page: str | None) -> Found:
    label = f"page {page}" if page else None
    if not text.strip():
        message = "no text: its pages are pictures, perhaps scanned. Have the text recognised (OCR) first."
        return source.fail(failure.EMPTY, message, page, label)
    if len(text) > failure.MAX_ARTICLE_BYTES:
        return source.too_large(page, label)
    text, notes = repair(text.encode("utf-8", "replace").decode("utf-8"))
    return Article(source.uri, text, _MEDIA_TYPE, source.item(page), sha256=digest, notes=notes)

"""Reading in tests: what came of some inputs, and files of every kind, written by the usual libraries."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import ReadFailure, ReadOptions, iter_articles
from pipeline.records import Article

Found = Article | ReadFailure


def write(path: Path, data: bytes) -> Path:
    """The file, with what it is to hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read(*inputs: str | Path, **options: object) -> list[Found]:
    """All that came of some inputs; ``options`` are those of ReadOptions."""
    return list(iter_articles([str(i) for i in inputs], ReadOptions(**options)))  # type: ignore[arg-type]


def articles(*inputs: str | Path, **options: object) -> list[Article]:
    """The articles of inputs that have no fault."""
    found = read(*inputs, **options)
    assert not [f for f in found if isinstance(f, ReadFailure)], found
    return [f for f in found if isinstance(f, Article)]


def one(*inputs: str | Path, **options: object) -> Article:
    (article,) = articles(*inputs, **options)
    return article


def failed(*inputs: str | Path, **options: object) -> ReadFailure:
    """The one failure, where nothing else came."""
    (found,) = read(*inputs, **options)
    assert isinstance(found, ReadFailure), found
    assert found.uri in found.message
    return found


def outcome(found: Iterable[Found]) -> list[str]:
    """The texts of articles, the codes of failures."""
    return [f.code if isinstance(f, ReadFailure) else f.content for f in found]


def zip_of(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return out.getvalue()


def tar_of(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def http(body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def record(
    content: bytes,
    url: str = "https://example.org/a",
    *,
    packed: bool = False,
    kind: WarcRecordType = WarcRecordType.response,
    media_type: str = "application/http; msgtype=response",
) -> bytes:
    """A WARC record, packed as a gzip member of its own if wanted."""
    warc = WarcRecord()
    warc.init_headers(kind, record_urn=b"urn:uuid:00000000-0000-0000-0000-000000000001")
    warc.headers["WARC-Target-URI"] = url
    warc.headers["WARC-Date"] = "2024-05-31T10:00:00Z"
    warc.headers["Content-Type"] = media_type
    warc.set_bytes_content(content)
    out = io.BytesIO()
    if packed:
        writer = GzipWriter(out)
        warc.write(writer)
        writer.close()
    else:
        warc.write(out)
    return out.getvalue()


def pdf(pages: list[list[str]], password: str | None = None) -> bytes:
    """A PDF with the lines of each page; ``password`` is needed to open it."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, "owner") if password is not None else None)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(50, 800 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()

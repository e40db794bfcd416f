"""WARC: pages with their address and encoding, other records passed over, broken ones told."""

from __future__ import annotations

import gzip
import io
import sys
from collections import Counter
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import articles, failed, http, one, outcome, read, record, write, zip_of

from pipeline.read import ReadFailure, failure, iter_articles, limits

LATVIAN = "<html><body><p>Skolēni stādīja kokus un ēda pīrāgus četrās pašvaldībās.</p></body></html>"
PAGES = [f"<html><body>page {i} {'x' * i * 30}</body></html>".encode() for i in range(12)]


def crawl(packed: bool) -> bytes:
    return b"".join(record(http(page), f"https://example.org/{i}", packed=packed) for i, page in enumerate(PAGES))


@pytest.mark.parametrize("packed", [False, True])
def test_pages_are_found_again_by_their_offset(tmp_path: Path, packed: bool) -> None:
    data = crawl(packed)
    found = articles(write(tmp_path / ("a.warc.gz" if packed else "a.warc"), data))
    assert [a.content.encode() for a in found] == PAGES
    assert [a.url for a in found] == [f"https://example.org/{i}" for i in range(12)]
    assert {a.media_type for a in found} == {"text/html"}
    for article, page in zip(found, PAGES, strict=True):
        assert article.item is not None
        again = next(iter(ArchiveIterator(io.BytesIO(data[int(article.item) :]))))
        assert again.reader.read() == page


def test_records_packed_as_one(tmp_path: Path) -> None:
    data = gzip.compress(crawl(False)[:]) + crawl(True)
    found = articles(write(tmp_path / "a.warc.gz", data))
    assert [a.item for a in found[:3]] == ["0", "0+1", "0+2"]
    assert found[12].item == str(len(gzip.compress(crawl(False))))
    assert len({a.item for a in found}) == 24


@pytest.mark.parametrize(
    ("kind", "noted"), [("text/html; charset=windows-1257", []), ("text/html", ["encoding-guessed"])]
)
def test_the_encoding_of_the_headers_is_believed(tmp_path: Path, kind: str, noted: list[str]) -> None:
    article = one(write(tmp_path / "a.warc", record(http(LATVIAN.encode("cp1257"), kind))))
    assert article.content == LATVIAN
    assert [code for code, _ in article.notes] == noted


def test_a_wrong_encoding_in_the_headers_is_not_believed(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.warc", record(http(LATVIAN.encode("cp1257"), "text/html; charset=iso-8859-1"))))
    assert article.content == LATVIAN
    assert [code for code, _ in article.notes] == ["encoding-wrong"]


@pytest.mark.parametrize("charset", ["rot13", "no-such", "a\\0b", "utf-16", ""])
def test_odd_encodings_in_the_headers(tmp_path: Path, charset: str) -> None:
    assert (
        one(write(tmp_path / "a.warc", record(http(PAGES[0], f"text/html; charset={charset}")))).content.encode()
        == PAGES[0]
    )


def test_packed_and_chunked_pages(tmp_path: Path) -> None:
    chunks = b"5\r\n<html\r\n7\r\n><p>one\r\n0\r\n\r\n"
    data = record(http(gzip.compress(PAGES[1]), more="Content-Encoding: gzip\r\n"))
    data += record(http(chunks, more="Transfer-Encoding: chunked\r\n"))
    assert outcome(read(write(tmp_path / "a.warc", data))) == [PAGES[1].decode(), "<html><p>one"]


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    data = [
        record(b"software: x\r\n", kind=WarcRecordType.warcinfo, media_type="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind=WarcRecordType.request, media_type="application/http; msgtype=request"),
        record(http(b"\x89PNG", "image/png")),
        record(http(b"%PDF-", "application/pdf")),
        record(http(b"gone", status="404 Not Found")),
        record(http(b"moved", status="301 Moved")),
        record(http(PAGES[0]), kind=WarcRecordType.revisit),
        record(http(PAGES[0])),
        record(b"<html>stored by itself", kind=WarcRecordType.resource, media_type="text/html"),
        record(b"teksts", kind=WarcRecordType.conversion, media_type="text/plain"),
    ]
    skipped: Counter[str] = Counter()
    found = list(iter_articles([str(write(tmp_path / "a.warc", b"".join(data)))], skipped=skipped))
    assert outcome(found) == [PAGES[0].decode(), "<html>stored by itself", "teksts"]
    assert skipped == {"image/*": 1, "application/*": 1, "HTTP 404": 1, "HTTP 301": 1, "WARC revisit": 1}


def test_a_page_without_a_media_type_is_told_by_its_beginning(tmp_path: Path) -> None:
    bare = b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"
    skipped: Counter[str] = Counter()
    file = write(tmp_path / "a.warc", record(bare + PAGES[0]) + record(bare + b"words"))
    assert outcome(iter_articles([str(file)], skipped=skipped)) == [PAGES[0].decode()]
    assert skipped == {"no media type": 1}


def test_broken_records_fail_alone(tmp_path: Path) -> None:
    data = [
        record(http(b"5\r\nhello\r\nZZ\r\nx", more="Transfer-Encoding: chunked\r\n")),
        record(http(b"\x1f\x8bnonsense", more="Content-Encoding: gzip\r\n")),
        record(http(b" ")),
        record(http(PAGES[0])),
    ]
    found = read(write(tmp_path / "a.warc", b"".join(data)))
    assert outcome(found) == [failure.DAMAGED, failure.DAMAGED, failure.EMPTY, PAGES[0].decode()]
    assert isinstance(found[0], ReadFailure)
    assert found[0].message.startswith(f"{(tmp_path / 'a.warc').as_posix()}, record 0: the record cannot be read (")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.45, 0.7, 0.99])
def test_a_file_that_is_cut_off_keeps_what_was_read(tmp_path: Path, packed: bool, share: float) -> None:
    data = crawl(packed)
    *good, bad = read(write(tmp_path / ("a.warc.gz" if packed else "a.warc"), data[: int(len(data) * share)]))
    assert outcome(good) == [page.decode() for page in PAGES[: len(good)]]
    assert len(good) >= 2
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.DAMAGED
    assert "is cut off" in bad.message


def test_a_file_that_is_cut_off_within_what_is_passed_over(tmp_path: Path) -> None:
    data = record(http(PAGES[0])) + record(http(b"x" * 5000, "image/png"), kind=WarcRecordType.request)
    assert outcome(read(write(tmp_path / "a.warc", data[:-3000]))) == [PAGES[0].decode(), failure.DAMAGED]


def test_junk(tmp_path: Path) -> None:
    assert failed(write(tmp_path / "a.warc", b"no archive at all\n" * 9)).code == failure.DAMAGED
    found = read(write(tmp_path / "b.warc", crawl(False) + b"junk" * 50))
    assert outcome(found)[-1] == failure.DAMAGED
    assert len(found) == 13


def test_a_page_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "MAX_ARTICLE_BYTES", 1000)
    data = (
        record(http(b"<html>" + b"x" * 100_000)) + record(http(b"<html>" + b"x" * 1500)) + record(http(b"<html>good"))
    )
    found = read(write(tmp_path / "a.warc", data))
    assert outcome(found) == [failure.TOO_LARGE, failure.TOO_LARGE, "<html>good"]


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    page = gzip.compress(b"<html>" + b" " * 30_000_000)
    assert outcome(read(write(tmp_path / "a.warc", record(http(page, more="Content-Encoding: gzip\r\n")) + record(http(PAGES[0]))))) == [
        failure.TOO_LARGE, PAGES[0].decode(),
    ]  # fmt: skip
    packed = record(http(b"<html>" + b" " * 30_000_000, "image/png"), packed=True)
    assert outcome(read(write(tmp_path / "a.warc.gz", record(http(PAGES[0]), packed=True) + packed))) == [
        PAGES[0].decode(), failure.UNPACKS_TOO_FAR,
    ]  # fmt: skip


def test_in_an_archive_and_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = crawl(True)
    found = articles(write(tmp_path / "a.zip", zip_of({"in/a.warc.gz": data})))
    assert found[3].item == "in/a.warc.gz#" + str(
        data.index(record(http(PAGES[3]), "https://example.org/3", packed=True)[10:60]) - 10
    )

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError(29, "Illegal seek")

    monkeypatch.setattr(sys, "stdin", type("", (), {"buffer": Pipe(data)}))
    assert len(articles("-")) == 12


def test_a_missing_library_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    found = failed(write(tmp_path / "a.warc", crawl(False)))
    assert found.code == failure.MISSING_EXTRA
    assert found.message.endswith('Install it: pip install "granthound[warc]"')


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 1500), junk=st.binary(min_size=1, max_size=30))
def test_any_damage_gives_articles_or_failures(tmp_path: Path, at: int, junk: bytes) -> None:
    data = bytearray(crawl(False)[:2000])
    data[at : at + len(junk)] = junk
    assert read(write(tmp_path / "a.warc", bytes(data)))

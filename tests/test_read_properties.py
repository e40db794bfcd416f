"""Whatever the bytes, reading gives articles or failures and never raises."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.read import ReadFailure, iter_articles
from pipeline.read.formats import COMPRESSED, ENDINGS
from pipeline.records import Article, record_id

_settings = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_parts = st.sampled_from(
    [
        b"<html>",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b'{"text": "',
        b'"}',
        b"\n",
        b"charset=",
        b"\xc4\x81",
        b"\xe2",
        b"a ",
    ]
)
_ENDINGS = sorted(
    {*ENDINGS, *(e + c for e in (".txt", ".csv", ".tar", ".warc") for c in COMPRESSED)} - {".txt", ".html", ".jsonl"}
)
_magic = st.sampled_from(
    [
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"PAR1",
        b"WARC/1.0\r\n",
        b"\x1f\x8b\x08\0",
        b"\x28\xb5\x2f\xfd",
        b"<rss>",
        b"text,b\n",
    ]
)
_bytes = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(_parts, st.binary(max_size=8)), max_size=20).map(b"".join),
    st.tuples(_magic, st.binary(max_size=300)).map(b"".join),
)


@_settings
@given(data=_bytes, name=st.sampled_from(["a.txt", "a.html", "a.jsonl", "a"] + [f"a{ending}" for ending in _ENDINGS]))
@example(data=b'<meta charset="idna">\xff', name="a.html")
@example(data=b'<meta charset="rot13">\xff', name="a.html")
@example(data=b'<meta charset="base64">\xff', name="a.html")
@example(data=b'<meta charset="unicode_escape">\\x\xff', name="a.html")
@example(data=b'{"text": "' + b"9" * 10 + b'", "id": ' + b"9" * 5000 + b"}", name="a.jsonl")
def test_any_bytes(tmp_path: Path, data: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    for found in iter_articles([str(file)]):
        assert isinstance(found, Article | ReadFailure)
        if isinstance(found, Article):
            assert found.content.strip()
            found.content.encode("utf-8")  # no half characters
            assert record_id(found)
        else:
            assert found.uri in found.message
            assert found.code.startswith("E-READ-")


@_settings
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200))
def test_reading_twice_gives_the_same(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    assert list(iter_articles([str(file)])) == list(iter_articles([str(file)]))

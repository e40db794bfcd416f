"""RSS and Atom: an article an entry; broken ones and bombs."""

from __future__ import annotations

import gzip
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from reading import articles, failed, one, outcome, read, write, zip_of

from pipeline.read import ReadFailure, failure, iter_articles, limits

HEAD = '<?xml version="1.0" encoding="{}"?>\n<rss version="2.0"><channel><title>Ziņas</title>\n'
ITEM = (
    "<item><title>{0}</title><link>https://example.org/{0}</link><guid>{0}</guid>"
    "<pubDate>Fri, 31 May 2024 23:30:00 -0500</pubDate><description>{1}</description></item>\n"
)


def rss(*texts: str, encoding: str = "utf-8") -> bytes:
    items = "".join(ITEM.format(f"n{i}", text) for i, text in enumerate(texts))
    return (HEAD.format(encoding) + items + "</channel></rss>").encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1257"])
def test_rss(tmp_path: Path, encoding: str) -> None:
    first, second = articles(
        write(
            tmp_path / "a.rss",
            rss("Skolēni stādīja kokus &amp; krūmus", "<![CDATA[<p>Četras pašvaldības</p>]]>", encoding=encoding),
        )
    )
    assert (first.content, first.media_type) == ("Skolēni stādīja kokus & krūmus", "text/plain")
    assert (second.content, second.media_type) == ("<p>Četras pašvaldības</p>", "text/html")
    assert (first.item, first.title, first.url) == ("n0", "n0", "https://example.org/n0")
    assert first.published == "2024-05-31"


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>
<entry><title>One</title><id>urn:x:1</id><link href="https://example.org/1"/><published>2024-05-31T10:00:00Z</published>
<updated>2025-01-01T10:00:00Z</updated><summary>short</summary><content type="html">&lt;p&gt;The whole story&lt;/p&gt;</content></entry>
<entry><title>Two</title><updated>2024-06-01</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>In XHTML</p></div></content></entry>
<entry><title>Three</title></entry><entry/>
</feed>"""


def test_atom(tmp_path: Path) -> None:
    one, two, three, four = read(write(tmp_path / "a.atom", ATOM.encode()))
    assert not isinstance(one, ReadFailure)
    assert (one.content, one.item, one.url, one.published) == (
        "<p>The whole story</p>", "urn:x:1", "https://example.org/1", "2024-05-31",
    )  # fmt: skip
    assert not isinstance(two, ReadFailure)
    assert (two.item, two.published, two.media_type) == ("2", "2024-06-01", "text/html")
    assert "In XHTML" in two.content
    assert outcome([three, four]) == ["Three", failure.EMPTY]


def test_a_feed_is_told_by_its_beginning(tmp_path: Path) -> None:
    for name in ("a", "a.xml"):
        assert one(write(tmp_path / name, rss("words"))).content == "words"
    assert one(write(tmp_path / "b.xml", b"<!DOCTYPE html><html><p>x")).media_type == "text/html"


def test_other_xml(tmp_path: Path) -> None:
    found = failed(write(tmp_path / "a.xml", b"<?xml version='1.0'?><urlset><url/></urlset>"))
    assert found.code == failure.UNSUPPORTED
    assert found.message.endswith("a.xml: XML that is no feed. Only RSS and Atom are read.")


def test_other_xml_in_a_folder_or_an_archive_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    sitemap = b"<?xml version='1.0'?><urlset><url/></urlset>"
    write(folder / "a.xml", sitemap)
    write(folder / "b.xml", rss("words"))
    write(folder / "c.xml.gz", gzip.compress(sitemap))
    write(folder / "d.zip", zip_of({"sitemap.xml": sitemap, "f.xml": rss("more words")}))
    write(folder / "e.rss", sitemap)  # its name says that it is a feed
    skipped: Counter[str] = Counter()
    assert outcome(iter_articles([str(folder)], skipped=skipped)) == ["words", "more words", failure.UNSUPPORTED]
    assert skipped == {"no feed": 3}


def test_a_feed_that_is_cut_off_keeps_what_was_read(tmp_path: Path) -> None:
    data = rss("one", "two", "three")
    found = read(write(tmp_path / "a.rss", data[: data.index(b"three") + 2]))
    assert outcome(found)[:2] == ["one", "two"]
    assert isinstance(found[-1], ReadFailure)
    assert found[-1].code == failure.DAMAGED
    assert "the feed is cut off" in found[-1].message


def test_faulty_xml_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    found = articles(write(tmp_path / "a.rss", rss("one & only", "two")))
    assert outcome(found) == ["one & only", "two"]
    assert [[code for code, _ in a.notes] for a in found] == [["feed-broken"]] * 2
    assert not one(write(tmp_path / "b.rss", rss("sound"))).notes


def test_entities_are_refused(tmp_path: Path) -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{lol}]><rss version="2.0"><channel><item><title>&l11;</title></item></channel></rss>'
    for encoding in ("utf-8", "utf-16"):
        found = failed(write(tmp_path / "a.rss", bomb.encode(encoding)))
        assert found.code == failure.ENTITIES
        assert "declares XML entities" in found.message


def test_files_of_others_are_not_read(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", b"secret")
    external = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'
    assert failed(write(tmp_path / "a.rss", external.encode())).code == failure.ENTITIES
    # what looks like an address or a path is content, too
    assert failed(write(tmp_path / "b.rss", str(secret).encode())).code == failure.UNSUPPORTED


GROWTH = 3.3  # of the time when the feed doubles; 2 is linear, 4 is quadratic


def cost(file: Path) -> float:
    """Processor time, the best of three: what else the machine does must not count."""
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        read(file)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("where", ["{}<?xml version='1.0'?>@", "<?xml version='1.0'?>{}@", "<!DOCTYPE rss>{}@", "@{}"])
@pytest.mark.parametrize("piece", ["\n", "<!---->", "<?x?>", "<", "<![CDATA[", "<a>", '<a b="'])
def test_hostile_feeds_take_time_in_proportion(tmp_path: Path, piece: str, where: str) -> None:
    def feed(number: int) -> Path:
        text = where.replace("@", "<rss version='2.0'><channel>").replace("{}", piece * number)
        return write(tmp_path / f"{number}.rss", f"{text}</channel></rss>".encode())

    slow = cost(feed(8_000))
    if slow > 0.05:
        assert slow / cost(feed(4_000)) < GROWTH


def test_gaps_in_a_text_stay(tmp_path: Path) -> None:
    text = "one\n" + "\n" * 80 + " " * 80 + "two"
    assert one(write(tmp_path / "a.rss", rss(f"<![CDATA[{text}]]>"))).content == text


@pytest.mark.parametrize("piece", ["\n", "<!---->", "<?x?>", "<?xml?>", "<!-- ", "\n<!---->"])
def test_what_a_file_is_is_told_in_proportion(tmp_path: Path, piece: str) -> None:
    start = time.process_time()
    read(write(tmp_path / "a", piece.encode() * 20_000), write(tmp_path / "b.txt", piece.encode() * 20_000))
    assert time.process_time() - start < 5


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert failed(write(tmp_path / "a.rss", b"")).code == failure.EMPTY
    assert failed(write(tmp_path / "b.rss", rss())).code == failure.EMPTY
    monkeypatch.setattr(failure, "MAX_ARTICLE_BYTES", 100)
    assert outcome(read(write(tmp_path / "c.rss", rss("x" * 200, "good")))) == [failure.TOO_LARGE, "good"]
    monkeypatch.setattr(limits, "MAX_FEED_BYTES", 100)
    assert failed(tmp_path / "c.rss").code == failure.TOO_LARGE


def test_a_missing_library_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    assert 'pip install "granthound[feeds]"' in failed(write(tmp_path / "a.rss", rss("x"))).message

"""ZIP and tar: members by the same readers, one level deep; names are names and no paths."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading import articles, failed, outcome, read, tar_of, word, write, zip_of

from pipeline.read import ReadFailure, failure, iter_articles, limits
from pipeline.read.source import leads_out, member_item

MEMBERS = {
    "2019/a.txt": b"text",
    "2019/b.html": "<html><body>Žluťoučký kůň".encode("cp1250"),
    "2019/c.jsonl": b'{"text": "one"}\n{"text": "two", "id": "n"}\n',
    "2020/d.jsonl.gz": gzip.compress(b'{"text": "three"}'),
    "2020/e.csv": b"text\nfour\n",
    "2020/f.docx": word("five"),
    "2020/g.png": b"\x89PNG",
    "2020/.hidden.txt": b"x",
    "README": b"x",
}
PACKED = {
    "a.zip": zip_of(MEMBERS),
    "stored.zip": zip_of(MEMBERS, zipfile.ZIP_STORED),
    "bzip2.zip": zip_of(MEMBERS, zipfile.ZIP_BZIP2),
    "a.tar": tar_of(MEMBERS),
    "a.tar.gz": gzip.compress(tar_of(MEMBERS)),
}


@pytest.mark.parametrize("name", PACKED)
def test_members(tmp_path: Path, name: str) -> None:
    skipped: Counter[str] = Counter()
    found = list(iter_articles([str(write(tmp_path / name, PACKED[name]))], skipped=skipped))
    assert outcome(found) == ["text", "<html><body>Žluťoučký kůň", "one", "two", "three", "four", "five"]
    assert [f.item for f in found] == [
        "2019/a.txt", "2019/b.html", "2019/c.jsonl#1", "2019/c.jsonl#n", "2020/d.jsonl.gz#1", "2020/e.csv#2", "2020/f.docx",
    ]  # fmt: skip
    assert {f.uri for f in found} == {(tmp_path / name).as_posix()}
    assert skipped == {".png": 1, "hidden": 1, "no ending": 1}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_in_an_archive_is_refused_by_name_and_by_content(tmp_path: Path, kind: str) -> None:
    inner = {
        "in.zip": zip_of({"a.txt": b"x"}),
        "in.tar.gz": b"x",
        "sly.gz": gzip.compress(tar_of({"a.txt": b"x"})),
        "z.txt": b"good",
    }
    found = read(write(tmp_path / f"a.{kind}", zip_of(inner) if kind == "zip" else tar_of(inner)))
    assert outcome(found) == [failure.NESTED] * 3 + ["good"]
    assert isinstance(found[0], ReadFailure)
    assert found[0].message.endswith(
        f"a.{kind}, in.zip: an archive inside an archive is not read. Unpack the outer one and name the folder."
    )


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("../../etc/x.txt", "%2E%2E/%2E%2E/etc/x.txt"),
        ("/etc/x.txt", "%2Fetc/x.txt"),
        ("a/../x.txt", "a/%2E%2E/x.txt"),
        ("C:/x.txt", "C%3A/x.txt"),
        ("..\\x.txt", "%2E%2E%5Cx.txt"),
    ],
)
def test_names_that_lead_out_are_mere_names(tmp_path: Path, kind: str, name: str, item: str) -> None:
    data = zip_of({name: b"words"}) if kind == "zip" else tar_of({name: b"words"})
    (article,) = articles(write(tmp_path / "in" / f"a.{kind}", data))
    assert article.item == item
    assert unquote(article.item) == name
    assert [code for code, _ in article.notes] == ["member-name-unsafe"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == [f"a.{kind}", "in"]


def test_names_with_marks_of_ours(tmp_path: Path) -> None:
    names = ["50%#1.txt", "a\nb.txt", "žluť.txt"]
    found = articles(write(tmp_path / "a.zip", zip_of(dict.fromkeys(names, b"x"))))
    assert [a.item for a in found] == ["50%25%231.txt", "a%0Ab.txt", "žluť.txt"]
    assert not [a.notes for a in found if a.notes]


@given(name=st.text(max_size=40))
@example(name="....//x")
@example(name="..")
@example(name="\\\\host\\x")
def test_no_item_leads_out(name: str) -> None:
    item = member_item(name)
    assert not leads_out(item)
    assert "#" not in item
    if not any("\ud800" <= c <= "\udfff" for c in name):
        assert unquote(item) == name


def test_bytes_that_are_no_utf8_in_a_name(tmp_path: Path) -> None:
    info = tarfile.TarInfo("sk\udce9.txt")
    info.size = 1
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"x"))
    (article,) = articles(write(tmp_path / "a.tar", out.getvalue()))
    assert article.item == "sk%E9.txt"


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in [
            ("a.txt", tarfile.SYMTYPE, "/etc/passwd"), ("b.txt", tarfile.LNKTYPE, "c.txt"),
            ("c.txt", tarfile.FIFOTYPE, ""), ("d.txt", tarfile.DIRTYPE, ""),
        ]:  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    skipped: Counter[str] = Counter()
    assert list(iter_articles([str(write(tmp_path / "a.tar", out.getvalue()))], skipped=skipped)) == []
    assert skipped == {"link": 2, "not a file": 1}


def test_a_sparse_member(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.txt")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 0
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[386:410] = b"00000000000\0" + b"00000000000\0"
    block[483:495] = b"77777777777\0"  # eight gigabytes of nothing
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    found = failed(write(tmp_path / "a.tar", bytes(block) + bytes(10240)))
    assert (found.code, found.item) == (failure.UNSUPPORTED, "a.txt")


def test_a_zip_that_is_cut_off(tmp_path: Path) -> None:
    found = failed(write(tmp_path / "a.zip", PACKED["a.zip"][:-300]))
    assert found.code == failure.DAMAGED
    assert "the archive is cut off or damaged: the list of its members cannot be read" in found.message


def random_text(seed: int) -> bytes:
    return random.Random(seed).randbytes(2000).hex().encode()


@pytest.mark.parametrize("packed", [False, True])
def test_a_tar_that_is_cut_off_keeps_what_was_read(tmp_path: Path, packed: bool) -> None:
    whole = tar_of({f"{i}.txt": random_text(i) for i in range(100)})
    data = gzip.compress(whole) if packed else whole
    *good, bad = read(write(tmp_path / ("a.tar.gz" if packed else "a.tar"), data[: len(data) // 2]))
    assert len(good) > 20
    assert not [f for f in good if isinstance(f, ReadFailure)]
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.DAMAGED


@pytest.mark.parametrize("cut", [512 * 40, 512 * 40 + 100])
def test_a_tar_that_ends_between_members_is_told(tmp_path: Path, cut: int) -> None:
    whole = tar_of({f"{i}.txt": b"x" for i in range(100)})
    *good, bad = read(write(tmp_path / "a.tar", whole[:cut]))
    assert len(good) == 20
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.DAMAGED
    assert "behind 19.txt: its end mark is missing" in bad.message


def test_a_broken_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    whole = bytearray(tar_of({f"{i}.txt": b"x" for i in range(9)}))
    whole[1024 * 4 : 1024 * 4 + 100] = b"\xff" * 100
    assert outcome(read(write(tmp_path / "a.tar", bytes(whole)))) == ["x"] * 4 + [failure.DAMAGED]


def test_a_damaged_member_of_a_zip_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zip_of({f"{i}.txt": random_text(i) for i in range(3)}, zipfile.ZIP_STORED))
    at = data.index(random_text(1)[:50])
    data[at] ^= 1
    found = read(write(tmp_path / "a.zip", bytes(data)))
    assert [getattr(f, "code", "ok") for f in found] == ["ok", failure.DAMAGED, "ok"]
    assert found[1].item == "1.txt"


def test_encrypted_members_fail_alone(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.txt": b"one", "b.txt": b"two"}, zipfile.ZIP_STORED))
    entry = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[entry + 8] |= 1
    found = read(write(tmp_path / "a.zip", bytes(data)))
    assert outcome(found) == [failure.ENCRYPTED, "two"]
    assert isinstance(found[0], ReadFailure)
    assert "a.txt: the member is encrypted. Unpack the archive with its password first." in found[0].message


def test_an_unknown_packing_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.txt": b"one", "b.txt": b"two"}, zipfile.ZIP_STORED))
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, 8, 97)
    struct.pack_into("<H", data, entry + 10, 97)
    assert outcome(read(write(tmp_path / "a.zip", bytes(data)))) == [failure.UNSUPPORTED, "two"]


def test_a_bomb_in_a_zip_fails_alone(tmp_path: Path) -> None:
    data = zip_of({"a.txt": b"one", "bomb.txt": b"\0" * 100_000_000, "c.txt": b"three"})
    assert len(data) < 200_000
    found = read(write(tmp_path / "a.zip", data))
    assert outcome(found) == ["one", failure.UNPACKS_TOO_FAR, "three"]
    assert found[1].item == "bomb.txt"


def test_many_small_bombs_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    data = zip_of({f"{i}.txt": b"a" * 900_000 for i in range(30)})
    found = read(write(tmp_path / "a.zip", data))
    assert outcome(found)[-1] == failure.UNPACKS_TOO_FAR
    assert found[-1].item is None
    assert len(found) < 10


def test_a_bomb_in_a_packed_tar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    data = gzip.compress(tar_of({"a.txt": b"one", "b.jsonl": b" \n" * 1_500_000, "c.txt": b"three"}))
    found = read(write(tmp_path / "a.tar.gz", data))
    assert outcome(found) == ["one", failure.UNPACKS_TOO_FAR]


def test_a_header_that_would_fill_the_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8 * 1024**3 - 1
    data = tar_of({"a.txt": b"one"})[:1024] + info.tobuf(tarfile.GNU_FORMAT) + bytes(5000)
    first, bad = read(write(tmp_path / "a.tar", data))
    assert outcome([first]) == ["one"]
    assert isinstance(bad, ReadFailure)
    assert bad.code == failure.DAMAGED
    assert "it has a header of 8589934592 bytes" in bad.message  # refused for its size, before room was made for it


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 3)
    members = {f"{i}.txt": b"x" for i in range(4)}
    assert outcome(read(write(tmp_path / "a.zip", zip_of(members)))) == [failure.UNPACKS_TOO_FAR]
    assert outcome(read(write(tmp_path / "a.tar", tar_of(members)))) == ["x"] * 3 + [failure.UNPACKS_TOO_FAR]


@pytest.mark.parametrize("data", [zip_of({}), tar_of({}), b""])
def test_empty_archives(tmp_path: Path, data: bytes) -> None:
    name = "a.zip" if data.startswith(b"PK") else "a.tar"
    assert failed(write(tmp_path / name, data)).code == failure.EMPTY


def test_archives_without_an_ending_and_other_office_documents(tmp_path: Path) -> None:
    assert len(articles(write(tmp_path / "a", zip_of({"a.txt": b"x"})))) == 1
    assert len(articles(write(tmp_path / "b", tar_of({"a.txt": b"x"})))) == 1
    sheet = zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    assert failed(write(tmp_path / "c", sheet)).code == failure.BINARY

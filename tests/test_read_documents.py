"""PDF and Word: the text in its order; encrypted, damaged and hostile documents."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import articles, failed, one, outcome, pdf, read, tar_of, word, write, zip_of

from pipeline.clean import clean
from pipeline.read import failure, limits

PAGES = [["Zelená škola", "Projekt skončil v Mnichově.", "The part-"], ["Second page"], []]


def test_a_pdf_is_one_article(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.pdf", pdf([["Mluví se žáky", "a jejich učiteli"], ["Second page"]])))
    assert article.content.startswith("Mluví se žáky\na jejich")
    assert article.content.endswith("\n\nSecond page")
    assert (article.media_type, article.item) == ("application/pdf", None)
    assert clean(article).title == "Mluví se žáky"


def test_the_pages_of_a_pdf(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.pdf", pdf([["One"], [], ["Three"]])), pdf_pages=True)
    assert outcome(found) == ["One", failure.EMPTY, "Three"]
    assert [f.item for f in found] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["co-", "operation"], "cooperation"),
        (["Baltic-", "Sea"], "Baltic-Sea"),
        (["well-known", "town"], "well-known\ntown"),
        (["2014 -", "2020"], "2014 -\n2020"),
    ],
)
def test_words_that_are_parted_at_the_end_of_a_line(tmp_path: Path, lines: list[str], text: str) -> None:
    assert one(write(tmp_path / "a.pdf", pdf([lines]))).content == text


def test_pdfs_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = failed(write(tmp_path / "a.pdf", pdf([["x"]], password="secret")))
    assert locked.code == failure.ENCRYPTED
    assert locked.message.endswith("a.pdf: the PDF is encrypted. Save it without a password first.")
    assert one(write(tmp_path / "b.pdf", pdf([["open"]], password=""))).content == "open"
    whole = pdf([["x" * 80] * 40])
    assert failed(write(tmp_path / "c.pdf", whole[: len(whole) // 2])).code == failure.DAMAGED
    scanned = failed(write(tmp_path / "d.pdf", pdf([[], []])))
    assert scanned.code == failure.EMPTY
    assert "(OCR)" in scanned.message
    monkeypatch.setattr(limits, "MAX_PAGES", 2)
    assert failed(write(tmp_path / "e.pdf", pdf([["x"]] * 3))).code == failure.TOO_LARGE
    monkeypatch.setattr(failure, "MAX_ARTICLE_BYTES", 50)
    assert failed(write(tmp_path / "f.pdf", pdf([["x" * 40]] * 2))).code == failure.TOO_LARGE
    monkeypatch.setattr(limits, "MAX_DOCUMENT_BYTES", 100)
    assert failed(tmp_path / "f.pdf").code == failure.TOO_LARGE


def test_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Zaļā skola", 1)
    document.add_paragraph("Pirmā rinda").add_run("\notrā\ttrešā")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ["Lead:", "Ogre", "Partner", "Liepāja"], strict=True
    ):
        cell.text = text
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "(inner)"
    document.add_paragraph("Last")
    out = io.BytesIO()
    document.save(out)
    article = one(write(tmp_path / "a.docx", out.getvalue()))
    assert article.content.split("\n") == [
        "Zaļā skola", "Pirmā rinda", "otrā\ttrešā", "Lead: Ogre", "Partner | Liepāja (inner)", "Last",
    ]  # fmt: skip
    assert article.media_type.startswith("application/vnd.openxmlformats-officedocument")
    assert one(write(tmp_path / "b", out.getvalue())).content == article.content


def changed(document: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """The document with something else in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8", "surrogateescape")
            assert name != part or old in data
            target.writestr(
                name, data.replace(old, new).encode("utf-8", "surrogateescape") if name == part else source.read(name)
            )
    return out.getvalue()


def test_nothing_of_a_word_document_is_lost(tmp_path: Path) -> None:
    box = "<w:p><w:r><w:t>Before</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a form</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        '<w:p><w:hyperlink><w:r><w:t>A link</w:t></w:r></w:hyperlink><w:ins w:id="1" w:author="x"><w:r><w:t> put in</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText> taken out</w:delText></w:r></w:del></w:p>'
        f"{box}"
        f"<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt><w:tc>{box}</w:tc></w:tr></w:tbl>"
        "<w:sectPr"
    )
    article = one(write(tmp_path / "a.docx", changed(word("First"), "<w:sectPr", body)))
    assert article.content.split("\n") == [
        "First",
        "In a form",
        "A link put in",
        "Before",
        "In a box",
        "",
        "Cell | Before In a box",
    ]


def test_word_documents_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = word("words")
    assert failed(write(tmp_path / "a.docx", whole[: len(whole) // 2])).code == failure.DAMAGED
    assert failed(write(tmp_path / "b.docx", zip_of({"word/other.xml": b"<x/>"}))).code == failure.DAMAGED
    assert failed(write(tmp_path / "c.docx", changed(whole, "<w:body>", "<w:body><"))).code == failure.DAMAGED
    assert failed(write(tmp_path / "d.docx", word(""))).code == failure.EMPTY
    locked = failed(write(tmp_path / "e.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    assert locked.code == failure.ENCRYPTED
    assert "without a password" in locked.message
    monkeypatch.setattr(limits, "FREE_BYTES", 1_000_000)
    bomb = changed(whole, "words", " " * 30_000_000)
    assert len(bomb) < 150_000
    assert failed(write(tmp_path / "f.docx", bomb)).code == failure.UNPACKS_TOO_FAR
    monkeypatch.setattr(limits, "MAX_DOCX_BYTES", 10_000)
    assert failed(write(tmp_path / "g.docx", whole)).code == failure.UNPACKS_TOO_FAR


def test_entities_in_a_word_document(tmp_path: Path) -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = changed(word("words"), "<w:document", f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><w:document')
    found = failed(write(tmp_path / "a.docx", changed(bomb, "words", "&l11;")))
    assert found.code == failure.ENTITIES
    assert found.message.endswith("a.docx: it declares XML entities, which Word never does and bombs are made of.")


def test_documents_in_archives(tmp_path: Path) -> None:
    members = {"a.pdf": pdf([["In a PDF"]]), "b.docx": word("In Word")}
    for name, data in (("a.zip", zip_of(members)), ("a.tar", tar_of(members))):
        assert [(a.content, a.item) for a in articles(write(tmp_path / name, data))] == [
            ("In a PDF", "a.pdf"),
            ("In Word", "b.docx"),
        ]


@pytest.mark.parametrize(
    ("module", "extra", "name", "data"),
    [("pypdfium2", "pdf", "a.pdf", pdf([["x"]])), ("docx", "docx", "a.docx", word("x"))],
)
def test_a_missing_library_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, name: str, data: bytes
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert f'pip install "granthound[{extra}]"' in failed(write(tmp_path / name, data)).message


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), name=st.sampled_from(["a.pdf", "a.docx"]))
def test_any_damage_gives_articles_or_failures(tmp_path: Path, seed: int, name: str) -> None:
    chance = random.Random(seed)
    data = bytearray(pdf([["words"]]) if name == "a.pdf" else word("words"))
    for _ in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert len(read(write(tmp_path / name, bytes(data)))) == 1

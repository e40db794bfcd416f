"""Encodings: marks, UTF-16, declared ones, and the right one among the old single-byte ones."""

from __future__ import annotations

import codecs
import random

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.read.decode import Decoded, _may_be_sign, _suspect, decode
from pipeline.read.letters import settings as letter_settings

TEXTS = {
    "lv": "Ķeguma novadā noslēdzies projekts „Zaļā skola”. Jauniešu grupas četrās pašvaldībās īstenoja ūdens izpēti.",
    "lt": "Mokykla pradėjo įgyvendinti projektą „Žalioji klasė“. Mokiniai lankėsi šešiose šalyse. Pristatė idėjų.",
    "et": "Vallavalitsus lõpetas projekti „Rõõmus külakeskus“. Tööd kestsid üle ühe aasta, lähedal ehitati väljak.",
    "cs": "Obec dokončila projekt „Naučná stezka údolím“. Příspěvek činil dvě třetiny nákladů, žáci zasadili břízy.",
    "sk": "Obec ukončila projekt „Náučný chodník“. Ľudia z piatich obcí vysadili stromčeky pri potôčiku.",
    "pl": "Gmina zakończyła projekt „Ścieżka nad jeziorem”. Młodzież z trzech szkół posadziła drzewa, jest też źródło.",
    "hu": "Az önkormányzat befejezte a „Zöld tanösvény” című projektet. Gyerekek és szülők ültettek fákat, így épült.",
    "hr": "Općina je završila projekt „Poučna staza“. Učenici četiriju škola posadili su stabla i uredili šetnicu.",
    "ro": "Şcoala a încheiat proiectul „Poteca verde”. Elevii au plantat copaci şi au refăcut izvorul în faţa şcolii.",
    "de": "Die Gemeinde schloss das Projekt „Grüner Pfad“ ab. Schüler pflanzten Bäume für die Schüler.",
    "fr": "La commune a achevé le projet « Sentier d’été ». Des élèves ont planté des chênes à côté.",
    "bg": "Общината завърши проекта „Зелена пътека“. Учениците засадиха дървета и почистиха извора край селото.",
    "el": "Ο δήμος ολοκλήρωσε το έργο «Πράσινο μονοπάτι». Οι μαθητές φύτεψαν δέντρα και καθάρισαν την πηγή.",
}
CASES = [
    *[(name, "cp1257") for name in ("lv", "lt", "et")],
    *[(name, "iso8859-13") for name in ("lv", "lt")],
    *[(name, "cp1250") for name in ("cs", "sk", "pl", "hu", "hr", "ro")],
    *[(name, "cp1252") for name in ("de", "fr", "et")],
    ("bg", "cp1251"),
    ("el", "cp1253"),
]
ISO_CASES = [(name, "iso8859-2") for name in ("cs", "sk", "pl", "hu", "hr", "ro")] + [("fr", "iso8859-1")]


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_an_old_encoding_is_told_by_its_letters(name: str, encoding: str) -> None:
    found = decode(TEXTS[name].encode(encoding))
    assert found.text == TEXTS[name]
    assert [code for code, _ in found.notes] == ["encoding-guessed"]


@pytest.mark.parametrize(("name", "encoding"), ISO_CASES)
def test_an_iso_encoding_without_curved_quotes(name: str, encoding: str) -> None:
    text = TEXTS[name].translate(str.maketrans("„“”’", '"""\''))
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("name", sorted(TEXTS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_unicode_encodings_with_and_without_mark(name: str, encoding: str) -> None:
    assert decode(TEXTS[name].encode(encoding)) == Decoded(TEXTS[name], decode(TEXTS[name].encode(encoding)).encoding)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_with_a_cut_end_is_read_and_noted(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    found = decode(mark + TEXTS["cs"].encode(encoding)[:-1])
    assert found.text.startswith(TEXTS["cs"][:-1])
    assert found.notes[0][0] == "undecodable-bytes"


def test_utf8_cut_within_a_letter_is_still_utf8() -> None:
    data = (TEXTS["lv"] + "ā").encode()[:-1]
    found = decode(data)
    assert found.text == TEXTS["lv"] + "\ufffd"
    assert found.notes[0][0] == "undecodable-bytes"


def html(declared: str, body: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    return f"<!DOCTYPE html><html><head>{meta}</head><body><p>{body}</p></body></html>"


@pytest.mark.parametrize(
    ("declared", "actual", "name"),
    [("windows-1257", "cp1257", "lv"), ("iso-8859-2", "iso8859-2", "cs"), ("windows-1250", "cp1250", "pl")],
)
def test_a_declared_encoding_that_fits_is_believed(declared: str, actual: str, name: str) -> None:
    text = html(declared, TEXTS[name].translate(str.maketrans("„“”", '"""')))
    found = decode(text.encode(actual))
    assert found.text == text
    assert found.notes == []


def test_a_declaration_decides_where_the_letters_do_not() -> None:
    text = html("iso-8859-2", "Ż")
    assert decode(text.encode("iso8859-2")).text == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "windows-1252", "no-such-thing"])
def test_a_declared_encoding_that_does_not_fit_is_not_believed(declared: str) -> None:
    text = html(declared, TEXTS["lv"])
    found = decode(text.encode("cp1257"))
    assert found.text == text
    assert found.notes[0][0] in ("encoding-wrong", "encoding-guessed")


def test_utf8_goes_before_what_is_declared() -> None:
    text = html("windows-1257", TEXTS["lv"])
    assert decode(text.encode()).text == text


def test_a_declared_multi_byte_encoding() -> None:
    text = html("shift_jis", "市役所からのお知らせ")
    assert decode(text.encode("shift_jis")).text == text


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ("cp1252", "Grüne Straße, schöne Bäume und „Äpfel“ für Fußgänger"),
        ("cp1257", "Das Projekt „Grüner Weg” für Väter und schöne Bäume"),
        ("cp1250", "Žáci sázeli stromy a „zelená“ třída jela do Děčína"),
        ("iso8859-1", "Skolā norisinājās „Zaļā nedēļa” un ģimenes stādīja kokus."),
    ],
)
def test_mojibake_is_repaired_and_noted(wrong: str, text: str) -> None:
    found = decode(text.encode().decode(wrong).encode())
    assert found.text == text
    assert [code for code, _ in found.notes] == ["mojibake-repaired"]


def test_mojibake_in_one_line_leaves_the_others() -> None:
    text = "Žáci sázeli stromy.\r\nZelenĂˇ pro mÄ›sto\r\nKonec."
    found = decode(text.encode())
    assert found.text == "Žáci sázeli stromy.\r\nZelená pro město\r\nKonec."


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_good_text_is_not_repaired(name: str) -> None:
    assert decode(TEXTS[name].encode()).notes == []


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj\n",
        b"PK\x03\x04rest of an archive",
        b"\x89PNG\r\n\x1a\n rest",
        b"{\\rtf1\\ansi text}",
        random.Random(1).randbytes(5000),
        b"\0" * 100,
        b"\xff\xfe" + b"\x01\x00" * 200,
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not text") as caught:
        decode(data)
    assert caught.value.code == "E-READ-004"


def test_bytes_that_fit_no_encoding_are_refused() -> None:
    with pytest.raises(InputError, match="Convert the file to UTF-8") as caught:
        decode(bytes(range(0x80, 0xA0)) * 10 + b"\xff\xfe\xfd\xa5\xb4" * 40)
    assert caught.value.code == "E-READ-005"


def test_some_nul_bytes_do_not_make_a_text_binary() -> None:
    assert decode(TEXTS["cs"].encode() + b"\0\0 konec").text == TEXTS["cs"] + "\0\0 konec"


def test_candidates_read_each_byte_by_itself() -> None:
    """So the neighbours of letters are those of bytes (``letters.neighbours``)."""
    for encoding in letter_settings()["encodings"]:
        read = [bytes([byte]).decode(encoding, "ignore") for byte in range(256)]
        assert all(len(char) == 1 and char.isascii() for char in read[:128]), encoding
        assert all(len(char) <= 1 and not (char and char.isascii()) for char in read[128:]), encoding
        assert bytes(range(256)).decode(encoding, "ignore") == "".join(read)


_SIGNS = sorted(
    {c for marks in ftfy.badness.MOJIBAKE_CATEGORIES.values() for c in marks.replace("-", "")} | set("ÂÃœ×Øà√≈‚вЂВ°")
)
_SOME_TEXT = st.lists(
    st.one_of(
        st.sampled_from(_SIGNS),
        st.sampled_from(
            ["\n", " ", "Â ", "Ã¡", "školy", "The new school was opened in the old town on Monday morning."]
        ),
    ),
    max_size=10,
).map("".join)


@given(text=_SOME_TEXT)
@settings(max_examples=400, deadline=None)
def test_mojibake_is_looked_for_wherever_ftfy_finds_signs_of_it(text: str) -> None:
    bad = not text.isascii() and ftfy.badness.is_bad(text)
    assert not bad or any(map(_may_be_sign, text.split("\n")))
    assert _suspect(text) == (not text.isascii() and ftfy.badness.is_bad(text))
    whole, lines = ftfy.fix_encoding(text), [ftfy.fix_encoding(line) for line in text.split("\n")]
    if whole != text or lines != text.split("\n"):
        assert _suspect(text) or any(map(_suspect, text.split("\n")))

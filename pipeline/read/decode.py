"""Bytes to text: byte order marks, UTF-8, UTF-16, declared encodings, and the right one of the old single-byte ones."""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from pipeline.errors import InputError
from pipeline.read.failure import BINARY, UNDECODABLE
from pipeline.read.letters import neighbours, plausibility, settings

#: Mean plausibility below which a decoding is taken for gibberish, if so large a share of the bytes is beyond ASCII.
GIBBERISH = -8.5
GIBBERISH_SHARE = 0.15
#: How much worse than the best one the declared encoding may be and still be believed, per pair and in all.
DECLARED_MARGIN = 1.0
DECLARED_MARGIN_TOTAL = 12.0
#: Broken sequences for each good one up to which a text still counts as UTF-8.
BROKEN_SHARE = 0.1
#: Share of control characters from which a file counts as binary.
BINARY_SHARE = 0.05

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\x0b\x0c\r\x1b") + b"\x7f"
_META_CHARSET = re.compile(rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_HTML = re.compile(r"(?>\s+|<\?xml[^>]*>|<!--(?>.*?-->))*+<(?:!doctype\s+html|html\b|head\b|body\b)", re.I | re.S)
# What ftfy takes for a sign of mojibake is a few characters long, and one of them is not ASCII. It is slow on the rest.
_LONG_ASCII = re.compile(r"[\x00-\x7f]{33,}")


@dataclass(slots=True)
class Decoded:
    """Text, the name of the encoding it was in, and what had to be repaired as (code, message)."""

    text: str
    encoding: str
    notes: list[tuple[str, str]] = field(default_factory=list)


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML document does."""
    return _HTML.match(text[:5000]) is not None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decodes what a file holds; repairs mojibake and says so in ``notes``.

    ``declared`` is the encoding that came with the bytes (of an HTTP header); it goes before what they declare
    themselves, and is believed where it fits. Raises InputError (E-READ-004 binary, E-READ-005 no encoding fits).
    """
    decoded = _by_mark(data) or _utf16_without_mark(data)
    if decoded is None:
        _refuse_binary(data)
        decoded = _utf8(data) or _single_byte(data, declared)
    if decoded.encoding.startswith("utf-16") or decoded.encoding.startswith("utf-32"):
        _refuse_control_characters(decoded.text)
    decoded.text, notes = repair(decoded.text)
    decoded.notes += notes
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            body = data[len(mark) :]
            if encoding == "utf-8":
                return _utf8(body) or _single_byte(body)
            return _lenient(body, encoding)
    return None


def _lenient(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, [_replaced(text.count("\ufffd"), encoding)])


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 text has a zero byte in every blank and line end, on the side where few other values occur."""
    sample = data[: 1 << 16]
    if b"\0" not in sample:
        return None
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    encoding, many, few = ("utf-16-be", *zeros) if zeros[0] > zeros[1] else ("utf-16-le", zeros[1], zeros[0])
    if many * 20 < len(sample) // 2 or few * 10 > many:
        return None
    high = Counter(sample[0::2] if encoding == "utf-16-be" else sample[1::2])
    if sum(n for _, n in high.most_common(4)) < 0.9 * high.total():
        return None
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    if sum(c.isprintable() or c.isspace() for c in text) < 0.98 * len(text):
        return None
    return _lenient(data, encoding)


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {what}, not text. Export it as text or HTML first.", code=BINARY)
    sample = data[: 1 << 16]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > BINARY_SHARE * len(sample):
        raise InputError("this is a binary file, not text. Export it as text or HTML first.", code=BINARY)


def _refuse_control_characters(text: str) -> None:
    sample = text[: 1 << 16]
    if sum(not (c.isprintable() or c.isspace()) for c in sample) > BINARY_SHARE * len(sample):
        raise InputError("this is a binary file, not text. Export it as text or HTML first.", code=BINARY)


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for c in text if ord(c) > 127) - broken
    if good and broken <= max(1, BROKEN_SHARE * good):
        return Decoded(text, "utf-8", [_replaced(broken, "utf-8")])
    return None


def _replaced(number: int, encoding: str) -> tuple[str, str]:
    return "undecodable-bytes", f"{number} places that are not valid {encoding} were replaced by U+FFFD."


def _single_byte(data: bytes, header: str | None = None) -> Decoded:
    """The decoding whose letters look most like a language; what HTML declares is believed when it fits."""
    priors: dict[str, float] = settings()["encodings"]
    found: list[tuple[float, str, str, float]] = []
    number = 0
    pairs = neighbours(data)
    for encoding, prior in priors.items():
        text = _strict(data, encoding)
        if text is not None:
            score = plausibility(pairs, encoding)
            number = max(number, score.number)
            found.append((score.total - prior, encoding, text, score.mean))
    found.sort(key=lambda item: -item[0])
    declared = _python_name(header) or _declared(data)
    if declared and declared not in priors and (text := _strict(data, declared)) is not None:
        return Decoded(text, declared)  # a multi-byte encoding: its sequences don't fit by chance
    if not found or (found[0][3] < GIBBERISH and sum(b > 127 for b in data) > GIBBERISH_SHARE * len(data)):
        return _other(data, found)
    best = found[0]
    for item in found:
        margin = max(DECLARED_MARGIN * number, DECLARED_MARGIN_TOTAL)
        if item[1] == declared and item[0] + priors[item[1]] > best[0] - margin and item[3] >= GIBBERISH:
            return Decoded(item[2], item[1])
    notes = [("encoding-guessed", f"The text is in no Unicode encoding; it was read as {best[1]}.")]
    if declared:
        notes = [("encoding-wrong", f"The page declares {declared}, which does not fit; it was read as {best[1]}.")]
    return Decoded(best[2], best[1], notes)


def _other(data: bytes, found: list[tuple[float, str, str, float]]) -> Decoded:
    """Where no single-byte encoding gives words: a multi-byte one, or an error."""
    guess = from_bytes(data[: 1 << 16]).best()
    if guess is not None and guess.encoding not in ("ascii", "utf_8") and guess.multi_byte_usage > 0.1:
        text = _strict(data, guess.encoding)
        if text is not None:
            notes = [("encoding-guessed", f"The text is in no Unicode encoding; it was read as {guess.encoding}.")]
            return Decoded(text, guess.encoding, notes)
    tried = ", ".join(item[1] for item in found[:3]) or "none"
    raise InputError(
        f"its bytes make no sense as text in any known encoding (best tried: {tried}). Convert the file to UTF-8.",
        code=UNDECODABLE,
    )


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _declared(data: bytes) -> str | None:
    """The Python name of the encoding that HTML declares, as it is meant on the web."""
    match = _META_CHARSET.search(data[:4096])
    return _python_name(match[1].decode("ascii", "replace")) if match else None


def _python_name(label: str | None) -> str | None:
    """None for no name, an unknown one, and the Unicode encodings, which are told by their bytes."""
    if not label:
        return None
    label = label.strip().lower()
    aliases: dict[str, str] = settings()["aliases"]
    label = aliases.get(label, label)
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return None if name in ("utf-8", "utf-7") or name.startswith(("utf-16", "utf-32")) else name


def repair(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Puts mojibake (UTF-8 once read as something else) right, in all the text or else in single lines.

    Gives the text and the notes that say what was done.
    """
    lines = text.split("\n")
    if not any(map(_may_be_sign, lines)) or not (_suspect(text) or any(map(_suspect, lines))):
        return text, []
    by_line = "\n".join(line if line.isascii() else ftfy.fix_encoding(line) for line in lines)
    whole = ftfy.fix_encoding(text)
    # What is repaired gets shorter: a letter takes the place of two or three.
    best = min(by_line, whole, key=len) if whole.count("\n") == by_line.count("\n") else by_line
    repaired = best.split("\n")
    number = sum(a != b for a, b in zip(lines, repaired, strict=True))
    if not number:
        return text, []
    return best, [("mojibake-repaired", f"Letters garbled by a wrong encoding were repaired in {number} lines.")]


def _suspect(text: str) -> bool:
    """Whether ftfy would look for mojibake in it; asked without what is no part of a sign."""
    return not text.isascii() and is_bad(_LONG_ASCII.sub(lambda run: run[0][:16] + run[0][-16:], text))


def _may_be_sign(line: str) -> bool:
    """Whether a line can hold what ftfy takes for a sign; a sign has no line break between what makes it one."""
    return not line.isascii() and _signs().search(line) is not None


@functools.cache
def _signs() -> re.Pattern[str]:
    """What a line must hold for ftfy to find a sign in it (models/encodings/candidates.yaml)."""
    odd, alone = settings()["signs"]["odd"], settings()["signs"]["alone"]
    small = "".join(c for c in map(chr, range(0x80, 0x530)) if unicodedata.category(c) == "Ll" and c not in odd)
    return re.compile(rf"[^\x00-\x7f][^\x00-\x7f{small}]|[^\x00-\x7f{small}][^\x00-\x7f]|[\x80-\x9f{alone}]")

"""Which format a file is in: by the ending of its name, else by its first bytes."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from pipeline.read.jsonl import looks_like_jsonl

#: Bytes that ``by_bytes`` looks at.
HEAD = 1 << 16

#: Endings of names and the format of such files.
ENDINGS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "xml",
    ".pdf": "pdf",
    ".docx": "docx",
    ".zip": "zip",
    ".tar": "tar",
}
COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
_SHORT = {".tgz": ".tar.gz", ".tzst": ".tar.zst"}

_MAGIC = (
    (b"\x1f\x8b", "", "gzip"),
    (b"\x28\xb5\x2f\xfd", "", "zstd"),
    (b"%PDF-", "pdf", ""),
    (b"PAR1", "parquet", ""),
    (b"WARC/", "warc", ""),
    (b"PK\x03\x04", "zip", ""),
    (b"PK\x05\x06", "zip", ""),
)
_OFFICE = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/|xl/|ppt/|mimetype)", re.S)
_TAR_MAGIC = slice(257, 262)
_FEED = re.compile(rb"(?>\s+|<!--(?>.*?-->)|<\?(?>.*?\?>)|<!DOCTYPE[^>\[]*>)*+<(?:rss|feed|rdf:RDF)\b", re.I | re.S)


class Format(NamedTuple):
    """``kind`` is one of the values of ENDINGS or "" (not known yet), ``compression`` gzip, zstd or ""."""

    kind: str
    compression: str = ""


def by_name(name: str) -> Format | None:
    """The format that a name tells; None for an ending that is not read.

    A packed file of unknown content has the kind "" where its name has no further ending (``export.gz``).
    """
    lower = name.lower()
    for short, long in _SHORT.items():
        if lower.endswith(short):
            lower = lower.removesuffix(short) + long
    compression = next((how for ending, how in COMPRESSED.items() if lower.endswith(ending)), "")
    if compression:
        lower = lower.rpartition(".")[0]
    base = lower.replace("\\", "/").rpartition("/")[2]
    ending = base[base.rindex(".") :] if "." in base.lstrip(".") else ""
    if ending in ENDINGS:
        return Format(ENDINGS[ending], compression)
    return Format("", compression) if compression and (not ending or ending in COMPRESSED) else None


def by_bytes(head: bytes) -> Format:
    """The format that the first bytes tell; "text" (or HTML) for all that is none of the others."""
    for magic, kind, compression in _MAGIC:
        if head.startswith(magic):
            if kind == "zip" and _OFFICE.match(head):
                kind = "docx" if b"word/" in head else "text"  # text that is binary: other office documents are refused
            return Format(kind, compression)
    if head[_TAR_MAGIC] == b"ustar":
        return Format("tar")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if looks_like_jsonl(text):
        return Format("jsonl")
    return Format("feed" if _FEED.match(text) else "text")

"""The check as JUnit XML, one testcase an article, for the test view of a CI server."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.evaluate.counts import Difference
from pipeline.evaluate.floors import Fall
from pipeline.evaluate.report import describe, describe_fall
from pipeline.evaluate.results import ArticleResult, LanguageResult

# What XML 1.0 cannot hold, escaped or not.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, results: Mapping[str, LanguageResult], falls: Sequence[Fall]) -> None:
    """Write the file. An article fails where a floor fell and it lost in that field; one that was
    never perfect passes, with its differences as output. Raises OutputError."""
    root = ET.Element("testsuites", name="granthound check")
    for code, result in results.items():
        _add_suite(root, code, result.articles, [f for f in falls if f.language == code])
    for code in sorted({f.language for f in falls} - results.keys()):
        _add_suite(root, code, [], [f for f in falls if f.language == code])
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root, " ")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}", code="E-WRITE-011") from None


def _add_suite(root: ET.Element, code: str, articles: Sequence[ArticleResult], falls: Sequence[Fall]) -> None:
    suite = ET.SubElement(root, "testsuite", name=code, tests=str(len(articles)))
    failures = 0
    for article in articles:
        case = ET.SubElement(suite, "testcase", classname=code, name=_legal(article.name))
        lost = [f for f in falls if article.name in f.articles]
        if article.error:
            _add(case, "error", article.error, message="no record could be made")
        elif lost:
            failures += 1
            message = "; ".join(describe_fall(f) for f in lost)
            _add(case, "failure", _lines(article.score.differences), message=message)
        if not article.score.perfect:
            _add(case, "system-out", _lines(article.score.differences))
    suite.set("failures", str(failures))
    suite.set("errors", str(sum(1 for a in articles if a.error)))
    if falls:
        # A fall may have no article of its own: a sample that was taken away, say.
        _add(suite, "system-err", "\n".join(describe_fall(f) for f in falls))


def _add(parent: ET.Element, tag: str, text: str, message: str | None = None) -> None:
    element = ET.SubElement(parent, tag, {} if message is None else {"message": _legal(message)})
    element.text = _legal(text)


def _lines(differences: Sequence[Difference]) -> str:
    return "\n".join(describe(d) for d in differences)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)

"""One article through an extractor: what became of it, in words that can be written down.

Outcomes, each a header of plain values and for a record its line::

    {"kind": "record", "id": …, "same": key of the text or null, "about": …, "language": …, "warnings": [codes]}
    {"kind": "left_out", "language": …, "warnings": [codes]}    not about a project, where only those are wanted
    {"kind": "error", "row": {"uri": …, "item": …, "stage": …, "code": …, "message": …}}
"""

from __future__ import annotations

from pipeline.batch import EXTRACT_FAILED, bug
from pipeline.errors import GranthoundError, InputError
from pipeline.records import Article
from pipeline.runs.frames import Frame, Header
from pipeline.runs.same import text_key
from pipeline.runs.settings import RunExtractor
from pipeline.write.jsonl import to_line


def attempt(extractor: RunExtractor, article: Article, *, only_projects: bool = False) -> Frame:
    """The outcome of one article. Raises GranthoundError where no article can be extracted, and MemoryError."""
    try:
        record = extractor.extract(article)
        seen: Header = {"language": record.language.code, "warnings": [warning.code for warning in record.warnings]}
        if only_projects and not record.about_project:
            return {"kind": "left_out", **seen}, b""
        told = {"id": record.id, "same": text_key(record.text), "about": record.about_project}
        return {"kind": "record", **told, **seen}, to_line(record)
    except InputError as error:
        return error_row(article.uri, article.item, "extract", error.code, f"{article.uri}: {error}"), b""
    except (GranthoundError, MemoryError):
        raise
    except Exception as error:  # a bug must not cost the other articles
        return error_row(article.uri, article.item, "extract", EXTRACT_FAILED, bug(article, error)), b""


def error_row(uri: str, item: str | None, stage: str, code: str, message: str) -> Header:
    """The outcome of what failed; ``stage`` is ``read`` or ``extract``."""
    return {
        "kind": "error",
        "row": {"uri": uri, "item": item, "stage": stage, "code": code, "message": message},
    }

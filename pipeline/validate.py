"""Cross-field checks: what does not fit together becomes a warning; nothing is dropped."""

from __future__ import annotations

from pipeline.knowledge.programmes import catalogue
from pipeline.records import Record, Warning_


def check(record: Record) -> list[Warning_]:
    """Warnings about values that gainsay one another."""
    found: list[Warning_] = []
    known = catalogue()
    for i, project in enumerate(record.projects):
        at = f"projects[{i}]"
        start, end = project.start, project.end
        if start and end and end.value[: len(start.value)] < start.value[: len(end.value)]:
            found.append(
                Warning_(
                    code="W-DATE-001",
                    message=f"The project ends ({end.value}) before it starts ({start.value}).",
                    path=f"{at}.end",
                )
            )
        for j, programme in enumerate(project.programmes):
            entry = known[programme.id]
            if start and entry.end and int(start.value[:4]) > entry.end + 3:
                message = f"{entry.name} ended in {entry.end}, the project starts in {start.value}."
                found.append(Warning_(code="W-PROG-001", message=message, path=f"{at}.programmes[{j}]"))
            if end and entry.start and int(end.value[:4]) < entry.start:
                message = f"{entry.name} began in {entry.start}, the project ends in {end.value}."
                found.append(Warning_(code="W-PROG-002", message=message, path=f"{at}.programmes[{j}]"))
        if sum(p.role == "lead" for p in project.partners) > 1:
            found.append(
                Warning_(code="W-LEAD-001", message="Several partners are said to lead.", path=f"{at}.partners")
            )
    if record.about_project and not any(p.name for p in record.projects):
        found.append(
            Warning_(
                code="W-TITLE-001", message="The article tells of a project, but no title was found.", path="projects"
            )
        )
    return found

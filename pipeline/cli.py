"""The command line. Data goes to standard output or ``-o``, everything else to standard error.

Exit codes: 0 all well, 1 some articles failed, 2 wrong use, 3 the quality gate was not met.
What a command needs is imported when it runs, so that ``--help`` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import __version__
from pipeline.cluster.command import cluster
from pipeline.errors import GranthoundError

USAGE = 2
_FIELD = "The field or column with the {}."


app = typer.Typer(
    name="granthound",
    help="Reads news articles and writes one record per article: which publicly funded projects it tells of.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"granthound {__version__}")
        raise typer.Exit


app.command()(cluster)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT", help="Files, archives, folders, or - for standard input."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="Write records here instead of to standard output: a file, or a folder of shards (a name that ends in "
            "/, a folder that is there, or with -j, --plan or --resume).",
        ),
    ] = None,
    paths_from: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Also read the files and folders listed here, one a line (or as find -print0 writes them); "
            "- for standard input.",
        ),
    ] = None,
    text_field: Annotated[str | None, typer.Option(metavar="NAME", help=_FIELD.format("text"))] = None,
    html_field: Annotated[str | None, typer.Option(metavar="NAME", help=_FIELD.format("HTML"))] = None,
    title_field: Annotated[str | None, typer.Option(metavar="NAME", help=_FIELD.format("title"))] = None,
    date_field: Annotated[str | None, typer.Option(metavar="NAME", help=_FIELD.format("date of publication"))] = None,
    url_field: Annotated[str | None, typer.Option(metavar="NAME", help=_FIELD.format("address"))] = None,
    id_field: Annotated[str | None, typer.Option(metavar="NAME", help=_FIELD.format("id"))] = None,
    pdf_pages: Annotated[
        bool, typer.Option("--pdf-pages", help="Make every page of a PDF an article of its own.")
    ] = False,
    contacts: Annotated[
        bool, typer.Option("--contacts", help="Also extract names, phones and e-mails of contact persons.")
    ] = False,
    ner: Annotated[
        str,
        typer.Option(metavar="auto|none|PATH", help="Which model recognises names: ours, none, or a spaCy model."),
    ] = "auto",
    ner_label: Annotated[
        list[str] | None,
        typer.Option(metavar="THEIRS=OURS", help="What a label of that model is here, such as institution=ORG."),
    ] = None,
    only_projects: Annotated[
        bool, typer.Option("--only-projects", help="Leave out articles that are not about a project.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="Processes that extract. [default: one a processor]")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only write the plan of a run into the folder, for granthound cluster.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a run into the folder stopped.")] = False,
    shard_size: Annotated[
        int | None, typer.Option(min=1, help="Most records in a file of the folder. [default: 10000]")
    ] = None,
    article_seconds: Annotated[
        float | None, typer.Option(min=1, help="Leave out an article that takes longer. [default: 60]")
    ] = None,
    article_memory: Annotated[
        int | None, typer.Option(min=100, help="Leave out an article that needs more, in MB. [default: 2000]")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Read articles and write one JSON record a line.

    Reads text, HTML, JSON Lines, CSV, Parquet, WARC, RSS, Atom, PDF and Word, packed or in ZIP and tar archives.
    The fields that hold text, title and so on are found by their usual names; the options name others.
    """
    from pipeline.read import ReadOptions

    if not inputs and paths_from is None:
        raise typer.BadParameter("Name a file or folder to read, or a list of them with --paths-from.")
    if paths_from == "-" and "-" in (inputs or ()):
        raise typer.BadParameter("Standard input cannot be both an article and the list of paths.")
    options = ReadOptions(text_field, html_field, title_field, date_field, url_field, id_field, pdf_pages)
    extractor: dict[str, Any] = {"contacts": contacts, "ner": ner, "ner_labels": _pairs(ner_label or [])}
    limits: dict[str, Any] = {
        "shard_size": shard_size,
        "article_seconds": article_seconds,
        "article_memory": article_memory,
    }
    chosen = {name: value for name, value in limits.items() if value is not None}
    with _paths(paths_from) as paths:
        if _is_folder(output, jobs, resume or plan):
            from pipeline.runs.run import prepare, run_folder
            from pipeline.runs.settings import Settings

            if output is None:
                raise typer.BadParameter("-j, --plan and --resume need a folder to write into: name one with -o.")
            settings = Settings(options, extractor, only_projects, **chosen)
            given, folder = [*(inputs or ()), *paths], Path(output)
            if plan:
                prepare(given, folder, settings, resume=resume)
                raise typer.Exit
            statistics = run_folder(given, folder, settings, jobs=jobs, resume=resume, quiet=quiet)
            raise typer.Exit(1 if statistics.errors else 0)
        if chosen:
            names = ", ".join("--" + name.replace("_", "-") for name in chosen)
            raise typer.BadParameter(f"{names}: only for a folder of shards. Name one with -o, ending in /.")
        from pipeline.batch import run
        from pipeline.extract import Extractor

        summary = run(
            inputs or [],
            Path(output) if output is not None else None,
            Extractor(**extractor),
            options=options,
            paths=paths,
            only_projects=only_projects,
            quiet=quiet,
        )
    raise typer.Exit(summary.exit_code)


def _is_folder(output: str | None, jobs: int | None, resume: bool) -> bool:
    """Whether records go into a folder of shards rather than into a file."""
    if jobs is not None or resume:
        return True
    return output is not None and (output.endswith(("/", os.sep)) or os.path.isdir(output))


@contextmanager
def _paths(given: str | None) -> Iterator[Iterable[str]]:
    """The paths of a list; raises InputError where it cannot be opened."""
    from pipeline.errors import InputError
    from pipeline.read import read_paths

    if given is None:
        yield ()
    elif given == "-":
        yield read_paths(sys.stdin.buffer)
    else:
        with ExitStack() as stack:
            try:
                stream = stack.enter_context(open(given, "rb"))
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise InputError(f"{given}: the list of paths cannot be read ({reason}).", code="E-READ-002") from error
            yield read_paths(stream)


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = [item.partition("=") for item in given]
    wrong = [item for item, (name, _, value) in zip(given, pairs, strict=True) if not name or not value]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]!r} is not of the form THEIRS=OURS, such as institution=ORG.")
    return {name: value for name, _, value in pairs}


@app.command()
def export(
    records: Annotated[str, typer.Argument(help="Records as extract wrote them, or - for standard input.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="A workbook (projects.xlsx) or else a folder for CSV tables.")
    ],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Write records as joined tables: a workbook or a folder of CSV files."""
    from pipeline.write.tables import export_tables

    summary = export_tables(records, output)
    for message in summary.warnings:
        typer.echo(message, err=True)
    if not quiet:
        rows = ", ".join(f"{name} {number}" for name, number in summary.rows.items())
        typer.echo(f"{output}: {rows}", err=True)
    raise typer.Exit(1 if summary.failed else 0)


@app.command()
def show(
    article: Annotated[Path, typer.Argument(help="An article as text or HTML.", exists=True, dir_okay=False)],
) -> None:
    """Show what is read off one article and where."""
    from pipeline.show import show as show_article

    show_article(article)


@app.command()
def check(
    samples: Annotated[
        Path,
        typer.Argument(help="A folder of sample articles with their expected facts.", exists=True, file_okay=False),
    ] = Path("samples"),
    update_floors: Annotated[
        bool, typer.Option("--update-floors", help="Raise the floors to what is met now.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the results as JUnit XML.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what fell.")] = False,
) -> None:
    """Extract the samples anew and compare with the expected facts; exit code 3 where quality fell."""
    from pipeline.evaluate.check import run_check

    raise typer.Exit(run_check(samples, update_floors=update_floors, junit=junit, quiet=quiet))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    import json

    from pipeline.records import Record

    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    typer.echo(json.dumps(head | Record.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False))


@app.command()
def languages(
    samples: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Also measure how well these samples are read.", exists=True, file_okay=False
        ),
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/languages.md (with --samples samples).")
    ] = False,
) -> None:
    """Show what there is for each language: rules, their examples, names of programmes."""
    from pipeline.evaluate.coverage import run_languages

    raise typer.Exit(run_languages(samples, markdown=markdown))


def main() -> None:
    """Entry point of the command ``granthound``."""
    try:
        app()
    except GranthoundError as error:
        typer.echo(f"granthound: {error.code} {error}", err=True)
        sys.exit(USAGE)
    except BrokenPipeError:  # the reader of our output went away (granthound ... | head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)

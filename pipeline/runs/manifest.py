"""The plan, written into the folder of the run; and whether a later run has the same."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

from pipeline import __version__
from pipeline.errors import RunError
from pipeline.knowledge.paths import models_dir
from pipeline.read import InputFile
from pipeline.runs.durable import make_folder, save
from pipeline.runs.folder import Folder
from pipeline.runs.plan import Plan, file_of, plain_of
from pipeline.runs.settings import Settings

NOT_A_RUN = "E-RUN-003"
CHANGED = "E-RUN-002"

_FORMAT = 1
_LIBRARIES = ("spacy", "trafilatura", "htmldate", "py3langid", "langdetect", "dateparser", "lxml", "babel")
_NAMED = 5  # changed files that a message names


def write_manifest(folder: Folder, plan: Plan) -> None:
    """Writes the plan down; the manifest itself last, so that where it is the plan is whole. Raises OutputError."""
    make_folder(folder.root)
    make_folder(folder.done)
    lines = (json.dumps({"task": number, **plain_of(file)}) for number, task in enumerate(plan.tasks) for file in task)
    save(folder.inputs, "".join(f"{line}\n" for line in lines).encode("ascii"))
    manifest = {
        **_identity(plan.settings),
        "inputs": {
            "files": len(plan.files),
            "bytes": sum(file.size for file in plan.files),
            "tasks": len(plan.tasks),
            "fingerprint": plan.fingerprint,
        },
        "skipped": plan.skipped,
        "environment": {"python": platform.python_version(), **_libraries()},
        "planned": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    save(folder.manifest, (json.dumps(manifest, indent=2) + "\n").encode("ascii"))


def read_plan(folder: Folder) -> Plan:
    """The plan as it was written down. Raises RunError (E-RUN-003) where the folder holds none, or a broken one."""
    manifest = _load(folder)
    try:
        settings = Settings.of(manifest["settings"])
        tasks: list[list[InputFile]] = [[] for _ in range(manifest["inputs"]["tasks"])]
        with folder.inputs.open(encoding="ascii") as lines:
            for line in lines:
                plain = json.loads(line)
                tasks[plain["task"]].append(file_of(plain))
        plan = Plan(settings, tasks, manifest["skipped"])
        if plan.fingerprint != manifest["inputs"]["fingerprint"]:
            raise ValueError("the list of inputs is not that of the manifest")
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise _broken(folder, error) from error
    return plan


def same_version(folder: Folder) -> None:
    """Raises RunError (E-RUN-002) where the run was begun with another version or other language data."""
    _refuse(folder, _differences(_load(folder), _identity(read_plan(folder).settings)))


def same_plan(folder: Folder, plan: Plan) -> None:
    """Raises RunError (E-RUN-002), which says what differs, where the run was begun with another plan."""
    was = read_plan(folder)
    differences = _differences(_load(folder), _identity(plan.settings))
    if was.fingerprint != plan.fingerprint:
        differences += _other_inputs(was.files, plan.files)
    _refuse(folder, differences)


def _refuse(folder: Folder, differences: list[str]) -> None:
    if differences:
        raise RunError(
            f"{folder.root}: this run was begun otherwise, so its records would not go together:\n  "
            + "\n  ".join(differences)
            + "\nGo on as it was begun, or start anew in another folder.",
            code=CHANGED,
        )


def _identity(settings: Settings) -> dict[str, Any]:
    """What must be the same from beginning to end of a run, beside the inputs."""
    return {
        "format": _FORMAT,
        "version": __version__,
        "data": _data_fingerprint(),
        "settings": settings.plain(),
    }


def _data_fingerprint() -> str:
    """A hash over all that the extractor knows: packs, catalogue, gazetteer."""
    top = models_dir()
    digest = hashlib.sha256()
    for path in sorted(path for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(top).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _differences(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    found = []
    for name, words in (("format", "format of the manifest"), ("version", "version of granthound")):
        if was.get(name) != now[name]:
            found.append(f"{words}: was {was.get(name)}, is {now[name]}")
    if was.get("data") != now["data"]:
        found.append("the language data (models/) is not what it was")
    before, after = (_flat(side.get("settings", {})) for side in (was, now))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            found.append(f"{name}: was {_shown(before.get(name))}, is {_shown(after.get(name))}")
    return found


def _flat(settings: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _other_inputs(was: list[InputFile], now: list[InputFile]) -> list[str]:
    before, after = ({file.uri: file.fingerprint for file in files} for files in (was, now))
    return [
        *_some("new", [uri for uri in after if uri not in before]),
        *_some("gone", [uri for uri in before if uri not in after]),
        *_some("changed", [uri for uri in after if before.get(uri, after[uri]) != after[uri]]),
    ] or ["the inputs come in another order"]


def _some(what: str, uris: Iterable[str]) -> list[str]:
    every = list(uris)
    if not every:
        return []
    more = f" and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return [f"{what} inputs: {', '.join(islice(every, _NAMED))}{more}"]


def _load(folder: Folder) -> dict[str, Any]:
    try:
        manifest = json.loads(folder.manifest.read_bytes())
        if not isinstance(manifest, dict):
            raise ValueError("it is no JSON object")
    except (OSError, ValueError) as error:
        raise _broken(folder, error) from error
    return manifest


def _broken(folder: Folder, error: Exception) -> RunError:
    return RunError(
        f"{folder.manifest}: does not hold the plan of a run ({type(error).__name__}: {error}). "
        "Start anew in another folder.",
        code=NOT_A_RUN,
    )


def _libraries() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found

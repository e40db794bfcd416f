"""The command ``granthound cluster``."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer


class Engine(enum.StrEnum):
    """What ``granthound cluster`` runs on."""

    local = "local"
    ray = "ray"
    slurm = "slurm"


def cluster(
    folder: Annotated[Path, typer.Argument(help="A folder with a plan: granthound extract INPUT... -o FOLDER --plan")],
    engine: Annotated[Engine, typer.Option(help="Who runs it.")] = Engine.local,
    workers: Annotated[int, typer.Option(min=1, help="Shares of the run that are worked on at a time.")] = 1,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Processes that extract, for each share.")] = 1,
    memory_gb: Annotated[int, typer.Option(min=1, help="Memory to ask for, for each of these processes.")] = 4,
    address: Annotated[
        str | None, typer.Option(help="Ray: the cluster's address (auto: the one of this machine).")
    ] = None,
    partition: Annotated[str, typer.Option(help="Slurm: the partition.")] = "",
    time: Annotated[str, typer.Option(help="Slurm: the time limit of a share.")] = "24:00:00",
    venv: Annotated[str | None, typer.Option(help="Slurm: the activate script of the environment to use.")] = None,
    sbatch: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Slurm: a further argument of sbatch.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Slurm: show the scripts and submit nothing.")] = False,
) -> None:
    """Do a planned run on many machines, which share its folder and its inputs."""
    from pipeline.cluster import launch

    for argument in sbatch or ():
        if "=" not in argument:
            raise typer.BadParameter(f"--sbatch {argument}: write NAME=VALUE.")
    further = dict(argument.split("=", 1) for argument in sbatch or ())
    machines = launch.Machines(workers, jobs, memory_gb, address, partition, time, venv, further)
    if engine is Engine.slurm:
        if not partition:
            raise typer.BadParameter("Slurm needs a --partition.")
        typer.echo("\n".join((launch.slurm_scripts if dry_run else launch.submit_slurm)(folder, machines)))
        return
    if dry_run:
        raise typer.BadParameter("--dry-run is for --engine slurm.")
    statistics = (launch.run_ray if engine is Engine.ray else launch.run_local)(folder, machines)
    typer.echo("\n".join(statistics.lines()), err=True)
    raise typer.Exit(1 if statistics.errors else 0)

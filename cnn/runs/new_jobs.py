"""How runs come to be: asked for, moved here, begun again, or found of a server that is gone."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.runs import kept_on_cluster
from cnn.runs.checkpoints import CHECKPOINT_FOLDER
from cnn.runs.control import Control, read_control, write_control
from cnn.runs.disk_room import check_room
from cnn.runs.estimate import announced
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.runs.job import Job, Standing
from cnn.runs.job_file import JobFile
from cnn.runs.job_folder import (
    BASE_NETWORK_FILE,
    JOB_FILE,
    OWN_DIGITS_FILE,
    PROGRESS_FILE,
    STATE_FILE,
    disk_words,
)
from cnn.runs.limits import Limits
from cnn.runs.progress import Progress, ProgressReader
from cnn.runs.server_folder import own_folder


@dataclass(frozen=True)
class Order:
    """A run that is asked for: what to train, how, and what to call the network."""

    architecture: Architecture
    recipe: Recipe
    name: str = "mine"


def ordered_job(
    order: Order,
    limits: Limits,
    *,
    is_watched: Callable[[], bool],
    owner: str,
    fine_tuning: FineTuningStart | None = None,
    sweep: str = "",
) -> Job:
    """A run as it is asked for, which waits, and which no one has yet been told of.

    Raises:
        TrainingError: the disk has no room for it, or its folder cannot be written.
    """
    # The runs of a sweep are tried together, by a process on the cluster that ends with the server.
    home = None if sweep else kept_on_cluster.home()
    try:
        job = new_job(
            own_folder() if home is None else kept_on_cluster.new_root(home),
            order,
            limits,
            is_watched=is_watched,
            owner=owner,
            fine_tuning=fine_tuning,
        )
        if home is not None:
            _keep_on_cluster(job)
    except OSError as error:
        raise TrainingError(
            disk_words(error, f"The run cannot begin: {error.strerror}.")
        ) from error
    job.sweep = sweep
    job.standing = new_standing(job)
    return job


def new_standing(job: Job) -> Standing:
    """Of a run that has not yet joined the queue."""
    seconds = announced(job.architecture, job.recipe).seconds
    return Standing(min(seconds, 60 * job.limits.minutes))


def _keep_on_cluster(job: Job) -> None:
    """Have it outlive this server; where that cannot be, its folder goes.

    Raises:
        OSError: the disk is full.
    """
    record = kept_on_cluster.Record(job.token, job.name, job.owner, job.made)
    try:
        kept_on_cluster.keep(job.folder, record)
    except OSError:
        kept_on_cluster.forget(job.folder)
        shutil.rmtree(job.folder, ignore_errors=True)
        raise


def new_job(
    root: Path,
    order: Order,
    limits: Limits,
    *,
    is_watched: Callable[[], bool],
    owner: str,
    fine_tuning: FineTuningStart | None = None,
) -> Job:
    """A run that waits, with a folder of its own in `root`.

    With `fine_tuning`, the order's architecture and recipe are those of that.

    Raises:
        TrainingError: the disk has no room for it.
        OSError: the folder cannot be written.
    """
    check_room(root, order.architecture)
    folder = Path(tempfile.mkdtemp(dir=root))
    plan = fine_tuning.plan if fine_tuning else None
    try:
        if fine_tuning is not None:
            fine_tuning.write(folder)
        JobFile(order.architecture, order.recipe, limits, plan).write(folder)
        write_control(folder, Control())
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Job(
        token=secrets.token_urlsafe(16),
        architecture=order.architecture,
        recipe=order.recipe,
        name=order.name,
        folder=folder,
        limits=limits,
        progress=Progress("waiting", images_total=order.recipe.images),
        reader=ProgressReader(folder, order.recipe.images),
        is_watched=is_watched,
        owner=owner,
        plan=plan,
    )


def move_here(job: Job, root: Path) -> None:
    """Have a run that waits for a cluster, or was on one, go on on this machine; it waits again.

    It goes on from the last state that came from the cluster; where there is none, it begins anew.

    Raises:
        OSError: the disk is full or the folder is gone.
    """
    # A folder of its own: what still comes from the cluster does not come into it.
    folder = _copied_to_go_on(job, root, job.control)
    job.end_process()
    kept_on_cluster.forget(job.folder)
    shutil.rmtree(job.folder, ignore_errors=True)
    job.folder, job.stays_here = folder, True
    job.reader = ProgressReader(folder, job.recipe.images)
    job.progress = replace(job.reader.read(), state="waiting", seconds_left=None)
    job.standing = Standing(job.standing.seconds)


def begun_again_here(job: Job, root: Path) -> Job:
    """Another run, which goes on on this machine where one ended that a cluster lost.

    Raises:
        OSError: the disk is full or the folder is gone.
    """
    control = Control(learning_rate=job.control.learning_rate)
    folder = _copied_to_go_on(job, root, control)
    reader = ProgressReader(folder, job.recipe.images)
    return Job(
        token=secrets.token_urlsafe(16),
        architecture=job.architecture,
        recipe=job.recipe,
        name=job.name,
        folder=folder,
        limits=job.limits,
        progress=replace(reader.read(), state="waiting", seconds_left=None),
        reader=reader,
        is_watched=job.is_watched,
        owner=job.owner,
        plan=job.plan,
        standing=Standing(job.standing.seconds),
        control=control,
        stays_here=True,
    )


def taken_over(folder: Path, token: str, name: str, owner: str, made: float) -> Job:
    """A run of another server, as its folder tells of it; its trainer is still to be found.

    One that never had a trainer waits again.

    Raises:
        VisitorError, OSError, ValueError, KeyError, TypeError: the folder is not a job's.
    """
    told = JobFile.read(folder)
    reader = ProgressReader(folder, told.recipe.images)
    progress = reader.read()
    if not (folder / PROGRESS_FILE).is_file():
        progress = replace(progress, state="waiting")
    return Job(
        token=token,
        architecture=told.architecture,
        recipe=told.recipe,
        name=name,
        folder=folder,
        limits=told.limits,
        progress=progress,
        reader=reader,
        is_watched=lambda: False,
        owner=owner,
        plan=told.plan,
        control=read_control(folder),
        made=made,
    )


def _copied_to_go_on(job: Job, root: Path, control: Control) -> Path:
    if not (job.folder / JOB_FILE).is_file():
        raise FileNotFoundError(job.folder)
    names = [JOB_FILE, BASE_NETWORK_FILE, OWN_DIGITS_FILE]
    if (job.folder / STATE_FILE).is_file():
        names += [STATE_FILE, PROGRESS_FILE, CHECKPOINT_FOLDER]
    folder = _copied(job.folder, root, names)
    write_control(folder, control)
    return folder


def _copied(folder: Path, root: Path, names: list[str]) -> Path:
    """A new folder in `root` with these of another, as far as they are there."""
    copy = Path(tempfile.mkdtemp(dir=root))
    try:
        for name in names:
            if (folder / name).is_dir():
                shutil.copytree(folder / name, copy / name)
            elif (folder / name).is_file():
                shutil.copyfile(folder / name, copy / name)
    except OSError:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    return copy

"""One run on the cluster: begun on a node, followed, and begun again elsewhere when it is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import ActorUnavailableError, GetTimeoutError, RayError

from cnn.cluster.mirror import Mirror
from cnn.cluster.mnist_file import mnist_file
from cnn.cluster.node_run import Began, News, NodeRun
from cnn.cluster.nodes import Nodes
from cnn.runs.cluster_status import RunStatus
from cnn.runs.job_folder import DISK_FULL_EXIT, is_disk_full
from cnn.runs.kept_on_cluster import is_kept

NAMESPACE = "convoscope"
FAILED_EXIT = 1
# A run whose node was lost so often is not begun again.
MAX_ATTEMPTS = 5
# A node that is busy may be slow to answer; one that is silent for so long is lost.
SILENCE_SECONDS = 20.0
ANSWER_SECONDS = 10.0
EXCHANGE_SECONDS = 0.3
LOOK_SECONDS = 0.5
# Nobody has asked for so long: the web host is gone; and it is not to be waited for any more.
PATIENCE_SECONDS = 180.0
KEPT_PATIENCE_SECONDS = 3600.0

NO_PROCESSOR = "All processors of the cluster are taken: this run begins when one is free."
NO_TENSORFLOW = (
    "No node of the cluster can train: TensorFlow is not installed on {nodes}. Install the app's "
    "requirements there."
)
LOST_OFTEN = "The cluster lost the node that trained this run {times} times, so it was given up."
NOT_BEGUN = "The node could not begin this run; the host's log has the details."


class LostError(Exception):
    """The node, or the process on it, is gone."""


class NoFitNodeError(Exception):
    """The cluster has nodes, and none of them can train."""


class NotBegunError(Exception):
    """The run will not be begun; the reason is fit to be shown."""


class RemoteRun:
    """A thread that has one run trained on the cluster.

    Args:
        folder: the job's, here on the web host.
        token: names the run.
        nodes: what is known of the cluster's.
        log: told of what the host's log should hold.
    """

    def __init__(self, folder: Path, token: str, nodes: Nodes, log: Callable[[str], None]) -> None:
        self._mirror = Mirror(folder)
        self._token = token
        self._nodes = nodes
        self._log = log
        self._is_unwanted = threading.Event()
        self._is_left = False
        self._actor: Any = None
        self.status = RunStatus()
        self._thread = threading.Thread(target=self._run, name=f"run {token[:6]}", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return not self._thread.is_alive()

    def end(self) -> None:
        """Have it ended, wherever it is; does not wait."""
        self._is_unwanted.set()

    def leave(self) -> None:
        """Follow it no longer: it ends, unless another server may take it over."""
        self._is_left = is_kept(self._mirror.folder)
        self._is_unwanted.set()

    def _run(self) -> None:
        try:
            code, trouble = self._follow_attempts()
            if self._mirror.has_ended:
                self._mirror.drop_state()
            self.status = RunStatus(code, self.status.node, trouble)
        except ConnectionError as error:
            self._log(f"run {self._token[:6]}: {error}")  # the bridge as a whole sees to that
        except OSError as error:
            code = DISK_FULL_EXIT if is_disk_full(error) else FAILED_EXIT
            self.status = RunStatus(code, self.status.node)
        except Exception as error:  # the page must be told, whatever it is
            self._log(f"run {self._token[:6]}: {type(error).__name__}: {error}")
            # Where it is the cluster that is gone, this whole process ends meanwhile.
            self._is_unwanted.wait(SILENCE_SECONDS)
            trouble = str(error) if isinstance(error, NotBegunError) else NOT_BEGUN
            self.status = RunStatus(FAILED_EXIT, self.status.node, trouble)
        finally:
            self._remove_actor()

    def _follow_attempts(self) -> tuple[int, str | None]:
        """Until the run has ended; its exit code, and what there is to say."""
        self._actor = self._found()
        while True:
            try:
                if self._actor is None:
                    self._begin()
                return self._follow(), None
            except NoFitNodeError:
                return FAILED_EXIT, NO_TENSORFLOW.format(nodes=self._nodes.unfit_names())
            except LostError as error:
                self._log(f"run {self._token[:6]}: {error}")
                self._remove_actor()
                if self._is_unwanted.is_set():
                    return FAILED_EXIT, None
                if self._mirror.has_ended:
                    return 0, None
                if self._mirror.note_loss() >= MAX_ATTEMPTS:
                    return FAILED_EXIT, LOST_OFTEN.format(times=MAX_ATTEMPTS)
                self._tell(self._lost_words())

    def _lost_words(self) -> str:
        node = self.status.node
        lost = f"Node {node} of the cluster" if node else "The node of the cluster"
        return f"{lost} was lost: the run goes on from its last checkpoint on another."

    def _found(self) -> Any:
        """The process on a node that has this run already, from before this bridge was started."""
        if not self._mirror.place.attempt:
            return None
        try:
            return ray.get_actor(self._name, NAMESPACE)
        except ValueError:
            return None

    @property
    def _name(self) -> str:
        return f"run-{self._token}-{self._mirror.place.attempt}"

    def _begin(self) -> None:
        """Have a node begin it."""
        while True:
            self._expect_fit_node()
            self._mirror.begin_attempt()
            self._actor = self._new_actor()
            files = ray.put(self._mirror.files())
            answer: Began = self._awaited(self._actor.begin.remote(files))
            if answer == "no mnist":
                mnist = mnist_file()
                answer = self._awaited(self._actor.begin.remote(files, mnist, mnist is None))
            if answer == "begun":
                self._tell(None)
                return
            self._note_unfit()
            self._remove_actor()

    def _expect_fit_node(self) -> None:
        if self._nodes.are_all_unfit():
            raise NoFitNodeError

    def _note_unfit(self) -> None:
        node = self._awaited(self._actor.node.remote())
        number = self._nodes.note_unfit(node)
        self._log(f"node {number} of the cluster has no TensorFlow: nothing is trained there")
        self._tell(f"Node {number} of the cluster has no TensorFlow: another node trains this run.")

    def _new_actor(self) -> Any:
        options: dict[str, Any] = {}
        if self._nodes.unfit:
            options["label_selector"] = {"ray.io/node-id": f"!in({','.join(self._nodes.unfit)})"}
        return (
            ray.remote(NodeRunActor)
            .options(
                name=self._name,
                namespace=NAMESPACE,
                lifetime="detached",
                num_cpus=self._mirror.processors(),
                max_restarts=0,
                **options,
            )
            .remote(KEPT_PATIENCE_SECONDS if is_kept(self._mirror.folder) else PATIENCE_SECONDS)
        )

    def _awaited(self, reference: Any) -> Any:
        """An answer that takes until a processor is free."""
        began = time.monotonic()
        while not self._is_unwanted.is_set():
            try:
                return ray.get(reference, timeout=LOOK_SECONDS)
            except GetTimeoutError:
                # The last node that could train may have been lost meanwhile.
                self._expect_fit_node()
                if time.monotonic() - began > ANSWER_SECONDS and self.status.trouble is None:
                    self._tell(NO_PROCESSOR)
            except RayError as error:
                raise LostError(f"{type(error).__name__}: {error}") from error
        raise LostError("it is no longer wanted")

    def _follow(self) -> int:
        """Bring over what is new until the trainer has ended; its exit code."""
        node: str | None = None
        heard = time.monotonic()
        while not self._is_unwanted.wait(EXCHANGE_SECONDS):
            try:
                asked = self._mirror.asked()
                if node is None:
                    node = ray.get(self._actor.node.remote(), timeout=ANSWER_SECONDS)
                    self.status = RunStatus(None, self._nodes.number(node))
                news: News = ray.get(self._actor.exchange.remote(asked), timeout=ANSWER_SECONDS)
            except (GetTimeoutError, ActorUnavailableError) as error:
                if time.monotonic() - heard > SILENCE_SECONDS or not self._nodes.is_alive(node):
                    raise LostError(f"{type(error).__name__}: {error}") from error
                continue
            except RayError as error:
                raise LostError(f"{type(error).__name__}: {error}") from error
            heard = time.monotonic()
            self._mirror.apply(news)
            if news.exit_code is not None:
                return news.exit_code
        return FAILED_EXIT

    def _tell(self, trouble: str | None) -> None:
        self.status = RunStatus(None, None, trouble)

    def _remove_actor(self) -> None:
        actor, self._actor = self._actor, None
        if actor is None or self._is_left:
            return
        try:
            ray.kill(actor)
        except Exception as error:  # it is gone already, or the cluster is
            self._log(f"run {self._token[:6]}: {type(error).__name__}: {error}")


def end_strays(token: str) -> None:
    """End what is on the cluster of a run that no bridge was told to go on with."""
    for name in ray.util.list_named_actors():
        if name.startswith(f"run-{token}-"):
            ray.kill(ray.get_actor(name, NAMESPACE))


class NodeRunActor(NodeRun):
    """A node's run as Ray holds it."""

    def node(self) -> str:
        """The id of the node where this is."""
        return str(ray.get_runtime_context().get_node_id())

"""A Ray cluster on this machine, in a process of its own: a head that trains nothing, and nodes.

`python -m tests.cnn.cluster.small_cluster NODES` prints its address, as TRAINING_CLUSTER takes it,
then takes lines, each answered by a line: `kill 0` ends the first node's processes at once,
`kill busy` those of a node that trains, `kill head` the head's; `stop head` has those stand still;
`add` starts one more node, `add bare` one that has no MNIST, `add unfit` one without TensorFlow.
`rest` is answered by `done` once all processors are free, and by `busy` if that takes too long.
When its standard input closes, all ends.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

# Before Ray is imported: it starts processes by this.
os.environ.setdefault("RAY_AUTH_MODE", "token")
os.environ.setdefault("RAY_DISABLE_IMPORT_WARNING", "1")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")

import psutil
from ray._private.node import Node
from ray.cluster_utils import Cluster

MEMORY = 100_000_000
# Longer than a run that is ended may go on.
REST_SECONDS = 30.0


def main() -> None:
    """Start it, and do as the lines say."""
    client_port = free_port()
    # Ray's own paths are long, and a socket's may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="ray", dir="/tmp") as folder:
        os.environ["RAY_TMPDIR"] = folder
        cluster = Cluster(
            initialize_head=True,
            head_node_args={
                "num_cpus": 0,
                "ray_client_server_port": client_port,
                "include_dashboard": False,
                # Nobody reads its logs, and it does not grow by itself: two processes less.
                "include_log_monitor": False,
                "no_monitor": True,
                "object_store_memory": MEMORY,
            },
        )
        nodes = [add(cluster) for _ in range(int(sys.argv[1]))]
        answer(f"ray://127.0.0.1:{client_port}")
        try:
            for line in sys.stdin:
                match line.split():
                    case ["rest"] if not is_at_rest(cluster, len(nodes)):
                        answer("busy")
                        continue
                    case ["kill", "head"]:
                        cluster.remove_node(cluster.head_node, allow_graceful=False)
                    case ["stop", "head"]:
                        stand_still(cluster.head_node)
                    case ["kill", "busy"]:
                        busy = next(node for node in nodes if trains(node))
                        cluster.remove_node(busy, allow_graceful=False)
                    case ["kill", number]:
                        cluster.remove_node(nodes[int(number)], allow_graceful=False)
                    case ["add"]:
                        nodes.append(add(cluster))
                    case ["add", "bare"]:
                        nodes.append(add(cluster, MNIST_NPZ="", KERAS_HOME=folder))
                    case ["add", "unfit"]:
                        nodes.append(add(cluster, PYTHONPATH=without_tensorflow(folder)))
                answer("done")
        finally:
            cluster.shutdown()


def add(cluster: Cluster, **environment: str) -> Node:
    """One more node, which trains one run at a time."""
    return cluster.add_node(num_cpus=1, object_store_memory=MEMORY, env_vars=environment)


def is_at_rest(cluster: Cluster, processors: int) -> bool:
    """Whether nothing trains any more, or soon."""
    deadline = time.monotonic() + REST_SECONDS
    while cluster.global_state.available_resources().get("CPU", 0) < processors:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def stand_still(node: Node) -> None:
    """From now on it takes connections and answers nothing."""
    for name, started in node.all_processes.items():
        if name == "reaper":  # it ends the others when this process is gone
            continue
        for one in started:
            process = psutil.Process(one.process.pid)
            for each in (process, *process.children(recursive=True)):
                each.suspend()


def trains(node: Node) -> bool:
    """Whether a trainer is among the descendants of a node's own process."""
    (raylet,) = node.all_processes["raylet"]
    with contextlib.suppress(psutil.NoSuchProcess):
        below = psutil.Process(raylet.process.pid).children(recursive=True)
        return any("cnn.training.worker" in process.cmdline() for process in below)
    return False


def without_tensorflow(folder: str) -> str:
    """A folder that hides TensorFlow from every Python that has it in its path."""
    hiding = Path(folder) / "hiding"
    hiding.mkdir(exist_ok=True)
    (hiding / "sitecustomize.py").write_text("import sys; sys.modules['tensorflow'] = None")
    return str(hiding)


def answer(line: str) -> None:
    """Tell whoever started this process."""
    print(line, flush=True)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()

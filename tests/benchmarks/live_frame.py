"""A movement of the pen to all maps painted, against TensorFlow.js and Keras's `model.predict`.

Digits are drawn by mouse on the Draw page in Chromium, the button held down, a place of the mouse
for each frame of the screen. The page's own measure `live-frame` is the work of one movement: the
strokes read, the network run, every map, bar and number painted. From the event of the movement to
the end of that frame is measured beside it, in the same drawing.

The rivals get the same network and one image, and give every layer's output as numbers: in the
same Chromium `@tensorflow/tfjs`, fetched by npm into a temporary folder, with each of its backends
that runs here, and our own forward pass by turns with it; Keras's `model.predict` and our NumPy by
turns in a process of their own. None of the rivals reads a drawing or paints.

    python -m tests.benchmarks.live_frame [--digits 20] [--repeats 200] [--tfjs FOLDER]

FOLDER is one in which `npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm` was run.
"""

from __future__ import annotations

import argparse
import base64
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Route, sync_playwright

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import EXAMPLES, FIRST_EXAMPLE
from cnn.network import Network
from pages.parts.components.live_engine import ENGINE_SCRIPTS
from tests.browser.screen import Screen
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

MEDIAN_BOUND, HIGH_BOUND = 16.7, 33.0
HIGH = 95
WARM_UP = 20
STEPS = 3  # of the mouse from one point of an example to the next
BACKENDS = ("cpu", "webgl", "wasm")
PACKAGES = ("@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm")
RIVAL_URL = "http://rival.localhost"

# While the button is down: each `live-frame`, and the time from the first movement that a frame
# shows to that frame's end, which is when a message that was sent within it arrives.
WATCH_FRAMES = """
() => {
  const noted = (window.noted = { frames: [], waits: [], downs: [], ups: [] })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntriesByName("live-frame")) {
      noted.frames.push([startTime, duration])
    }
  }).observe({ entryTypes: ["measure"] })
  let moved = null
  const listen = (name, take) => document.addEventListener(name, take, true)
  listen("mousedown", ({ timeStamp }) => noted.downs.push(timeStamp))
  listen("mouseup", ({ timeStamp }) => noted.ups.push(timeStamp))
  listen("pointermove", ({ buttons, timeStamp }) => { if (buttons) moved ??= timeStamp })
  const channel = new MessageChannel()
  channel.port1.onmessage = ({ data }) => noted.waits.push(performance.now() - data)
  globalThis[Symbol.for("convoscope live")].views.add(() => {
    if (moved === null) return
    channel.port2.postMessage(moved)
    moved = null
  })
}
"""

# The same network in TensorFlow.js with every layer's output, and in our engine.
MAKE_RIVAL = """
async ({ backend, layers, weights, file, image }) => {
  const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const floatsOf = (text) => new Float32Array(bytesOf(text).buffer)
  const makers = {
    conv2d: ({ filters, kernel_size: kernelSize, stride: strides, padding }) =>
      tf.layers.conv2d({ filters, kernelSize, strides, padding, activation: "relu" }),
    max_pool2d: ({ pool_size: poolSize }) =>
      tf.layers.maxPooling2d({ poolSize, strides: poolSize }),
    flatten: () => tf.layers.flatten(),
    dense: ({ units, activation }) => tf.layers.dense({ units, activation }),
  }
  if (backend === "wasm") tf.wasm.setWasmPaths("/wasm/")
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`)
  await tf.ready()
  const input = tf.input({ shape: [28, 28, 1] })
  const outputs = []
  for (const { type, name, ...settings } of layers) {
    const layer = makers[type](settings)
    outputs.push(layer.apply(outputs.at(-1) ?? input))
    const arrays = (weights[name] ?? []).map(([shape, text]) => tf.tensor(floatsOf(text), shape))
    if (arrays.length) layer.setWeights(arrays)
  }
  const model = tf.model({ inputs: input, outputs })
  const ink = floatsOf(image)
  const network = networkFromFile(bytesOf(file))
  window.theirs = async () => {
    const tensor = tf.tensor4d(ink, [1, 28, 28, 1])
    const made = model.predict(tensor)
    const numbers = await Promise.all(made.map((output) => output.data()))
    tf.dispose([tensor, made])
    return numbers
  }
  window.ours = () => forward(network, ink)
  window.timed = async (repeats) => {
    const times = { ours: [], theirs: [] }
    for (let number = 0; number < repeats; number++) {
      for (const side of ["ours", "theirs"]) {
        const start = performance.now()
        await window[side]()
        times[side].push(performance.now() - start)
      }
    }
    return times
  }
  const [mine, others] = [window.ours(), await window.theirs()]
  let apart = 0
  mine.forEach(({ activations }, place) =>
    activations.forEach((value, cell) => {
      apart = Math.max(apart, Math.abs(value - others[place][cell]))
    })
  )
  return apart
}
"""


@dataclass(frozen=True)
class Frames:
    """What was measured while digits were drawn, in milliseconds.

    Attributes:
        work: of each movement that was shown, its `live-frame`.
        waits: from each such movement's event to the end of its frame.
        seconds: how long the button was down in all.
    """

    work: list[float]
    waits: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        """Frames shown in a second of drawing."""
        return len(self.work) / self.seconds


def drawn_frames(screen: Screen, digits: int) -> Frames:
    """Draw some digits, one after the other, each read to its end by the server, too."""
    screen.canvas.wait_for()
    screen.page.wait_for_function("globalThis[Symbol.for('convoscope live')]?.reading")
    draw_one(screen, 0)
    screen.page.evaluate(WATCH_FRAMES)
    for number in range(digits):
        draw_one(screen, number)
    # The observer is told of measures when there is nothing else to do.
    screen.page.evaluate("() => new Promise(requestIdleCallback)")
    noted = screen.page.evaluate("window.noted")
    spans = list(zip(noted["downs"], noted["ups"], strict=True))
    strokes = [(down, up) for down, up in spans if is_stroke(noted["frames"], down, up)]
    work = [
        duration
        for start, duration in noted["frames"]
        if any(down <= start <= up for down, up in strokes)
    ]
    return Frames(work, noted["waits"], sum(up - down for down, up in strokes) / 1000)


def is_stroke(frames: Sequence[tuple[float, float]], down: float, up: float) -> bool:
    """Whether something was read while the button was down, as it is not for a press of Clear."""
    return sum(down <= start <= up for start, _ in frames) > 1


def draw_one(screen: Screen, number: int) -> None:
    """Draw a digit on a clean sheet."""
    screen.clear()
    screen.wait_until_whole()
    box = screen.canvas.bounding_box()
    for stroke in EXAMPLES[number % len(EXAMPLES)].strokes:
        first, *others = (stroke + np.array([box["x"], box["y"]])).tolist()
        screen.page.mouse.move(*first)
        screen.page.mouse.down()
        for x, y in others:
            screen.page.mouse.move(x, y, steps=STEPS)
        screen.page.mouse.up()
    screen.wait_until_whole()


def rival_page(browser: Browser, packages: Path) -> Page:
    """A page with TensorFlow.js and our engine; its files come from a folder of packages."""
    scripts = ("tfjs/dist/tf.min.js", "tfjs-backend-wasm/dist/tf-backend-wasm.min.js")
    folder = packages / "node_modules" / "@tensorflow"
    engine = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE_SCRIPTS)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(RIVAL_URL)
        if path.startswith("/wasm/"):
            file = folder / "tfjs-backend-wasm" / "dist" / Path(path).name
            route.fulfill(path=file, content_type="application/wasm")
        else:
            route.fulfill(body="<!doctype html><title>rival</title>", content_type="text/html")

    page = browser.new_page()
    page.route(f"{RIVAL_URL}/**", answer)
    page.goto(f"{RIVAL_URL}/")
    for script in scripts:
        page.add_script_tag(path=folder / script)
    page.add_script_tag(content=engine)
    return page


def encoded(array: np.ndarray) -> str:
    """float32 numbers as text."""
    return base64.b64encode(np.ascontiguousarray(array, np.float32).tobytes()).decode()


def as_given(network: Network, image: np.ndarray) -> dict[str, Any]:
    """A network and an image as the rival's page takes them."""
    layers = [
        {"type": layer.spec.type_name, "name": layer.name, **vars(layer.spec)}
        for layer in network.architecture.layers
    ]
    weights = {
        name: [(array.shape, encoded(array)) for array in arrays.values()]
        for name, arrays in network.weights.items()
    }
    file = base64.b64encode(network.to_bytes()).decode()
    return {"layers": layers, "weights": weights, "file": file, "image": encoded(image)}


def install_tfjs(folder: Path) -> None:
    """Fetch TensorFlow.js."""
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def milliseconds(run: Callable[[], object]) -> float:
    """The time of one call."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def python_times(image: np.ndarray, repeats: int) -> tuple[list[float], list[float]]:
    """Times of our forward pass and of Keras's `model.predict`, by turns, in this process."""
    import keras

    from cnn.training.build import build_keras, set_weights

    network = Network.load("pen")
    model = build_keras(network.architecture)
    set_weights(model, network.weights)
    every = keras.Model(model.input, [layer.output for layer in model.layers[1:]])
    images = image[np.newaxis]

    def ours() -> object:
        return network.forward(images)

    def theirs() -> object:
        return every.predict(images[..., np.newaxis], verbose=0)

    times: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM_UP + repeats):
        pair = (milliseconds(ours), milliseconds(theirs))
        if number >= WARM_UP:
            for taken, one in zip(times, pair, strict=True):
                taken.append(one)
    return times


def told(times: Sequence[float]) -> str:
    """Median, 95 % and the longest of some times."""
    high = np.percentile(times, HIGH)
    return (
        f"median {statistics.median(times):.2f}, {HIGH} % {high:.2f}, longest {max(times):.1f} ms"
    )


def say_frames(frames: Frames) -> None:
    """Print what was measured on the page, against what was wanted."""
    print(f"live-frame, of {len(frames.work)} movements: {told(frames.work)}")
    median, high = statistics.median(frames.work), np.percentile(frames.work, HIGH)
    print(f"  ratio of the median to {MEDIAN_BOUND} ms: {median / MEDIAN_BOUND:.2f}")
    print(f"  ratio of {HIGH} % to {HIGH_BOUND:.0f} ms: {high / HIGH_BOUND:.2f}")
    print(f"movement's event to the frame's end, of {len(frames.waits)}: {told(frames.waits)}")
    print(f"frames in a second of drawing: {frames.per_second:.0f}")


def say_rival(name: str, live: float, ours: Sequence[float], theirs: Sequence[float]) -> None:
    """Print a rival's time, and the ratios of our whole frame and of our forward pass to it."""
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"{name}: median {other:.2f} ms; ours beside it, forward pass only, {mine:.2f} ms")
    print(f"  ratio of our whole frame {live / other:.2f}, of our forward pass {mine / other:.2f}")


def main() -> None:
    """Draw, run the rivals, print times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=200)
    parser.add_argument("--tfjs", type=Path)
    options = parser.parse_args()
    image = digit_from_strokes(FIRST_EXAMPLE.strokes)
    given = as_given(Network.load("pen"), image)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        packages = options.tfjs or Path(folder)
        if not options.tfjs:
            install_tfjs(packages)
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        with serving(ROOT / "app.py") as app:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            screen = Screen(page, app.url)
            screen.open()
            frames = drawn_frames(screen, options.digits)
            page.close()
        say_frames(frames)
        live = statistics.median(frames.work)
        for backend in BACKENDS:
            page = rival_page(browser, packages)
            apart = page.evaluate(MAKE_RIVAL, {"backend": backend, **given})
            page.evaluate("(repeats) => window.timed(repeats)", WARM_UP)
            times = page.evaluate("(repeats) => window.timed(repeats)", options.repeats)
            page.close()
            say_rival(f"TensorFlow.js, {backend}", live, times["ours"], times["theirs"])
            print(f"  largest difference of any activation {apart:.1e}")
        browser.close()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        ours, theirs = process.submit(python_times, image, options.repeats).result()
    say_rival("Keras's model.predict (ours: NumPy)", live, ours, theirs)


if __name__ == "__main__":
    main()

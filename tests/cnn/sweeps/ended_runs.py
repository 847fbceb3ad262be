"""Results of sweeps, made by hand: no run takes place."""

from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs.progress import EpochResult, Progress
from cnn.sweeps.plan import Axis, SweepPlan, SweepPoint
from cnn.sweeps.results import Result

SMALL = textbook((4, 6), 16).hidden


def plan_of(*axes: Axis, **settings: object) -> SweepPlan:
    """A sweep around a small design and the textbook's recipe."""
    return SweepPlan(SMALL, Recipe(), axes, **settings)


def result_with(
    point: SweepPoint,
    accuracy: float | None,
    seconds: float = 10.0,
    *,
    state: str = "finished",
    share_done: float = 1.0,
    test_set: str = "mnist",
) -> Result:
    """A run of a sweep as it stands."""
    images = point.recipe.images
    epochs = () if accuracy is None else (EpochResult(images, 0.1, accuracy),)
    progress = Progress(
        state,
        images_total=images,
        images_done=int(share_done * images),
        epochs=epochs,
        seconds=seconds,
        test_set=test_set,
    )
    return Result(point, f"token {point.number}", progress, accuracy, seconds)


def results_with(plan: SweepPlan, *accuracies: float | None) -> list[Result]:
    """Each point of a plan with its accuracy; that without one still trains."""
    return [
        result_with(point, accuracy, state="training" if accuracy is None else "finished")
        for point, accuracy in zip(plan.points, accuracies, strict=True)
    ]

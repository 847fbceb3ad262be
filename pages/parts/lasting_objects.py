"""What lasts as long as the server is not looked at again and again for what may be thrown away."""

from __future__ import annotations

import gc
from functools import cache


@cache
def leave_out_lasting_objects() -> None:
    """Once, when the app's modules are there: Python's collector leaves them alone from now on.

    It would else go through all of them with every second visit.
    """
    gc.collect()
    gc.freeze()

"""What lasts as long as the server is not looked at again and again for what may be thrown away."""

from __future__ import annotations

import gc
from functools import cache


@cache
def leave_out_lasting_objects() -> None:
    """Once, when a first run has loaded the modules: Python's collector leaves them alone from now.

    With each of its full collections all other threads would stand still, four times as long. What
    is there of the first visits stays, too.
    """
    gc.collect()
    gc.freeze()

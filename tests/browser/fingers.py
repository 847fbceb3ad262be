"""Fingers on a screen, as the browser itself gets them."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import CDPSession

from tests.browser.screen import Screen


class Fingers:
    """Fingers on a screen's canvas, in its pixels."""

    def __init__(self, screen: Screen) -> None:
        box = screen.canvas.bounding_box()
        self.corner = np.array([box["x"], box["y"]])
        self.session: CDPSession = screen.page.context.new_cdp_session(screen.page)

    def send(self, kind: str, *places: list[float]) -> None:
        points = [
            {"x": x, "y": y, "id": number}
            for number, (x, y) in enumerate(
                (np.array(places).reshape(-1, 2) + self.corner).tolist()
            )
        ]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def stroke(self, points: list[list[float]]) -> None:
        self.hold(points)
        self.send("touchEnd")

    def hold(self, points: list[list[float]]) -> None:
        self.send("touchStart", points[0])
        for share in np.linspace(0, 1, 9)[1:]:
            self.send(
                "touchMove",
                (np.array(points[0]) * (1 - share) + np.array(points[1]) * share).tolist(),
            )

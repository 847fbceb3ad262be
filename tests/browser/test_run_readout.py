"""A run in small in Chromium: what is read out, and how often."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.serving import ROOT, serving

# Keeps every text that the line has held since.
LISTEN = """line => {
    window.heard = []
    const options = { childList: true, characterData: true, subtree: true }
    new MutationObserver(() => window.heard.push(line.textContent)).observe(line, options)
}"""


def test_a_run_is_read_out_at_its_epochs_and_not_at_every_poll(browser: Browser):
    script = Path(__file__).with_name("growing_run_page.py")
    with serving(script, None, PYTHONPATH=str(ROOT)) as server:
        page = browser.new_page()
        page.goto(server.url)
        line = page.get_by_role("status").filter(has_text=re.compile("Training: epoch 1"))
        expect(line).to_be_attached()
        line.evaluate(LISTEN)
        expect(page.get_by_text("Polls: 24", exact=True)).to_be_visible()
        loss = page.get_by_role("img", name=re.compile(r"Loss: training .* test 0\.17"))
        expect(loss).to_be_visible()
        heard = page.evaluate("window.heard")
        page.close()
    assert heard == [
        "Epoch 1 of 3 is over. Loss: training 0.60 in epoch 1, test 0.50. "
        "Accuracy: training 80.0% in epoch 1, test 90.0%.",
        "Epoch 2 of 3 is over. Loss: training 0.30 in epoch 2, test 0.25. "
        "Accuracy: training 90.0% in epoch 2, test 95.0%.",
        "The run is over. Loss: training 0.20 in epoch 3, test 0.17. "
        "Accuracy: training 93.3% in epoch 3, test 96.7%.",
    ]

"""Names from visitors stay text on every page: markup, marks that turn the line, endless ones."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.dense import Dense
from cnn.runs.run_name import MAX_NAME
from tests.designs import random_network
from tests.pages.opening import chosen_name
from tests.serving import ROOT

NETWORK = random_network(Architecture((Dense(4),)))
NAMES = {
    "a script": "<script>alert(1)</script>",
    "a picture": "<img src=x onerror=alert(1)>",
    "markdown": "![x](http://evil.example/x.png) [y](javascript:alert(1)) **z** `$x^2$`",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 :material/delete: :smile:",
    "right to left": "\u202egnp.exe \u2066\u05d0\u05d1\u05d2 \u0627\u0644\u0639",
    "control characters": "a\0b\r\nc\x1b[31md",
    "a path": "../../../etc/passwd",
    "10,000 letters": "x" * 10_000,
    "nothing": " . ",
}


def upload(name: str, network: Network) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    app.switch_page("pages/train.py")
    app.session_state["train_tab"] = "files"
    app.run()
    app.file_uploader(key="network_file").upload(f"{name}.safetensors", network.to_bytes()).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", NAMES)
def test_a_networks_name_is_plain_and_short_wherever_it_stands(name):
    app = upload(NAMES[name], NETWORK)
    shown = chosen_name(app)
    assert re.fullmatch(rf"[A-Za-z0-9 ._-]{{1,{MAX_NAME}}}", shown)
    assert f"**{shown}** is loaded" in app.success[0].value
    for page in ("draw", "evaluate"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert chosen_name(app) == shown

"""A chart is sent to the page as plain data."""

import json

from cnn.runs.charts.chart import Chart, Line, Mark


def test_a_chart_becomes_plain_data():
    line = Line("training images", "#1B5FAE", (0.5, 1.5), (2.0, 1.0))
    mark = Mark(0.5, "rate 0.01", "#56637A", "2 3")
    chart = Chart("Loss", "epochs", "epoch", 5, (0.0, 2.5), "number", (line,), (mark,))
    data = json.loads(json.dumps(chart.to_json()))
    assert data["lines"][0]["y"] == [2.0, 1.0]
    assert data["marks"][0]["x"] == 0.5
    assert (data["x_unit"], data["x_title"], data["y_range"]) == ("epochs", "epoch", [0.0, 2.5])

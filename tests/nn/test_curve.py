"""Loss curves as SVG."""

import math
import re
import xml.etree.ElementTree as ElementTree

import pytest

from nn.curve import curves_svg


def test_one_line_per_curve_inside_the_picture() -> None:
    text = curves_svg({"seed 0": [2.0, 0.5, 0.01], "a < b": [1.0] * 30}, title="a & b")
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    lines = re.findall(r'<polyline points="([^"]*)"', text)
    assert [len(line.split()) for line in lines] == [3, 30]
    for point in " ".join(lines).split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= 640 and 0 <= y <= 400
    assert "a &lt; b" in text and "a &amp; b" in text


def test_a_factor_of_ten_is_the_same_height_everywhere() -> None:
    (line,) = re.findall(r'<polyline points="([^"]*)"', curves_svg({"": [1.0, 0.1, 0.01]}))
    first, second, third = (float(point.split(",")[1]) for point in line.split())
    assert second - first == pytest.approx(third - second, abs=0.11) and second > first


def test_numbers_without_a_logarithm_are_left_out() -> None:
    (line,) = re.findall(r'<polyline points="([^"]*)"', curves_svg({"": [1.0, 0.0, math.nan, math.inf, 0.5]}))
    assert len(line.split()) == 2
    assert "<polyline" in curves_svg({"": [0.7]})
    with pytest.raises(ValueError, match="no positive, finite number"):
        curves_svg({"": [0.0]})

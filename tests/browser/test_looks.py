"""The viewer looks as it did: screenshots at two widths, light and dark, compared loosely with what a person looked at.

Fonts differ from machine to machine, so what is kept of a picture is a mosaic of 48 by 30 averages.
WRITE_LOOKS=1 .venv/bin/pytest tests/browser/test_looks.py keeps new ones; it also writes the screenshots to
build/looks/: look at them.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, name_scope, record_backward

KEPT = Path(__file__).parent / "looks.json"
BUILD = Path(__file__).parents[2] / "build/looks"
LOOKS = [f"{scheme}-{width}" for scheme in ("light", "dark") for width in (1200, 420)]
TOLERANCE = 2.0  # of 255, the mean over all tiles and colours; a blank page is 5.6 away
MOSAIC = """async (data) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + data;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 48, height: 30 });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, 48, 30);
  return [...context.getImageData(0, 0, 48, 30).data];
}"""


def page_of_a_network(path: Path) -> Path:
    """Two layers with heat maps and names, stepped half way through the sweep."""
    rng = np.random.default_rng(0)
    h: Any = Tensor(rng.normal(size=(4, 12)), name="x")
    with record_backward() as sweep:
        for k in range(2):
            with name_scope(f"layer{k}"):
                h = anp.tanh(h @ Tensor(rng.normal(size=(12, 12)) / 3, name=f"W{k}"))
        anp.sum(h * h).backward()
    return sweep.save(path)


def mosaic(tabs: Any, folder: Path, look: str) -> tuple[np.ndarray, bytes]:
    scheme, width = look.split("-")
    tab = tabs(color_scheme=scheme, viewport={"width": int(width), "height": 750})
    address = page_of_a_network(folder / "network.html").as_uri() + "#step=3&lang=en"
    tab.page.goto(address)
    shot = tab.page.screenshot()
    pixels = tab.page.evaluate(MOSAIC, b64encode(shot).decode("ascii"))
    return np.reshape(pixels, (30, 48, 4))[..., :3].astype(float), shot


@pytest.mark.parametrize("look", LOOKS)
def test_it_looks_as_it_did(tabs, tmp_path, look):
    found, shot = mosaic(tabs, tmp_path, look)
    if os.environ.get("WRITE_LOOKS"):
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        kept[look] = [" ".join(bytes(map(int, tile)).hex() for tile in row) for row in found]
        KEPT.write_text(json.dumps({name: kept[name] for name in LOOKS if name in kept}, indent=0) + "\n")
        BUILD.mkdir(parents=True, exist_ok=True)
        (BUILD / f"{look}.png").write_bytes(shot)
    rows = json.loads(KEPT.read_text())[look]
    kept = np.array([[list(bytes.fromhex(tile)) for tile in row.split()] for row in rows], float)
    assert np.abs(found - kept).mean() < TOLERANCE, f"{look} looks different: see the first lines of this file"


def test_the_comparison_tells_looks_apart():
    kept = {
        name: np.array([[list(bytes.fromhex(tile)) for tile in row.split()] for row in rows], float)
        for name, rows in json.loads(KEPT.read_text()).items()
    }
    for first in LOOKS:
        for second in LOOKS:
            assert (np.abs(kept[first] - kept[second]).mean() < TOLERANCE) == (first == second)
    light = kept["light-1200"]
    for other in (np.full_like(light, 255.0), np.roll(light, 1, axis=1), np.roll(light, 1, axis=0)):
        assert np.abs(other - light).mean() > TOLERANCE

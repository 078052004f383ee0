"""The real JupyterLab, nbconvert and marimo, in environments of their own: what a reader of a notebook sees.

Long, so all of it is `deep`. SCREENSHOTS=folder keeps what it looked like.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.deep

ROOT = Path(__file__).resolve().parents[2]
WORK = """\
import numpy as np
from autograd import Tensor, draw, explain
a, b = Tensor(2.0, name="a"), Tensor([1.0, 2.0], name="\ud55c\uae00")
loss = (a / b).sum()
loss.backward()
"""
CELLS = [WORK + "draw(loss)", "explain(loss)"]
CONTROL = """\
from IPython.display import HTML
HTML('<strong>here</strong><svg id=inline></svg><script>window.ran = true</script>')"""
PATIENCE = 60_000  # milliseconds for a server or a page to come up

PICTURE = 'img[src^="data:image/svg"]'
IMAGE = f"document.querySelector('{PICTURE}').naturalWidth"
VIEWER = """[...document.querySelectorAll('[data-chainrule=viewer]')].some(host =>
    host.shadowRoot && host.shadowRoot.querySelector('.unit') !== null)"""
FRACTION = "document.querySelector('mfrac') && document.querySelector('mfrac').getBoundingClientRect().height"


class Place:
    """A folder with an environment, in which programs run that see our packages and nobody's settings."""

    def __init__(self, folder: Path, packages: Sequence[str]) -> None:
        self.folder = folder
        self.bin = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
        self.files = folder / "files"
        self.files.mkdir()
        self.variables = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "MARIMO", "PYTEST"))},
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
        }
        wanted = ["numpy", "graphviz", *packages]
        install = [self.bin / "python", "-m", "pip", "install", "-q", *wanted]
        done = subprocess.run(install, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"cannot install {', '.join(wanted)}: {done.stderr[-300:]}")

    def run(self, *command: str) -> str:
        """Run a program to its end."""
        done = subprocess.run(
            [self.bin / command[0], *command[1:]], cwd=self.files, env=self.variables, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def server(self, *command: str) -> Iterator[str]:
        """Run a program that serves at a port, its last argument; give its address, and end it afterwards."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        log = self.folder / f"server-{port}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [self.bin / command[0], *command[1:], str(port)],
                cwd=self.files, env=self.variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
            try:
                give_up = time.monotonic() + PATIENCE / 1000
                while not answers(address):
                    assert process.poll() is None and time.monotonic() < give_up, log.read_text()
                    time.sleep(0.2)
                yield address
            finally:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def answers(address: str) -> bool:
    """Tell whether a server is up."""
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def notebook(*cells: str, title: str) -> dict[str, Any]:
    """Return a notebook. Trust goes by contents, so two notebooks need two titles."""
    written = [
        {"cell_type": "code", "id": f"c{k}", "metadata": {}, "execution_count": None, "outputs": [], "source": cell}
        for k, cell in enumerate(cells)
    ]
    head = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": title}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": [head, *written], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """JupyterLab, a notebook that ran and is trusted, and one that ran and is not."""
    place = Place(tmp_path_factory.mktemp("jupyter"), ["jupyterlab", "nbconvert", "ipykernel"])
    for title in ("trusted", "untrusted"):
        path = place.files / f"{title}.ipynb"
        path.write_text(json.dumps(notebook(*CELLS, CONTROL, title=title)), encoding="utf-8")
        place.run("jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", path.name)
    place.run("jupyter", "trust", "trusted.ipynb")
    return place


@pytest.fixture(scope="module")
def lab(jupyter: Place) -> Iterator[str]:
    """The address of a running JupyterLab that asks for no password."""
    settings = ["--allow-root", "--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.news_url=None"]
    settings += ["--ServerApp.ip=127.0.0.1", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with jupyter.server("jupyter", "lab", "--no-browser", *settings, "--ServerApp.port_retries=0", "--port") as address:
        yield address


def foreign(tab: Any, address: str) -> list[str]:
    """Return what was asked of any other machine than the server."""
    here = urlsplit(address).netloc
    return [url for url in tab.network() if urlsplit(url).netloc != here]


def photographed(tab: Any, name: str) -> None:
    """Keep a picture of the page where the environment variable SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        tab.page.screenshot(path=Path(folder) / f"{name}.png")


def test_an_exported_page_shows_the_picture_offline(jupyter: Place, tab):
    jupyter.run("jupyter", "nbconvert", "--to", "html", "trusted.ipynb")
    frame = tab.open_file(jupyter.files / "trusted.html")
    assert frame.evaluate(VIEWER)
    assert frame.evaluate(FRACTION) > 10
    photographed(tab, "nbconvert")


@pytest.mark.parametrize("trust", ["trusted", "untrusted"])
def test_jupyterlab_shows_the_picture(lab: str, tabs: Callable[..., Any], trust: str):
    tab = tabs(offline=False, viewport={"width": 1200, "height": 1100})
    tab.page.goto(f"{lab}/doc/tree/{trust}.ipynb")  # one document alone: nothing else is there from last time
    trusted = trust == "trusted"
    tab.page.wait_for_selector(".jp-OutputArea-output strong", timeout=PATIENCE)
    # Where scripts run, the viewer takes the place of the picture.
    tab.page.wait_for_function(VIEWER if trusted else f"{IMAGE} > 100", timeout=PATIENCE)
    photographed(tab, f"jupyterlab-{trust}")
    # That it is trusted, or not, the control says.
    assert tab.page.evaluate("[window.ran === true, !!document.getElementById('inline')]") == [trusted, trusted]
    # Where the sanitiser takes the script, the words stay.
    assert bool(tab.page.evaluate(FRACTION)) == trusted
    words = tab.page.evaluate("[...document.querySelectorAll('.jp-OutputArea-output pre')].map(e => e.innerText)")
    assert any("grad \ud55c\uae00 = " in part for part in words) != trusted
    assert not foreign(tab, lab)


@pytest.fixture(scope="module")
def marimo(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Marimo and a notebook of it."""
    place = Place(tmp_path_factory.mktemp("marimo"), ["marimo"])
    first, second = (cell.replace("\n", "\n    ") for cell in CELLS)
    text = f"""\
import marimo
app = marimo.App()

@app.cell
def _():
    {first}
    return explain, loss

@app.cell
def _(explain, loss):
    {second}
    return

if __name__ == "__main__":
    app.run()
"""
    (place.files / "app.py").write_text(text, encoding="utf-8")
    return place


def test_marimo_shows_the_picture(marimo: Place, tabs: Callable[..., Any]):
    tab = tabs(offline=False)
    run = ["marimo", "run", "app.py", "--headless", "--no-token", "--host", "127.0.0.1", "--port"]
    with marimo.server(*run) as address:
        tab.page.goto(address)
        # It puts what has scripts into frames, one for each cell.
        give_up = time.monotonic() + PATIENCE / 1000
        while not (shown_in(tab, VIEWER) and shown_in(tab, FRACTION)) and time.monotonic() < give_up:
            tab.page.wait_for_timeout(500)
        photographed(tab, "marimo")
        assert shown_in(tab, VIEWER) and shown_in(tab, FRACTION) > 10


def shown_in(tab: Any, question: str) -> Any:
    """Return what the first frame that has an answer says."""
    return next(filter(None, (frame.evaluate(question) for frame in tab.page.frames)), None)


def test_what_marimo_exports_holds_the_picture(marimo: Place):
    """Its page fetches marimo's front end from elsewhere: offline there is only what is in the file."""
    marimo.run("marimo", "export", "html", "app.py", "-o", "app.html")
    assert "data:image/svg+xml;base64," in (marimo.files / "app.html").read_text(encoding="utf-8")

"""The command line: by subprocess as people use it, in process for the rest."""

import json
import os
import pty
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import autograd
from autograd.__main__ import main
from autograd.command_line import colour, installed
from autograd.drawing.drawing import SUFFIXES

ROOT = Path(autograd.__file__).parent.parent
SCRIPT = """
import sys
from autograd import Tensor
from helper import two

print("training", sys.argv[1:])
x = Tensor(two, name="x")
w = Tensor([1.0, float("nan")], name="w")
loss = (x * w).sum()
loss.backward()


class Model:
    pass


model = Model()
model.square = x * x
number = 3.0
both = {"loss": loss, "square": model.square}
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    """A script beside a module that it imports; the working directory is another one."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "train.py").write_text(SCRIPT)
    (tmp_path / "code" / "helper.py").write_text("two = 2.0\n")
    monkeypatch.chdir(tmp_path)
    yield "code/train.py"
    sys.modules.pop("helper", None)


def command(*args, **environment):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, "-m", "autograd", *args], env=env, capture_output=True, encoding="utf-8")


def test_without_a_command_it_prints_help(capsys):
    assert main([]) == 0
    assert "python -m autograd draw train.py:loss" in capsys.readouterr().out


def test_help_lists_every_format(capsys):
    with pytest.raises(SystemExit):
        main(["draw", "--help"])
    options, examples = capsys.readouterr().out.split("TARGET is script.py:name")
    assert set(SUFFIXES) <= set(options.split())
    assert set(SUFFIXES) - {".htm", ".gv"} <= set(re.findall(r"\.[a-z]+\b", examples))


def test_draw_prints_the_graph_and_what_the_script_prints_goes_to_stderr(script):
    run = command("draw", f"{script}:loss", "--", "--fast")
    assert run.returncode == 0 and run.stderr == "training ['--fast']\n"
    assert run.stdout.startswith("n4 = sum(n3)") and "\x1b" not in run.stdout


def test_two_runs_give_the_same_bytes(script):
    for form in ("--json", "--no-grads"):
        runs = [command("draw", f"{script}:loss", form, PYTHONHASHSEED=seed).stdout for seed in "12"]
        assert runs[0] and runs[0] == runs[1]


@pytest.mark.parametrize("suffix", ["svg", "dot", "json", "txt"])
def test_draw_saves(script, tmp_path, suffix, capsys):
    file = tmp_path / f"g.{suffix}"
    assert main(["draw", f"{script}:model.square", "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: 2 nodes\n" and file.stat().st_size


def test_several_tensors_can_be_drawn(script, capsys):
    assert main(["draw", f"{script}:both"]) == 0
    assert "square = x * x" in capsys.readouterr().out


def test_a_module_is_found_as_python_finds_it(script, tmp_path, capsys):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "train.py").write_text("from autograd import Tensor\ny = Tensor(1.0, name='x') * 2\n")
    assert main(["draw", "package.train:y"]) == 0
    assert "x * 2" in capsys.readouterr().out
    assert main(["draw", "package.no:y"]) == 1
    assert "there is no module 'package.no'" in capsys.readouterr().err


def test_the_interpreter_is_left_as_it_was(script):
    before = sys.argv[:], sys.path[:], sys.modules["__main__"]
    assert main(["draw", f"{script}:loss"]) == 0
    assert (sys.argv, sys.path, sys.modules["__main__"]) == before


def test_explain(script, capsys):
    assert main(["explain", f"{script}:model.square"]) == 0
    assert "grad x += grad n2 * x = 1.0 * 2.0 = 2.0, together 4.0" in capsys.readouterr().out
    assert main(["explain", f"{script}:model.square", "--latex"]) == 0
    assert r"\begin{align*}" in capsys.readouterr().out
    assert main(["explain", f"{script}:model.square", "--mathml"]) == 0
    assert capsys.readouterr().out.startswith("<math")
    assert main(["explain", f"{script}:model.square", "--json"]) == 0
    (step,) = json.loads(capsys.readouterr().out)["steps"]
    assert [part["total"]["items"] for part in step["contributions"]] == [[2.0], [4.0]]


@pytest.mark.parametrize(
    "name, said",
    [
        ("train.py:los", "code/train.py has no 'los'. Did you mean loss?"),
        ("train.py:qqq", "The Tensors there: x, w, loss."),
        ("train.py:model.squar", "code/train.py:model has no 'squar'. Did you mean square?"),
        ("train.py:number", "code/train.py:number is no Tensor but of type float. The Tensors there: x, w, loss."),
        ("trian.py:loss", "there is no file 'code/trian.py' (in "),
    ],
)
def test_errors_say_what_to_do(script, capsys, name, said):
    assert main(["draw", f"code/{name}"]) == 1
    assert said in capsys.readouterr().err


def test_what_cannot_be_explained_or_written_fails_in_one_line(script, capsys):
    assert main(["explain", f"{script}:w"]) == 1
    assert capsys.readouterr().err.endswith("there is no chain rule to explain.\n")
    assert main(["draw", f"{script}:loss", "-o", "nowhere/g.svg"]) == 1
    said = "save() got 'nowhere/g.svg', but there is no folder 'nowhere'. Make it, or name another file."
    assert capsys.readouterr().err.splitlines()[-1] == f"python -m autograd: {said}"


@pytest.mark.parametrize(
    "args",
    [["paint"], ["draw"], ["draw", "t.py"], ["draw", "t.py:"], ["draw", "t.py:a+b"], ["draw", "t.py:y", "-o", "g.jpg"],
     ["explain", "t.py:y", "--latex", "--json"], ["explain", "t.py:y", "--limit", "-1"], ["info", "--x"]],
)  # fmt: skip
def test_wrong_usage_is_refused_before_anything_runs(args, capsys):
    with pytest.raises(SystemExit) as refused:
        main(args)
    assert refused.value.code == 2 and "usage:" in capsys.readouterr().err


def test_a_script_that_fails_shows_its_own_traceback(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    return 1 / 0\n\nf()\n")
    run = command("draw", f"{file}:y")
    assert run.returncode == 1 and run.stdout == ""
    frames = re.findall(r'File "(.*?)", line (\d+)', run.stderr)
    assert frames == [(str(file), "4"), (str(file), "2")]
    assert "ZeroDivisionError" in run.stderr and "bad.py failed, see above." in run.stderr
    file.write_text("x = = 1\n")
    run = command("draw", f"{file}:y")
    assert run.returncode == 1 and "SyntaxError" in run.stderr and "runpy" not in run.stderr
    file.write_text("import sys\nsys.exit(0)\n")
    run = command("draw", f"{file}:y")
    assert run.returncode == 1 and "ended with sys.exit(0)" in run.stderr
    file.write_text("import no_such_module_here\n")
    run = command("draw", f"{file}:y")
    assert run.returncode == 1 and "ModuleNotFoundError" in run.stderr


def test_who_stops_reading_sees_no_traceback(tmp_path):
    file = tmp_path / "long.py"
    file.write_text("from autograd import Tensor\ny = Tensor(1.0)\nfor k in range(9000):\n    y = y * 1.5\n")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    args = [sys.executable, "-m", "autograd", "draw", f"{file}:y", "--json"]
    with subprocess.Popen(args, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 1


def in_a_terminal(args, **environment):
    """Run the command with a terminal for its output, and return what it writes there."""
    ours, its = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    env |= {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment}
    command = [sys.executable, "-m", "autograd", *args]
    process = subprocess.Popen(command, env=env, stdout=its, stderr=subprocess.DEVNULL)
    os.close(its)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's way to say that the other side is closed
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert process.wait() == 0
    return written.decode("utf-8")


def test_colours_in_a_terminal_only(script):
    shown = in_a_terminal(["draw", f"{script}:loss"])
    assert "\x1b[34mx\x1b[0m" in shown and "\x1b[1;31m! NaN was given\x1b[0m" in shown
    assert "\x1b[34mx\x1b[0m" in in_a_terminal(["draw", f"{script}:loss"], NO_COLOR="")
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown).replace("\r\n", "\n")
    for quiet in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert in_a_terminal(["draw", f"{script}:loss"], **quiet).replace("\r\n", "\n") == plain
    assert "\x1b[1mResult\x1b[0m" in in_a_terminal(["explain", f"{script}:loss"])


def test_a_name_cannot_colour_the_terminal(tmp_path):
    file = tmp_path / "t.py"
    file.write_text("from autograd import Tensor\ny = Tensor(1.0, name='\\x1b[31mred') * 2\n")
    assert "\x1b[31m" not in in_a_terminal(["draw", f"{file}:y"]) + in_a_terminal(["explain", f"{file}:y"])


def test_not_finite_numbers_in_an_explanation_are_red():
    assert colour.paint_line("  grad x = [nan, -inf]").count("\x1b[1;31m") == 2
    assert colour.paint_line("  info = banana.nan") == "  info = banana.nan"


MODEL = "import numpy as np, nn\nmodel = nn.MLP(2, 3, 1, rng=0)\nloss = model(np.ones(2)).sum()\n"


@pytest.mark.parametrize("what", ["draw", "explain"])
def test_the_names_of_a_model_in_the_script_are_there(tmp_path, what, capsys):
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    assert main([what, f"{tmp_path / 'model.py'}:loss"]) == 0
    words = capsys.readouterr().out
    assert "c1 @ 0.weight.T + 0.bias" in words and "2.weight" in words


def test_a_pipe_that_takes_ascii_only(script):
    run = command("draw", f"{script}:loss", PYTHONIOENCODING="ascii")
    assert run.returncode == 0 and run.stdout.isascii() and "`- n3 = x * w" in run.stdout


def test_info(capsys, monkeypatch):
    assert main(["info"]) == 0
    words = capsys.readouterr().out
    assert autograd.__version__ in words and "NumPy".lower() in words and "layout" in words
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["python"] in words and facts["layout"]["engine"] in ("dot", "pygraphviz", "own")
    assert facts["others"] == {"autograd": [], "nn": []}


def test_info_knows_every_extra_that_users_install():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = re.compile(r"[\w-]+")
    wanted = {name.match(text)[0]: None for text in project["dependencies"]}
    for extra, packages in project["optional-dependencies"].items():
        if extra not in ("test", "docs", "dev"):
            wanted |= {name.match(text)[0]: extra for text in packages}
    assert wanted == installed.PACKAGES


def test_info_tells_who_else_has_our_name(monkeypatch):
    monkeypatch.setattr(installed.metadata, "packages_distributions", lambda: {"autograd": ["autograd", "chainrule"]})
    facts = installed.installed()
    assert facts["others"]["autograd"] == ["autograd"]
    words = "\n".join(installed.lines(facts))
    assert "the package autograd also comes with autograd" in words and "pip uninstall -y autograd" in words


def test_info_says_which_engine_places_boxes_and_why():
    assert installed.layout({"engine": "dot", "dot": "/bin/dot"}, None) == "dot, found at /bin/dot"
    assert installed.layout({"engine": "pygraphviz", "dot": None}, "1.14").startswith("pygraphviz 1.14 (the dot")
    assert installed.layout({"engine": "own", "dot": "/bin/dot"}, None).startswith("our own (/bin/dot gave no answer")


def test_explain_takes_a_focus_and_a_limit(script, capsys):
    assert main(["explain", f"{script}:loss", "--focus", "x", "--limit", "1"]) == 0
    some = capsys.readouterr().out
    assert main(["explain", f"{script}:loss", "--focus", "x", "--limit", "0"]) == 0
    every = capsys.readouterr().out
    assert "more steps" in some and "more steps" not in every and "2. " in every and "2. " not in some
    assert main(["explain", f"{script}:loss", "--focus", "nowhere"]) == 1
    assert "nothing is called 'nowhere'. There are 'x', 'w'; the ids" in capsys.readouterr().err


def test_draw_checks_on_request(script, capsys):
    assert main(["draw", f"{script}:loss", "--check"]) == 0
    assert "Local derivatives compared with differences: " in capsys.readouterr().out

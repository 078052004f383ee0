"""The command line: `python -m autograd draw | explain | info`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from autograd.command_line import colour
from autograd.command_line.installed import installed, lines as installed_lines
from autograd.command_line.target import TargetError, load, parsed
from autograd.drawing.choice import whole
from autograd.drawing.drawing import SUFFIXES, draw, format_of
from autograd.drawing.explain import explain
from autograd.drawing.plain import to_json
from autograd.drawing.text import encodable, text_tree
from autograd.errors import AutogradError

DONE, FAILED = 0, 1  # wrong usage gives argparse's 2

EXAMPLES = """\
TARGET is script.py:name or package.module:name, where name may have attributes (model.loss).
The script is run as python would run it; what it prints goes to stderr, and arguments for it follow a --.

  python -m autograd draw train.py:loss                  print the graph
  python -m autograd draw train.py:loss -o graph.html    save a page; also .svg .txt .dot .json, with dot .png .pdf
  python -m autograd explain train.py:loss -- --steps 3  the chain rule, step by step

Exit codes: 0 done, 1 it failed, 2 wrong usage. NO_COLOR=1 turns colours off."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code; wrong usage raises SystemExit(2), as argparse does."""
    own, script = split(sys.argv[1:] if argv is None else argv)
    parser = make_parser()
    options = parser.parse_args(own)
    if "run" not in options:
        parser.print_help()
        return DONE
    try:
        options.run(options, script)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough: `... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for Python's own flush at the end
        return FAILED
    except (TargetError, AutogradError, OSError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return FAILED
    return DONE


def split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split the arguments at the first `--`: what follows belongs to the script.

    >>> split(["draw", "t.py:y", "--", "--fast"])
    (['draw', 't.py:y'], ['--fast'])
    """
    at = list(argv).index("--") if "--" in argv else len(argv)
    return list(argv[:at]), list(argv[at + 1 :])


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    whole = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m autograd", epilog=EXAMPLES, formatter_class=whole)
    parser.description = "Draw and explain computation graphs, and tell what is installed."
    commands = parser.add_subparsers(metavar="COMMAND")

    command = commands.add_parser("draw", help="draw the graph behind a tensor", epilog=EXAMPLES, formatter_class=whole)
    command.add_argument("target", metavar="TARGET", type=target, help="script.py:name")
    form = command.add_mutually_exclusive_group()
    formats = f"save it there; the suffix is the format: {' '.join(SUFFIXES)}"
    form.add_argument("-o", "--output", metavar="FILE", type=drawable, help=formats)
    form.add_argument("--json", action="store_true", help="print it as JSON")
    command.add_argument("--no-grads", action="store_true", help="leave gradients out")
    command.add_argument("--depth", metavar="N", type=depth, help="how many scopes deep groups are open at first")
    command.add_argument("--focus", metavar="NAME", help="only what NAME depends on, and what depends on it")
    command.add_argument("--budget", metavar="N", type=budget, help="how many boxes there are at first")
    command.add_argument("--check", action="store_true", help="compare every local derivative with differences")
    command.set_defaults(run=draw_command, refuse=command.error)

    command = commands.add_parser("explain", help="explain its gradients", epilog=EXAMPLES, formatter_class=whole)
    command.add_argument("target", metavar="TARGET", type=target, help="script.py:name")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="print the formulas in LaTeX")
    form.add_argument("--mathml", action="store_true", help="print the formulas in MathML")
    form.add_argument("--json", action="store_true", help="print graph, derivatives and steps as JSON")
    command.add_argument("--focus", metavar="NAME", help="only what leads to the gradient of NAME")
    command.add_argument("--limit", metavar="N", type=limit, help="how many steps are shown at most; 0 for all of them")
    command.set_defaults(run=explain_command)

    command = commands.add_parser("info", help="tell what is installed, and which layout engine serves")
    command.add_argument("--json", action="store_true", help="print it as JSON")
    command.set_defaults(run=info_command)
    return parser


def target(text: str) -> Any:
    """Read a TARGET for argparse."""
    try:
        return parsed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def depth(text: str) -> int | None:
    """Read a depth for argparse."""
    return counted("depth", text, 0)


def budget(text: str) -> int | None:
    """Read a budget for argparse."""
    return counted("budget", text, 1)


def limit(text: str) -> int | None:
    """Read a limit for argparse."""
    return counted("limit", text, 0)


def counted(name: str, text: str, least: int) -> int | None:
    """Read a number, before a script is run for an hour."""
    try:
        return whole(name, int(text) if text.lstrip("-").isdecimal() else text, least)
    except AutogradError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def drawable(path: str) -> str:
    """Refuse a suffix before a script is run for an hour."""
    try:
        format_of(path)
    except AutogradError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return path


def draw_command(options: argparse.Namespace, script: Sequence[str]) -> None:
    """Draw a tensor: into a file, or as text."""
    shown = {"depth": options.depth, "focus": options.focus, "budget": options.budget}
    if options.json and shown != dict.fromkeys(shown):
        options.refuse("--depth, --focus and --budget are for pictures and text; --json writes the whole graph")
    tensor, _names = load(options.target, script)
    drawing = draw(tensor, grads=not options.no_grads, check=options.check, **shown)
    if options.output is not None:
        path = drawing.save(options.output)
        write(f"{path}: {len(drawing.snapshot.boxes):,} nodes")
    elif options.json:
        write(to_json(drawing.snapshot, drawing.edges).rstrip())
    elif colour.wanted(sys.stdout):
        write(text_tree(drawing.snapshot, paint=colour.paint, choice=drawing.choice))
    else:
        write(str(drawing))


def explain_command(options: argparse.Namespace, script: Sequence[str]) -> None:
    """Explain the gradients of a tensor."""
    tensor, _names = load(options.target, script)
    most = {} if options.limit is None else {"limit": options.limit or None}
    explanation = explain(tensor, focus=options.focus, **most)
    if options.json:
        sweep = explanation.sweep
        write(to_json(sweep.snapshot, sweep.edges, sweep.steps).rstrip())
    elif options.latex or options.mathml:
        write(explanation.latex() if options.latex else explanation.mathml())
    elif colour.wanted(sys.stdout):
        write("\n".join(map(colour.paint_line, explanation.lines())))
    else:
        write(str(explanation))


def info_command(options: argparse.Namespace, script: Sequence[str]) -> None:
    """Tell what is installed."""
    facts = installed()
    write(json.dumps(facts, indent=2) if options.json else "\n".join(installed_lines(facts)))


def write(words: str) -> None:
    """Print, with other characters where the terminal or pipe lacks some."""
    print(encodable(words, sys.stdout.encoding))


if __name__ == "__main__":
    sys.exit(main())

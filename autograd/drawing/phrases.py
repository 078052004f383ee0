"""The words of pictures and pages: one dictionary, in English and Korean.

Python writes English. What a page says it sends as the key of a phrase and what fills it, see `Said` and `told`;
`viewer.js` says it in the reader's language.
"""

from __future__ import annotations

from typing import Any

LANGUAGES = ("en", "ko")

PHRASES: dict[str, tuple[str, str]] = {
    # the bar
    "start": ("To the start", "처음으로"),
    "back": ("One step back", "한 단계 뒤로"),
    "play": ("Play", "재생"),
    "pause": ("Pause", "멈춤"),
    "forth": ("One step on", "한 단계 앞으로"),
    "end": ("To the end", "끝으로"),
    "step": ("Step", "단계"),
    "of": ("{0} of {1}", "{0} / {1}"),
    "direction": ("Direction", "방향"),
    "backward": ("backward", "역방향"),
    "forward": ("forward", "순방향"),
    "level": ("Formula", "식"),
    "symbols": ("symbols", "기호"),
    "shapes": ("shapes", "모양"),
    "numbers": ("numbers", "수"),
    "fit": ("Fit", "화면에 맞춤"),
    "openall": ("Open all", "모두 펼치기"),
    "closeall": ("Close all", "모두 접기"),
    "labels": ("Derivatives", "미분"),
    "flow": ("Width by gradient", "기울기에 따른 굵기"),
    "search": ("Find name, op, shape", "이름, 연산, 모양 찾기"),
    "found": ("{0} found", "{0}개 찾음"),
    "language": ("한국어", "English"),
    "toomany": (
        "That would be more than 1,000 boxes. Close something first.",
        "상자가 1,000개를 넘습니다. 먼저 펼친 그룹을 접으세요.",
    ),
    # the panel
    "graph": ("Computation graph of {0} nodes", "노드 {0}개의 계산 그래프"),
    "onegraph": ("Computation graph of one node", "노드 1개의 계산 그래프"),
    "before": (
        "No gradient is shown yet. Press the right arrow key, or the arrow with a bar above.",
        "아직 표시된 기울기가 없습니다. 오른쪽 화살표 키나 위의 막대 달린 화살표 단추를 누르세요.",
    ),
    "beforehere": (
        "No gradient is shown yet. Press the arrow with a bar above; after a click here, the right arrow key.",
        "아직 표시된 기울기가 없습니다. 위의 막대 달린 화살표 단추를 누르세요. "
        "이곳을 클릭한 뒤에는 오른쪽 화살표 키도 됩니다.",
    ),
    "begin": ("It begins with", "시작 값"),
    "together": ("together", "합계"),
    "done": ("All gradients are there.", "모든 기울기가 계산되었습니다."),
    "value": ("value", "값"),
    "grad": ("gradient", "기울기"),
    "name": ("name", "이름"),
    "kind": ("kind", "종류"),
    "op": ("operation", "연산"),
    "shape": ("shape", "모양"),
    "dtype": ("dtype", "자료형"),
    "place": ("line", "줄"),
    "scope": ("in", "속한 곳"),
    "local": ("local derivative", "국소 미분"),
    "noderivative": ("A constant: it has no derivative.", "상수: 미분이 없습니다."),
    "operands": ("operands", "피연산자"),
    "uses": ("used by", "쓰이는 곳"),
    "focus": ("Focus", "초점"),
    "ancestors": ("what it depends on", "이것이 의존하는 것"),
    "descendants": ("what depends on it", "이것에 의존하는 것"),
    "nofocus": ("everything", "전체"),
    "notcomputed": ("not computed", "계산되지 않음"),
    "whyunused": ("unused: the result does not depend on it", "쓰이지 않음: 결과가 이것에 의존하지 않습니다"),
    "whystopped": (
        "stopped: a constant for derivatives, and no gradient goes to {0}",
        "멈춤: 미분에서는 상수이며, {0} 쪽으로 기울기가 가지 않습니다",
    ),
    "range": ("{0}{1} ± {2} in [{3}, {4}]", "{0}{1} ± {2}, 범위 [{3}, {4}]"),
    "zerostays": ("A gradient of 0 stays 0 here.", "0인 기울기는 여기서 0으로 남습니다."),
    "complexgrad": (
        "The gradient of a complex number x + iy is ∂/∂x − i ∂/∂y.",
        "복소수 x + iy의 기울기는 ∂/∂x − i ∂/∂y입니다.",
    ),
    "asksizes": ("Show the sizes of the gradient", "기울기의 크기 보기"),
    "sizes": (
        "Norm of the gradient, from the result to the leaves. Log scale, {0} to {1}",
        "기울기의 노름, 결과에서 잎으로. 로그 눈금, {0}~{1}",
    ),
    "sizesoflayers": (
        "Norm of the gradient at the outputs of layers, from the last to the first. Log scale, {0} to {1}",
        "층의 결과에 대한 기울기의 노름, 마지막 층에서 첫 층으로. 로그 눈금, {0}~{1}",
    ),
    "help": (
        "Arrow keys: step. Space: play. 1 2 3: formula. /: search. Enter: open, close or choose. Esc: back.",
        "화살표: 단계. 스페이스: 재생. 1 2 3: 식. /: 찾기. Enter: 펼치기, 접기, 선택. Esc: 뒤로.",
    ),
    # the rows of boxes
    "rowvalue": ("value", "값"),
    "rowgrad": ("grad", "기울기"),
    "leaf": ("leaf", "잎"),
    "constant": ("constant", "상수"),
    "outputs": ("{0} outputs", "출력 {0}개"),
    "inscope": ("in {0}", "{0} 안"),
    "spread": ("{0}mean {1}  std {2}", "{0}평균 {1}  표준편차 {2}"),
    "extent": ("{0}min {1}  max {2}", "{0}최소 {1}  최대 {2}"),
    "notkept": ("not kept", "보관되지 않음"),
    "notnumbers": ("not numbers", "수가 아님"),
    "unused": ("unused", "쓰이지 않음"),
    "stopped": ("stopped, from {0}", "멈춤, 출처 {0}"),
    # the rows of groups
    "operation": ("{0} operation", "연산 {0}개"),
    "operations": ("{0} operations", "연산 {0}개"),
    "oneleaf": ("{0} leaf ({1} numbers)", "잎 {0}개 (수 {1}개)"),
    "leaves": ("{0} leaves ({1} numbers)", "잎 {0}개 (수 {1}개)"),
    "gives": ("gives {0}", "결과 {0}"),
    "norm": ("norm {0}", "노름 {0}"),
    "leafnorm": ("norm {0}, leaves", "노름 {0}, 잎"),
    "changedinside": ("{0} changed", "{0}개 바뀜"),
    "badinside": ("not finite inside", "안에 유한하지 않은 수"),
    "list": ("{0}, {1}", "{0}, {1}"),
    # the names of groups
    "block": ("block", "블록"),
    "repeat": ("step {0}", "단계 {0}"),
    "repeated": ("step", "단계"),
    "sameweights": ("{0} × {1}, same weights", "{0} × {1}, 같은 가중치"),
    "otherweights": ("{0} × {1}, other weights", "{0} × {1}, 다른 가중치"),
    "andon": ("{0} and on", "{0}부터"),
    "stretch": ("operations {0} to {1}", "연산 {0}~{1}"),
    "fromto": ("{0} to {1}", "{0}~{1}"),
    "sources": ("{0} leaves and constants", "잎과 상수 {0}개"),
    # what is wrong, and what changed
    "fault": ("! {0}", "! {0}"),
    "NaN": ("NaN", "NaN"),
    "infinity": ("infinity", "무한대"),
    "wasgiven": ("{0} was given", "주어진 값: {0}"),
    "starts": ("{0} starts here", "여기서 {0} 발생"),
    "gradstarts": ("gradient for {0}: {1} starts here", "{0}의 기울기: 여기서 {1} 발생"),
    "held": (".grad was {0} before, is {1} now", ".grad: 이전 {0}, 지금 {1}"),
    "wrongby": ("wrong derivative by {0}", "{0}에 대한 미분이 틀림"),
    "wrongnumbers": (
        "wrong derivative by {0}: {1}, by differences {2}",
        "{0}에 대한 미분이 틀림: {1}, 차분으로는 {2}",
    ),
    "new": ("new", "새로 생김"),
    "was": ("{0} was {1}", "이전 {0}: {1}"),
    "changed": ("{0} changed", "{0} 바뀜"),
    "changedby": ("{0} changed by {1} %", "{0} 변화 {1} %"),
    "normchangedby": ("{0} norm changed by {1} %", "{0} 노름 변화 {1} %"),
    "samenorm": ("{0} changed, its norm did not", "{0} 바뀜, 노름은 그대로"),
    # what a check found
    "checked": ("Compared with differences", "차분과 비교"),
    "right": ("right", "맞음"),
    "wrong": ("WRONG", "틀림"),
    "kink": ("a kink is here", "여기에 꺾인 점이 있음"),
    "unjudged": ("could not be judged", "판단할 수 없음"),
    "derivative": ("derivative", "미분"),
    "entries": ("of the result{0} by the operand{1}", "결과{0}의, 피연산자{1}에 대한 미분"),
    "differences": ("differences", "차분"),
    "relativeerror": ("relative error {0}", "상대 오차 {0}"),
    "slopes": ("slope {0} on the left and {1} on the right", "왼쪽 기울기 {0}, 오른쪽 기울기 {1}"),
    "mixed": (
        "{0}; the two numbers are of the sum of all results with random weights",
        "{0}; 두 수는 모든 결과를 임의의 가중치로 더한 값의 미분",
    ),
    "unsettled": (
        "step sizes disagree: a kink or the domain's edge is near, or noise",
        "간격마다 결과가 다름: 꺾인 점이나 정의역의 끝이 가깝거나 잡음이 있음",
    ),
    "operandnotkept": (
        "an operand's value was not kept and cannot be computed",
        "피연산자의 값이 보관되지 않았고 계산할 수도 없음",
    ),
    "nothingjudged": (
        "no derivative could be judged by differences at this point",
        "이 점에서는 차분으로 판단할 수 있는 미분이 없음",
    ),
    # notes below a picture
    "untracked": (
        "a constant is not tracked, so there is no graph behind it: "
        "compute it from floating-point Tensors, outside no_grad()",
        "상수는 추적되지 않으므로 뒤에 그래프가 없습니다: no_grad() 밖에서 부동소수점 Tensor로 계산하세요",
    ),
    "badgradient": (
        "a gradient is not finite: compute it within `with record_backward() as sweep:`, and print(sweep) says "
        "where that begins",
        "유한하지 않은 기울기가 있습니다: `with record_backward() as sweep:` 안에서 계산하면 print(sweep)이 "
        "어디서 시작되는지 알려 줍니다",
    ),
    "compared": ("Local derivatives compared with differences: {0}.", "국소 미분과 차분의 비교: {0}."),
    "countright": ("{0} right", "맞음 {0}개"),
    "countwrong": ("{0} WRONG", "틀림 {0}개"),
    "countkink": ("{0} at a kink", "꺾인 점 {0}개"),
    "countunjudged": ("{0} could not be judged", "판단할 수 없음 {0}개"),
    "countnone": ("there is none", "없음"),
    "difference": ("Of {0} nodes: {1}.", "노드 {0}개 중: {1}."),
    "countchanged": ("{0} changed", "바뀜 {0}개"),
    "countsame": ("{0} the same", "같음 {0}개"),
    "countnew": ("{0} new", "새로 생김 {0}개"),
    "countgone": ("{0} gone", "사라짐 {0}개"),
    "unpaired": (
        "{0} Between the first and the last difference are more than {1} nodes: they were not paired.",
        "{0} 첫 차이와 마지막 차이 사이에 노드가 {1}개보다 많아 짝을 짓지 않았습니다.",
    ),
    # two orders side by side
    "twoorders": ("Two orders", "두 가지 순서"),
    "naiveorder": ("As a naive recursion: each share goes on at once", "단순한 재귀: 받은 기울기를 그때그때 바로 전달"),
    "rightorder": (
        "In reverse topological order: users before what they use",
        "역위상 순서: 쓰는 쪽이 쓰이는 것보다 먼저",
    ),
    "gets": ("{0} gets {1} instead of {2}", "{0}: {2} 대신 {1}"),
    "naivewrong": ("Wrong: {0}.", "틀림: {0}."),
    "naivelucky": (
        "A computed value is used twice here, but at these numbers the recursion ends with the same gradients.",
        "계산된 값이 여기서 두 번 쓰이지만, 이 수들에서는 재귀도 같은 기울기로 끝납니다.",
    ),
    "naiveright": (
        "No computed value is used twice here, so the recursion is right, too.",
        "여기서는 계산된 값이 두 번 쓰이지 않으므로 재귀도 맞습니다.",
    ),
}


class Said(str):
    """A phrase with its gaps filled: a string in English, of which `parts` are the key and what fills the gaps.

    >>> said = Said("starts", Said("infinity"))
    >>> said, told(said)
    ('infinity starts here', ['starts', ['infinity']])
    """

    parts: tuple[str, ...]

    def __new__(cls, key: str, *fillers: str) -> Said:
        """Fill a phrase.

        Raises:
            KeyError: there is no such phrase.
            IndexError: it has more gaps than fillers.
        """
        said = super().__new__(cls, PHRASES[key][0].format(*fillers))
        said.parts = (key, *fillers)
        return said

    def __reduce__(self) -> tuple[type[Said], tuple[str, ...]]:
        return Said, self.parts


def listed(first: str, *more: str) -> str:
    """Put phrases in a row, with commas between them."""
    for said in more:
        first = Said("list", first, said)
    return first


def told(text: str) -> Any:
    """Return what a page is told: of a phrase its key and what fills it, other text as it is."""
    return [text.parts[0], *map(told, text.parts[1:])] if isinstance(text, Said) else text


def dictionary() -> dict[str, dict[str, str]]:
    """Return all phrases by language, then by key."""
    return {code: {key: entry[k] for key, entry in PHRASES.items()} for k, code in enumerate(LANGUAGES)}

"""Our own layered layout: for machines without Graphviz, fine to about 100 boxes, never failing.

Columns as late as possible (an operand stands beside its consumer, the order in which backpropagation
is read), barycentre sweeps against crossings, then heights by isotonic regression. All iterative.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from typing import NamedTuple

COLUMN_GAP, ROW_GAP, BEND_GAP = 46.0, 16.0, 8.0  # pixels
BENDS = 20_000  # places where long edges pass a column; beyond that the longest edges run straight

Point = tuple[float, float]
Size = tuple[float, float]  # width and height
Near = tuple[int, float]  # a neighbour, and the port where the edge ends
Link = tuple[int, int, float]  # source, target, how far down the target's left side: 0 to 1


class Layout(NamedTuple):
    """Centres of the boxes, cubic Bezier curves of the edges (start, then triples), the whole size.

    Where edges of one source run together, only one of them has the common part: the others begin where
    they leave it.
    """

    centres: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float
    engine: str


def layered(sizes: Sequence[Size], edges: Sequence[Link], labels: Sequence[float] = ()) -> Layout:
    """Place boxes of the given sizes so that every edge runs to the right.

    Args:
        sizes: width and height of each box.
        edges: (source, target, port): where on the target's left side the edge ends, 0 (top) to 1.
        labels: how much room each edge needs for words in front of its target.
    """
    graph = Layered(sizes, edges)
    for (_, target, _), room in zip(edges, labels, strict=False):
        graph.room[graph.rank[target]] = max(graph.room[graph.rank[target]], room)
    graph.sort_columns()
    graph.set_heights()
    return graph.layout(edges)


class Layered:
    """Boxes, and the bends at which long edges pass through a column, sorted into columns.

    Vertices 0..n-1 are the boxes, the others bends. All edges of one source share their bends, so a
    leaf that is used a thousand times needs one bend per column and not a thousand.
    """

    def __init__(self, sizes: Sequence[Size], edges: Sequence[Link]) -> None:
        self.sizes: list[Size] = list(sizes)
        self.boxes = len(sizes)
        self.rank = columns(len(sizes), edges)
        self.count = 1 + max(self.rank, default=0)
        self.room = [0.0] * self.count  # for words in front of each column
        self.bends: dict[tuple[int, int], int] = {}  # (source, column) -> vertex
        self.before: list[list[Near]] = [[] for _ in sizes]  # with the port on this vertex
        self.after: list[list[Near]] = [[] for _ in sizes]  # with the port on the other vertex
        self.add_bends(edges)
        for source, target, port in edges:
            last = self.bends.get((source, self.rank[target] - 1), source)
            if self.rank[last] == self.rank[target] - 1:
                self.link(last, target, port)
        self.columns = self.first_order()
        self.y = [0.0] * len(self.sizes)

    def link(self, left: int, right: int, port: float) -> None:
        """Connect two vertices of neighbouring columns."""
        self.before[right].append((left, port))
        self.after[left].append((right, port))

    def add_bends(self, edges: Sequence[Link]) -> None:
        """Give every source one chain of bends, as far as its longest edge reaches."""
        reach = list(self.rank)
        for source, target, _ in edges:
            reach[source] = max(reach[source], self.rank[target] - 1)
        spent = 0
        for source in sorted(range(self.boxes), key=lambda box: (reach[box] - self.rank[box], box)):
            spent += reach[source] - self.rank[source]
            if spent > BENDS:
                return
            previous = source
            for column in range(self.rank[source] + 1, reach[source] + 1):
                bend = self.bends[source, column] = len(self.sizes)
                self.sizes.append((0.0, 0.0))
                self.rank.append(column)
                self.before.append([])
                self.after.append([])
                self.link(previous, bend, 0.5)
                previous = bend

    def first_order(self) -> list[list[int]]:
        """Order the columns as a walk from the outputs meets them: operands in argument order."""
        order: list[list[int]] = [[] for _ in range(self.count)]
        seen = [False] * len(self.sizes)
        sinks = [vertex for vertex in range(len(self.sizes)) if not self.after[vertex]]
        for sink in sinks:
            stack = [sink]
            while stack:
                vertex = stack.pop()
                if seen[vertex]:
                    continue
                seen[vertex] = True
                order[self.rank[vertex]].append(vertex)
                stack.extend(left for left, _ in reversed(self.before[vertex]))
        return order

    def sort_columns(self) -> None:
        """Sweep to and fro over the columns and keep the order with the fewest crossings."""
        best, fewest = [list(column) for column in self.columns], self.crossings()
        for sweep in range(16 if len(self.sizes) < 1000 else 4):
            if not fewest:
                break
            position = self.positions()
            if sweep % 2 == 0:  # from the outputs to the left: operands stand in the order of their ports
                for column in reversed(self.columns):
                    self.sort(column, position, self.after, 1.0)
            else:
                for column in self.columns:
                    self.sort(column, position, self.before, 0.0)
            crossings = self.crossings()
            if crossings < fewest:
                best, fewest = [list(column) for column in self.columns], crossings
        self.columns = best

    def positions(self) -> list[float]:
        """Where each vertex stands in its column."""
        position = [0.0] * len(self.sizes)
        for column in self.columns:
            for place, vertex in enumerate(column):
                position[vertex] = float(place)
        return position

    def sort(self, column: list[int], at: list[float], neighbours: list[list[Near]], weight: float) -> None:
        """Sort one column by the mean place of the neighbours; a vertex without any keeps its place."""
        centre = {}
        for vertex in column:
            places = [at[other] + weight * (port - 0.5) for other, port in neighbours[vertex]]
            centre[vertex] = sum(places) / len(places) if places else at[vertex]
        column.sort(key=centre.__getitem__)
        for place, vertex in enumerate(column):
            at[vertex] = float(place)

    def crossings(self) -> int:
        """Count the crossings between neighbouring columns."""
        position = self.positions()
        total = 0
        for column in self.columns:
            passed: list[float] = []
            for vertex in column:
                ends = sorted(position[w] + port / 2 for w, port in self.after[vertex])
                total += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    insort(passed, end)
        return total

    def set_heights(self) -> None:
        """Move each column as close as possible to its neighbours, keeping order and gaps."""
        for column in self.columns:
            self.spread(column, [0.0] * len(column))
        for sweep in range(12 if len(self.sizes) < 1000 else 4):
            forth = sweep % 2 == 1
            for column in self.columns if forth else reversed(self.columns):
                self.spread(column, [self.wish(vertex, forth, sweep >= 2) for vertex in column])

    def wish(self, vertex: int, forth: bool, both: bool) -> float:
        """The height at which a vertex's edges would be straight."""
        from_left = [self.y[w] - self.offset(vertex, port) for w, port in self.before[vertex]]
        from_right = [self.y[w] + self.offset(w, port) for w, port in self.after[vertex]]
        wishes = from_left + from_right if both else (from_left if forth else from_right)
        return sum(wishes) / len(wishes) if wishes else self.y[vertex]

    def offset(self, vertex: int, port: float) -> float:
        """How far below a vertex's middle a port lies."""
        return (port - 0.5) * self.sizes[vertex][1]

    def spread(self, column: list[int], wishes: list[float]) -> None:
        """Set the heights of a column: nearest to the wishes (least squares) without any overlap.

        With the distances taken off this is isotonic regression: neighbours that would overlap are
        pooled into blocks that move together.
        """
        below, offsets = 0.0, []
        for place, vertex in enumerate(column):
            if place:
                above = column[place - 1]
                gap = BEND_GAP if max(vertex, above) >= self.boxes else ROW_GAP
                below += (self.sizes[above][1] + self.sizes[vertex][1]) / 2 + gap
            offsets.append(below)
        blocks: list[tuple[float, int]] = []  # sum and number of the wishes in the block
        for wish, offset in zip(wishes, offsets, strict=True):
            total, number = wish - offset, 1
            while blocks and blocks[-1][0] * number >= total * blocks[-1][1]:
                more, others = blocks.pop()
                total, number = total + more, number + others
            blocks.append((total, number))
        levels = [total / number for total, number in blocks for _ in range(number)]
        for vertex, level, offset in zip(column, levels, offsets, strict=True):
            self.y[vertex] = level + offset

    def layout(self, edges: Sequence[Link]) -> Layout:
        """Turn columns and heights into positions and curves, with the top left corner at (0, 0)."""
        widths = [max((self.sizes[v][0] for v in column), default=0.0) for column in self.columns]
        lefts = [0.0]
        for width, room in zip(widths[:-1], self.room[1:], strict=True):
            lefts.append(lefts[-1] + width + COLUMN_GAP + room)
        rights = [left + width for left, width in zip(lefts, widths, strict=True)]
        top = min((self.y[v] - size[1] / 2 for v, size in enumerate(self.sizes)), default=0.0)
        self.y = [y - top for y in self.y]
        bottom = max((self.y[v] + size[1] / 2 for v, size in enumerate(self.sizes)), default=0.0)
        middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
        centres = tuple((middles[self.rank[v]], self.y[v]) for v in range(self.boxes))
        routes = self.routes(edges, middles, lefts, rights)
        return Layout(centres, routes, rights[-1], bottom, "own")

    def routes(
        self, edges: Sequence[Link], middles: Sequence[float], lefts: Sequence[float], rights: Sequence[float]
    ) -> tuple[tuple[Point, ...], ...]:
        """Draw the edges: level while they pass a column, so they touch no box, and curved in between.

        Edges of one source run together as far as they can. The common part belongs to the edge that
        ends first and the others begin where they leave it: drawn again for each, it would cost the
        square of the length of a chain that shares one leaf.
        """
        routes: list[tuple[Point, ...]] = [()] * len(edges)
        drawn: dict[int, tuple[int, Point]] = {}  # source -> last column its edges have passed, and where
        for number in sorted(range(len(edges)), key=lambda edge: self.rank[edges[edge][1]]):
            source, target, port = edges[number]
            first, last = self.rank[source], self.rank[target]
            column, start = drawn.get(source, (first, (middles[first] + self.sizes[source][0] / 2, self.y[source])))
            route = [start]
            level(route, rights[column])
            if last == first + 1 or (source, last - 1) in self.bends:
                for passed in range(column + 1, last):
                    curve(route, (lefts[passed] - self.room[passed], self.y[self.bends[source, passed]]))
                    level(route, rights[passed])
                drawn[source] = last - 1, route[-1]
            curve(route, (lefts[last] - self.room[last], self.y[target] + self.offset(target, port)))
            level(route, middles[last] - self.sizes[target][0] / 2)
            routes[number] = tuple(route)
        return tuple(routes)


def level(route: list[Point], x: float) -> None:
    """Go on horizontally to x; a run that was level already gets longer."""
    y = route[-1][1]
    if len(route) > 3 and all(abs(height - y) < 0.1 for _, height in route[-4:-1]):
        del route[-3:]
    start = route[-1][0]
    third = (x - start) / 3
    if third:
        route += [(start + third, y), (x - third, y), (x, y)]


def curve(route: list[Point], end: Point) -> None:
    """Go on to a point, leaving and arriving horizontally."""
    if abs(route[-1][1] - end[1]) < 0.1:
        level(route, end[0])
        return
    middle = (route[-1][0] + end[0]) / 2
    route += [(middle, route[-1][1]), (middle, end[1]), end]


def columns(boxes: int, edges: Sequence[Link]) -> list[int]:
    """Give every box a column: all consumers further right, and otherwise as far right as possible."""
    operands: list[list[int]] = [[] for _ in range(boxes)]
    consumers = [0] * boxes
    for source, target, _ in edges:
        operands[target].append(source)
        consumers[source] += 1
    steps = [0] * boxes  # to the right-hand end
    ready = [box for box in range(boxes) if not consumers[box]]
    for box in ready:  # the list grows while it is read
        for source in operands[box]:
            steps[source] = max(steps[source], steps[box] + 1)
            consumers[source] -= 1
            if not consumers[source]:
                ready.append(source)
    furthest = max(steps, default=0)
    return [furthest - step for step in steps]

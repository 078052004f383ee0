// The viewer: it draws any view of a graph and steps through the recorded sweep. No dependencies, no network.
// The layout below is that of layered.py, line by line; a test compares the two.
"use strict";
(() => {
const COLUMN_GAP = 46, ROW_GAP = 16, BEND_GAP = 8, BENDS = 20000;
const FONT = 13, LINE = 17, PADDING = 10, MARGIN = 14, ARROW = 7, ADVANCE = 0.62 * FONT, KEY = 6 * ADVANCE;
const CAP = 1000, WAYS = ["backward", "forward"];

// ---- layout

function columns(count, edges) {
	const operands = Array.from({ length: count }, () => []), consumers = new Array(count).fill(0);
	for (const [source, target] of edges) { operands[target].push(source); consumers[source]++; }
	const steps = new Array(count).fill(0), ready = [];
	for (let box = 0; box < count; box++) if (!consumers[box]) ready.push(box);
	for (let at = 0; at < ready.length; at++) {
		const box = ready[at];
		for (const source of operands[box]) {
			steps[source] = Math.max(steps[source], steps[box] + 1);
			if (!--consumers[source]) ready.push(source);
		}
	}
	const furthest = steps.reduce((a, b) => Math.max(a, b), 0);
	return steps.map((step) => furthest - step);
}

class Layered {
	constructor(sizes, edges, labels) {
		this.sizes = sizes.slice();
		this.boxes = sizes.length;
		this.rank = columns(sizes.length, edges);
		this.count = 1 + this.rank.reduce((a, b) => Math.max(a, b), 0);
		this.room = new Array(this.count).fill(0);
		edges.forEach(([, target], k) => {
			const rank = this.rank[target];
			this.room[rank] = Math.max(this.room[rank], labels[k] || 0);
		});
		this.bends = new Map();
		this.before = sizes.map(() => []);
		this.after = sizes.map(() => []);
		this.addBends(edges);
		for (const [source, target, port] of edges) {
			const bend = this.bendAt(source, this.rank[target] - 1);
			const last = bend === undefined ? source : bend;
			if (this.rank[last] === this.rank[target] - 1) this.link(last, target, port);
		}
		this.columns = this.firstOrder();
		this.y = new Array(this.sizes.length).fill(0);
	}

	bendAt(source, column) { return this.bends.get(source * 1e6 + column); }

	link(left, right, port) {
		this.before[right].push([left, port]);
		this.after[left].push([right, port]);
	}

	addBends(edges) {
		const reach = this.rank.slice();
		for (const [source, target] of edges) reach[source] = Math.max(reach[source], this.rank[target] - 1);
		const order = Array.from({ length: this.boxes }, (_, box) => box);
		order.sort((a, b) => reach[a] - this.rank[a] - (reach[b] - this.rank[b]) || a - b);
		let spent = 0;
		for (const source of order) {
			spent += reach[source] - this.rank[source];
			if (spent > BENDS) return;
			let previous = source;
			for (let column = this.rank[source] + 1; column <= reach[source]; column++) {
				const bend = this.sizes.length;
				this.bends.set(source * 1e6 + column, bend);
				this.sizes.push([0, 0]);
				this.rank.push(column);
				this.before.push([]);
				this.after.push([]);
				this.link(previous, bend, 0.5);
				previous = bend;
			}
		}
	}

	firstOrder() {
		const order = Array.from({ length: this.count }, () => []), seen = new Array(this.sizes.length).fill(false);
		for (let sink = 0; sink < this.sizes.length; sink++) {
			if (this.after[sink].length) continue;
			const stack = [sink];
			while (stack.length) {
				const vertex = stack.pop();
				if (seen[vertex]) continue;
				seen[vertex] = true;
				order[this.rank[vertex]].push(vertex);
				for (let k = this.before[vertex].length - 1; k >= 0; k--) stack.push(this.before[vertex][k][0]);
			}
		}
		return order;
	}

	sortColumns() {
		const copy = () => this.columns.map((column) => column.slice());
		let best = copy(), fewest = this.crossings();
		for (let sweep = 0; sweep < (this.sizes.length < 1000 ? 16 : 4) && fewest; sweep++) {
			const at = this.positions();
			if (sweep % 2 === 0) for (let c = this.count - 1; c >= 0; c--) this.sort(c, at, this.after, 1);
			else for (let c = 0; c < this.count; c++) this.sort(c, at, this.before, 0);
			const crossings = this.crossings();
			if (crossings < fewest) { best = copy(); fewest = crossings; }
		}
		this.columns = best;
	}

	positions() {
		const position = new Array(this.sizes.length).fill(0);
		for (const column of this.columns) column.forEach((vertex, place) => { position[vertex] = place; });
		return position;
	}

	sort(c, at, neighbours, weight) {
		const column = this.columns[c], centre = new Map();
		for (const vertex of column) {
			let total = 0;
			for (const near of neighbours[vertex]) total += at[near[0]] + weight * (near[1] - 0.5);
			centre.set(vertex, neighbours[vertex].length ? total / neighbours[vertex].length : at[vertex]);
		}
		column.sort((a, b) => centre.get(a) - centre.get(b));
		column.forEach((vertex, place) => { at[vertex] = place; });
	}

	crossings() {
		const position = this.positions();
		let total = 0;
		for (const column of this.columns) {
			const passed = [];
			for (const vertex of column) {
				const ends = this.after[vertex].map((near) => position[near[0]] + near[1] / 2);
				if (ends.length > 1) ends.sort((a, b) => a - b);
				for (const end of ends) total += passed.length - bisect(passed, end);
				for (const end of ends) passed.splice(bisect(passed, end), 0, end);
			}
		}
		return total;
	}

	setHeights() {
		for (const column of this.columns) this.spread(column, column.map(() => 0));
		for (let sweep = 0; sweep < (this.sizes.length < 1000 ? 12 : 4); sweep++) {
			const forth = sweep % 2 === 1, order = forth ? this.columns : this.columns.slice().reverse();
			for (const column of order) this.spread(column, column.map((v) => this.wish(v, forth, sweep >= 2)));
		}
	}

	wish(vertex, forth, both) {
		const left = forth || both ? this.before[vertex] : [], right = !forth || both ? this.after[vertex] : [];
		let total = 0;
		for (const near of left) total += this.y[near[0]] - this.offset(vertex, near[1]);
		for (const near of right) total += this.y[near[0]] + this.offset(near[0], near[1]);
		return left.length + right.length ? total / (left.length + right.length) : this.y[vertex];
	}

	offset(vertex, port) { return (port - 0.5) * this.sizes[vertex][1]; }

	spread(column, wishes) {
		let below = 0;
		const offsets = [];
		column.forEach((vertex, place) => {
			if (place) {
				const above = column[place - 1];
				const gap = Math.max(vertex, above) >= this.boxes ? BEND_GAP : ROW_GAP;
				below += (this.sizes[above][1] + this.sizes[vertex][1]) / 2 + gap;
			}
			offsets.push(below);
		});
		const blocks = [];
		wishes.forEach((wish, k) => {
			let total = wish - offsets[k], number = 1;
			while (blocks.length && blocks[blocks.length - 1][0] * number >= total * blocks[blocks.length - 1][1]) {
				const [more, others] = blocks.pop();
				total += more;
				number += others;
			}
			blocks.push([total, number]);
		});
		let k = 0;
		for (const [total, number] of blocks) for (let n = 0; n < number; n++, k++) this.y[column[k]] = total / number + offsets[k];
	}

	layout(edges) {
		const widths = this.columns.map((column) => column.reduce((most, v) => Math.max(most, this.sizes[v][0]), 0));
		const lefts = [0];
		for (let c = 0; c + 1 < this.count; c++) lefts.push(lefts[c] + widths[c] + COLUMN_GAP + this.room[c + 1]);
		const rights = lefts.map((left, c) => left + widths[c]);
		let top = Infinity, bottom = -Infinity;
		this.sizes.forEach((size, v) => { top = Math.min(top, this.y[v] - size[1] / 2); });
		if (top === Infinity) top = 0;
		this.y = this.y.map((y) => y - top);
		this.sizes.forEach((size, v) => { bottom = Math.max(bottom, this.y[v] + size[1] / 2); });
		const middles = lefts.map((left, c) => (left + rights[c]) / 2);
		const centres = [];
		for (let v = 0; v < this.boxes; v++) centres.push([middles[this.rank[v]], this.y[v]]);
		return {
			centres, routes: this.routes(edges, middles, lefts, rights),
			width: rights[rights.length - 1], height: bottom === -Infinity ? 0 : bottom,
		};
	}

	routes(edges, middles, lefts, rights) {
		const routes = edges.map(() => []), drawn = new Map();
		const order = edges.map((_, k) => k).sort((a, b) => this.rank[edges[a][1]] - this.rank[edges[b][1]]);
		for (const number of order) {
			const [source, target, port] = edges[number], first = this.rank[source], last = this.rank[target];
			const [column, start] = drawn.get(source) || [first, [middles[first] + this.sizes[source][0] / 2, this.y[source]]];
			const route = [start];
			level(route, rights[column]);
			if (last === first + 1 || this.bendAt(source, last - 1) !== undefined) {
				for (let passed = column + 1; passed < last; passed++) {
					curve(route, [lefts[passed] - this.room[passed], this.y[this.bendAt(source, passed)]]);
					level(route, rights[passed]);
				}
				drawn.set(source, [last - 1, route[route.length - 1]]);
			}
			curve(route, [lefts[last] - this.room[last], this.y[target] + this.offset(target, port)]);
			level(route, middles[last] - this.sizes[target][0] / 2);
			routes[number] = route;
		}
		return routes;
	}
}

function bisect(list, x) {
	let low = 0, high = list.length;
	while (low < high) { const mid = (low + high) >> 1; if (x < list[mid]) high = mid; else low = mid + 1; }
	return low;
}

function level(route, x) {
	const y = route[route.length - 1][1];
	if (route.length > 3 && route.slice(-4, -1).every(([, height]) => Math.abs(height - y) < 0.1)) route.splice(-3);
	const start = route[route.length - 1][0], third = (x - start) / 3;
	if (third) route.push([start + third, y], [x - third, y], [x, y]);
}

function curve(route, end) {
	const last = route[route.length - 1];
	if (Math.abs(last[1] - end[1]) < 0.1) { level(route, end[0]); return; }
	const middle = (last[0] + end[0]) / 2;
	route.push([middle, last[1]], [middle, end[1]], end);
}

function layered(sizes, edges, labels) {
	const graph = new Layered(sizes, edges, labels);
	graph.sortColumns();
	graph.setHeights();
	return graph.layout(edges);
}

// ---- what boxes, groups and edges say, and how wide that is: as words.py, scene.py and view.py

const PORT = 15, SMALL = 0.85, LABEL = 26, FORMULA = 44, HITS = 400, LONG = 3000, BAR = "g\u0304", MARK = /\ue000(\w+)\ue001/g;
const STATISTICS = /^(\|z\| )?([^\s,[]+) ([^\s,]+) ([^\s,]+) ([^\s,]+)(?:, (.*))?$/;
const BADGES = { right: "\u2713", wrong: "\u2717", kink: "\u2227", unjudged: "?" }; // what a check found
const at = (column, k) => column[column.length === 1 ? 0 : k]; // equal entries are written once

// The words of phrases.py in the reader's language: a phrase is its key and what fills it.
let language = "en";
const t = (key, ...fill) => page.phrases[language][key].replace(/{(\d)}/g, (_, n) => say(fill[n]));
const say = (words) => Array.isArray(words) ? t(...words) : words;

// A number with four significant digits, of which zeros stand at the end where there are more digits. Halves are rounded to even digits, as in Python.
function number(x) {
	if (Number.isInteger(x) && Math.abs(x) < 1e6) return repr(x);
	const half = /\.\d\d[02468]5e/.test(x.toExponential()) && /\.\d{4}0*e/.test(x.toExponential(40));
	const [mantissa, power] = (half ? x.toExponential().replace("5e", "e") : x.toExponential(3)).split("e");
	const near = Number(mantissa + "e" + power), exact = Math.abs(near - x) <= 1e-12 * Math.abs(x);
	if (power < -4 || power > 3) return `${exact ? Number(mantissa) : mantissa}e${Number(power)}`;
	const text = exact ? String(near) : near.toFixed(3 - power);
	return text.includes(".") || Math.abs(x) >= 999.5 ? text : text + ".0";
}

// A number with all its digits, as Python writes it.
function repr(x) {
	const [mantissa, power] = x.toExponential().split("e");
	if (power < -4 || power > 15) return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
	const text = Object.is(x, -0) ? "-0" : String(x);
	return text.includes(".") ? text : text + ".0";
}

// A value is a number, or text; or text and all its digits; or a phrase. Statistics are text as well: "mean std low high".
const text = (value) => typeof value === "number" ? number(value) : !Array.isArray(value) ? value : value[0] in page.phrases.en ? say(value) : value[0];
const inFull = (value) => typeof value === "number" ? repr(value) : Array.isArray(value) && value[1] || short(value);

// "unused" or "stopped" where the column of gradients tells why there is none.
const stateOf = (grad) => Array.isArray(grad) && /^(unused|stopped)$/.test(grad[0]) ? grad[0] : "";

function short(value) {
	const found = STATISTICS.exec(text(value));
	if (!found) return text(value);
	const [, mark = "", mean, std, low, high, bad] = found;
	return t("range", mark, mean, std, low, high) + (bad ? ", " + bad : "");
}

function lines(value) {
	const found = STATISTICS.exec(text(value));
	if (!found) return [text(value)];
	const [, mark = "", mean, std, low, high, bad] = found;
	return [t("spread", mark, mean, std), t("extent", mark, low, high), bad].filter(Boolean);
}

// Whether a number in it is not finite; the deviation of numbers that are finite may be too large to be one itself.
function style(value) {
	const found = STATISTICS.exec(text(value));
	return (found ? found[6] : /nan|inf/.test(text(value))) ? "bad" : "plain";
}

// The Euclidean norm of a value, of arrays from what is written of them.
function norm(value, size) {
	if (typeof value === "number") return Math.abs(value);
	const words = text(value), found = STATISTICS.exec(words);
	if (style(value) === "bad") return words.includes("nan") ? NaN : Infinity;
	const parts = found ? found.slice(2, 4) : words.match(/-?[\d.]+(e-?\d+)?/g) || [];
	return Math.hypot(...parts.map((x) => Number(x.replace("inf", "Infinity")))) * (found ? Math.sqrt(size) : 1);
}

function cut(text, most) {
	const characters = Array.from(text);
	return characters.length <= most ? text : characters.slice(0, most - 1).join("") + "\u2026";
}

function rounded(x) { const near = Math.round(x); return near - x === 0.5 && near % 2 ? near - 1 : near; }

class Graph {
	constructor(data) {
		Object.assign(this, data); // the tables and columns of contents.py
		this.place = new Map(data.ids.map((id, k) => [id, k]));
		this.groupOf = new Map(data.groups.map((group) => [group[0], group]));
		this.units = new Map();
		this.steps = data.steps.map(([k, cotangent, given]) => [
			data.ids[k], cotangent === 0 ? at(data.grads, k) : cotangent,
			given.map(([slot, ...more]) => {
				const target = this.operands(k)[slot], [amount = at(data.grads, target), count = 1, total = amount] = more;
				return [slot, data.ids[target], amount, total, count];
			}),
		]);
	}

	form(k) { return this.calls[at(this.call, k)]; }
	operands(k) { return at(this.inputs, k).map((distance) => k - distance); }
	label(k) { return this.labels[k] || this.ids[k]; }
	rule(k, slot) { return this.rules[this.form(k)[4][slot]]; }
	title(k) { return this.form(k)[0] === "result" ? `${this.label(k)} = ${this.formula(k)}` : this.label(k); }
	homeOf(id) { const home = this.place.has(id) ? at(this.home, this.place.get(id)) : this.groupOf.get(id)[1]; return home > 0 ? this.groups[home - 1][0] : ""; }
	around(id) { const home = this.homeOf(id); return home ? [home, ...this.around(home)] : []; }

	formula(k, name = (operand) => this.label(operand)) {
		const [, , template, infix] = this.form(k), operands = this.operands(k);
		return cut(template.replace(MARK, (_, slot) => {
			const label = name(operands[slot]);
			return infix && label.startsWith("-") ? `(${label})` : label;
		}), FORMULA);
	}

	filled(template, k) {
		return template.replace(MARK, (_, mark) => mark[0] === "g" ? BAR + (/\d+/.exec(mark.slice(1).split("_")[0]) || "") : this.named(mark, k));
	}

	// What a mark in a rule stands for: an operand by number; o and g, the result; o0_n7 and g0_n7, one result of several.
	meant(mark, k) { return /^\d/.test(mark) ? this.operands(k)[mark] : mark.length === 1 ? k : this.place.get(mark.split("_")[1]); }

	named(mark, k) {
		const meant = this.meant(mark, k);
		return meant === undefined ? `${this.label(k)}[${mark.slice(1)}]` : this.label(meant);
	}

	onEdge(k, slot) {
		const said = this.said[`${k}:${slot}`], verdict = this.verdicts[`${k}:${slot}`];
		const words = said === undefined ? this.derivative(k, slot) : said;
		return verdict ? `${words} ${BADGES[verdict[0]]}`.trim() : words;
	}

	derivative(k, slot) {
		const rule = this.rule(k, slot), numbers = at(this.partials, k);
		if (!rule) return "";
		const digits = numbers && text(numbers[slot]), formula = this.filled(rule[digits ? 0 : 1], k);
		if (!digits) return cut(formula, LABEL);
		return formula === digits || formula + ".0" === digits ? digits : `${cut(formula, LABEL - digits.length - 3)} = ${digits}`;
	}

	// What is drawn of a box or a group: [kind, rows of [key, words, style], width, height].
	unit(id) {
		if (!this.units.has(id)) {
			const k = this.place.get(id), [kind, rows] = k === undefined ? this.ofGroup(this.groupOf.get(id)) : this.ofBox(k);
			const ends = k === undefined ? [] : this.form(k)[4].slice(0, 12), high = 2 * PADDING + LINE * rows.length - 6;
			const height = ends.some((rule) => rule >= 0) ? Math.max(high, PORT * (ends.length + 2)) : high;
			this.units.set(id, [kind, rows, this.widthOf(rows), height]);
		}
		return this.units.get(id);
	}

	ofBox(k) {
		const [kind, , , , , about, , , outputs] = this.form(k), value = at(this.values, k), grad = at(this.grads, k);
		const rows = [["", this.title(k), "title"]], scope = this.scopes[at(this.scope, k)][0];
		if (scope) rows.push(["", t("inscope", scope), "faint"]);
		if (about.length) rows.push(["", about.map(say).join(" "), "faint"]);
		const add = (key, words, look) => words.forEach((line, n) => rows.push([n ? " " : key, line, look]));
		if (outputs === 1) {
			add("value", value === null ? [t("notkept")] : lines(value), value === null ? "faint" : this.look(value, k));
			if (this.withGrads && stateOf(grad)) add("grad", [say(grad)], "faint");
			else if (this.withGrads && kind !== "constant") add("grad", grad === null ? ["\u2013"] : lines(grad), this.look(grad, k));
		}
		if (this.heats[k]) rows.push(["", "", "heat"], ["", "", "blank"]);
		rows.push(...this.rowsOf(this.remarks[k] || []));
		return [kind === "result" && this.outputs.includes(this.ids[k]) ? "output" : kind, rows];
	}

	// What is not finite is red where that begins, and faint where it was passed on.
	look(value, k) {
		const found = style(value), begins = (this.remarks[k] || []).some(([, , look]) => look === "bad");
		return found === "bad" && this.faulty && !begins ? "faint" : found;
	}

	ofGroup([, , label, ...rows]) { return ["group", [["", "+ " + say(label), "title"], ...this.rowsOf(rows)]]; }
	rowsOf(told) { return told.map(([key, words, look]) => [key, say(words), look]); }

	textWidth(text) {
		let tenths = 0;
		for (const c of text) tenths += c < "\x80" || c === "\u2013" || c === "\u2026" ? 10 : c >= "\uac00" && c < "\ud7b0" ? 22 : this.glyphs[c] || 16;
		return tenths / 10 * ADVANCE;
	}

	fitting(words, room) {
		let most = words.length;
		while (most > 2 && this.textWidth(cut(words, most)) > room) most--;
		return cut(words, most);
	}

	widthOf(rows) {
		const inside = rows.map((row) => this.textWidth(row[1]) * (row[2] === "title" ? 1.02 : 1) + (row[0] ? KEY : 0));
		return Math.max(44, rounded(Math.max(...inside) + 2 * PADDING));
	}

	room(label) { return label ? rounded(this.textWidth(label) * SMALL + ADVANCE) : 0; }
}

// ---- which boxes and edges are visible: as view.py

// The boxes and groups that are drawn, and for each box the place among them of what stands for it, or -1.
function visible(opened, kept) {
	const isOpen = new Set(opened), stands = [0], seen = new Map(), names = [], unit = [];
	graph.groups.forEach(([id, parent], g) => stands.push(stands[parent] || (isOpen.has(id) ? 0 : g + 1)));
	graph.ids.forEach((id, k) => {
		const home = at(graph.home, k), stand = stands[home];
		if (home < 0 || (kept && !kept.has(id))) unit.push(-1);
		else if (seen.has(stand)) unit.push(seen.get(stand));
		else {
			if (stand) seen.set(stand, names.length);
			unit.push(names.length);
			names.push(stand ? graph.groups[stand - 1][0] : id);
		}
	});
	return { names, unit };
}

function viewOf(opened, kept) {
	const { names, unit } = visible(opened, kept), edges = [], labels = [], words = [], into = new Map();
	unit.forEach((target, k) => {
		if (target < 0) return;
		const operands = graph.operands(k), own = names[target] === graph.ids[k];
		operands.forEach((operand, slot) => {
			const source = unit[operand];
			if (source < 0 || source === target) return;
			if (own) {
				const text = graph.onEdge(k, slot);
				edges.push([source, target, (slot + 1.5) / (operands.length + 2)]);
				labels.push(graph.room(text));
				words.push({ text, target: names[target], slot, source: graph.ids[operand] });
			} else {
				if (!into.has(target)) into.set(target, new Set());
				into.get(target).add(source);
			}
		});
	});
	for (const [target, found] of into) {
		let count = 0;
		for (const source of found) {
			edges.push([source, target, (count++ + 1.5) / (found.size + 2)]);
			labels.push(0);
			words.push({ text: "", target: names[target], slot: -1, source: names[source] });
		}
	}
	const sizes = names.map((name) => graph.unit(name).slice(2));
	return { names, sizes, edges, labels, words, nameOf: (id) => names[unit[graph.place.get(id)]] };
}

// ---- the page

const ICONS = {
	start: "M1 1h2v12H1zM8 1v12L3 7zM13 1v12L8 7z", back: "M12 1v12L5 7zM2 1h2v12H2z", play: "M3 1v12l9-6z", pause: "M3 1h3v12H3zM8 1h3v12H8z",
	forth: "M2 1v12l7-6zM10 1h2v12h-2z", end: "M11 1h2v12h-2zM1 1v12l5-6zM6 1v12l5-6z",
};
const SVG = "http://www.w3.org/2000/svg";
const escaped = (words) => String(words).replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");

function node(name, attributes, ...children) {
	const space = name.startsWith("svg:") ? SVG : null;
	const made = space ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {})) {
		if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
		else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
	}
	for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
	return made;
}

const rowOf = (...words) => node("tr", {}, words.map((word) => node("td", {}, word)));
const para = (...words) => node("p", {}, ...words), aside = (words) => node("p", { class: "faint" }, words), head = (...words) => node("h3", {}, ...words);
const topic = (...words) => node("h2", {}, ...words), code = (words) => node("code", {}, words);
const full = (value) => inFull(value) === null ? null : code(inFull(value));

// Say of a box what stands in it, to readers without eyes.
const spoken = (unit) => unit.setAttribute("aria-label", [...unit.querySelectorAll("text")].map((one) => one.textContent).filter(Boolean).join(" "));

// A small picture of an array, as heat.py describes it.
function heatMap([rows, columns, shades], left, top, width, height, name) {
	const cells = node("svg:g", { transform: `scale(${width} ${height})` }), lines = {};
	for (let row = 0; row < rows; row++) for (let column = 0, end; column < columns; column = end) {
		const shade = shades[row * columns + column];
		for (end = column + 1; end < columns && shades[row * columns + end] === shade;) end++;
		lines[shade] = (lines[shade] || "") + `M${column} ${row}.5h${end - column}`;
	}
	for (const [shade, d] of Object.entries(lines)) if (shade !== "4") cells.append(node("svg:path", {
		d, class: shade === "9" ? "black" : shade < 4 ? "below" : "above", "stroke-opacity": shade === "9" ? 1 : Math.abs(shade - 4) / 4,
	}));
	return node("svg:g", { "data-heat": name, transform: `translate(${left.toFixed(1)} ${top.toFixed(1)})` }, cells,
		node("svg:path", { class: "frame", d: `M0 0h${columns * width}v${rows * height}H0z` }));
}

class Viewer {
	constructor(host, own) {
		this.own = own; // the page is ours: its address keeps the state
		this.visits = new Map(); // the last step at which a box is visited
		graph.steps.forEach(([id], k) => this.visits.set(id, k + 1));
		this.forward = graph.ids.filter((_, k) => graph.form(k)[0] === "result" && at(graph.inputs, k).length).map((id) => [id, null, []]);
		language = (navigator.language || "en").startsWith("ko") ? "ko" : "en";
		this.state = {};
		this.restore();
		host.replaceChildren(); // the picture for readers without scripts
		this.root = host.shadowRoot || host.attachShadow({ mode: "open" });
		this.root.replaceChildren(node("style", {}), (this.all = node("div", { class: "all" })));
		this.root.firstChild.textContent = page.style;
		this.bar = node("div", { class: "bar", role: "toolbar" });
		this.picture = node("div", { class: "picture", tabindex: "0" });
		this.side = node("div", { class: "side", tabindex: "-1", "aria-live": "polite" });
		this.all.append(this.bar, node("div", { class: "main" }, this.side, this.picture));
		// In a page of our own every key is ours; in a notebook only those pressed inside the picture.
		(own ? document : this.root).addEventListener("keydown", (event) => this.key(event));
		if (own) addEventListener("hashchange", () => { this.restore(); this.again(); });
		this.draw();
		this.controls();
		this.show();
	}

	k(id) { return graph.place.get(id); }
	isBox(id) { return graph.place.has(id); }
	isGroup(id) { return graph.groupOf.has(id); }
	isEdge(name) { const [id, slot] = name.split(":"); return this.isBox(id) && /^\d+$/.test(slot) && slot in this.operands(id); }
	label(id) { return graph.label(this.k(id)); }
	title(id) { return graph.title(this.k(id)); }
	form(id) { return graph.form(this.k(id)); }
	operands(id) { return graph.operands(this.k(id)).map((k) => graph.ids[k]); }
	value(id) { return at(graph.values, this.k(id)); }
	get walked() { return graph.steps.length; } // 0 without a recorded sweep
	get steps() { return this.state.direction === "backward" ? graph.steps : this.forward; }

	users(id) {
		if (!this.uses) {
			this.uses = graph.ids.map(() => []);
			graph.ids.forEach((user, k) => graph.operands(k).forEach((operand) => this.uses[operand].push(user)));
		}
		return this.uses[this.k(id)];
	}

	// What the address says; in somebody else's page it says nothing.
	restore() {
		const given = new URLSearchParams(this.own ? location.hash.slice(1) : ""), s = this.state;
		const whole = (name, most) => Math.max(0, Math.min(most, parseInt(given.get(name), 10) || 0));
		s.opened = new Set(given.has("open") ? given.get("open").split(",").filter((id) => this.isGroup(id)) : graph.open);
		if (this.count(s.opened) > CAP) s.opened = new Set(graph.open);
		s.direction = this.walked && given.get("dir") !== "forward" ? "backward" : "forward";
		s.step = whole("step", this.steps.length);
		s.level = whole("level", 2);
		const sel = given.get("sel") || "", [id, way] = (given.get("focus") || "").split(".");
		s.selected = this.isBox(sel) || this.isGroup(sel) || this.isEdge(sel) ? sel : null;
		s.focus = this.isBox(id) ? [id, way] : given.has("focus") ? null : graph.kept && [graph.kept, "both"];
		s.flow = given.has("flow") && this.walked > 0;
		s.fit = given.has("fit");
		s.words = !given.has("plain");
		if (Object.keys(page.phrases).includes(given.get("lang"))) language = given.get("lang");
		graph.units.clear();
	}

	remember() {
		if (!this.own) return;
		const s = this.state, parts = [];
		if (s.step) parts.push("step=" + s.step);
		if (s.direction === "forward" && this.walked) parts.push("dir=forward");
		const opened = [...s.opened];
		if (opened.join() !== graph.open.join()) parts.push("open=" + opened.join(","));
		if (s.selected) parts.push("sel=" + s.selected);
		if (s.level) parts.push("level=" + s.level);
		if (s.focus ? s.focus[0] !== graph.kept : graph.kept) parts.push("focus=" + (s.focus || []).join("."));
		for (const [name, on] of [["flow", s.flow], ["fit", s.fit], ["plain", !s.words]]) if (on) parts.push(name);
		parts.push("lang=" + language);
		try { history.replaceState(null, "", "#" + parts.join("&")); } catch { /* a page without an address */ }
	}

	// -- the bar

	controls() {
		const s = this.state, last = this.steps.length, all = () => [...this.bar.querySelectorAll("button,select,input")];
		const place = all().indexOf(this.root.activeElement);
		const button = (icon, action, disabled) => node("button",
			{ title: t(icon), "aria-label": t(icon), onclick: action, disabled, "data-act": icon },
			node("svg:svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, node("svg:path", { d: ICONS[icon] })));
		const choice = (name, options, chosen, action) => node("select",
			{ onchange: (event) => action(event.target.value), "data-act": name, title: t(name), "aria-label": t(name) },
			options.map((key, n) => node("option", { value: n, selected: n === chosen }, t(key))));
		const box = (key, words, action) => node("label", {}, node("input", {
			type: "checkbox", checked: s[key], "data-act": key, onchange: () => { s[key] = !s[key]; action(); },
		}), " " + t(words));
		const range = node("input", {
			type: "range", min: 0, max: last, value: s.step, "aria-label": t("step"), "data-act": "slider",
			oninput: (event) => this.go(Number(event.target.value), true), onchange: () => this.controls(),
		});
		this.bar.replaceChildren(...[
			node("span", {}, button("start", () => this.go(0), !s.step), button("back", () => this.go(s.step - 1), !s.step),
				button(this.timer ? "pause" : "play", () => this.play(), !last),
				button("forth", () => this.go(s.step + 1), s.step >= last), button("end", () => this.go(last), s.step >= last)),
			range, node("span", { class: "mono", "data-act": "count" }, this.counted()),
			this.walked ? choice("direction", WAYS, WAYS.indexOf(s.direction), (n) => { s.direction = WAYS[n]; s.step = 0; this.update(); }) : null,
			node("label", {}, t("level") + " ", choice("level", ["symbols", "shapes", "numbers"], s.level, (n) => { s.level = Number(n); this.tell(); })),
			node("button", { onclick: () => { s.fit = !s.fit; this.scale(); this.update(); }, "aria-pressed": String(s.fit), "data-act": "fit" }, t("fit")),
			...(graph.groups.length ? [["openall", [...graph.groupOf.keys()]], ["closeall", []]] : []).map(([act, wanted]) => this.count(wanted) <= CAP &&
				node("button", { onclick: () => this.open(new Set(wanted)), "data-act": act }, t(act))),
			s.focus && this.focusButton(null, null, "nofocus"),
			box("words", "labels", () => this.again()), this.walked ? box("flow", "flow", () => this.tell()) : null,
			node("input", {
				type: "search", value: this.sought, placeholder: t("search"), "aria-label": t("search"), "data-act": "search",
				oninput: (event) => this.search(event.target.value),
			}),
			node("button", { onclick: () => { language = language === "en" ? "ko" : "en"; graph.units.clear(); this.again(); }, "data-act": "language" }, t("language")),
		].filter(Boolean));
		this.all.setAttribute("lang", language);
		const { title, heading } = page.frame;
		if (title) document.title = say(title);
		if (heading) scope.querySelector("h2").textContent = say(heading);
		if (place >= 0) (all()[place].disabled ? range : all()[place]).focus(); // the keyboard stays where it was
	}

	counted() { return t("of", this.state.step, this.steps.length); }

	// While the slider is dragged it must not be replaced.
	update(sliding) {
		if (sliding) this.bar.querySelector("[data-act=count]").textContent = this.counted();
		else this.controls();
		this.tell();
	}

	tell() { this.show(); this.remember(); }
	again() { this.draw(); this.update(); }

	go(step, sliding) {
		this.state.step = Math.max(0, Math.min(this.steps.length, step));
		if (this.state.step) {
			this.state.selected = null;
			this.reveal(this.steps[this.state.step - 1][0]);
		}
		this.update(sliding);
	}

	play() {
		if (this.timer) { clearInterval(this.timer); this.timer = 0; this.controls(); return; }
		if (this.state.step >= this.steps.length) this.state.step = 0;
		this.timer = setInterval(() => {
			this.go(this.state.step + 1);
			if (this.state.step >= this.steps.length) this.play();
		}, 1200);
		this.go(this.state.step + 1);
	}

	key(event) {
		const s = this.state, target = event.composedPath()[0];
		if (target.tagName === "INPUT" && target.type === "search") {
			if (event.key === "Escape") { target.value = ""; this.search(""); this.picture.focus(); }
			const first = this.side.querySelector(".link");
			if (event.key === "Enter" && first) first.focus();
			return;
		}
		if (event.ctrlKey || event.metaKey || event.altKey || target.tagName === "SELECT" || target.type === "range") return;
		const unit = target.closest ? target.closest(".unit") : null, level = (n) => () => { s.level = n; this.update(); };
		const act = {
			ArrowRight: () => this.go(s.step + 1), ArrowLeft: () => this.go(s.step - 1),
			Home: () => this.go(0), End: () => this.go(this.steps.length),
			" ": () => target.tagName !== "BUTTON" && target.type !== "checkbox" && (unit ? this.click(unit.dataset.id) : this.play()),
			"/": () => this.bar.querySelector("[type=search]").focus(),
			1: level(0), 2: level(1), 3: level(2),
			Escape: () => { s.selected = null; s.focus = null; this.again(); },
			Enter: () => unit ? this.click(unit.dataset.id) : false, "+": () => unit && this.toggle(unit.dataset.id, true),
			"-": () => this.closeAround(unit ? unit.dataset.id : s.selected),
		}[event.key];
		if (!act || act() === false) return;
		event.preventDefault();
	}

	// -- groups

	count(opened) { return visible(opened, null).names.length; }

	// Open these groups and no others, and tell whether that can be shown.
	open(wanted) {
		const fits = this.count(wanted) <= CAP;
		if (fits) {
			this.state.opened = wanted;
			this.again();
		} else this.message(t("toomany"));
		return fits;
	}

	click(id) { if (this.isGroup(id)) this.toggle(id, true); else this.select(id); }

	toggle(id, open) {
		if (!this.isGroup(id)) return;
		const wanted = new Set(this.state.opened);
		if (open) wanted.add(id);
		else for (const [key] of graph.groups) if (key === id || graph.around(key).includes(id)) wanted.delete(key);
		if (this.open(wanted)) this.focusOn(open ? this.view.names.find((name) => graph.homeOf(name) === id) : id);
	}

	focusOn(id) {
		const unit = id && this.picture.querySelector(`[data-id="${id}"]`);
		if (unit) unit.focus({ preventScroll: false });
	}

	closeAround(id) { if (id) this.toggle(graph.homeOf(id), false); }

	// Show a box: open what is around it, and when it was asked for, leave a focus that hides it.
	reveal(id, asked) {
		if (!this.isBox(id) || this.view.nameOf(id) === id) return;
		if (asked && !this.view.nameOf(id) && at(graph.home, this.k(id)) >= 0) this.state.focus = null;
		const around = graph.around(id);
		let wanted = new Set([...this.state.opened, ...around]);
		if (this.count(wanted) > CAP) wanted = new Set(around); // close what else is open
		if (this.count(wanted) > CAP) return;
		this.state.opened = wanted;
		this.draw();
	}

	// -- the picture

	related(id, down) {
		const found = new Set([id]), list = [id];
		for (const key of list) {
			const next = down ? this.users(key) : this.operands(key);
			for (const other of next) if (!found.has(other)) { found.add(other); list.push(other); }
		}
		return found;
	}

	draw() {
		const { state } = this, focus = state.focus, focused = this.root.activeElement;
		const kept = focus ? (focus[1] === "both" ? new Set(focus[0]) : this.related(focus[0], focus[1] === "down")) : null;
		const view = (this.view = viewOf(state.opened, kept));
		const layout = (this.layout = layered(view.sizes, view.edges, state.words ? view.labels : []));
		const width = layout.width + 2 * MARGIN, height = layout.height + 2 * MARGIN;
		const group = node("svg:g", { transform: `translate(${MARGIN} ${MARGIN})` });
		const f = (x) => Math.round(10 * x) / 10, words = [];
		layout.routes.forEach((route, k) => {
			const word = view.words[k], path = "M" + route.map(([x, y]) => f(x) + "," + f(y)).join(" ").replace(" ", "C");
			const end = route[route.length - 1], name = `${word.target}:${word.slot}`, wrong = word.text.endsWith(BADGES.wrong) ? " bad" : "";
			const click = word.slot < 0 ? {} : { onclick: () => this.select(name) };
			if (word.slot >= 0 && layout.routes.length <= HITS) group.append(node("svg:path", { class: "hit", d: path, ...click }));
			group.append(node("svg:path", { class: "edge", d: path, "data-edge": name, "data-source": word.source, ...click }),
				node("svg:path", { class: "head", d: `M${f(end[0])},${f(end[1])}l${-ARROW},-3.5v7z`, "data-head": name }));
			if (state.words && word.text) words.push(node("svg:text", { class: "partial" + wrong, x: f(end[0] - ARROW - 3), y: f(end[1] - 4), "data-partial": name, ...click }, word.text));
		});
		group.append(...words);
		view.names.forEach((name, k) => group.append(this.unit(name, layout.centres[k])));
		const svg = node("svg:svg", {
			class: "graph", width: f(width), height: f(height), viewBox: `0 0 ${f(width)} ${f(height)}`, role: "group",
			"aria-label": say(graph.whole),
		}, group);
		this.picture.replaceChildren(svg);
		this.scale();
		if (focused && focused.dataset.id) this.focusOn(focused.dataset.id);
	}

	scale() {
		const svg = this.picture.firstChild, [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
		let factor = 1;
		if (this.state.fit) { // only then is it asked for the room, which makes the browser place everything
			const room = [this.picture.clientWidth - 4, this.picture.clientHeight - 4];
			factor = Math.min(1.5, Math.max(0.02, Math.min(room[0] / width, room[1] / height)));
		}
		svg.setAttribute("width", (width * factor).toFixed(1));
		svg.setAttribute("height", (height * factor).toFixed(1));
	}

	unit(name, [x, y]) {
		const [kind, rows, width, height] = graph.unit(name), left = x - width / 2, top = y - height / 2;
		const made = node("svg:g", {
			class: `unit ${kind}`, "data-id": name, tabindex: "0", role: "button",
			"aria-expanded": kind === "group" ? "false" : null,
			onclick: (event) => { if (event.detail) this.picture.focus({ preventScroll: true }); this.click(name); }, // the mouse leaves the keys to the page
		}, node("svg:rect", { x: left.toFixed(1), y: top.toFixed(1), width, height, rx: { leaf: 12, group: 8 }[kind] || 4 }));
		rows.forEach(([key, words, look], k) => {
			const base = (top + PADDING + LINE * k + 9).toFixed(1);
			if (look === "heat") graph.heats[this.k(name)].forEach((picture, n) => picture && made.append(
				heatMap(picture, left + PADDING + n * 74, Number(base) - 11, 64 / picture[1], Math.min(12, 30 / picture[0]), n ? "grad" : "value")));
			if (!words) return;
			if (key.trim()) made.append(node("svg:text", { class: "key", x: (left + PADDING).toFixed(1), y: base }, t("row" + key)));
			const indent = key ? KEY : 0;
			const text = node("svg:text", { class: look, x: (left + PADDING + indent).toFixed(1), y: base }, words);
			if (key === "grad" || key === " ") text.dataset.row = key.trim() || "more";
			made.append(text);
		});
		spoken(made);
		return made;
	}

	// -- what is shown of the step and of the selection

	select(id) {
		this.state.selected = this.state.selected === id ? null : id;
		this.tell();
	}

	show() {
		const s = this.state, here = s.step ? this.steps[s.step - 1] : null;
		const known = new Map(); // the cotangents that are complete, and those that are being added up
		if (s.direction === "backward") graph.steps.slice(0, s.step).forEach(([id, cotangent, parts]) => {
			known.set(id, cotangent);
			for (const part of parts) known.set(part[1], part[3]);
		});
		const given = new Set(here ? here[2].map((part) => this.view.nameOf(part[1])) : []);
		for (const unit of this.picture.querySelectorAll(".unit")) {
			const id = unit.dataset.id;
			unit.classList.remove("dim");
			unit.classList.toggle("selected", id === s.selected);
			unit.classList.toggle("here", Boolean(here) && this.view.nameOf(here[0]) === id);
			unit.classList.toggle("given", given.has(id));
			if (this.walked) this.gradient(unit, id, known);
		}
		if (s.selected && this.isEdge(s.selected)) this.scrollTo(s.selected.split(":")[0]);
		const flows = s.flow ? this.flows(this.view) : null, scale = flows && this.scaleOf([...flows.values()]);
		for (const edge of this.picture.querySelectorAll("[data-edge],[data-head]")) {
			const name = edge.dataset.edge || edge.dataset.head, [target, slot] = name.split(":");
			const now = here && here[0] === target && (s.direction === "forward" || here[2].some((part) => String(part[0]) === slot));
			edge.classList.toggle("now", Boolean(now));
			edge.classList.toggle("selected", name === s.selected);
			if (edge.dataset.edge) this.widen(edge, flows && flows.get(slot === "-1" ? `${edge.dataset.source}>${target}` : name), scale);
		}
		if (s.selected && this.isGroup(s.selected)) s.selected = null;
		const inside = this.side.contains(this.root.activeElement);
		this.side.replaceChildren(...(s.selected ? (this.isEdge(s.selected) ? this.aboutEdge(s.selected) : this.about(s.selected)) : here ? this.stepText(here) : this.beginning()));
		if (inside) this.side.focus();
		if (here && !s.selected) [...here[2].map((part) => part[1]), here[0]].forEach(this.scrollTo, this);
	}

	scrollTo(id) {
		const unit = this.picture.querySelector(`[data-id="${this.view.nameOf(id)}"]`);
		if (unit && unit.scrollIntoView) unit.scrollIntoView({ block: "nearest", inline: "nearest" });
	}

	gradient(unit, id, known) {
		// In a recorded sweep boxes and groups show the gradient as far as the sweep has come.
		const row = unit.querySelector("[data-row=grad]");
		if (!row || this.isBox(id) && stateOf(at(graph.grads, this.k(id)))) return;
		const rows = [...unit.querySelectorAll("[data-row]")], first = rows.indexOf(row), complete = this.reached(id);
		if (row.dataset.full === undefined) rows.forEach((line) => Object.assign(line.dataset, { full: line.textContent, look: line.getAttribute("class") }));
		const heat = unit.querySelector("[data-heat=grad]"), sum = known.has(id) ? known.get(id) : null, parts = sum === null ? ["\u2013"] : lines(sum);
		if (heat) heat.style.display = complete ? "" : "none";
		const room = graph.unit(id)[2] - 2 * PADDING - KEY + 1;
		rows.slice(first).forEach((line, n) => {
			line.textContent = complete ? line.dataset.full : graph.fitting(parts[n] || "", room);
			line.setAttribute("class", complete ? line.dataset.look : sum === null ? "plain" : style(sum));
		});
		spoken(unit);
	}

	reached(id) {
		// Whether the gradient of a box is complete at this step; without a recorded sweep it is what it is.
		const { step, direction } = this.state, steps = graph.steps;
		return !this.walked || direction === "backward" && (step >= steps.length || this.visits.get(id) <= step);
	}

	link(id, words) {
		return node("button", { class: "link", onclick: () => { this.reveal(id, true); this.state.selected = id; this.tell(); } }, words || this.label(id));
	}

	// Where sizes stand between the least and the largest of them, from 0 to 1: over 3 to 8 powers of ten.
	scaleOf(sizes) {
		const known = sizes.filter((size) => size > 0 && size < Infinity), most = Math.max(...known);
		const least = Math.max(Math.min(...known, most / 1000), most * 1e-8);
		return { least, most, at: (size) => Math.min(1, Math.max(0, Math.log(size / least) / Math.log(most / least))) };
	}

	// The norm of the gradient along every edge of the view ("target:slot", or "source>target" where one stands for
	// several), and of each box, or of the boxes of a group that are used outside.
	flows(view) {
		const found = new Map(), used = new Set(graph.outputs);
		const add = (key, size) => found.set(key, Math.hypot(found.has(key) ? found.get(key) : 0, size));
		for (const [id, , parts] of graph.steps) for (const [slot, target, amount, total] of parts) {
			const user = view.nameOf(id), operand = view.nameOf(target), one = total === null; // of several results
			const size = amount === null ? 0 : norm(amount, this.size(one ? id : target));
			add(`${id}:${slot}`, size);
			if (operand === user) continue;
			add(`${operand}>${user}`, size);
			if (one) add(operand, size);
			else used.add(target);
		}
		for (const id of used) {
			const grad = at(graph.grads, this.k(id));
			if (grad !== null && !stateOf(grad)) add(view.nameOf(id), norm(grad, this.size(id)));
		}
		return found;
	}

	size(id) { return (this.form(id)[6] || []).reduce((a, b) => a * b, 1); }

	widen(edge, size, scale) {
		const shown = size !== undefined && size !== null;
		edge.classList.toggle("still", shown && size === 0);
		edge.classList.toggle("wild", shown && !(size < Infinity));
		edge.style.strokeWidth = shown && size > 0 && size < Infinity ? (0.8 + 7 * scale.at(size)).toFixed(1) : "";
	}

	// A bar for every layer (box, where there is none): what vanishes or explodes.
	strip() {
		const layer = (id) => graph.scopes[at(graph.scope, this.k(id))].slice(1).join("."), first = new Map();
		const layers = graph.ids.some(layer), flows = this.flows({ nameOf: (id) => layer(id) || id });
		for (const id of graph.ids) if (!first.has(layer(id) || id)) first.set(layer(id) || id, id);
		const names = [...first.keys()].filter((name) => flows.has(name) && (!layers || !graph.place.has(name))).reverse(), every = Math.ceil(names.length / 200);
		const scale = this.scaleOf(names.map((name) => flows.get(name)));
		const bar = (size) => node("svg:svg", { width: 90, height: 12, "aria-hidden": "true" }, node("svg:rect", {
			class: size < Infinity ? "size" : "size wild", height: 12, width: size < Infinity ? (size > 0 ? 2 + 88 * scale.at(size) : 0) : 90,
		}));
		return [head(t(layers ? "sizesoflayers" : "sizes", number(scale.least), number(scale.most)) + (every > 1 ? ` (1/${every})` : "")), node("table", { class: "strip", "data-act": "strip" }, names.filter((_, k) => k % every === 0).map((name) => {
			const size = flows.get(name), words = size < Infinity ? number(size) : String(size).toLowerCase().slice(0, 3);
			return rowOf(this.link(first.get(name), graph.place.has(name) ? undefined : name.length > 16 ? "\u2026" + name.slice(-15) : name), bar(size), code(words));
		}))];
	}

	beginning() {
		const { walked } = this;
		return [topic(say(graph.whole)), walked ? para(t(this.own ? "before" : "beforehere")) : null,
			...(walked ? [] : graph.notes.map(say).map(aside)), ...this.told(), aside(t("help")),
			...(!walked || this.state.direction === "forward" ? [] : this.asked || walked <= LONG ? this.strip() : [node("button", {
				"data-act": "sizes", onclick: () => { this.asked = true; this.show(); },
			}, t("asksizes"))])].filter(Boolean);
	}

	// What is wrong, then what changed.
	told() {
		const rows = Object.entries(graph.remarks).flatMap(([k, said]) => said.map(([, words, look]) => [k, say(words), look]));
		rows.sort((a, b) => (b[2] === "bad") - (a[2] === "bad"));
		return rows.slice(0, 40).map(([k, words, look]) => node("p", { class: look }, words.replace(/^! /, "") + ": ", this.link(graph.ids[k], graph.title(Number(k)))));
	}

	stepText([id, cotangent, parts]) {
		const s = this.state;
		const made = [topic(`${t("step")} ${s.step}: `, code(this.title(id)))];
		if (s.direction === "forward") {
			const k = this.k(id), plain = graph.formula(k, (operand) => isNumber(short(at(graph.values, operand))) ? short(at(graph.values, operand)) : graph.label(operand));
			if (plain !== graph.formula(k)) made.push(para(code("= " + plain)));
			made.push(para(code("= " + (inFull(this.value(id)) || t("notkept")))));
			return made;
		}
		made.push(para(`${s.step === 1 ? t("begin") : t("grad")}: `, code(short(cotangent) || "")));
		for (const [slot, target, amount, total, number] of parts) {
			made.push(head(this.link(target)), this.formula(id, slot, target, cotangent, amount, number));
			if (number > 1 && total !== null) made.push(para(`${t("together")}: `, code(short(total))));
		}
		if (s.step === this.walked) made.push(para(t("done")), ...graph.notes.map(say).map(aside));
		return made;
	}

	formula(id, slot, target, cotangent, amount, number) {
		const { level } = this.state, k = this.k(id), words = short(amount), barred = (key) => overlined(this.label(key)), arrays = new Map();
		const rule = graph.rule(k, slot), box = node("div", { class: "formula", "data-formula": `${id}:${slot}` });
		const right = rule ? this.filled(rule[2], id, cotangent, arrays) : barred(id), partials = at(graph.partials, k);
		const sign = number > 1 ? "+=" : "=", left = level === 1 ? `<mtext>${this.shapeOf(target)}</mtext>` : barred(target);
		const scalar = words !== null && isNumber(words), shown = scalar && level !== 1 && right !== number_(words);
		box.innerHTML = `<math display="block">${left}<mo>${sign}</mo>${right}${shown ? "<mo>=</mo>" + number_(words, true) : ""}</math>`;
		for (const [name, value] of arrays) box.append(para(code(`${name} = ${value}`)));
		if (words !== null && !scalar && level !== 1) box.append(para(code("= " + words)));
		if (scalar && cotangent === 0 && partials && typeof partials[slot] === "string") box.append(aside(t("zerostays")));
		const plain = `${t("rowgrad")} ${this.label(target)} ${sign} ${this.filledText(rule, id)}`;
		box.firstChild.setAttribute("aria-label", words === null ? plain : `${plain} = ${words}`);
		return box;
	}

	shapeOf(id) {
		const shape = this.form(id)[6];
		return shape === null ? "?" : `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
	}

	// At the level of numbers an array keeps its name; what it is goes into `arrays`.
	filled(template, id, cotangent, arrays) {
		const level = this.state.level;
		return template.replace(MARK, (_, mark) => {
			const key = graph.ids[graph.meant(mark, this.k(id))], label = this.named(mark, id), barred = mark[0] === "g";
			if (level === 1) return key === undefined ? "<mi>?</mi>" : `<mtext>${this.shapeOf(key)}</mtext>`;
			const words = level !== 2 || key === undefined ? null : short(!barred ? this.value(key) : key === id ? cotangent : at(graph.grads, this.k(key)));
			if (words !== null && isNumber(words)) return number_(words);
			if (words !== null) arrays.set((barred ? t("rowgrad") + " " : "") + label, words);
			return barred ? overlined(label) : identifier(label);
		}).replace(DOUBLED, "$1$2$3");
	}

	filledText(rule, id) {
		return rule ? rule[1].replace(MARK, (_, mark) => (mark[0] === "g" ? t("rowgrad") + " " : "") + this.named(mark, id)) : "";
	}

	named(mark, id) { return graph.named(mark, this.k(id)); }

	about(id) {
		const k = this.k(id), [kind, op, , , , , shape, dtype] = graph.form(k), grad = at(graph.grads, k), state = stateOf(grad);
		const line = (key, words) => words ? rowOf(t(key), words) : null;
		const missing = node("span", { class: "faint" }, t(this.walked && kind !== "constant" ? "whyunused" : "notcomputed"));
		const made = [topic(code(graph.title(k))), node("table", {}, [
			line("name", graph.names[k]), line(kind === "result" ? "op" : "kind", kind === "result" ? op : t(kind)), line("shape", shape === null ? null : this.shapeOf(id)), line("dtype", dtype), line("value", full(this.value(id))),
			line("grad", state ? node("span", { class: "faint" }, t("why" + state, grad[1])) : kind === "constant" ? null : grad === null ? missing : this.reached(id) ? full(grad) : "\u2013"),
			line("place", graph.sites[at(graph.site, k)]), line("scope", graph.scopes[at(graph.scope, k)].slice(1).join(" / ")),
		])];
		if (/^complex/.test(dtype) && grad !== null && kind !== "constant") made.push(aside(t("complexgrad")));
		(graph.heats[k] || []).forEach((picture, n) => picture && (!n || this.reached(id)) && made.push(...this.heat(picture, n ? "grad" : "value", /^complex/.test(dtype))));
		const inputs = this.operands(id), users = this.users(id);
		if (inputs.length) made.push(head(t("operands")));
		inputs.forEach((key, slot) => {
			const words = graph.onEdge(k, slot);
			const more = () => { this.state.selected = `${id}:${slot}`; this.tell(); };
			made.push(para(this.link(key), ...(words ? [`  ${t("local")}: `, node("button", { class: "link", onclick: more }, code(words))] : [])));
		});
		if (users.length) made.push(head(t("uses")), ...users.slice(0, 50).map((user) => para(this.link(user, this.title(user)))));
		made.push(head(t("focus")), para(this.focusButton(id, "up", "ancestors"), " ", this.focusButton(id, "down", "descendants")));
		return made;
	}

	// One use of a value: its local derivative with all digits, what the sweep sent along it, and what a check found.
	aboutEdge(name) {
		const [id, slot] = name.split(":"), k = this.k(id), source = this.operands(id)[slot];
		const rule = graph.rule(k, slot), numbers = at(graph.partials, k), exact = numbers && numbers[slot];
		const made = [topic(this.link(source), " \u2192 ", this.link(id, this.title(id)))];
		const visit = graph.steps.filter((step) => step[0] === id && step[2].some((part) => String(part[0]) === slot)).pop(); // the last
		const part = visit && visit[2].find((entry) => String(entry[0]) === slot), verdict = graph.verdicts[`${k}:${slot}`];
		if (!rule) made.push(aside(t("noderivative")));
		if (rule && rule[0]) made.push(para(`${t("local")}: `, code(graph.filled(rule[0], k)), ...(exact !== null && exact !== undefined ? [" = ", code(inFull(exact))] : [])));
		if (rule) made.push(this.formula(id, slot, source, visit ? visit[1] : null, part ? part[2] : null, part ? part[4] : 1));
		if (verdict) {
			const [kind, words, derivative, differences, result, entry] = verdict;
			made.push(head(t("checked")), node("p", { class: kind === "wrong" ? "bad" : "" }, `${BADGES[kind]} ${t(kind)}: ${say(words)}`));
			if (result || entry) made.push(aside(t("entries", result, entry)));
			if (derivative !== null) made.push(node("table", {}, [["derivative", derivative], ["differences", differences]].map(([key, x]) =>
				rowOf(t(key), code(inFull(x))))));
		}
		return made;
	}

	heat(picture, name, complex) {
		const [rows, columns, , scale, [down, across]] = picture, cell = Math.min(16, 280 / columns, 160 / rows);
		const taken = down * across > 1 ? ` (1/${down} \u00d7 1/${across})` : "";
		return [head((complex ? `|${t(name)}|` : t(name)) + taken), node("svg:svg", { width: columns * cell + 2, height: rows * cell + 2, role: "img", "aria-label": t(name) },
			heatMap(picture, 1, 1, cell, cell, name + "-large")),
		node("p", { class: "legend" }, ["below", "none", "above"].map((look, n) => complex && !n ? [] : [node("svg:svg", { width: 12, height: 12 }, node("svg:rect", { width: 12, height: 12, class: look })), ` ${n === 1 ? 0 : (n ? "" : "\u2212") + number(scale)}  `]).flat())];
	}

	focusButton(id, way, key) {
		return node("button", { onclick: () => { this.state.focus = way && [id, way]; this.again(); }, "data-act": "focus-" + key }, t(key));
	}

	search(words) {
		this.sought = words;
		if (!words) { this.show(); return; }
		let test;
		try { const pattern = new RegExp(words, "i"); test = (text) => pattern.test(text); } catch { test = (text) => text.includes(words); }
		this.titles = this.titles || graph.ids.map((_, k) => graph.title(k));
		const found = graph.ids.filter((id, k) => {
			const [, op, , , , , shape] = graph.form(k);
			return test(this.titles[k]) || test(op) || test(graph.names[k] || "") || graph.scopes[at(graph.scope, k)].slice(1).some(test) || (shape !== null && test(this.shapeOf(id)));
		});
		const units = new Set(found.map((id) => this.view.nameOf(id)));
		for (const unit of this.picture.querySelectorAll(".unit")) unit.classList.toggle("dim", !units.has(unit.dataset.id));
		this.side.replaceChildren(topic(t("found", found.length)), ...found.slice(0, 100).map((id) => para(this.link(id, this.title(id)))));
	}

	message(words) { this.side.replaceChildren(node("p", { class: "bad", role: "alert" }, words)); }
}

const isNumber = (words) => /^-?(\d+\.?\d*(e-?\d+)?|inf|nan)$/.test(words);

function number_(words, bare = false) {
	if (words === null || words === undefined) return "<mtext>?</mtext>";
	if (!isNumber(words)) return `<mtext>${escaped(words)}</mtext>`;
	const negative = words.startsWith("-"), [mantissa, exponent] = words.slice(negative ? 1 : 0).split("e");
	const plain = exponent === undefined ? `<mn>${mantissa}</mn>`
		: `<mrow><mn>${mantissa}</mn><mo>&#183;</mo><msup><mn>10</mn>${number_(exponent, true)}</msup></mrow>`;
	const signed = negative ? `<mrow><mo>&#8722;</mo>${plain}</mrow>` : plain;
	return negative && !bare ? `<mrow><mo stretchy="false">(</mo>${signed}<mo stretchy="false">)</mo></mrow>` : signed;
}

const DOUBLED = /(<mo[^>]*>\(<\/mo>)<mrow><mo[^>]*>\(<\/mo>((?:(?!\)<\/mo>).)*)<mo[^>]*>\)<\/mo><\/mrow>(<mo[^>]*>\)<\/mo>)/g; // brackets of a negative number in brackets
const NUMBERED = /^n(\d+)(?:\[(\d+)\])?$/;
const numbered = (letter, [, index, place]) => `<msub>${letter}<mn>${index}</mn></msub>${place ? `<mo>[</mo><mn>${place}</mn><mo>]</mo>` : ""}`;

// The same as in symbols.py: a bar over the letter of n3, and a line over all of a longer name.
function overlined(label) {
	const index = NUMBERED.exec(label), bar = (name) => `<mover accent="true">${name}<mo stretchy="false">&#175;</mo></mover>`;
	if (index) return numbered(bar("<mi>n</mi>"), index);
	const name = identifier(label);
	return label.length === 1 ? bar(name) : `<mrow style="border-top:.07em solid;padding-top:.12em">${name}</mrow>`;
}

function identifier(label) {
	if (isNumber(label)) return number_(label);
	const index = NUMBERED.exec(label);
	return index ? numbered("<mi>n</mi>", index) : `<mi>${escaped(label)}</mi>`;
}

// ---- begin

const here = document.currentScript;
const scope = here && here.parentElement ? here.parentElement : document;
const host = scope.querySelector('[data-chainrule="viewer"]'), store = scope.querySelector('[data-chainrule="data"]');
const page = JSON.parse(store.textContent), graph = new Graph(page), viewer = new Viewer(host, scope === document.body);
host.chainrule = { viewer, graph, layered, viewOf, number, repr, say };
})();

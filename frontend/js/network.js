// The picture of the network: arrows go to the nearest node, Enter to its row and Escape back, + and - and the wheel
// (with Ctrl) and two fingers zoom, words dim what does not match. Without this script every node is a link, and the
// table says the same.

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const STEP = 1.4, CLOSE = 1.9, CLOSEST = 8;

function nearest(nodes, from, [dx, dy]) {
  const x = Number(from.dataset.x), y = Number(from.dataset.y);
  let best = null, least = Infinity;
  for (const node of nodes) {
    const ahead = (node.dataset.x - x) * dx + (node.dataset.y - y) * dy;
    const aside = Math.abs((node.dataset.x - x) * dy) + Math.abs((node.dataset.y - y) * dx);
    if (node === from || ahead <= 0.01) continue;
    const far = ahead + 2 * aside; // straight on counts more than close by
    if (far < least) [best, least] = [node, far];
  }
  return best;
}

// What of the drawing is seen: a part of its own box, never less than an eighth and never beyond the edge; closer up
// rather the drawing than the legend below it, with names that grow less than the rest, and those that had no room.
class Lens {
  constructor(svg) {
    const { x, y, width, height } = svg.viewBox.baseVal;
    const [left, top, right, bottom] = svg.dataset.drawing.split(" ").map(Number);
    const names = [...svg.querySelectorAll(".label")].map((name) => [name, Number(name.getAttribute("font-size"))]);
    Object.assign(this, { svg, whole: { x, y, width, height }, drawing: { left, top, right, bottom }, names, x, y, scale: 1 });
  }

  show(x, y, scale) {
    const { whole } = this;
    this.scale = Math.min(CLOSEST, Math.max(1, scale));
    const width = whole.width / this.scale, height = whole.height / this.scale;
    this.x = Math.min(whole.x + whole.width - width, Math.max(whole.x, x));
    const lowest = this.scale > 1 ? Math.max(whole.y, this.drawing.bottom - height) : Infinity;
    this.y = Math.min(whole.y + whole.height - height, lowest, Math.max(whole.y, y));
    this.svg.setAttribute("viewBox", `${this.x} ${this.y} ${width} ${height}`);
    this.svg.classList.toggle("is-zoomed", this.scale > 1);
    this.svg.classList.toggle("is-close", this.scale >= CLOSE);
    for (const [name, size] of this.names) name.style.fontSize = this.scale > 1 ? `${size / this.scale ** 0.7}px` : "";
  }

  // The point of the drawing below a point of the screen.
  at(clientX, clientY) {
    const box = this.svg.getBoundingClientRect();
    return [
      this.x + ((clientX - box.left) / box.width) * (this.whole.width / this.scale),
      this.y + ((clientY - box.top) / box.height) * (this.whole.height / this.scale),
    ];
  }

  // Zoom so that this point of the drawing stays where it is; without one, its middle comes into the middle.
  zoom(factor, point) {
    const scale = Math.min(CLOSEST, Math.max(1, this.scale * factor)), kept = this.scale / scale;
    const [px, py] = point ?? this.middle();
    if (point) this.show(px - (px - this.x) * kept, py - (py - this.y) * kept, scale);
    else this.show(px - this.whole.width / scale / 2, py - this.whole.height / scale / 2, scale);
  }

  middle() {
    const { left, top, right, bottom } = this.drawing;
    if (this.scale === 1) return [(left + right) / 2, (top + bottom) / 2];
    return [this.x + this.whole.width / this.scale / 2, this.y + this.whole.height / this.scale / 2];
  }

  // Bring a node into sight.
  follow(node) {
    if (this.scale === 1) return;
    const width = this.whole.width / this.scale, height = this.whole.height / this.scale;
    const x = Number(node.dataset.x), y = Number(node.dataset.y), edge = 0.1;
    const inside = Math.abs(x - this.x - width / 2) < width * (0.5 - edge)
      && Math.abs(y - this.y - height / 2) < height * (0.5 - edge);
    if (!inside) this.show(x - width / 2, y - height / 2, this.scale);
  }
}

function listenToHands(lens) {
  const { svg } = lens;
  let apart = 0, held = null;
  const between = ({ touches: [a, b] }) => ({
    far: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    point: lens.at((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2),
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // the wheel alone scrolls the page
    event.preventDefault();
    lens.zoom(event.deltaY < 0 ? STEP : 1 / STEP, lens.at(event.clientX, event.clientY));
  }, { passive: false });
  svg.addEventListener("touchstart", (event) => {
    if (event.touches.length === 2) apart = between(event).far;
  }, { passive: true });
  svg.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    const { far, point } = between(event);
    lens.zoom(far / apart, point);
    apart = far;
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    if (lens.scale > 1 && event.isPrimary) held = { at: lens.at(event.clientX, event.clientY), moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held || !event.isPrimary || !event.buttons) return;
    const [x, y] = lens.at(event.clientX, event.clientY);
    if (Math.hypot(x - held.at[0], y - held.at[1]) * lens.scale > 6) held.moved = true;
    if (held.moved) lens.show(lens.x + held.at[0] - x, lens.y + held.at[1] - y, lens.scale);
  });
  svg.addEventListener("click", (event) => {
    if (held?.moved) event.preventDefault(); // whoever drags does not want to go anywhere
    held = null;
  }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
}

for (const figure of document.querySelectorAll("[data-network]")) {
  // The drawing for a desk and the one for a phone; the hidden one neither gets keys nor is asked.
  const drawings = [...figure.querySelectorAll(".network__picture")].map((frame) => (
    { frame, lens: new Lens(frame.querySelector("svg")), nodes: [...frame.querySelectorAll("[data-node]")] }
  ));
  const seen = () => drawings.find(({ frame }) => frame.offsetParent) ?? drawings[0];
  const sentence = figure.querySelector(".network-sentence");
  const tools = figure.querySelector(".network__tools");
  const keys = { "+": STEP, "=": STEP, "-": 1 / STEP };
  const select = (node) => {
    const { lens, nodes } = seen();
    for (const other of nodes) other.setAttribute("tabindex", other === node ? 0 : -1);
    lens.follow(node);
    node.focus({ preventScroll: lens.scale > 1 });
  };
  const whole = () => { const { lens } = seen(); lens.show(lens.whole.x, lens.whole.y, 1); };
  let cameFrom = null;
  const rowOf = (node) => document.getElementById(`row-${node.dataset.node}`);

  figure.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input")) return;
    const here = event.target.closest("[data-node]"), { lens, nodes } = seen();
    const next = here && (ARROWS[event.key]
      ? nearest(nodes, here, ARROWS[event.key])
      : { Home: nodes[0], End: nodes.at(-1) }[event.key]);
    if (next) select(next);
    else if (keys[event.key]) lens.zoom(keys[event.key], here ? [+here.dataset.x, +here.dataset.y] : undefined);
    else if (event.key === "0" || (event.key === "Escape" && lens.scale > 1)) whole();
    else if (event.key === "Enter" && here && rowOf(here)) {
      const row = rowOf(here), goal = row.querySelector("a") ?? row, fold = row.closest("details");
      if (fold) fold.open = true;
      if (goal === row) row.tabIndex = -1;
      goal.focus();
      cameFrom = here;
    } else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && cameFrom && rowOf(cameFrom)?.contains(event.target)) select(cameFrom);
  });

  const tell = (event) => {
    const node = event.target.closest("[data-node]");
    if (!node) return;
    sentence.textContent = node.getAttribute("aria-label");
    figure.dataset.focus = node.dataset.node;
    for (const tie of figure.querySelectorAll("[data-source]")) {
      const touches = tie.dataset.source === node.dataset.node || tie.dataset.target === node.dataset.node;
      tie.classList.toggle("is-near", touches);
    }
  };
  figure.addEventListener("focusin", tell);
  figure.addEventListener("pointerover", tell);
  for (const { lens } of drawings) listenToHands(lens);

  if (!tools) continue;
  tools.hidden = figure.querySelector("[data-keys]").hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) ({ in: () => seen().lens.zoom(STEP), out: () => seen().lens.zoom(1 / STEP), all: whole })[button.dataset.zoom]();
  });
  const search = tools.querySelector("input"), told = tools.querySelector("[data-found]");
  const matches = (node) => node.getAttribute("aria-label").toLowerCase().includes(search.value.trim().toLowerCase());
  search.addEventListener("input", () => {
    for (const { lens, nodes } of drawings) {
      for (const node of nodes) node.classList.toggle("is-dim", !matches(node));
      lens.svg.classList.toggle("is-searched", search.value.trim() !== "");
    }
    const count = seen().nodes.filter(matches).length;
    told.textContent = !search.value.trim() ? "" : count ? told.dataset.found.replace("{count}", count) : told.dataset.nothing;
  });
  search.addEventListener("keydown", (event) => {
    const found = event.key === "Enter" && search.value.trim() && seen().nodes.find(matches);
    if (found) select(found);
    if (event.key === "Enter") event.preventDefault();
  });
}

// The beginning of a long word, which other forms of it have as well.
const stem = (word) => (word.length > 7 ? word.slice(0, Math.ceil(word.length * 0.6)) : word);
const fits = (group, option, words) => words.every((word) => `${group.label} ${option.label}`.toLowerCase().includes(word));

// A long list narrows to what holds all words, in the name of its group or its own; the first that fits is chosen.
for (const box of document.querySelectorAll("[data-narrows]")) {
  const list = document.getElementById(box.dataset.narrows);
  const field = box.querySelector("input"), told = box.querySelector("[data-found]");
  const groups = [...list.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));
  const narrow = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const says = (words) => groups.some(({ group, options }) => options.some((option) => fits(group, option, words)));
    const asked = says(words) ? words : words.map(stem); // whoever looks for the Fallmanagerin finds the Fallmanagement
    let found = [];
    for (const { group, options } of groups) {
      const fitting = options.filter((option) => fits(group, option, asked));
      group.remove();
      group.replaceChildren(...fitting);
      if (fitting.length) list.append(group);
      found = found.concat(fitting);
    }
    list.value = words.length && found.length ? found[0].value : "";
    told.textContent = words.length ? told.dataset.found.replace("{count}", found.length) : "";
  };
  box.hidden = false;
  field.addEventListener("input", narrow);
}

for (const slider of document.querySelectorAll(".slider input")) {
  const value = slider.closest(".slider").querySelector("output");
  slider.addEventListener("input", () => { value.textContent = slider.value; });
}

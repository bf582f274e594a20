// The picture of the network: arrow keys go to the nearest node, focus tells its sentence.
// Without this script every node is a link and the table says the same.

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

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

for (const figure of document.querySelectorAll("[data-network]")) {
  const nodes = [...figure.querySelectorAll("[data-node]")];
  const sentence = figure.querySelector(".network-sentence");
  const select = (node) => {
    for (const other of nodes) other.setAttribute("tabindex", other === node ? 0 : -1);
    node.focus();
  };
  figure.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-node]");
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = ARROWS[event.key]
      ? nearest(nodes, here, ARROWS[event.key])
      : { Home: nodes[0], End: nodes.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    select(next);
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
}

for (const slider of document.querySelectorAll(".slider input")) {
  const value = slider.closest(".slider").querySelector("output");
  slider.addEventListener("input", () => { value.textContent = slider.value; });
}

// Small comforts on top of pages that also work without any script.

// An open menu closes on Escape and on a press outside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A row of tabs that is wider than the phone begins at the current one.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });

// After a refused form the reader starts at the list of what to mend.
document.querySelector(".error-summary")?.focus();

// Links of the error summary put the cursor into the field, also inside groups.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const place = document.getElementById(link.hash.slice(1));
  const field = place?.matches("input, select, textarea, button") ? place : place?.querySelector("input, select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.closest("fieldset, .kern-form-input, .kern-form-check")?.scrollIntoView({ block: "center" });
});

// data-confirm="question": asks before a form is sent that cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A second press on the same button must not send the form twice.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
  setTimeout(() => delete event.target.dataset.sent, 4000); // a download leaves the page as it is
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// <button hidden data-copy="id of a field" data-copied="word">: copies the field where the browser allows it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.querySelector(".kern-label").textContent = button.dataset.copied;
  });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

async function fetchPart(address, selector, { cameFrom, ...sent } = {}) {
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", ...sent });
  if (!answer.ok) return null;
  cameFrom?.(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return selector ? page.querySelector(selector) : page.body;
}

function later(act, wait) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), wait);
  };
}

// <form data-live="results">: the part with that id follows what is typed. A search for names is a
// POST form; the address that it leads to holds the name sealed.
for (const form of document.querySelectorAll("form[data-live]")) {
  const refresh = async () => {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const isPost = form.method === "post";
    let address = isPost ? form.action : `${form.action.split("?")[0]}?${chosen}`;
    const sent = isPost ? { method: "POST", body: chosen, cameFrom: (url) => (address = url) } : {};
    const part = await fetchPart(address, `#${form.dataset.live}`, sent);
    if (!part) return;
    document.getElementById(form.dataset.live).replaceWith(part);
    history.replaceState(null, "", address);
  };
  const soon = later(refresh, 300);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}

// <input data-lookup="/address" data-lookup-into="id" data-lookup-length="5">: shows what
// the server knows about the value, for instance the municipality of a postal code.
for (const input of document.querySelectorAll("input[data-lookup]")) {
  const look = later(async () => {
    const place = document.getElementById(input.dataset.lookupInto);
    const value = input.value.trim();
    if (value.length < Number(input.dataset.lookupLength ?? 1)) return place.replaceChildren();
    const found = await fetchPart(`${input.dataset.lookup}?${new URLSearchParams({ [input.name]: value })}`);
    if (found && input.value.trim() === value) place.replaceChildren(...found.childNodes);
  }, 200);
  input.addEventListener("input", look);
}

// <textarea data-suggest="/address" data-suggest-into="id">: what the server reads in the text is offered
// to tick, while somebody types or when the button beside it is pressed. Nothing is ticked here.
for (const text of document.querySelectorAll("textarea[data-suggest]")) {
  const button = text.form.querySelector("button[name=suggest]");
  const told = text.form.querySelector("[data-suggest-told]");
  const chosen = (isPressed) => {
    const sent = new URLSearchParams(isPressed ? { suggest: "1" } : {});
    for (const [name, value] of new FormData(text.form)) {
      if (["csrf_token", "needs", text.name].includes(name)) sent.append(name, value);
    }
    return sent;
  };
  const suggest = async (isPressed = false) => {
    const sent = chosen(isPressed);
    const part = await fetchPart(text.dataset.suggest, `#${text.dataset.suggestInto}`, { method: "POST", body: sent });
    if (!part) return;
    if (chosen(isPressed).toString() !== sent.toString()) return soon(); // typed or ticked on meanwhile
    const focused = document.activeElement?.id;
    document.getElementById(text.dataset.suggestInto).replaceWith(part);
    if (focused) document.getElementById(focused)?.focus();
    told.textContent = part.dataset.told;
  };
  const soon = later(suggest, 500);
  text.addEventListener("input", () => soon());
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    await suggest(true);
    document.getElementById(text.dataset.suggestInto).scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
}

// Looks again after some seconds while long work goes on (data-reload="seconds") and puts the fresh part in the place of
// the old one, so that nothing jumps and the focus stays. When the work is over, the whole page is read anew.
function wait() {
  const part = document.querySelector("[data-reload]");
  if (part) {
    setTimeout(() => look(part), Number(part.dataset.reload) * 1000);
  }
}

async function look(part) {
  try {
    const answer = await fetch(window.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-reload]");
    if (!fresh) {
      window.location.reload();
      return;
    }
    part.replaceWith(fresh);
  } catch {
    // The network is away for a moment: the old part stays, and we look again.
  }
  wait();
}

wait();

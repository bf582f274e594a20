// Looks again after some seconds while long work goes on (data-reload="seconds"); a link beside it does the same.
const waiting = document.querySelector("[data-reload]");
if (waiting) {
  setTimeout(() => window.location.reload(), Number(waiting.dataset.reload) * 1000);
}

// Looks again after some seconds while a long list is being worked on; the link beside it does the same.
const waiting = document.querySelector("[data-reload]");
if (waiting) {
  setTimeout(() => window.location.reload(), Number(waiting.dataset.reload) * 1000);
}

// Pictures of the report's pages in the reading panel: fetched when an entry opens, scrolled to the marked words.
(() => {
  "use strict";

  async function load(panel) {
    for (const figure of panel.querySelectorAll("figure.page-picture:not([data-asked])")) {
      figure.dataset.asked = "";
      try {
        const answer = await fetch(figure.dataset.picture, { credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        await draw(figure, await answer.blob(), answer.headers.get("x-marked-at"));
      } catch {
        if (figure.isConnected) figure.classList.add("failed");
      }
    }
  }

  async function draw(figure, picture, markedAt) {
    const image = figure.querySelector("img");
    const address = URL.createObjectURL(picture);
    image.src = address;
    try { await image.decode(); } finally { URL.revokeObjectURL(address); }
    figure.classList.add("drawn");
    figure.classList.toggle("unmarked", markedAt === null);
    figure.dataset.markedAt = markedAt ?? "";
    toMark(figure);
  }

  function toMark(figure) {
    const view = figure.querySelector(".page-view");
    const at = Number(figure.dataset.markedAt || 0);
    view.scrollTop = at * view.scrollHeight - 0.3 * view.clientHeight;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".page-picture button");
    if (!button) return;
    const figure = button.closest("figure");
    button.setAttribute("aria-pressed", String(figure.classList.toggle("large")));
    toMark(figure);
  });

  window.pagePictures = { load };
})();

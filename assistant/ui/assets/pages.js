// Links within a page. Gradio's pages have a base address, so that a bare "#practices" would lead to the first page.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('.own a[href^="#"]');
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    target.setAttribute("tabindex", "-1");
    target.scrollIntoView();
    target.focus({ preventScroll: true });
    history.replaceState(history.state, "", `${location.pathname}${location.search}#${target.id}`);
  });
})();

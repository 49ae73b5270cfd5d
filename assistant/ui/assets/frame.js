// The frame of every page: colours, the skip link, and the line that screen readers are told things through.
(() => {
  "use strict";
  const THEME = "assistant.theme";
  const stored = () => { try { return localStorage.getItem(THEME); } catch { return null; } };
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
  const wantsDark = () => (stored() ? stored() === "dark" : systemDark.matches);

  function paint() {
    const dark = wantsDark();
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    if (!document.body) return;
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
    for (const button of document.querySelectorAll('[data-act="theme"]')) {
      if (button.getAttribute("aria-pressed") !== String(dark)) button.setAttribute("aria-pressed", String(dark));
    }
  }

  function announce(message) {
    const line = document.getElementById("announcer");
    if (!line) return;
    line.textContent = "";
    // A pause makes screen readers notice a text that is equal to the one before.
    setTimeout(() => { line.textContent = message; }, 60);
  }

  function start() {
    const line = document.createElement("div");
    line.id = "announcer";
    line.className = "vh";
    line.setAttribute("role", "status");
    line.setAttribute("aria-live", "polite");
    document.body.append(line);
    paint();
    // Gradio sets the theme when it has mounted; the reader's choice wins.
    new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(() => {
      const mark = document.querySelector("#site-head [data-title]");
      if (!mark) return;
      paint();
      if (document.title !== mark.dataset.title) document.title = mark.dataset.title;
    }).observe(document.documentElement, { childList: true, subtree: true });
    systemDark.addEventListener("change", paint);
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-act]");
    if (!target) return;
    if (target.dataset.act === "theme") {
      try { localStorage.setItem(THEME, wantsDark() ? "light" : "dark"); } catch { /* private window: not kept */ }
      paint();
    } else if (target.dataset.act === "skip") {
      event.preventDefault();
      document.getElementById("content")?.focus();
    }
  });

  window.assistantFrame = { announce };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();

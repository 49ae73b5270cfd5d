// The Browse page: narrow and sort the table of practices, here in the browser, from data in its rows.
(() => {
  "use strict";
  const FIELDS = ["country", "level", "year", "basis", "recommendation"];
  const form = () => document.getElementById("practice-filters");
  const rows = () => [...document.querySelectorAll("#practice-table tbody tr")];
  const plain = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function narrow({ remember = true } = {}) {
    const chosen = Object.fromEntries(new FormData(form()));
    const words = plain(chosen.words ?? "").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows()) {
      const fits = FIELDS.every((name) => !chosen[name] || (row.dataset[name] ?? "").split(" ").includes(chosen[name]));
      const found = fits && (!words.length || words.every((word) => plain(row.textContent).includes(word)));
      row.hidden = !found;
      shown += found;
    }
    const total = rows().length;
    const line = document.getElementById("practice-count");
    const said = shown === total ? `${total} practices` : `${shown} of ${total} practices`;
    if (line.textContent !== said) line.textContent = said;
    document.getElementById("practice-none").hidden = shown > 0;
    if (remember) {
      const filled = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value));
      history.replaceState(history.state, "", `${location.pathname}${filled.size ? `?${filled}` : ""}${location.hash}`);
    }
  }

  function fill(values) {
    for (const field of form().elements) {
      if (!field.name) continue;
      field.value = values[field.name] ?? "";
      if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
    }
  }

  function sort(button) {
    const head = button.closest("th");
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentElement.children) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => {
      const cell = row.children[Number(button.dataset.column)];
      return cell.dataset.sort ?? cell.textContent.trim();
    };
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const body = document.querySelector("#practice-table tbody");
    // What has no value comes last, whichever way the rest is sorted.
    const sorted = rows().sort((a, b) => {
      const [one, two] = [key(a), key(b)];
      if (!one || !two) return (one ? 0 : 1) - (two ? 0 : 1);
      return up ? compare(one, two) : compare(two, one);
    });
    body.append(...sorted);
    window.assistantFrame.announce(`Sorted by ${button.textContent}, ${up ? "ascending" : "descending"}.`);
  }

  document.addEventListener("input", (event) => { if (form()?.contains(event.target)) narrow(); });
  document.addEventListener("submit", (event) => { if (event.target === form()) event.preventDefault(); });
  document.addEventListener("reset", (event) => { if (event.target === form()) setTimeout(narrow); });
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.('#browse [data-act]');
    if (!target) return;
    if (target.dataset.act === "sort") sort(target);
    if (target.dataset.act === "narrow") {
      fill(target.dataset);
      narrow();
      form().elements.country.focus();
    }
  });

  // The address may ask for a narrowed table: /browse?country=NO. Gradio lays the page out after this script has run.
  const waiting = new MutationObserver(() => {
    if (!form()) return;
    waiting.disconnect();
    const asked = Object.fromEntries(new URLSearchParams(location.search));
    const narrowed = Object.keys(asked).some((name) => name === "words" || FIELDS.includes(name));
    if (narrowed) { fill(asked); narrow({ remember: false }); }
    document.getElementById(location.hash.slice(1) || (narrowed ? "practices" : ""))?.scrollIntoView();
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();

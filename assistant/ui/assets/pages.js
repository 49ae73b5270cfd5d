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

// Radio buttons of one question. Gradio gives each of them a name of its own, so that arrow keys do nothing and screen
// readers count every button as a group of one; and it names the group by a text that is no label.
(() => {
  "use strict";
  let groups = 0;
  function join() {
    for (const fieldset of document.querySelectorAll("fieldset")) {
      const buttons = fieldset.querySelectorAll('input[type="radio"]');
      if (!buttons.length) continue;
      fieldset.dataset.group ??= `group-${++groups}`;
      for (const button of buttons) if (button.name !== fieldset.dataset.group) button.name = fieldset.dataset.group;
      const label = fieldset.querySelector('[data-testid="block-info"]')?.textContent;
      if (label && !fieldset.hasAttribute("aria-label") && !fieldset.querySelector("legend")) fieldset.setAttribute("aria-label", label);
    }
  }
  new MutationObserver(join).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["name"],
  });
})();

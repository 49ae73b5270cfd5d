// The Ask page: what readers click, where the focus goes, and the conversations kept in this browser.
(() => {
  "use strict";
  const SAVED = "assistant.conversation.";
  const CURRENT = "assistant.current";
  const DRAFT = "assistant.draft";
  const SESSION = "assistant.session";
  const FORMAT = "cluster-report-assistant conversation";
  const narrow = window.matchMedia("(max-width: 899px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const announce = (message) => window.assistantFrame.announce(message);

  let send = null;            // triggers an event of the bridge
  let conversation = fresh(); // what this tab shows
  let replacing = null;       // number of the question that is being edited
  let origin = null;          // what the reader left to read in the panel
  let reading = null;         // what the panel shows: an answer may be of another report than the one in use
  let awaited = null;         // key of the panel that the reader asked for
  let asking = null;          // the question under way, until Gradio's event of it has ended
  let held = null;            // a question asked between an answer and the end of its event

  function fresh() {
    return { id: crypto.randomUUID?.() ?? String(Date.now()) + Math.random().toString(16).slice(2), turns: [], updated: null };
  }

  // ---- storage: one key per conversation, so that two tabs never overwrite each other

  const keep = {
    read(key, store = localStorage) { try { return store.getItem(key); } catch { return null; } },
    write(key, value, store = localStorage) {
      try { store.setItem(key, value); return true; } catch { return false; }
    },
    drop(key, store = localStorage) { try { store.removeItem(key); } catch { /* nothing was kept */ } },
    keys() {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(SAVED)); } catch { return []; }
    },
  };

  function savedConversations() {
    const found = [];
    for (const key of keep.keys()) {
      try {
        const data = JSON.parse(keep.read(key));
        found.push({ id: key.slice(SAVED.length), title: String(data.title), updated: String(data.updated), text: keep.read(key) });
      } catch { keep.drop(key); }
    }
    return found.sort((a, b) => (a.updated < b.updated ? 1 : -1));
  }

  function asText() {
    return JSON.stringify({
      format: FORMAT, version: 1, title: conversation.turns[0]?.asked ?? "", updated: conversation.updated, turns: conversation.turns,
    });
  }

  function store() {
    if (!conversation.turns.length) return;
    const before = keep.read(SAVED + conversation.id);
    if (before && conversation.updated && JSON.parse(before).updated !== conversation.updated) {
      conversation.id = fresh().id; // a copy of this tab went on with it: this one becomes a conversation of its own
    }
    conversation.updated = new Date().toISOString();
    let others = savedConversations().filter((item) => item.id !== conversation.id);
    while (!keep.write(SAVED + conversation.id, asText()) && others.length) keep.drop(SAVED + others.pop().id);
    keep.write(CURRENT, conversation.id, sessionStorage);
    listSaved();
  }

  function listSaved() {
    const list = document.querySelector(".saved-list");
    if (!list) return;
    const saved = savedConversations();
    list.replaceChildren(...saved.map((item) => {
      const row = document.createElement("li");
      const open = document.createElement("button");
      open.type = "button";
      open.className = "quiet";
      open.dataset.act = "open-saved";
      open.dataset.id = item.id;
      open.textContent = item.title || "Untitled";
      if (item.id === conversation.id) open.setAttribute("aria-current", "true");
      const when = document.createElement("time");
      when.dateTime = item.updated;
      when.textContent = new Date(item.updated).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
      row.append(open, " ", when);
      return row;
    }));
    document.querySelector(".saved-none").hidden = saved.length > 0;
  }

  // ---- asking

  function limits() {
    const chosen = {};
    for (const field of document.querySelectorAll("select[data-limit]")) {
      if (field.value) chosen[field.dataset.limit] = field.value;
    }
    return chosen;
  }

  // Tokens of a model are counted for this tab, also when its page is loaded again.
  function session() {
    const kept = keep.read(SESSION, sessionStorage);
    if (kept) return kept;
    const made = fresh().id;
    keep.write(SESSION, made, sessionStorage);
    return made;
  }

  function options() {
    return { ...limits(), replace: replacing };
  }

  function ask(question, more = {}, typed = false) {
    if (!send) return;
    const asked = { question, typed, session: session(), options: { ...options(), ...more } };
    if (!asking) submit(asked);
    else if (asking.answered) held = asked;
    else announce("The answer before is not finished. Wait for it, or stop it.");
  }

  function submit(asked) {
    asking = { question: asked.question, answered: false };
    document.body.classList.add("asking");
    asking.nudging = setInterval(() => { if (!document.querySelector("#live article")) send("nudge", {}); }, 2000);
    send("ask", asked);
    endEditing();
    if (asked.question.trim()) keep.write(DRAFT, asked.question, sessionStorage);
    announce("Looking in the report.");
  }

  function settled() {
    if (asking) clearInterval(asking.nudging);
    asking = null;
    document.body.classList.remove("asking");
    if (!held) return;
    const next = held;
    held = null;
    submit(next);
  }

  // Too many are asking, or the server gave up: the question is not lost.
  function failed() {
    const lost = asking && !asking.answered ? asking.question : null;
    settled();
    if (lost === null) return;
    keep.drop(DRAFT, sessionStorage);
    fill(lost);
    tell("The question did not get through. It is back in the question box; send it again.");
  }

  const box = () => document.querySelector("#question textarea, #question input");

  function fill(question) {
    const field = box();
    field.value = question;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange(question.length, question.length);
  }

  function edit(number, question) {
    replacing = number;
    const line = document.querySelector(".editing");
    const later = conversation.turns.length - number;
    line.textContent = `Editing question ${number}${later > 0 ? `; the ${later} after it will be replaced` : ""}. `;
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "quiet";
    cancel.dataset.act = "cancel-edit";
    cancel.textContent = "Cancel";
    line.append(cancel);
    line.hidden = false;
    fill(question);
  }

  function endEditing() {
    replacing = null;
    const line = document.querySelector(".editing");
    if (line) line.hidden = true;
  }

  function showLimits() {
    const chips = document.querySelector(".limits-chips");
    if (!chips) return;
    const chosen = [...document.querySelectorAll("select[data-limit]")].filter((field) => field.value);
    chips.replaceChildren(...chosen.map((field) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip limit";
      chip.dataset.act = "clear-limit";
      chip.dataset.field = field.dataset.limit;
      const label = `${field.dataset.label}: ${field.selectedOptions[0].textContent}`;
      chip.textContent = `${label} ×`;
      chip.setAttribute("aria-label", `${label} ×, remove this limit`);
      return chip;
    }));
    chips.hidden = !chosen.length;
    document.querySelector(".limits-count").textContent = chosen.length ? `(${chosen.length} in force)` : "";
  }

  function clearLimits(name) {
    for (const field of document.querySelectorAll("select[data-limit]")) {
      if (!name || field.dataset.limit === name) field.value = "";
    }
    showLimits();
    box()?.focus();
  }

  // ---- the reading panel

  const keyOf = (spec) => (spec.n ? `t${spec.turn}-c${spec.n}` : spec.entry ? `entry-${spec.entry}` : "");
  const addressOf = (spec) => `?entry=${encodeURIComponent(spec.entry)}${spec.n ? `#t${spec.turn}-c${spec.n}` : ""}`;

  function show(spec, { push = true, from = null, focus = true } = {}) {
    if (!send) return;
    if (from) origin = from;
    const here = history.state?.panel;
    if (push && spec.entry && !(here && keyOf(here) === keyOf(spec))) history.pushState({ panel: spec }, "", location.pathname + addressOf(spec));
    reading = spec;
    awaited = { key: keyOf(spec), focus };
    openPanel(Boolean(spec.entry));
    const shown = document.querySelector("#panel .panel-head")?.dataset.key;
    if (shown && shown === awaited.key) panelChanged();
    else send("show", spec);
  }

  function openPanel(open) {
    document.body.classList.toggle("panel-open", open);
    const covered = open && narrow.matches;
    for (const id of ["ask-main", "site-head"]) document.getElementById(id)?.toggleAttribute("inert", covered);
  }

  function panelChanged() {
    const panel = document.getElementById("ask-panel");
    const mark = panel.querySelector("mark");
    panel.scrollTop = 0;
    if (mark && !panel.querySelector(".page-picture")) { // a picture of the page stands above and shows them, too
      const top = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
      const head = panel.querySelector(".panel-nav").offsetHeight;
      if (top > panel.clientHeight * 0.6) {
        panel.scrollTo({ top: top - Math.max(head, panel.clientHeight * 0.3), behavior: calm.matches ? "auto" : "smooth" });
      }
    }
    if (!awaited) return;
    const heading = panel.querySelector("h2");
    if (awaited.focus && awaited.key) heading?.focus({ preventScroll: true });
    else if (mark) announce(panel.querySelector(".where")?.textContent + ": " + heading.textContent);
    awaited = null;
  }

  function back() {
    // The panel covers a narrow window: closing it is going back, and must not be undone by the back button.
    if (narrow.matches) history.replaceState({}, "", location.pathname);
    openPanel(false);
    const target = origin?.isConnected ? origin : box();
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
  }

  // ---- commands from the server

  function obey(command) {
    if (!command) return;
    if (command.save) {
      conversation.turns = [...conversation.turns.slice(0, command.save.keep), command.save.turn];
      keep.drop(DRAFT, sessionStorage);
      store();
      if (asking) asking.answered = true;
    }
    if (command.opened) {
      conversation.turns = command.opened.turns;
      if (command.opened.imported) { conversation.updated = null; store(); announce("Conversation imported."); }
      listSaved();
    }
    if (command.forget_draft) { keep.drop(DRAFT, sessionStorage); if (asking) asking.answered = true; }
    if (command.broken) { conversation = fresh(); keep.drop(CURRENT, sessionStorage); }
    if (command.report) noticeReport(command.report);
    if (command.problem) tell(command.problem);
    if (command.announce) announce(command.announce);
    if (command.ready) requestAnimationFrame(() => document.getElementById(command.ready)?.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" }));
  }

  // Another report was chosen while this page was open: answers come from it, the page still shows the one before.
  function noticeReport(name) {
    if (document.getElementById("content").dataset.report === name || document.getElementById("other-report")) return;
    const line = document.createElement("p");
    line.id = "other-report";
    line.className = "limited";
    line.setAttribute("role", "status");
    line.textContent = "Another report is in use since this page was opened. ";
    const load = document.createElement("button");
    load.type = "button";
    load.className = "quiet";
    load.dataset.act = "load-again";
    load.textContent = "Show it";
    line.append(load);
    document.getElementById("ask-toolbar").after(line);
  }

  function tell(message) {
    const line = document.querySelector(".editing");
    line.textContent = message;
    line.hidden = false;
    announce(message);
  }

  function connect(trigger, watch, props, events) {
    const known = new Set(events);
    send = (event, data) => { if (known.has(event)) trigger(event, data); };
    watch("value", () => obey(props.value));
    setTimeout(arrive, 0);
  }

  function arrive() {
    const query = new URLSearchParams(location.search);
    const question = query.get("q");
    const entry = query.get("entry");
    const place = /^#t(\d+)-c(\d+)$/.exec(location.hash);
    const current = keep.read(CURRENT, sessionStorage);
    const text = current && !question ? keep.read(SAVED + current) : null;
    if (text) {
      conversation.id = current;
      try { conversation.updated = JSON.parse(text).updated; } catch { /* the server will say what is wrong */ }
      send("restore", { conversation: text, session: session(), keep_panel: Boolean(entry) });
    }
    if (entry) {
      const spec = place && text ? { entry, turn: Number(place[1]), n: Number(place[2]) } : { entry };
      history.replaceState({ panel: spec }, "", location.href);
      // The conversation has to be there before one of its citations can be opened.
      whenRestored(Boolean(text), () => show(spec, { push: false, focus: false }));
    }
    if (question) {
      history.replaceState({}, "", location.pathname);
      ask(question);
    } else {
      const draft = keep.read(DRAFT, sessionStorage);
      if (draft) {
        fill(draft);
        tell("The page was reloaded before this question was answered. It is back in the question box.");
        keep.drop(DRAFT, sessionStorage);
      }
    }
    listSaved();
    showLimits();
  }

  function whenRestored(waiting, then, tries = 100) {
    if (!waiting || conversation.turns.length || !tries) then();
    else setTimeout(() => whenRestored(waiting, then, tries - 1), 50);
  }

  // ---- clicks

  async function copy(button) {
    const text = button.dataset.text;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https a page may not use the clipboard; a selected field may be copied from.
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "vh";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    announce("Answer copied with its sources.");
    const label = button.firstChild;
    const before = label.textContent;
    label.textContent = "Copied";
    setTimeout(() => { label.textContent = before; }, 1500);
  }

  function startAnew(then = {}) {
    conversation = fresh();
    keep.drop(CURRENT, sessionStorage);
    keep.drop(DRAFT, sessionStorage);
    endEditing();
    openPanel(false);
    history.pushState({}, "", location.pathname);
    send("restore", { ...then, session: session() });
    box()?.focus();
  }

  function exportConversation() {
    if (!conversation.turns.length) { tell("There is nothing to export yet: ask a question first."); return; }
    const file = new Blob([asText()], { type: "application/json" });
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(file);
    anchor.download = "conversation.json";
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    announce("Conversation exported.");
  }

  function importConversation() {
    const picker = document.querySelector('.saved input[type="file"]');
    picker.value = "";
    picker.onchange = async () => {
      const file = picker.files[0];
      if (!file) return;
      if (file.size > 4000000) { tell(`${file.name} is larger than 4 MB and cannot be opened.`); return; }
      const text = await file.text();
      conversation = fresh();
      send("restore", { conversation: text, imported: true });
    };
    picker.click();
  }

  const actions = {
    cite: (el) => show({ entry: el.dataset.entry, turn: Number(el.dataset.turn), n: Number(el.dataset.n) }, { from: el }),
    open: (el) => {
      const inside = el.closest("#panel");
      const turn = Number(inside ? reading?.turn : el.dataset.turn);
      show({ entry: el.dataset.entry, ...(turn ? { turn } : {}) }, { from: inside ? null : el });
    },
    step: (el) => {
      const spec = { turn: Number(el.dataset.turn), n: Number(el.dataset.n) };
      const cited = document.querySelector(`a[data-act="cite"][data-turn="${spec.turn}"][data-n="${spec.n}"]`);
      if (cited) show({ ...spec, entry: cited.dataset.entry }, { from: cited, focus: false });
    },
    back,
    ask: (el) => { if (narrow.matches) openPanel(false); ask(el.dataset.question); },
    again: (el) => ask(el.dataset.question, { replace: Number(el.dataset.turn) }),
    edit: (el) => edit(Number(el.dataset.turn), el.dataset.question),
    "cancel-edit": () => { endEditing(); fill(""); },
    copy,
    "load-again": () => location.reload(),
    feedback: (el) => send("comment", { turn: Number(el.dataset.turn) }),
    "clear-limits": () => clearLimits(),
    "clear-limit": (el) => clearLimits(el.dataset.field),
    new: () => { startAnew(); announce("New conversation."); },
    "open-saved": (el) => {
      const text = keep.read(SAVED + el.dataset.id);
      startAnew({ conversation: text });
      conversation.id = el.dataset.id;
      try { conversation.updated = JSON.parse(text).updated; } catch { /* the server will say what is wrong */ }
      keep.write(CURRENT, conversation.id, sessionStorage);
      el.closest("details").open = false;
    },
    export: exportConversation,
    import: importConversation,
    "delete-all": () => {
      if (!confirm("Delete every conversation kept in this browser?")) return;
      for (const key of keep.keys()) keep.drop(key);
      startAnew();
      listSaved();
      announce("All conversations deleted.");
    },
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-act]");
    const action = target && send && actions[target.dataset.act];
    if (!action || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    action(target);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-limit]")) showLimits();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.getElementById("ask-panel")?.contains(document.activeElement)) back();
  });

  window.addEventListener("popstate", (event) => {
    if (!send) return;
    const spec = event.state?.panel;
    if (spec) show(spec, { push: false });
    else { show({}, { push: false, focus: false }); back(); }
  });

  narrow.addEventListener("change", () => openPanel(document.body.classList.contains("panel-open")));

  window.assistantUi = { connect, submit: (question) => ask(question ?? "", {}, true), settled, failed, panelChanged };
})();

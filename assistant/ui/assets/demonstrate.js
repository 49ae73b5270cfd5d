// The Demonstrate page: the script kept in this browser, files in and out, and the presenter view.
(() => {
  "use strict";
  const STORE = "assistant.script";
  const LARGEST = 1000000;
  let send = null;
  let dialog = null;
  let origin = null;      // what opened the presenter view
  let slide = null;       // { deck, place, total, done } of what is shown
  let script = null;      // the slide of the script that a question from the room interrupted
  let revealed = false;
  let notes = false;
  let arriveRevealed = false;
  let busy = false;
  let nudging = null;     // asks for a slide that does not come; see ask.js
  const field = (id) => document.querySelector(`#${id} textarea, #${id} input`);
  const part = (name) => dialog.querySelector(name);

  // ---- the script in this browser

  const keep = {
    read() { try { return JSON.parse(localStorage.getItem(STORE)); } catch { return null; } },
    write(value) { try { localStorage.setItem(STORE, JSON.stringify(value)); } catch { /* private window: not kept */ } },
    drop() { try { localStorage.removeItem(STORE); } catch { /* nothing was kept */ } },
  };

  function connect(trigger, watch, props, events) {
    const known = new Set(events);
    send = (event, data) => { if (known.has(event)) trigger(event, data); };
    watch("value", () => obey(props.value));
    const kept = keep.read();
    if (kept && typeof kept.text === "string") setTimeout(() => send("opened", { title: String(kept.title ?? ""), text: kept.text }), 0);
  }

  let writing = null;
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("#script-title, #script-lines")) return;
    clearTimeout(writing);
    writing = setTimeout(() => keep.write({ title: field("script-title").value, text: field("script-lines").value }), 250);
  });

  function openFile(button) {
    const picker = button.parentElement.querySelector('input[type="file"]');
    picker.value = "";
    picker.onchange = async () => {
      const file = picker.files[0];
      if (!file) return;
      // A file that is too large is cut: the server says in words that it is no script.
      const text = await file.slice(0, LARGEST + 1).text();
      send("opened", { file: text });
      setTimeout(() => keep.write({ title: field("script-title").value, text: field("script-lines").value }), 1000);
    };
    picker.click();
  }

  function download({ name, type, base64 }) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob([bytes], { type }));
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    window.assistantFrame.announce(`${name} is ready.`);
  }

  function obey(command) {
    if (!command) return;
    if (command.slide) arrive(command.slide);
    if (command.download) download(command.download);
    if (command.forget) keep.drop();
    if (command.problem) { busy = false; window.assistantFrame.announce(command.problem); }
  }

  // ---- the presenter view

  const SHELL = `
    <div class="presenter-slide"></div>
    <form class="presenter-room" hidden><label for="room-question">A question from the room</label>
      <input id="room-question" type="text" maxlength="2000" autocomplete="off"><button class="primary-button">Ask</button></form>
    <div class="presenter-bar">
      <button type="button" class="quiet" data-do="back">Back</button>
      <button type="button" class="primary-button" data-do="next">Next</button>
      <button type="button" class="quiet" data-do="notes" aria-pressed="false">Notes</button>
      <button type="button" class="quiet" data-do="room">Question from the room</button>
      <button type="button" class="quiet" data-do="full">Full screen</button>
      <button type="button" class="quiet" data-do="leave">Leave</button>
      <p class="keys">Keys: → or Space next · ← back · ↑ ↓ scroll · N notes · Q question from the room · F full screen · Esc leave</p>
    </div>`;

  function makeDialog() {
    dialog = document.createElement("dialog");
    dialog.id = "presenter";
    dialog.className = "own";
    dialog.setAttribute("aria-label", "Presentation");
    dialog.innerHTML = SHELL;
    document.querySelector(".gradio-container").append(dialog);
    dialog.addEventListener("close", left);
    dialog.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) actions[button.dataset.do]();
    });
    dialog.addEventListener("keydown", pressed);
    part(".presenter-room").addEventListener("submit", (event) => {
      event.preventDefault();
      const question = part("#room-question").value.trim();
      if (!question || busy) return;
      if (slide?.deck !== "room") script = slide;
      part("#room-question").value = "";
      part(".presenter-room").hidden = true;
      arriveRevealed = true;
      ask({ deck: "room", place: 0, question });
    });
  }

  function present(deck, from) {
    origin = from;
    if (!dialog) makeDialog();
    slide = null;
    script = null;
    arriveRevealed = false;
    busy = false;
    ask({ deck, place: 0 });
  }

  function ask(wanted) {
    if (busy) return;
    busy = true;
    clearInterval(nudging);
    nudging = setInterval(() => (busy ? send("nudge", {}) : clearInterval(nudging)), 2000);
    send("present", wanted);
  }

  function arrive(next) {
    const same = slide && slide.deck === next.deck && slide.place === next.place && !slide.done;
    if (!same) revealed = arriveRevealed;
    slide = next;
    busy = !next.done;
    const box = part(".presenter-slide");
    const reading = !same || box.contains(document.activeElement);
    box.innerHTML = next.html;
    if (!dialog.open) dialog.showModal();
    show();
    if (!same) box.scrollTop = 0;
    // What had the focus is gone with the old slide.
    if (reading) part(revealed ? ".reveal" : "h2").focus({ preventScroll: true });
  }

  function show() {
    const reveal = part(".reveal");
    reveal.hidden = !revealed;
    part(".slide").classList.toggle("revealed", revealed);
    const note = part(".slide-note");
    if (note) note.hidden = !notes;
    part('[data-do="notes"]').setAttribute("aria-pressed", String(notes));
    const last = slide.deck !== "room" && revealed && slide.place === slide.total - 1;
    part('[data-do="next"]').setAttribute("aria-disabled", String(last));
  }

  const actions = {
    next() {
      if (!slide) return;
      if (!revealed) {
        revealed = true;
        show();
        part(".reveal").focus({ preventScroll: true });
        if (slide.deck === "quiz") part(".reveal").scrollIntoView({ block: "nearest" });
      } else if (slide.deck === "room") {
        actions.back();
      } else if (slide.place < slide.total - 1) {
        arriveRevealed = false;
        ask({ deck: slide.deck, place: slide.place + 1 });
      } else {
        window.assistantFrame.announce("This was the last one. Press Escape to leave.");
      }
    },
    back() {
      if (!slide) return;
      arriveRevealed = true;
      if (slide.deck === "room") {
        if (script) ask({ deck: script.deck, place: script.place });
      } else if (revealed) {
        revealed = false;
        show();
        part("h2").focus({ preventScroll: true });
      } else if (slide.place > 0) {
        ask({ deck: slide.deck, place: slide.place - 1 });
      }
    },
    notes() { notes = !notes; show(); },
    room() {
      const form = part(".presenter-room");
      form.hidden = !form.hidden;
      if (!form.hidden) part("#room-question").focus();
    },
    full() {
      if (document.fullscreenElement) document.exitFullscreen();
      else dialog.requestFullscreen?.().catch(() => window.assistantFrame.announce("This browser shows no full screen here."));
    },
    leave() { dialog.close(); },
  };

  const KEYS = {
    ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back",
    n: "notes", q: "room", f: "full",
  };

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input")) {
      if (event.key === "Escape") { event.preventDefault(); part(".presenter-room").hidden = true; part("h2").focus(); }
      return;
    }
    // A focused button or link keeps its own keys.
    if (event.key === " " && event.target.matches("button, a, summary")) return;
    const action = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  }

  function left() {
    if (document.fullscreenElement) document.exitFullscreen();
    slide = null;
    busy = false;
    origin?.focus();
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-demo]");
    if (!target || !send) return;
    if (target.dataset.demo === "present") present("script", target);
    if (target.dataset.demo === "present-quiz") present("quiz", target);
    if (target.dataset.demo === "open") openFile(target);
    if (target.dataset.demo === "save") send("save", {});
    if (target.dataset.demo === "reset" && confirm("Put the shipped script back? Your own is lost unless you saved it.")) send("reset", {});
  });

  window.assistantDemonstration = { connect };
})();

// The palette: Ctrl/⌘ K opens it, arrows choose, Enter takes, Escape closes; the browser gives the focus back to where it was.
// What fits is found by the server; data-for says for which text the list was made.
import { whenLive, whenThere } from "./there.js";

const palette = () => document.getElementById("palette");
const field = () => document.getElementById("palette-input");
const list = () => document.getElementById("palette-list");
const options = () => [...(list()?.querySelectorAll("[role=option]") ?? [])];
let chosen = 0, taken = false, watched = null;

function choose(index) {
  const all = options();
  if (all.length === 0) { field().removeAttribute("aria-activedescendant"); return; }
  chosen = (index + all.length) % all.length;
  for (const [n, option] of all.entries()) option.setAttribute("aria-selected", String(n === chosen));
  field().setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({ block: "nearest" });
}

const upToDate = () => list().dataset.for === field().value;

function take() {
  // Enter was faster than the server: what it finds for these words is meant, not what stood there before.
  taken = !upToDate();
  if (!taken) options()[chosen]?.click();
}

function changed() {
  if (!palette().open) return;
  choose(upToDate() ? 0 : Math.min(chosen, options().length - 1));
  if (taken && upToDate()) { taken = false; options()[0]?.click(); }
}

// Who was faster than the circuit waits for it.
const openPalette = () => whenLive(() => open(palette()));

function open(dialog) {
  if (dialog.open || document.querySelector("dialog[open]")) return;
  if (watched !== dialog) {
    watched = dialog;
    new MutationObserver(changed).observe(list(), { childList: true, attributes: true, attributeFilter: ["data-for"] });
  }
  chosen = 0;
  taken = false;
  field().value = "";
  dialog.showModal();
  field().focus();
  // The server lists what can be done now, not when it was open last.
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

/** Opens what it stands in and puts the focus there. A menu or dialog is opened. */
function reveal(element) {
  for (let at = element.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (element.tagName === "DIALOG") { if (!element.open) element.showModal(); return; }
  const details = element.tagName === "DETAILS" ? element : element.tagName === "SUMMARY" ? element.parentElement : null;
  if (details) details.open = true;
  const place = details?.querySelector("input, textarea, select, button:not([disabled])") ?? element;
  place.scrollIntoView({ block: "center" });
  place.focus();
}

export function startPalette() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    } else if (event.target === field() && !event.isComposing) {
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen - 1);
      else if (event.key === "Enter") take();
      else return;
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open-palette]")) { openPalette(); return; }
    if (event.target === palette()) { palette().close(); return; }
    const option = event.target.closest?.("#palette-list [role=option]");
    if (!option) return;
    palette().close();
    const { go, thenOpen } = option.dataset;
    if (go) whenThere(go, reveal);
    // A page that is left is there a moment longer: look once the new one is drawn.
    if (thenOpen) setTimeout(() => whenThere(thenOpen, reveal), location.pathname === "/" ? 0 : 300);
  });
}

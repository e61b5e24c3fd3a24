// Shortcuts are wired by attribute: data-key="Enter" is clicked, a field or a box to tick gets the focus.
import { pressWhenLive } from "./press.js";
import { live } from "./there.js";

const fields = "input, textarea, select, [contenteditable=true], [role=textbox], [role=combobox]";
const actors = "button, a[href], summary, [role=button], [role=menuitem], [role=tab], [tabindex='0']";

const usable = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true" && element.getClientRects().length > 0;

function wanted(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.target.closest?.(fields)) return null;
  if (document.querySelector("dialog[open], .mud-dialog-container")) return null;
  // Enter on a focused button is that button's own.
  if (event.key === "Enter" && event.target.closest?.(actors)) return null;
  return event.key;
}

function help() {
  const dialog = document.getElementById("keys-help");
  if (dialog && !dialog.open) dialog.showModal();
}

export function startKeys() {
  // A field of several lines that is sent like one: [data-enter].
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches?.("textarea[data-enter]")) return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    const key = wanted(event);
    if (!key) return;
    if (key === "?") {
      event.preventDefault();
      help();
      return;
    }
    const wired = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
    const target = wired.find(usable);
    if (!target) {
      // A page that does not listen yet shows its buttons as not to be pressed.
      const soon = live() ? null : wired.find((element) => element.matches("main button"));
      if (soon) pressWhenLive(soon);
      return;
    }
    event.preventDefault();
    // A tick is a person's word for one item: a letter leads to it, and never ticks unread.
    if (target.matches("input, textarea, select, [role=checkbox]")) {
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    } else {
      target.click();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-open-help]")) help();
    // Blazor scrolls to a place on the same page and leaves the focus where it was.
    if (event.target.closest?.(".skip")) document.getElementById("content")?.focus();
    // The next thing is somewhere on this screen: lead there.
    const go = event.target.closest?.("[data-go]");
    if (go) {
      const place = document.querySelector(go.dataset.go);
      place?.scrollIntoView({ block: "center" });
      place?.focus();
      // What opens a dialog is no place to stop at.
      if (place?.matches("[data-open]")) place.click();
    }
    const opener = event.target.closest?.("[data-open]");
    const wantedDialog = opener && document.querySelector(opener.dataset.open);
    if (wantedDialog && !wantedDialog.open) wantedDialog.showModal();
    const close = event.target.closest?.("[data-close]");
    close?.closest("dialog")?.close();
    // A menu closes when something else is clicked.
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target) || event.target.closest?.(".item:not([data-theme-set])")) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

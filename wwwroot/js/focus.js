// An update must not drop the focus on the floor: when the focused thing goes away, its successor or the part of the page it stood in gets it.
let last = null, names = [], around = [], disabled = false;

const usable = (element) => element.isConnected && !element.disabled && element.getClientRects().length > 0;

function note(event) {
  last = event.target;
  disabled = false;
  names = ["data-test", "id", "data-key"].filter((n) => last.getAttribute?.(n)).map((n) => `[${n}="${CSS.escape(last.getAttribute(n))}"]`);
  around = [];
  for (let at = last.parentElement; at && at !== document.body; at = at.parentElement) around.push(at);
}

function successor() {
  // A field's twin is the same field drawn anew. A button's twin may ask something else by now, and nothing is pressed by an Enter that was meant
  // for what stood there before: its part of the page gets the focus instead.
  if (last.matches("input, textarea, select")) {
    const twin = names.map((name) => document.querySelector(name)).find((found) => found && usable(found));
    if (twin) return twin;
  }
  const place = around.find((at) => at.isConnected && at.matches("section, dialog[open], [role=region], main, li[tabindex]"));
  if (place && !place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  return place ?? document.getElementById("content");
}

function mend() {
  if (!last || (document.activeElement && document.activeElement !== document.body)) return;
  if (last.isConnected && last.disabled) { disabled = true; return; }
  if (usable(last)) {
    // It was only busy for a moment. What somebody clicked away from stays left.
    if (disabled && !last.matches(".danger")) last.focus({ preventScroll: true });
    disabled = false;
    return;
  }
  const next = successor();
  last = null;
  next?.focus({ preventScroll: true });
}

export function startFocus() {
  let wanted = false;
  document.addEventListener("focusin", note);
  document.addEventListener("pointerdown", (event) => { if (!last?.contains?.(event.target)) last = null; }, true);
  new MutationObserver(() => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => { wanted = false; mend(); });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "hidden"] });
}

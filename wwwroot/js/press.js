// What is pressed is done once: not twice by the second half of a double click, and not lost because the page does not listen yet.
import { live, whenLive, whenThere } from "./there.js";

const large = (event) => event.target.closest?.(".primary");
const served = (target) => target.closest?.("main button:not([data-offline])");
const says = (button) => button.textContent.trim();
let waiting = null;

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Presses a button that was pressed before the circuit listens, as soon as it does: if it still stands there and says the same. The newest counts. */
export function pressWhenLive(button) {
  const mine = waiting = { test: button.dataset.test, says: says(button) };
  const twin = () => {
    const same = [...document.querySelectorAll("main button")].filter((b) => b.dataset.test === mine.test && says(b) === mine.says && !b.disabled);
    return same.length === 1 ? same[0] : null;
  };
  // Only for a moment: what comes up later under the same name is not what was meant.
  whenLive(() => whenThere(twin, (there) => { if (waiting === mine) { waiting = null; there.click(); } }, 5_000));
}

function early(event) {
  const button = served(event.target);
  // What could do harm is pressed on purpose, on a page that listens.
  if (!button || button.matches(".danger") || live()) return;
  stop(event);
  // What it would send is put back into its field first (connection.js).
  if (button.type !== "submit") pressWhenLive(button);
}

// Sent before the circuit listens, a form would load the page anew.
function earlyForm(event) {
  if (!live() && event.target.closest?.("main") && !event.target.hasAttribute("action")) stop(event);
}

export function startPress() {
  // The large button says something else as soon as it was pressed: the second half of a double click, or a held key, must not press what comes next.
  addEventListener("click", (event) => { if (event.detail > 1 && large(event)) stop(event); }, true);
  addEventListener("keydown", (event) => { if (event.repeat && (event.key === "Enter" || event.key === " ") && large(event)) stop(event); }, true);
  addEventListener("click", early, true);
  addEventListener("submit", earlyForm, true);
}

/** Does what was pressed before there were scripts (early.js). */
export function pressEarly() {
  for (const event of window.takeEarly?.() ?? []) {
    const target = event.target.isConnected ? event.target : document.body;
    // Links, boxes and folds have done it by themselves.
    if (event.type === "keydown") target.dispatchEvent(new KeyboardEvent("keydown", event));
    else if (served(target)) served(target).click();
  }
}

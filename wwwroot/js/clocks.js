// Clocks tick here, by the server's time; the server never renders just because a second passed.
//   data-clock="up|down|held|ago" data-at="ISO" [data-warn="seconds"]   the element's text
//   data-now="ISO" data-pace="0…60" [data-until="ISO"]             around clocks that count from another moment: at this pace, and no further
//   data-budget="seconds" data-at="ISO"                            a bar (--p) with a [data-clock] inside
import { agoText, clockText, heldText, leftText } from "./durations.js";

const meta = document.querySelector('meta[name="server-time"]');
const arrived = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
const offset = meta ? Date.parse(meta.content) - arrived : 0;

export const serverNow = () => Date.now() + offset;

function tell(element, text) {
  // The text node stays Blazor's own: replacing it would break its next update.
  const node = element.firstChild;
  if (node?.nodeType === Node.TEXT_NODE) {
    if (node.nodeValue !== text) node.nodeValue = text;
  } else if (!node) {
    element.textContent = text;
  }
}

function mark(element, state) {
  if (element.dataset.state !== state) element.dataset.state = state;
}

// Since when a replay shows its moment.
const shown = new WeakMap();

function nowFor(element, now) {
  const scope = element.closest("[data-now]");
  if (!scope) return now;
  const key = `${scope.dataset.now} ${scope.dataset.pace}`;
  if (shown.get(scope)?.key !== key) shown.set(scope, { key, since: performance.now() });
  const at = Date.parse(scope.dataset.now) + (performance.now() - shown.get(scope).since) * Number(scope.dataset.pace);
  return scope.dataset.until ? Math.min(at, Date.parse(scope.dataset.until)) : at;
}

function tick() {
  const now = serverNow();
  for (const clock of document.querySelectorAll("[data-clock][data-at]")) {
    const seconds = (nowFor(clock, now) - Date.parse(clock.dataset.at)) / 1000;
    if (Number.isNaN(seconds)) continue;
    if (clock.dataset.clock === "up") {
      tell(clock, clockText(seconds));
    } else if (clock.dataset.clock === "ago") {
      tell(clock, agoText(seconds));
    } else if (clock.dataset.clock === "held") {
      tell(clock, heldText(-seconds));
      mark(clock, seconds < 0 ? "held" : "free");
    } else {
      tell(clock, leftText(-seconds));
      mark(clock, seconds >= 1 ? "late" : -seconds <= Number(clock.dataset.warn ?? 60) ? "due" : "running");
    }
  }
  for (const bar of document.querySelectorAll("[data-budget][data-at]")) {
    const part = (nowFor(bar, now) - Date.parse(bar.dataset.at)) / 1000 / Number(bar.dataset.budget);
    if (Number.isNaN(part)) continue;
    bar.style.setProperty("--p", Math.min(1, Math.max(0, part)).toFixed(3));
    mark(bar, part > 1 ? "over" : "within");
  }
}

export function startClocks() {
  let wanted = false;
  const soon = () => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => { wanted = false; tick(); });
  };
  tick();
  // On the second of the server, so that all screens turn together.
  setTimeout(() => { tick(); setInterval(tick, 1000); }, 1000 - (serverNow() % 1000));
  // A piece that Blazor has just put in must not wait a second for its first value.
  new MutationObserver(soon).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-at", "data-clock", "data-budget", "data-now", "data-pace"] });
  document.addEventListener("visibilitychange", soon);
}

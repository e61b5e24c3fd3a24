// Waiting for something to be on the page.

/** Calls act with what find gives, a selector or a function, once that is there. */
export function whenThere(find, act, within = 10_000) {
  const look = typeof find === "function" ? find : () => document.querySelector(find);
  const now = () => { const element = look(); if (element) act(element); return element; };
  if (now()) return;
  const observer = new MutationObserver(() => { if (now()) stop(); });
  const late = setTimeout(() => stop(), within);
  const stop = () => { observer.disconnect(); clearTimeout(late); };
  observer.observe(document.body, { childList: true, subtree: true, attributes: true });
}

// A page is drawn before its circuit listens, and then drawn anew; on a slow line that takes long. The palette says so for all of it.
const livePalette = "#palette[data-live=true]";
export const live = () => document.querySelector(livePalette) !== null;
export const whenLive = (act) => whenThere(livePalette, () => act(), 60_000);

// What comes while somebody watches is spoken: failures at once, other entries when there is a pause, many in one breath.
const spoken = new WeakSet();
let waiting = [], timer = 0;

const textOf = (entry) => (entry.querySelector(".said") ?? entry).textContent.trim().replace(/\s+/g, " ");

function say(id, text) {
  const region = document.getElementById(id);
  if (!region) return;
  const line = document.createElement("p");
  line.textContent = text;
  region.replaceChildren(line);
}

function tell() {
  timer = 0;
  const newest = waiting.slice(-3);
  const more = waiting.length - newest.length;
  say("say-politely", `${newest.join(". ")}${more > 0 ? `. And ${more} more.` : ""}`);
  waiting = [];
}

function hear(node) {
  if (!(node instanceof HTMLElement)) return;
  const entries = node.matches?.(".entry.fresh") ? [node] : [...(node.querySelectorAll?.(".entry.fresh") ?? [])];
  for (const entry of entries) {
    if (spoken.has(entry)) continue;
    spoken.add(entry);
    if (entry.classList.contains("bad")) say("say-at-once", textOf(entry));
    else waiting.push(textOf(entry));
  }
  if (waiting.length > 0 && timer === 0) timer = setTimeout(tell, 700);
}

export function startAnnouncing() {
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) hear(node);
  }).observe(document.body, { childList: true, subtree: true });
}

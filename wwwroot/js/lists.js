// ↑ and ↓ go from one link of a [data-arrows] list to the next, Home and End to its ends.
export function startLists() {
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.("[data-arrows]");
    if (!list || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...list.querySelectorAll("a[href]")];
    const at = links.indexOf(event.target.closest("a[href]"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined || !links[to]) return;
    event.preventDefault();
    links[to].focus();
  });
}

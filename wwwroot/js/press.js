// The large button says something else as soon as it was pressed: the second half of a double click, or a held key, must not press what comes next.
const large = (event) => event.target.closest?.(".primary");

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function startPress() {
  addEventListener("click", (event) => { if (event.detail > 1 && large(event)) stop(event); }, true);
  addEventListener("keydown", (event) => { if (event.repeat && (event.key === "Enter" || event.key === " ") && large(event)) stop(event); }, true);
}

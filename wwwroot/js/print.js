// On paper nothing can be unfolded: what is folded is opened for it, and folded again afterwards.
let opened = [];

export function startPrinting() {
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open]):not(.menu)")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) print(); });
}

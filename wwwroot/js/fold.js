// A long text shows its first lines until somebody asks for all of it: [data-unfold] stands after it, and its aria-expanded says which.
export function startFolds() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-unfold]");
    if (button) button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
  });
}

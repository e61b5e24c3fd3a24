// The moment of a chart that its slider stands on, read out beside it: by arrow keys, by a finger, or by pointing at the picture.
function show(chart, cursor) {
  const at = Number(cursor.value);
  const said = chart.dataset.points.split("\n")[at] ?? "";
  const line = chart.querySelector("[data-chart-line]");
  line.style.left = `${Math.min(100, Number(chart.dataset.first) + at * Number(chart.dataset.each))}%`;
  line.hidden = false;
  chart.querySelector("[data-chart-said]").textContent = said;
  cursor.setAttribute("aria-valuetext", said);
}

export function startCharts() {
  document.addEventListener("input", (event) => {
    const cursor = event.target.closest?.("[data-chart-cursor]");
    if (cursor) show(cursor.closest("[data-chart]"), cursor);
  });
  document.addEventListener("pointermove", (event) => {
    const box = event.target.closest?.(".chart-box");
    if (!box) return;
    const chart = box.closest("[data-chart]");
    const cursor = chart.querySelector("[data-chart-cursor]");
    const { left, width } = box.getBoundingClientRect();
    const place = ((event.clientX - left) / width) * 100;
    cursor.value = String(Math.round((place - Number(chart.dataset.first)) / Number(chart.dataset.each)));
    show(chart, cursor);
  });
}

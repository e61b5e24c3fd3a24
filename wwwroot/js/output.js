// Brings a line of a step's output to the middle of its box; those far away are not drawn yet, so their place is computed.
export function showLine(box, sequence, height) {
  const there = box.querySelector(`[data-line="${sequence}"]`);
  if (there) there.scrollIntoView({ block: "center", behavior: "instant" });
  else box.scrollTop = Math.max(0, (sequence - 1) * height - box.clientHeight / 2);
}

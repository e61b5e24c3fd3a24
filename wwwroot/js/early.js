// On a slow line a page is seen before its scripts are there. What is pressed in that moment is kept; press.js does it once it has come.
(() => {
  const most = 20;
  const kinds = ["keydown", "click"];
  const kept = [];
  const keep = (event) => { if (kept.length < most) kept.push(event); };
  for (const kind of kinds) addEventListener(kind, keep, true);
  window.takeEarly = () => {
    for (const kind of kinds) removeEventListener(kind, keep, true);
    return kept.splice(0);
  };
})();

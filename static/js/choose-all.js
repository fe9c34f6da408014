// One box in the head of a table that ticks all in its rows. Bound by data-choose-all; hidden where no script runs.

for (const box of document.querySelectorAll("[data-choose-all]")) {
  const rows = box.closest("table").querySelectorAll("tbody input[type=checkbox]");
  box.hidden = false;
  box.addEventListener("change", () => rows.forEach((row) => { row.checked = box.checked; }));
  rows.forEach((row) => row.addEventListener("change", () => { box.checked = [...rows].every((one) => one.checked); }));
}

"use strict";
// A click on a title sorts the rows by that column: numbers first from the largest, words from A; another click turns it round.
for (const table of document.querySelectorAll("table.sortable")) {
  const titles = [...table.tHead.rows[0].cells];
  const worth = (row, index) => {
    const cell = row.cells[index], text = cell.dataset.v ?? cell.textContent.replaceAll(",", "");
    return text.trim() !== "" && isFinite(text) ? Number(text) : text.trim();
  };
  titles.forEach((title, index) => title.querySelector("button")?.addEventListener("click", () => {
    const number = title.classList.contains("n"), before = title.getAttribute("aria-sort");
    const down = before ? before === "ascending" : number;
    const body = table.tBodies[0], rows = [...body.rows].map((row) => [worth(row, index), row]);
    rows.sort(([a], [b]) => {
      if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1; // what has no figure comes last
      const order = typeof a === "number" ? a - b : a.localeCompare(b, undefined, { numeric: true });
      return down ? -order : order;
    });
    titles.forEach((other) => other.removeAttribute("aria-sort"));
    title.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows.map(([, row]) => row));
  }));
}

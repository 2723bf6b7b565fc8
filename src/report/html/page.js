"use strict";
const form = document.getElementById("filters");
const cards = [...document.querySelectorAll("article")];
const shown = document.getElementById("shown");
function filter() {
  const want = new FormData(form);
  const words = want.get("text").toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  for (const card of cards) {
    const same = (name) => !want.get(name) || card.dataset[name] === want.get(name);
    const text = card.textContent.toLowerCase();
    const fits = ["severity", "confidence", "provider", "exposure"].every(same) && words.every((w) => text.includes(w));
    card.hidden = !fits;
    if (fits) n += 1;
  }
  shown.textContent = `${n} of ${cards.length} shown`;
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
form.hidden = false;
filter();

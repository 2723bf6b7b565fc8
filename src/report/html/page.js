"use strict";
const form = document.getElementById("filters");
const cards = [...document.querySelectorAll("article")];
const shown = document.getElementById("shown");
const picks = [...document.querySelectorAll("[data-pick]")];
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
  for (const pick of picks) pick.setAttribute("aria-pressed", String(pick.dataset.pick === want.get("severity")));
  // The address holds the filters, so that a link shows what its sender saw.
  const link = new URLSearchParams([...want].filter(([, value]) => value)).toString();
  if (link !== location.hash.slice(1)) location.replace(`#${link}`);
}
function fromAddress() {
  const link = new URLSearchParams(location.hash.slice(1));
  for (const field of form.querySelectorAll("[name]")) field.value = link.get(field.name) ?? "";
  filter();
}
for (const pick of picks) {
  pick.addEventListener("click", () => {
    form.severity.value = form.severity.value === pick.dataset.pick ? "" : pick.dataset.pick;
    filter();
  });
}
addEventListener("hashchange", fromAddress);
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
form.hidden = false;
fromAddress();

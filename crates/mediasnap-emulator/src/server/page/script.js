// Asks for the page again and again, and puts in its place what has changed; images that are there stay.
"use strict";

const PAUSE = 1000;

function renewSection(shown, fresh) {
  const rows = new Map(Array.from(shown.querySelectorAll("tbody tr"), (row) => [row.id, row]));
  const wanted = Array.from(fresh.querySelectorAll("tbody tr"), (row) => {
    const known = rows.get(row.id);
    return known && known.dataset.version === row.dataset.version ? known : row;
  });
  const body = shown.querySelector("tbody");
  const same = wanted.length === body.children.length && wanted.every((row, index) => row === body.children[index]);
  if (!same) {
    body.replaceChildren(...wanted);
  }
}

async function renew() {
  try {
    const answer = await fetch("/", { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("clock").textContent = fresh.getElementById("clock").textContent;
    for (const section of fresh.querySelectorAll("section")) {
      renewSection(document.getElementById(section.id), section);
    }
    document.body.classList.remove("lost");
  } catch {
    document.body.classList.add("lost");
  }
  setTimeout(renew, PAUSE);
}

setTimeout(renew, PAUSE);

"use strict";
const track = JSON.parse(document.getElementById("track").textContent);
const seek = document.getElementById("seek");
const preview = document.getElementById("preview");
const fill = document.getElementById("fill");
const gallery = document.getElementById("gallery");

function paint(element, cue) {
  element.style.width = cue.width + "px";
  element.style.height = cue.height + "px";
  element.style.backgroundImage = "url(" + JSON.stringify(track.sheets[cue.sheet].file) + ")";
  element.style.backgroundPosition = -cue.x + "px " + -cue.y + "px";
}

function clock(ms) {
  const pad = (number, length) => String(number).padStart(length, "0");
  const seconds = Math.floor(ms / 1000);
  const text = pad(Math.floor(seconds / 60) % 60, 2) + ":" + pad(seconds % 60, 2);
  const hours = Math.floor(seconds / 3600);
  const rest = ms % 1000;
  return (hours ? hours + ":" : "") + text + (rest ? "." + pad(rest, 3) : "");
}

function cueAt(ms) {
  let low = 0;
  let high = track.cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (track.cues[middle].start_ms <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

let current = -1;
let position = 0;
function show(ms) {
  position = Math.min(Math.max(ms, 0), Math.max(track.duration_ms - 1, 0));
  const index = cueAt(position);
  if (index < 0) return;
  const share = position / track.duration_ms;
  fill.style.width = 100 * share + "%";
  seek.setAttribute("aria-valuenow", Math.round(position / 1000));
  seek.setAttribute("aria-valuetext", clock(position));
  preview.hidden = false;
  paint(preview.firstElementChild, track.cues[index]);
  preview.lastElementChild.textContent = clock(position);
  const room = seek.clientWidth - preview.offsetWidth;
  preview.style.left = Math.min(Math.max(share * seek.clientWidth - preview.offsetWidth / 2, 0), Math.max(room, 0)) + "px";
  if (index !== current) {
    if (gallery.children[current]) gallery.children[current].classList.remove("current");
    gallery.children[index].classList.add("current");
    current = index;
  }
}

track.cues.forEach((cue) => {
  const figure = document.createElement("figure");
  const tile = document.createElement("div");
  const caption = document.createElement("figcaption");
  tile.className = "tile";
  paint(tile, cue);
  caption.textContent = clock(cue.start_ms);
  figure.append(tile, caption);
  figure.addEventListener("click", () => show(cue.start_ms));
  gallery.append(figure);
});

seek.setAttribute("aria-valuemax", Math.round(track.duration_ms / 1000));
seek.addEventListener("pointermove", (event) => {
  const box = seek.getBoundingClientRect();
  show((event.clientX - box.left) / box.width * track.duration_ms);
});
seek.addEventListener("pointerleave", () => { preview.hidden = true; });
seek.addEventListener("keydown", (event) => {
  const step = track.cues.length ? track.duration_ms / track.cues.length : 1000;
  if (event.key === "ArrowRight") show(position + step);
  else if (event.key === "ArrowLeft") show(position - step);
  else return;
  event.preventDefault();
});

// The deck in a window: reveal.js turns the slides where there is room. On a phone, on paper (?print-pdf) and where no
// script runs the slides stand below one another, and everything on them is there.

const PHONE = matchMedia("(max-width: 700px)");
const root = document.documentElement;
const deck = document.getElementById("deck");
const isPaper = /[?&]print-pdf\b/.test(location.search);

function follow(system) {
  root.dataset.theme = !isPaper && system.matches ? "dark" : "light";
}

function toggleTheme() {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
}

// Parts of a picture, and what is said of them, belong to steps: from one, and up to another.
function showStep(slide) {
  const step = slide.querySelectorAll(".step.visible").length;
  for (const part of slide.querySelectorAll("[data-from]")) {
    const { from, to = "Infinity", lit = "" } = part.dataset;
    part.classList.toggle("out", step < Number(from) || step >= Number(to));
    part.classList.toggle("lit", lit.split(" ").includes(String(step)));
  }
}

function openAnswers(slide) {
  for (const quiz of slide.querySelectorAll("details.visible")) quiz.open = true;
}

// An answer opens as the next step of its slide, and closes on the way back.
function onStep(event) {
  const isShown = event.type === "fragmentshown";
  for (const part of event.fragments) if (part.matches("details")) part.open = isShown;
  showStep(Reveal.getCurrentSlide());
  tell();
}

// A key that opens an answer turns no slide.
function keepKeys(event) {
  if (event.target.closest("summary") && (event.key === " " || event.key === "Enter")) event.stopPropagation();
}

// The speaker's window: what to say, what comes next, how long it has been.
let speaker = null;
let begun = null;

function openSpeaker() {
  speaker = open("", "speaker", "width=1000,height=700");
  if (!speaker) return;
  begun ??= Date.now();
  const page = speaker.document;
  page.title = "Notes";
  page.head.replaceChildren(...[...document.querySelectorAll("style")].map(style => page.importNode(style, true)));
  page.documentElement.dataset.theme = root.dataset.theme;
  page.documentElement.className = "speaker";
  page.body.className = "";
  page.onkeydown = event => Reveal.triggerKey(event.keyCode);
  tell();
}

function tell() {
  if (!speaker || speaker.closed) return;
  const slide = Reveal.getCurrentSlide();
  const make = (tag, text) => Object.assign(speaker.document.createElement(tag), { textContent: text });
  const clock = Object.assign(make("p", elapsed()), { id: "clock" });
  const notes = speaker.document.importNode(slide.querySelector(".notes"), true);
  const [, following] = [slide, nextOf(slide)];
  const parts = [clock, make("h1", titleOf(slide)), notes, make("h2", following ? `Next: ${titleOf(following)}` : "The end")];
  if (following) parts.push(Object.assign(make("div", ""), { className: "following" }));
  speaker.document.body.replaceChildren(...parts);
  if (following) parts.at(-1).append(speaker.document.importNode(following.querySelector(".frame"), true));
}

const titleOf = slide => slide.querySelector("h1, h2").textContent;

function nextOf(slide) {
  const slides = Reveal.getSlides();
  return slides[slides.indexOf(slide) + 1];
}

function elapsed() {
  const seconds = Math.floor((Date.now() - begun) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  const clock = speaker && !speaker.closed && speaker.document.getElementById("clock");
  if (clock) clock.textContent = elapsed();
}

// What is wider than a phone is moved sideways, with keys too.
function read() {
  const parts = [...deck.querySelectorAll(".formulas, .derivation, .table, figure")];
  for (const [k, part] of parts.filter(part => part.scrollWidth > part.clientWidth).entries()) {
    const name = `${titleOf(part.closest("section"))}, ${k + 1}`;
    Object.assign(part, { tabIndex: 0, role: "region", ariaLabel: name });
  }
  root.classList.add("ready");
}

function start() {
  deck.classList.add("reveal");
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true, slideNumber: "c/t", navigationMode: "linear",
    transition: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "fade", transitionSpeed: "fast",
    scrollActivationWidth: null, controlsTutorial: false,
  }).then(() => {
    Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Light or dark" }, toggleTheme);
    Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "Notes for the speaker" }, openSpeaker);
    Reveal.on("fragmentshown", onStep);
    Reveal.on("fragmenthidden", onStep);
    Reveal.on("slidechanged", ({ currentSlide }) => { openAnswers(currentSlide); showStep(currentSlide); tell(); });
    deck.querySelectorAll("section section").forEach(showStep);
    openAnswers(deck);
    setInterval(tick, 1000);
    root.classList.add("ready");
  });
}

const system = matchMedia("(prefers-color-scheme: dark)");
follow(system);
system.addEventListener("change", () => follow(system));
deck.addEventListener("keydown", keepKeys);
if (isPaper) for (const quiz of deck.querySelectorAll("details")) quiz.open = true;
if (isPaper || PHONE.matches) read();
else start();
PHONE.addEventListener("change", () => { if (!isPaper) location.reload(); });

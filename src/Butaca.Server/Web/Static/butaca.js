// Light or dark, links to copy, what was typed and tapped before the page is live, and what to do when the connection is
// lost. The rest is drawn by the server.
const root = document.documentElement;
const keptAt = "butaca-kept";

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

async function copy(button) {
  const address = button.dataset.address || location.href;
  const label = button.querySelector("span");
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    // Pages that come over plain HTTP from another machine have no clipboard: an old way serves.
    const field = document.createElement("textarea");
    field.value = address;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  label.textContent = button.dataset.copy;
  setTimeout(() => { label.textContent = before; }, 1500);
}

document.addEventListener("click", event => {
  if (event.target.closest?.(".skip")) { // as a plain link it would move the view, but not the focus
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("main").focus();
    return;
  }
  if (event.target.closest?.(".to-picks")) {
    event.preventDefault();
    event.stopPropagation();
    const title = document.getElementById("picks-title");
    title.scrollIntoView();
    title.focus({ preventScroll: true });
    return;
  }
  if (event.target.closest?.("[data-others]")) document.querySelector(".film")?.scrollTo({ left: 0 });
  const button = event.target.closest?.("button");
  if (!button) return;
  if (isSaying(button) && !isLive()) {
    event.preventDefault();
    event.stopPropagation();
    keep(button);
  }
  const frame = button.closest(".frame");
  if (frame && (isSaying(button) || "skip" in button.dataset)) goOn(frame);
  if ("themeSwitch" in button.dataset) {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `butaca-theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    dispatchEvent(new Event("butaca-theme"));
  } else if ("copy" in button.dataset) {
    copy(button);
  } else if ("reload" in button.dataset) {
    location.reload();
  }
}, true);

// Until the page is live, and while the connection is lost, what is said of movies is kept here, and sent once it can be:
// as one address, which the server reads with or without this script.
const kept = [];
const lost = document.getElementById("components-reconnect-modal");
let isAway = false, waiting = 0;

const isLive = () => document.getElementById("main")?.dataset.live === "yes" && !isAway;

function isSaying(button) {
  return button.type === "submit" && button.getAttribute("form") === "told";
}

function keep(button) {
  kept.push([button.name, button.value]);
  const isOn = button.getAttribute("aria-pressed") === "true";
  for (const other of button.parentElement.querySelectorAll("[aria-pressed]")) if (other.name === "tell") other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(!isOn));
  tellKept();
  if (!isAway) waiting ||= setTimeout(send, 5000); // no connection comes about: a plain address serves
}

function tellKept() {
  const word = lost?.querySelector(".kept");
  if (!word) return;
  word.hidden = kept.length === 0;
  word.textContent = kept.length === 1 ? word.dataset.one : word.dataset.many.replace("{0}", kept.length);
}

function withKept() {
  const address = new URL(location.href);
  for (const [name, value] of kept.splice(0)) address.searchParams.append(name, value);
  return address.pathname + address.search + address.hash;
}

function send() {
  clearTimeout(waiting);
  waiting = 0;
  if (kept.length === 0) return;
  const address = withKept();
  tellKept();
  if (isLive()) Blazor.navigateTo(address, { replaceHistoryEntry: true });
  else location.assign(address);
}

// What was typed before the page is live: the live page has new fields, empty ones, in place of those.
const typed = new Map();
document.addEventListener("input", event => {
  if (event.target.id && !isLive()) typed.set(event.target.id, event.target);
}, true);

for (const field of document.querySelectorAll("input[id], textarea[id]")) if (field.type !== "hidden" && field.value !== field.defaultValue) typed.set(field.id, field);

function bringBack() {
  for (const [id, before] of typed) {
    const field = document.getElementById(id);
    if (!field || field === before || before.isConnected) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = before.checked;
    else if (field.type === "file") field.files = before.files;
    else {
      field.value = before.value;
      if (focused === id) {
        field.focus({ preventScroll: true });
        if (place !== null && field.setSelectionRange && field.type !== "number") field.setSelectionRange(place, place);
      }
    }
    typed.set(id, field);
  }
}

let focused = "", place = null;
document.addEventListener("selectionchange", () => noteFocus());
document.addEventListener("focusin", () => noteFocus());
function noteFocus() {
  const field = document.activeElement;
  if (isLive() || !field?.id || field === document.body) return;
  [focused, place] = [field.id, field.selectionStart ?? null];
}

noteFocus();

let wasLive = false;
function becomeLive() {
  if (wasLive || !isLive()) return;
  wasLive = true;
  for (const [id] of typed) {
    const field = document.getElementById(id);
    if (!field || field.closest("[data-draft]")) continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (field.getAttribute("role") !== "combobox") field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  typed.clear();
  send();
}

new MutationObserver(() => {
  bringBack();
  becomeLive();
  keepAddress();
  lookForPicks();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-live", "value"] });

// The browser knows of a lost network at once, the connection's end may come later.
function away(is) {
  isAway = is;
  for (const part of document.querySelectorAll(".tune, .search")) part.inert = is;
  if (!is) becomeLive(), send();
}
addEventListener("offline", () => {
  lost?.classList.add("is-offline");
  away(true);
});
addEventListener("online", () => {
  lost?.classList.remove("is-offline");
  if (!isShown()) away(false);
});
const isShown = () => /components-reconnect-(show|failed|retrying|paused|resume-failed)/.test(lost?.className ?? "");
let asking = 0;
if (lost) {
  new MutationObserver(() => {
    const is = isShown() || lost.classList.contains("is-offline");
    if (is !== isAway) away(is);
    // A connection that the server no longer knows can't be taken up again: what was ticked is in the address, so begin anew.
    if (lost.classList.contains("components-reconnect-rejected")) location.replace(withKept());
    if (lost.classList.contains("components-reconnect-failed")) asking ||= setInterval(askAgain, 3000);
  }).observe(lost, { attributes: true, attributeFilter: ["class"] });
}

async function askAgain() {
  try {
    if ((await fetch(location.pathname, { method: "HEAD", cache: "no-store" })).ok) location.replace(withKept());
  } catch {
    // not yet
  }
}

// On a phone one movie is asked about at a time: what was said of one brings the next.
function goOn(frame) {
  const film = frame.parentElement, next = frame.nextElementSibling;
  if (!matchMedia("(max-width: 639px)").matches) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  if (next) film.scrollTo({ left: next.offsetLeft - film.firstElementChild.offsetLeft, behavior: calm });
  else document.querySelector("[data-others]")?.click();
}

// The button to the picks stays until they are in sight.
function lookForPicks() {
  const at = document.getElementById("picks-title")?.getBoundingClientRect().top ?? Infinity;
  root.classList.toggle("is-at-picks", at < innerHeight - 180);
}
addEventListener("scroll", lookForPicks, { passive: true });
addEventListener("resize", lookForPicks);
lookForPicks();

// What somebody writes of a new movie is kept in the tab, whatever becomes of the server.
function keepDraft(form) {
  const draft = { chosen: [...form.querySelectorAll("[data-value][aria-pressed=true]")].map(button => button.dataset.value) };
  for (const field of form.querySelectorAll("input[id], textarea[id]")) draft[field.id] = [field.value];
  try {
    sessionStorage.setItem(form.dataset.draft, JSON.stringify(draft));
  } catch {
    // no room, or not allowed
  }
}
for (const name of ["input", "change"]) document.addEventListener(name, event => {
  const form = event.target.closest?.("[data-draft]");
  if (form) keepDraft(form);
});
new MutationObserver(changes => {
  const form = changes[0].target.closest("[data-draft]");
  if (form) keepDraft(form);
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-pressed"] });

// Only where somebody asks for it the browser keeps what they told: their address.
function remembered() {
  try {
    return localStorage.getItem(keptAt);
  } catch {
    return null;
  }
}
function remember(query) {
  try {
    if (query === null) localStorage.removeItem(keptAt);
    else localStorage.setItem(keptAt, query);
  } catch {
    // not allowed
  }
}
// Whose address this is: what was kept here and goes on from there, not somebody else's that was opened.
let isOurs = remembered() === location.search;
if (["/", "/list", "/together", "/map"].includes(location.pathname) && location.search === "" && remembered()) location.replace(location.pathname + remembered());
function keepAddress() {
  for (const box of document.querySelectorAll("[data-keep]")) if (box.checked !== isOurs) box.checked = isOurs;
  if (isOurs && remembered() !== location.search) remember(location.search);
}
document.addEventListener("change", event => {
  if (!("keep" in (event.target.dataset ?? {}))) return;
  isOurs = event.target.checked;
  remember(isOurs ? location.search : null);
});
keepAddress();

// The suggestion that the arrow keys reach comes into sight.
new MutationObserver(changes => {
  for (const { target } of changes) document.getElementById(target.getAttribute("aria-activedescendant"))?.scrollIntoView({ block: "nearest" });
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-activedescendant"] });

// Light or dark, links to copy, and what to do when the connection is lost. The rest is drawn by the server.
const root = document.documentElement;

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
  const button = event.target.closest?.("button");
  if (!button) return;
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

// A connection that the server no longer knows can't be taken up again: what was ticked is in the address, so begin anew.
// Meanwhile the page behind can't be used, so it takes no focus either.
const lost = document.getElementById("components-reconnect-modal");
if (lost) {
  new MutationObserver(() => {
    const isShown = getComputedStyle(lost).display !== "none";
    for (const element of document.body.children) if (element !== lost) element.inert = isShown;
    if (isShown) lost.querySelector("[tabindex], button:not([hidden])")?.focus();
    if (lost.classList.contains("components-reconnect-rejected")) location.reload();
  }).observe(lost, { attributes: true, attributeFilter: ["class"] });
}

// The suggestion that the arrow keys reach comes into sight.
new MutationObserver(changes => {
  for (const { target } of changes) document.getElementById(target.getAttribute("aria-activedescendant"))?.scrollIntoView({ block: "nearest" });
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-activedescendant"] });

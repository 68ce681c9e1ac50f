// The map of all movies on a canvas: zoom, move, point, search. Titles are written as text, never as markup.
const years = [[58, 91, 169], [192, 90, 142], [242, 177, 52]];
const other = "#9498a0";
let ends = [];

export function stop() {
  for (const end of ends) end();
  ends = [];
}

export async function start(address, extent, at, seen, no, picks) {
  stop();
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The map answered ${answer.status}.`);
  const data = await answer.json();
  const canvas = document.getElementById("map");
  const tip = document.getElementById("map-tip");
  const find = document.getElementById("map-find");
  const list = document.getElementById("map-found");
  const none = document.getElementById("map-none");
  const buttons = document.querySelector(".map-tools");
  const legend = document.querySelectorAll("#legend-genre button");
  const pen = canvas.getContext("2d");
  const n = data.ids.length;
  const names = data.titles.map((title, i) => plain(`${title}\n${data.also[i]}`)); // found by either title
  const foreign = new Set(data.foreign); // titles in another language than the page
  const firstYear = Math.min(...data.years.filter(year => year > 0)), lastYear = Math.max(...data.years);
  const rows = ids => new Set((ids ?? []).map(id => data.ids.indexOf(id)).filter(i => i >= 0));
  const mine = [[rows(seen), "--good"], [rows(no), "--ink-dim"], [rows(picks), "--accent"]];
  const groups = { genre: byGenre(), year: byYear() };
  let color = "genre", scale = 1, left = 0, top = 0, width = 0, height = 0, hover = -1, pinned = -1, marked = new Set(), asked = false, only = null, tools = { left: Infinity, top: Infinity };

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  // Drawn a colour at a time: changing it is what takes long.
  function byGenre() {
    const found = new Map();
    for (let i = 0; i < n; i++) add(found, data.genre[i][0] ?? -1, i);
    return [...found].map(([genre, rows]) => ({ fill: colorOf(genre), rows }));
  }

  function colorOf(genre) {
    return genre < 0 ? other : data.colors[genre];
  }

  function byYear() {
    const found = new Map();
    for (let i = 0; i < n; i++) {
      const part = data.years[i] > 0 ? Math.round(24 * (data.years[i] - firstYear) / Math.max(1, lastYear - firstYear)) / 24 : -1;
      const [a, b] = part < 0.5 ? [years[0], years[1]] : [years[1], years[2]];
      const share = part < 0.5 ? part * 2 : part * 2 - 1;
      add(found, part < 0 ? other : `rgb(${a.map((from, k) => Math.round(from + (b[k] - from) * share)).join(",")})`, i);
    }
    return [...found].map(([fill, rows]) => ({ fill, rows }));
  }

  function add(found, key, i) {
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(i);
  }

  const x = i => left + scale * width * (0.03 + 0.94 * data.x[i] / extent);
  const y = i => top + scale * height * (0.97 - 0.94 * data.y[i] / extent);
  const size = i => (1.5 + Math.min(3.2, Math.sqrt(data.audience[i]) * 0.2)) * Math.min(2.2, Math.sqrt(scale));

  function draw() {
    asked = false;
    const ratio = devicePixelRatio || 1;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (const { fill, rows, alpha } of layers()) {
      pen.globalAlpha = alpha;
      pen.fillStyle = fill;
      pen.beginPath();
      for (const i of rows) {
        const px = x(i), py = y(i), r = size(i);
        if (px < -9 || py < -9 || px > width + 9 || py > height + 9) continue;
        pen.moveTo(px + r, py);
        pen.arc(px, py, r, 0, 6.2832);
      }
      pen.fill();
    }
    pen.globalAlpha = 1;
    const style = getComputedStyle(canvas); // its own colours: a custom property would still say light-dark(…), which no pen takes
    if (marked.size === 0 && only === null) for (const [some, name] of mine) {
      const stroke = inkOf(name);
      for (const i of some) ring(i, stroke, 4);
    }
    for (const i of marked) ring(i, style.accentColor, 4);
    if (pinned >= 0) ring(pinned, style.accentColor, 5);
    if (hover >= 0) ring(hover, style.color, 5);
    const parts = marked.size === 0 && only === null ? nameParts(style.color, style.backgroundColor) : [];
    label(style.color, style.backgroundColor, parts);
  }

  // A colour of the page, worked out: no pen takes light-dark(…).
  function inkOf(name) {
    probe.style.setProperty("color", `var(${name})`);
    return getComputedStyle(probe).color;
  }

  // What the parts of the map are called, as long as they can be seen at once.
  function nameParts(ink, ground) {
    if (scale > 5 || !data.labels) return [];
    pen.textAlign = "center";
    pen.font = `700 ${width < 500 ? 12 : 15}px ${getComputedStyle(document.querySelector("h1")).fontFamily}`;
    pen.lineJoin = "round";
    const taken = [];
    for (const part of data.labels) {
      const px = left + scale * width * (0.03 + 0.94 * part.x / extent), py = top + scale * height * (0.97 - 0.94 * part.y / extent);
      const half = pen.measureText(part.text).width / 2;
      if (px - half < 2 || px + half > width - 2 || py < 14 || py > height - 8) continue;
      if (taken.some(box => Math.abs(box[0] - px) < box[2] + half + 8 && Math.abs(box[1] - py) < 20)) continue;
      taken.push([px, py, half]);
      pen.globalAlpha = 0.9;
      pen.strokeStyle = ground;
      pen.lineWidth = 5;
      pen.strokeText(part.text, px, py);
      pen.fillStyle = ink;
      pen.fillText(part.text, px, py);
    }
    pen.globalAlpha = 1;
    pen.textAlign = "start";
    return taken.map(([px, py, half]) => [px - half, px + half, py]);
  }

  // What is drawn, from below: all movies by colour, and the genre that is looked at, in its own, on top of them.
  function layers() {
    const all = groups[color].map(group => ({ ...group, alpha: marked.size > 0 || only !== null ? 0.14 : 0.82 }));
    if (only === null) return all;
    return [...all, { fill: colorOf(only), rows: [...Array(n).keys()].filter(isMeant), alpha: 0.9 }];
  }

  function ring(i, stroke, more) {
    pen.strokeStyle = stroke;
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.arc(x(i), y(i), size(i) + more, 0, 6.2832);
    pen.stroke();
  }

  // The names of the most watched in sight, as far as they don't lie on each other.
  function label(ink, ground, taken) {
    pen.font = "600 12px system-ui, sans-serif";
    pen.lineJoin = "round";
    let room = scale > 6 ? 70 : scale > 2 || marked.size > 0 || only !== null ? 16 : 8;
    for (let at = pinned < 0 ? n - 1 : n; at >= 0 && room > 0; at--) { // the pinned one first
      const k = at === n ? pinned : at;
      const px = x(k), py = y(k);
      if (px < 0 || py < 12 || px > width - 40 || py > height - 8) continue;
      if (marked.size > 0 && !marked.has(k) || at === pinned || k !== pinned && !isMeant(k)) continue;
      const long = pen.measureText(data.titles[k]).width, from = px + size(k) + (marked.has(k) || k === pinned ? 10 : 4);
      if (from + long > width - 4 || from + long > tools.left && py > tools.top) continue;
      if (taken.some(box => from < box[1] && from + long > box[0] && Math.abs(py - box[2]) < 17)) continue;
      taken.push([from, from + long, py]);
      pen.strokeStyle = ground;
      pen.lineWidth = 4;
      pen.strokeText(data.titles[k], from, py + 4);
      pen.fillStyle = ink;
      pen.fillText(data.titles[k], from, py + 4);
      room--;
    }
  }

  function ask() {
    canvas.classList.toggle("is-near", scale > 1); // as long as all is in sight, a finger moves the page, not the map
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  }

  function fit() {
    const box = canvas.getBoundingClientRect();
    const ratio = devicePixelRatio || 1;
    [width, height] = [box.width, box.height];
    tools = { left: buttons.offsetLeft - 6, top: buttons.offsetTop - 6 };
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    ask();
  }

  function zoom(by, px = width / 2, py = height / 2) {
    const next = Math.min(60, Math.max(1, scale * by)), real = next / scale;
    left = px - (px - left) * real;
    top = py - (py - top) * real;
    scale = next;
    keep();
  }

  function keep() {
    left = Math.min(0, Math.max(width * (1 - scale), left));
    top = Math.min(0, Math.max(height * (1 - scale), top));
    ask();
  }

  function all() {
    [scale, left, top] = [1, 0, 0];
    ask();
  }

  // Whether a movie is of the genre that is looked at, if one is.
  function isMeant(i) {
    return only === null || (only < 0 ? data.genre[i].length === 0 : data.genre[i].includes(only));
  }

  // Looks at the movies of one genre alone, those of a button of the list; at all for null.
  function look(button) {
    const name = button?.dataset.genre, at = data.genres.indexOf(name);
    only = !button ? null : name === "" ? -1 : at < 0 ? data.genres.length : at; // no movie has a genre that the model lacks
    for (const other of legend) other.setAttribute("aria-pressed", other === button);
    point(-1);
    ask();
  }

  function nearest(px, py) {
    let best = -1, least = 18 * 18;
    for (let i = 0; i < n; i++) {
      const d = (x(i) - px) ** 2 + (y(i) - py) ** 2 - size(i);
      if (d <= least && (marked.size === 0 || marked.has(i)) && isMeant(i)) [best, least] = [i, d];
    }
    return best;
  }

  function point(i) {
    if (i === hover) return;
    hover = i;
    tip.hidden = i < 0;
    if (i >= 0) {
      tip.lang = foreign.has(i) ? data.language : document.documentElement.lang;
      tip.textContent = data.years[i] > 0 ? `${data.titles[i]} (${data.years[i]})` : data.titles[i];
      tip.style.setProperty("left", `${Math.min(width - tip.offsetWidth - 8, Math.max(8, x(i) + 12))}px`);
      tip.style.setProperty("top", `${Math.max(8, y(i) - 38)}px`);
    }
    canvas.classList.toggle("is-over", i >= 0);
    ask();
  }

  function link(i) {
    const query = new URLSearchParams(location.search);
    query.delete("at");
    const text = query.toString().replaceAll("%2C", ",").replaceAll("%7E", "~");
    return `/movie/${encodeURIComponent(data.ids[i])}${text ? "?" + text : ""}`;
  }

  function search() {
    const text = plain(find.value.trim());
    marked = new Set();
    list.replaceChildren();
    if (text.length > 0) {
      look(null);
      for (let i = n - 1; i >= 0 && marked.size < 400; i--) if (names[i].includes(text)) marked.add(i);
      for (const i of [...marked].slice(0, 8)) {
        const item = document.createElement("li"), anchor = document.createElement("a");
        anchor.href = link(i);
        if (foreign.has(i)) anchor.lang = data.language;
        anchor.textContent = data.years[i] > 0 ? `${data.titles[i]} (${data.years[i]})` : data.titles[i];
        anchor.addEventListener("focus", () => point(i));
        anchor.addEventListener("mouseenter", () => point(i));
        item.append(anchor);
        list.append(item);
      }
    }
    if (marked.size > 0 && scale > 1.05) flyTo([...marked][0]);
    none.textContent = text.length > 0 && marked.size === 0 ? none.dataset.text : "";
    point(-1);
    ask();
  }

  // Whoever has zoomed in would not see what was found elsewhere.
  let flight = 0;
  function flyTo(i) {
    const fromLeft = left, fromTop = top, toLeft = left + width / 2 - x(i), toTop = top + height / 2 - y(i);
    const begin = performance.now(), lasts = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 450, mine = ++flight;
    const step = now => {
      if (mine !== flight) return;
      const part = lasts === 0 ? 1 : Math.min(1, (now - begin) / lasts), eased = part * part * (3 - 2 * part);
      left = fromLeft + (toLeft - fromLeft) * eased;
      top = fromTop + (toTop - fromTop) * eased;
      keep();
      if (part < 1) requestAnimationFrame(step);
    };
    step(begin + (lasts === 0 ? 1 : 0));
  }

  function on(target, name, act, options) {
    target.addEventListener(name, act, options);
    ends.push(() => target.removeEventListener(name, act, options));
  }

  // One finger moves, two zoom; a press that went nowhere opens what is under it.
  const fingers = new Map();
  let moved = 0;
  on(canvas, "pointerdown", event => {
    fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    flight++;
    canvas.setPointerCapture(event.pointerId);
    if (fingers.size === 1) moved = 0;
  });
  on(canvas, "pointermove", event => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      point(nearest(event.offsetX, event.offsetY));
      return;
    }
    if (fingers.size === 2) {
      const [[, still]] = [...fingers].filter(([id]) => id !== event.pointerId);
      const was = Math.hypot(before[0] - still[0], before[1] - still[1]), is = Math.hypot(event.offsetX - still[0], event.offsetY - still[1]);
      if (was > 0) zoom(is / was, still[0], still[1]);
      moved = 99;
    } else {
      left += event.offsetX - before[0];
      top += event.offsetY - before[1];
      moved += Math.abs(event.offsetX - before[0]) + Math.abs(event.offsetY - before[1]);
      keep();
    }
    fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
  });
  on(canvas, "pointerup", event => {
    fingers.delete(event.pointerId);
    const under = moved < 6 ? nearest(event.offsetX, event.offsetY) : -1;
    if (under >= 0 && event.pointerType !== "mouse" && under !== hover) {
      point(under); // a finger sees the name first; the next touch opens
      return;
    }
    if (under >= 0) Blazor.navigateTo(link(under));
  });
  on(canvas, "pointercancel", event => fingers.delete(event.pointerId));
  on(canvas, "pointerleave", event => { if (event.pointerType === "mouse") point(-1); });
  on(canvas, "wheel", event => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0016), event.offsetX, event.offsetY);
  }, { passive: false });
  on(canvas, "keydown", event => {
    const step = 60, keys = {
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": all,
      ArrowLeft: () => { left += step; keep(); }, ArrowRight: () => { left -= step; keep(); },
      ArrowUp: () => { top += step; keep(); }, ArrowDown: () => { top -= step; keep(); },
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  on(buttons, "click", event => {
    const kind = event.target.closest("button")?.dataset.zoom;
    if (kind === "in") zoom(1.6);
    else if (kind === "out") zoom(1 / 1.6);
    else if (kind === "all") all();
  });
  for (const radio of document.querySelectorAll("input[name=map-color]"))
    on(radio, "change", () => {
      color = radio.value;
      look(null);
      document.getElementById("legend-genre").hidden = color !== "genre";
      document.getElementById("legend-year").hidden = color !== "year";
      ask();
    });
  for (const button of legend) on(button, "click", () => {
    find.value = "";
    search();
    look(button.getAttribute("aria-pressed") === "true" ? null : button);
  });
  on(find, "input", search);
  on(window, "butaca-theme", ask);
  const probe = document.createElement("span"); // colours of the style sheet are read from it
  probe.hidden = true;
  canvas.after(probe);
  ends.push(() => probe.remove());
  const watch = new ResizeObserver(fit);
  watch.observe(canvas);
  ends.push(() => watch.disconnect());
  fit();
  // A better layout of the same movies comes while somebody looks: what they look for stays.
  const chosen = document.querySelector("input[name=map-color]:checked"), pressed = [...legend].find(button => button.getAttribute("aria-pressed") === "true");
  if (chosen) color = chosen.value;
  if (pressed) look(pressed);
  if (find.value) search();
  const here = data.ids.indexOf(at);
  if (here >= 0) {
    pinned = here;
    scale = 5;
    left = width / 2 - (x(here) - left);
    top = height / 2 - (y(here) - top);
    keep();
  }
  canvas.dataset.movies = n;
  canvas.dataset.map = address;
}

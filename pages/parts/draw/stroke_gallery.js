// Small drawings as buttons: one stop for the Tab key, and the arrow keys go from one to the next. On
// a narrow screen they are one row, which shows by an arrow and a fading end that it goes on.

const SVG = "http://www.w3.org/2000/svg";
const PUSHED = 0.7; // share of the row's width

function picture(strokes, size) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  for (const points of strokes) {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", points.join(" "));
    line.setAttribute("stroke-width", "22");
    line.setAttribute("stroke-linecap", "round");
    line.setAttribute("stroke-linejoin", "round");
    svg.append(line);
  }
  return svg;
}

function example({ key, title, strokes }, place, size) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.key = key;
  button.title = title;
  button.tabIndex = place === 0 ? 0 : -1;
  button.setAttribute("aria-label", title);
  button.append(picture(strokes, size));
  return button;
}

/** Where an arrow key leads from a place; undefined for other keys, and past the ends. */
function next(buttons, place, key) {
  const columns = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length;
  const places = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place - columns,
    ArrowDown: place + columns,
    Home: 0,
    End: buttons.length - 1,
  };
  return buttons[places[key]];
}

function listen(strip, gallery) {
  gallery.addEventListener("keydown", (event) => {
    const buttons = [...gallery.children];
    const to = next(buttons, buttons.indexOf(event.target), event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  gallery.addEventListener("focusin", ({ target }) => {
    for (const button of gallery.children) button.tabIndex = button === target ? 0 : -1;
  });
  const showEnds = () => {
    const { scrollLeft, scrollWidth, clientWidth } = gallery;
    strip.classList.toggle("has-before", scrollLeft > 1);
    strip.classList.toggle("has-after", scrollLeft < scrollWidth - clientWidth - 1);
  };
  gallery.addEventListener("scroll", showEnds, { passive: true });
  const sizes = new ResizeObserver(showEnds);
  sizes.observe(gallery);
  for (const [name, sign] of [["back", -1], ["on", 1]]) {
    strip.querySelector(`.${name}`).onclick = () =>
      gallery.scrollBy({ left: sign * PUSHED * gallery.clientWidth, behavior: "smooth" });
  }
  return sizes;
}

const sizesOf = new WeakMap();

function component({ data, parentElement, setTriggerValue }) {
  const strip = parentElement.querySelector(".strip");
  const gallery = strip.querySelector(".gallery");
  gallery.setAttribute("aria-label", data.label);
  if (gallery.childElementCount !== data.items.length) {
    gallery.replaceChildren(...data.items.map((item, place) => example(item, place, data.size)));
  }
  for (const button of gallery.children) {
    button.onclick = () => setTriggerValue("chosen", button.dataset.key);
  }
  if (!sizesOf.has(strip)) sizesOf.set(strip, listen(strip, gallery));
  return () => {
    sizesOf.get(strip)?.disconnect();
    sizesOf.delete(strip);
  };
}

const SVG = "http://www.w3.org/2000/svg";

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

export default function ({ data, parentElement, setTriggerValue }) {
  const gallery = parentElement.querySelector(".gallery");
  gallery.setAttribute("aria-label", data.label);
  if (gallery.childElementCount !== data.items.length) {
    gallery.replaceChildren(...data.items.map(({ key, title, strokes }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.key = key;
      button.title = title;
      button.setAttribute("aria-label", title);
      button.append(picture(strokes, data.size));
      return button;
    }));
  }
  for (const button of gallery.children) {
    button.onclick = () => setTriggerValue("chosen", button.dataset.key);
  }
}

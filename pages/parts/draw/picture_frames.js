// A picture, and over it a frame for each digit found: a button, whose label is the digit.

// A frame so near the upper edge, as a share of the picture, has its label below; one that is near
// the lower edge, too, inside.
const NEAR = 0.06;

function component({ data, parentElement, setTriggerValue }) {
  const image = parentElement.querySelector("img");
  const frames = parentElement.querySelector(".frames");
  if (image.src !== data.picture) image.src = data.picture;
  image.alt = data.alt;
  image.style.width = `${data.width}px`;
  frames.setAttribute("aria-label", data.label);
  while (frames.childElementCount > data.frames.length) frames.lastElementChild.remove();
  while (frames.childElementCount < data.frames.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(document.createElement("span"));
    frames.append(button);
  }
  for (const [place, { box, answer, sentence }] of data.frames.entries()) {
    const button = frames.children[place];
    const [left, top, right, bottom] = box;
    Object.assign(button.style, {
      left: `${100 * left}%`,
      top: `${100 * top}%`,
      width: `${100 * (right - left)}%`,
      height: `${100 * (bottom - top)}%`,
    });
    const isHigh = top < NEAR;
    const isTall = isHigh && bottom > 1 - NEAR;
    button.classList.toggle("high", isHigh);
    button.classList.toggle("tall", isTall);
    button.title = sentence;
    button.setAttribute("aria-label", sentence);
    button.toggleAttribute("aria-current", place === data.chosen);
    button.firstElementChild.textContent = answer;
    button.onclick = () => setTriggerValue("chosen", place);
  }
}

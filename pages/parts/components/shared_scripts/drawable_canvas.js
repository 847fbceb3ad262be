// The drawable canvas's own module, called as Streamlit would call it: what it shows and what it holds.
// A view has: canvas, the module's function; parentElement, root, paper; data; tool; loads, 0 at first;
// onceLoaded, [] at first. Follows path_precision.js.

/** Put objects, in the colours in which they are kept, onto the canvas: before the next event. */
function show(view, objects, onceLoaded) {
  const { ink, paper } = view.data
  const colours = (view.colours = coloursNow(view))
  view.loads += 1
  view.shown = {
    load: view.loads,
    background: colours.paper,
    objects: objects.map((one) => ({ ...one, stroke: one.stroke === paper ? colours.paper : colours.ink })),
  }
  if (onceLoaded) view.onceLoaded.push(onceLoaded)
  paint(view)
}

/** Ink and paper as the theme has them; a drawing keeps its own, whatever the theme. */
function coloursNow({ paper }) {
  const style = getComputedStyle(paper)
  const [ink, background] = ["text", "background"].map((name) => style.getPropertyValue(`--st-${name}-color`).trim())
  return { ink, paper: background }
}

/** Have the canvas's own module bring the canvas up to date; it says so when it has loaded. */
function paint(view) {
  const { colours } = view
  const { size, tools } = view.data
  const tool = tools[view.tool]
  view.dispose = view.canvas({
    parentElement: view.parentElement,
    setStateValue: (name, value) => {
      if (name !== "drawing") return
      view.held = value.raw
      if (!view.isAsking) for (const follow of view.onceLoaded.splice(0)) follow()
    },
    data: {
      fillColor: "#eee",
      strokeWidth: tool.width,
      strokeColor: tool.is_eraser ? colours.paper : colours.ink,
      backgroundColor: colours.paper,
      backgroundImageURL: null,
      realtimeUpdateStreamlit: true,
      canvasWidth: size,
      canvasHeight: size,
      drawingMode: "freedraw",
      initialDrawing: view.shown,
      displayRadius: 3,
      returnImageData: false,
      disabled: false,
      backgroundImageFit: "stretch",
      maxDisplayHeight: null,
      fontSize: 20,
      label: "",
    },
  })
}

/** What the canvas holds, in the colours in which it is kept. */
function held(view) {
  // The first button of its toolbar, which is not shown, hands the drawing over at once.
  view.isAsking = true
  view.root.querySelector(".dc-toolbar button").click()
  view.isAsking = false
  const { ink, paper } = view.data
  return view.held.objects.map((one) => kept(one, one.stroke === view.colours.paper ? paper : ink))
}

/** What is kept of a stroke: it stands where its path's numbers say, for nothing here moves it. */
function kept({ type, originX, originY, strokeWidth, path }, stroke) {
  const look = { fill: null, strokeLineCap: "round", strokeLineJoin: "round" }
  return { type, originX, originY, strokeWidth, stroke, ...look, path: inHundredths(path) }
}


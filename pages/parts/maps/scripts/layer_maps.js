// All maps of a layer and one of them large: pointing explains a cell, a click or the arrow keys keep it.
// Follows map_chooser.js and steppers.js.

function layMapsOut(view) {
  const { words, layer, output } = view
  const [side, , maps] = layer.outputShape
  view.units.replaceChildren()
  const isSigned = isBelowZero(output)
  const limits = Array.from({ length: maps }, (_, map) => largestOf(mapOf({ values: output, shape: layer.outputShape }, map)))
  const isShared = view.scale === "layer"
  const most = largestOf(limits)
  const limitOf = (map) => (isShared ? most : limits[map])
  const all = pictureOf(view, tilingOf(maps, side))
  const one = pictureOf(view, tilingOf(1, side))
  all.canvas.setAttribute("aria-label", filled(words.allAlt, { count: maps, layer: layer.name }))
  const allBar = isShared ? colourBar(view, { of: filled(words.allCells, { layer: layer.name }), largest: most, isSigned }) : paragraph("muted", words.ownScale)
  view.all.replaceChildren(paragraph("title", filled(maps > 1 ? words.allMaps : words.onlyMap, { count: maps, layer: layer.name })), all.canvas, allBar)
  const [title, bar, empty] = [made("p", "title"), made("div"), paragraph("muted", words.empty)]
  view.one.replaceChildren(title, one.canvas, bar, empty)
  layNumbersOut(view)
  paintMaps(view, all, { valuesOf: (map) => (cell) => output[cell * maps + map], limitOf, isSigned })
  let shown = null
  view.showCell = () => {
    const [row, column, map] = placeOfCell(view.cell, layer.outputShape)
    if (map !== shown) {
      shown = map
      const values = mapOf({ values: output, shape: layer.outputShape }, map)
      paintMaps(view, one, { valuesOf: () => (cell) => values[cell], limitOf: () => limitOf(map), isSigned })
      title.replaceChildren(...paragraph("", mapTitle(view, map, values, side, isSigned)).childNodes)
      bar.replaceChildren(colourBar(view, { of: filled(words.cellsOfMap, { map }), largest: limitOf(map), isSigned }))
      empty.hidden = limits[map] > 0
    }
    one.canvas.setAttribute("aria-label", filled(words.oneAlt, { map, layer: layer.name, side, row, column }))
    frameBoxes(view, all, [wholeTile(map, side)])
    frameBoxes(view, one, [cellBox(0, row, column)])
    view.showNumbers(row, column, map)
  }
  connect(view, all, (event) => cellOfTile(all, event, maps))
  connect(view, one, (event) => cellOfTile(one, event, maps, placeOfCell(view.cell, layer.outputShape)[2]))
  all.canvas.onkeydown = (event) => stepMap(view, event, all.tiling)
  one.canvas.onkeydown = (event) => stepCell(view, event)
}

function mapTitle({ words }, map, values, side, isSigned) {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => written(value, VALUE_DECIMALS))
  return filled(isSigned ? words.mapFromTo : words.mapUpTo, { map, side, least, most })
}

/** Another scale of colours; the page remembers it for the visit. */
function colourBy(view, scale) {
  view.scale = scale
  rebuild(view)
  view.numbers.querySelector("[aria-pressed=true]").focus()
  view.send("scaled", scale)
}

/** Map, row and column by number, how maps are coloured, and the way to the filter. */
function layNumbersOut(view) {
  const { words, layer, data } = view
  const [rows, columns, maps] = layer.outputShape
  const now = () => placeOfCell(view.kept, layer.outputShape)
  const map = stepper(view, "mapName", (number) => keepAt(view, now()[0], now()[1], number, KEY_DELAY))
  const row = stepper(view, "rowName", (number) => keepAt(view, number, now()[1], now()[2], KEY_DELAY))
  const column = stepper(view, "columnName", (number) => keepAt(view, now()[0], number, now()[2], KEY_DELAY))
  const scales = made("div", "scales")
  scales.setAttribute("role", "group")
  scales.setAttribute("aria-label", words.scaleName)
  for (const [scale, name] of words.scales) {
    const choice = button(name, () => colourBy(view, scale))
    choice.setAttribute("aria-pressed", String(scale === view.scale))
    choice.title = words.scaleHelp
    scales.append(choice)
  }
  const steps = made("div", "steppers", map.element, row.element, column.element)
  const parts = [steps, made("div", "scale-choice", made("span", "", words.scaleName), scales)]
  const toFilter = button("", () => leave(view, "opened", view.place, view.kept), "to-filter")
  if (layer.spec.type === "conv2d") parts.push(toFilter)
  view.numbers.replaceChildren(...parts)
  view.showNumbers = (rowNow, columnNow, mapNow) => {
    map.show(mapNow, maps)
    row.show(rowNow, rows)
    column.show(columnNow, columns)
    toFilter.textContent = filled(words.toFilter, { map: mapNow })
  }
}

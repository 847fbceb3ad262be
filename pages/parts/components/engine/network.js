// A network: its layers in their places, and one image run through all of them.

const CLASSES = 10
const INPUT_SHAPE = [IMAGE_SIZE, IMAGE_SIZE, 1]

/**
 * The layers of a network file, each with its name, settings, shapes and arrays. As on the server,
 * flatten stands before the first layer that needs one row of numbers, and softmax at the end.
 */
function networkFromFile(bytes) {
  const { hidden, arrays } = readNetworkFile(bytes)
  const specs = withFlatten([...hidden, { type: "dense", units: CLASSES, activation: "softmax" }])
  const names = layerNames(specs)
  let shape = INPUT_SHAPE
  const layers = specs.map((spec, place) => {
    const kind = LAYER_KINDS[spec.type]
    const [inputShape, outputShape] = [shape, kind.outputShape(shape, spec)]
    shape = outputShape
    return { name: names[place], spec, kind, inputShape, outputShape, arrays: arrays[names[place]] ?? {} }
  })
  return { layers }
}

/** What every layer makes of an image of 784 brightnesses, in order: its name, sums and activations. */
function forward({ layers }, image) {
  let values = image
  return layers.map((layer) => {
    const sums = layer.kind.sums(layer, values)
    values = layer.kind.activate ? layer.kind.activate(sums, layer.spec) : sums
    return { name: layer.name, sums, activations: values }
  })
}

function withFlatten(specs) {
  const place = specs.findIndex(({ type }) => LAYER_KINDS[type].readsRow || LAYER_KINDS[type].givesRow)
  return LAYER_KINDS[specs[place].type].givesRow ? specs : [...specs.slice(0, place), { type: "flatten" }, ...specs.slice(place)]
}

/** conv1, conv2, pool1, flatten, dense ...: numbered, unless a kind is often alone and is so here. */
function layerNames(specs) {
  const stems = specs.slice(0, -1).map(({ type }) => LAYER_KINDS[type].stem)
  const names = stems.map((stem, place) => {
    const { isOftenSingle } = LAYER_KINDS[specs[place].type]
    const isSingle = isOftenSingle && stems.filter((other) => other === stem).length === 1
    return isSingle ? stem : `${stem}${stems.slice(0, place + 1).filter((other) => other === stem).length}`
  })
  return [...names, "softmax"]
}

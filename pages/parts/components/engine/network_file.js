// Safetensors files -> arrays, and a network file -> its layers' settings with their arrays. The server
// has checked the files before it sent them; here they are only read.

const HEADER_LENGTH_BYTES = 8
const FLOAT_BYTES = 4

/**
 * @param bytes a Uint8Array, the whole file.
 * @returns {name: Float32Array} of the float32 arrays, and the file's metadata.
 */
function readTensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = HEADER_LENGTH_BYTES + Number(view.getBigUint64(0, true))
  const header = new TextDecoder().decode(bytes.subarray(HEADER_LENGTH_BYTES, start))
  const { __metadata__: metadata, ...entries } = JSON.parse(header)
  const tensors = {}
  for (const [name, { dtype, data_offsets: [from, to] }] of Object.entries(entries)) {
    if (dtype !== "F32") continue
    tensors[name] = new Float32Array((to - from) / FLOAT_BYTES)
    new Uint8Array(tensors[name].buffer).set(bytes.subarray(start + from, start + to))
  }
  return { tensors, metadata }
}

/** A network file's hidden layers as it lists them, and {layer: {array: Float32Array}}. */
function readNetworkFile(bytes) {
  const { tensors, metadata } = readTensors(bytes)
  const arrays = {}
  for (const [name, numbers] of Object.entries(tensors)) {
    const [layer, array] = name.split(".")
    arrays[layer] = { ...arrays[layer], [array]: numbers }
  }
  return { hidden: JSON.parse(metadata.architecture), arrays }
}

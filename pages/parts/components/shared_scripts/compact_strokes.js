// Strokes as text, as cnn/handwriting/compact_strokes.py has them: a byte per coordinate, strokes
// parted by two bytes that are no place.

const PARTED = 255

function strokesOf(text) {
  const strokes = [[]]
  const bytes = bytesOf(text)
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    if (bytes[index] === PARTED) strokes.push([])
    else strokes.at(-1).push([bytes[index], bytes[index + 1]])
  }
  return strokes.filter((stroke) => stroke.length)
}

function textOf(strokes) {
  const bytes = strokes.flatMap((stroke, number) => [...(number ? [PARTED, PARTED] : []), ...stroke.flat()])
  return btoa(String.fromCharCode(...bytes))
}

// The files that the page holds: networks and the judge of pairs, each sent once and known by its token.
// Which of them stay, the server says, so that it knows what it need not send again.

/**
 * Take a message of the server: the length of its header, the header, JSON, and the files it brings.
 *
 * @param held a Map from token to file, which is brought up to date.
 * @returns the header.
 */
function takeMessage(held, message) {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  let end = 4 + view.getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(message.subarray(4, end)))
  for (const [token, length] of header.files) {
    held.set(token, { bytes: message.slice(end, end + length) })
    end += length
  }
  for (const token of held.keys()) if (!header.held.includes(token)) held.delete(token)
  return header
}

/** What a reader makes of a file, made once. */
function madeOf(file, reader) {
  file.made ??= reader(file.bytes)
  file.bytes = null
  return file.made
}

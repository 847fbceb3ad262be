// Clicks that press the buttons of a group, or release them. What the server is told while it runs can be lost, and
// the click with it: so each has a number, and is told again until the server has said that it heard it. Needs
// page_at_rest.js before it.

// In milliseconds, between telling twice what was not heard; each pause is twice the one before.
const [FIRST_PAUSE, LAST_PAUSE] = [1000, 60_000]
const switchings = new WeakMap()

/**
 * Which buttons of a group are pressed, and the clicks that the server has not heard yet.
 *
 * @param said owner: whose buttons they are, clicks on another one's no longer count; heard: the number of the last click
 *   that the server has heard; pressed: the buttons that are, as the server has it.
 * @param send tells the server of clicks: [number, button, whether it is pressed] of each.
 */
function switchingOf(group, { owner, heard, pressed }, send) {
  const before = switchings.get(group)
  const switching = before?.owner === owner ? before : { group, owner, last: 0, unheard: [], timer: 0 }
  if (before !== switching) clearTimeout(before?.timer)
  switchings.set(group, switching)
  switching.last = Math.max(switching.last, heard)
  switching.unheard = switching.unheard.filter(([number]) => number > heard)
  switching.pressed = new Set(pressed)
  for (const [, button, isPressed] of switching.unheard) note(switching, button, isPressed)
  switching.send = send
  return switching
}

function switchButton(switching, button) {
  const isPressed = !switching.pressed.has(button)
  note(switching, button, isPressed)
  switching.unheard.push([++switching.last, button, isPressed])
  switching.send(switching.unheard)
  tellLater(switching, FIRST_PAUSE)
}

function note({ pressed }, button, isPressed) {
  if (isPressed) pressed.add(button)
  else pressed.delete(button)
}

/** Where the page is at rest and the server has not said that it heard all, what it was told is lost. */
function tellLater(switching, pause) {
  clearTimeout(switching.timer)
  switching.timer = setTimeout(() => {
    if (!switching.unheard.length || !switching.group.isConnected || pause > LAST_PAUSE) return
    if (isAtRest()) switching.send(switching.unheard)
    tellLater(switching, 2 * pause)
  }, pause)
}

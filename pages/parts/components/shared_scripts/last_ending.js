// What Streamlit calls of every component of ours. Stands at the end of its scripts.

const lastCalls = new WeakMap()

/**
 * The component, of whose endings only that of the last call counts.
 *
 * Streamlit calls it with each message from the server and ends it once, as its element goes. But where two messages
 * were there before the script, it ends the first call after it has made the second one.
 */
function endedOnce(component) {
  return (given) => {
    const { parentElement } = given
    const call = {}
    const end = component(given)
    lastCalls.set(parentElement, call)
    // Before, it is what its page says alone, without numbers or names.
    const element = parentElement.host ?? parentElement
    element.dataset.isDrawn = ""
    return () => {
      if (lastCalls.get(parentElement) === call) end?.()
    }
  }
}

export default endedOnce(component)

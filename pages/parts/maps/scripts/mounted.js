// A figure's life on the page: made once, given what the server says, shown with each reading, taken away.

const views = new WeakMap()
const NARROW_WIDTH = 620

/** @param create what makes a figure's view in its element: `show` and `observer` among its parts. */
function mounted(create) {
  return ({ data, parentElement, setTriggerValue }) => {
    const view = views.get(parentElement) ?? create(parentElement)
    views.set(parentElement, view)
    live.views.add(view.show)
    view.send = setTriggerValue
    takeData(view, data)
    view.show()
    return () => {
      live.views.delete(view.show)
      clearTimeout(view.timer)
      view.observer.disconnect()
      views.delete(parentElement)
    }
  }
}

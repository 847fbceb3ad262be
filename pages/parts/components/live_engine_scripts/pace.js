// Whether the reading keeps up with the pen. Where each of the last few readings took too long, the network
// is read at pen-up, which the page says. What gets the live reading back: a quick one at rest, a drawing of
// half as many points where it was the drawing that took long, another network, another visit to the page.

// Past this a movement of the pen would wait for its reading.
const MOST_MILLISECONDS = 100
const FRAMES_TIMED = 5
// How often it is tried again: a pen that stops and goes on is worse than one that waits.
const MOST_TRIES = 3

class Pace {
  constructor() {
    this.isStopped = false
    this.tries = 0
    this.atRest = 0
    this.begin()
  }

  begin() {
    this.times = []
    this.points = 0
    this.isAtPenUp = false
  }

  /**
   * A reading while the pen moved.
   *
   * @param milliseconds that it took; Infinity where it did not come to its end.
   * @param points of the drawing.
   */
  takeLive(milliseconds, points) {
    this.times = [...this.times, milliseconds].slice(-FRAMES_TIMED)
    this.points = Math.max(points, this.points)
    if (this.times.length === FRAMES_TIMED && Math.min(...this.times) > MOST_MILLISECONDS) this.wait()
  }

  /** The milliseconds that a reading took at rest. */
  takeAtRest(milliseconds) {
    this.atRest = milliseconds
    if (this.isAtPenUp && this.isQuick && this.tries < MOST_TRIES) this.begin()
  }

  /** The drawing has so many points now. */
  takePoints(points) {
    if (this.isStopped || !this.isQuick || points > this.points / 2) return
    this.tries = 0
    this.begin()
  }

  get isQuick() {
    return this.atRest < MOST_MILLISECONDS / 2
  }

  /** Read at pen-up until further notice. */
  wait() {
    this.isAtPenUp = true
    this.tries += 1
  }

  /** Read at pen-up for good: this network cannot be read here. */
  stop() {
    this.isAtPenUp = true
    this.isStopped = true
    this.tries = MOST_TRIES
  }
}

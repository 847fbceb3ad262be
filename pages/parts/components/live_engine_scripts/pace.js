// Whether the reading keeps up with the pen. Where the last few readings took too long, the network is
// read at pen-up, which the page says. A quick one at rest, another network or another visit to the page
// gets the live reading back.

// Past this a movement of the pen would wait for its reading.
const MOST_MILLISECONDS = 100
const FRAMES_TIMED = 5
// How often a network is tried again in a visit: a pen that stops and goes on is worse than one that waits.
const MOST_TRIES = 3

class Pace {
  constructor() {
    this.times = []
    this.tries = 0
    this.isAtPenUp = false
    this.isStopped = false
  }

  /** The milliseconds that a reading took while the pen moved; Infinity where it did not come to its end. */
  takeLive(milliseconds, points) {
    this.times = [...this.times, milliseconds].slice(-FRAMES_TIMED)
    if (this.times.length < FRAMES_TIMED || median(this.times) <= MOST_MILLISECONDS) return
    this.wait()
    this.points = points
  }

  /** The milliseconds that a reading took at rest. */
  takeAtRest(milliseconds) {
    if (milliseconds < MOST_MILLISECONDS / 2 && this.tries < MOST_TRIES) this.isAtPenUp = false
  }

  /** The drawing has so many points now: with half of what was too much, it may be quick enough. */
  takePoints(points) {
    if (this.isStopped || !this.isAtPenUp || points > this.points / 2) return
    Object.assign(this, new Pace())
  }

  /** Read at pen-up until further notice. */
  wait() {
    this.times = []
    this.tries += 1
    this.isAtPenUp = true
  }

  /** Read at pen-up for good: this network cannot be read here. */
  stop() {
    this.wait()
    this.tries = MOST_TRIES
    this.isStopped = true
  }
}

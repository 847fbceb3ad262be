// What tells digits apart: a network that reads groups of strokes, and the learned numbers of the pairs'
// judge. While the pen moves only its own stroke is new: what was read in the last drawing and is read
// again is not worked out twice.

/** Told where a drawing would take more readings at once than are wanted; it goes on with the next. */
const UNFINISHED = new Error("unfinished")

class Judge {
  /**
   * @param weights of the pairs' judge.
   * @param read image -> probabilities.
   * @param most new readings for each drawing; past them it is left unfinished.
   */
  constructor(weights, read, most = Infinity) {
    Object.assign(this, { weights, read, most, readings: new Map(), earlier: new Map(), isFinished: true })
  }

  /** What a drawing makes of its strokes, by a function of it; null where it is left unfinished. */
  judged(make) {
    if (this.isFinished) [this.earlier, this.readings] = [this.readings, new Map()]
    this.left = this.most
    try {
      const made = make()
      this.isFinished = true
      return made
    } catch (error) {
      if (error !== UNFINISHED) throw error
      this.isFinished = false
      return null
    }
  }

  /** How some strokes are read together, few points of each. */
  probabilitiesOf(points) {
    const key = points.map(numberOf).join()
    if (!this.readings.has(key)) this.readings.set(key, this.earlier.get(key) ?? this.readAnew(points))
    return this.readings.get(key)
  }

  readAnew(points) {
    if (!this.left) throw UNFINISHED
    this.left -= 1
    return this.read(drawnToJudge(points))
  }
}

const numbers = new WeakMap()
let numbered = 0

/** The same for the same array, and for no other. */
function numberOf(array) {
  if (!numbers.has(array)) numbers.set(array, numbered++)
  return numbers.get(array)
}

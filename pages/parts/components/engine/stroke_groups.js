// Which strokes of a drawing belong to one digit: by place, overlap and order, and by reading; as in
// cnn/drawing/stroke_groups.py, where the numbers are explained.

const REACH = 0.5
const LEAST_LOG_ODDS = -1.5
const MAX_READINGS = 900
const MANY_GROUPS = 120

/**
 * The indices of each digit's strokes, in no particular order of digits.
 *
 * @param judge a Judge.
 */
function groupStrokes(strokes, judge) {
  if (strokes.length === 1) return [[0]]
  const paths = pathsOf(strokes)
  let chains = paths.chains()
  for (let near = TOUCHING; chains.length > MANY_GROUPS && near < FAR; near *= 2) {
    chains = paths.joinedWhereTheyTouch(chains, near)
  }
  if (chains.length > MANY_GROUPS || chains.length === 1) return chains
  return new Grouping(paths, chains, judge).joined()
}

/** Groups on their way to being digits. */
class Grouping {
  constructor(paths, chains, judge) {
    this.paths = paths
    this.judge = judge
    this.readingsLeft = MAX_READINGS
    this.groups = this.read(chains)
    this.pairs = []
    this.addPairs(this.groups.flatMap((first, index) => this.groups.slice(index + 1).map((second) => [first, second])))
  }

  /** Join the likeliest pair until none is likely. */
  joined() {
    while (this.pairs.length) {
      const pair = this.pairs.reduce((best, other) => (other.odds > best.odds ? other : best))
      if (pair.odds < LEAST_LOG_ODDS) break
      const apart = [pair.first, pair.second]
      this.pairs = this.pairs.filter(({ first, second }) => !apart.includes(first) && !apart.includes(second))
      this.groups = this.groups.filter((group) => !apart.includes(group))
      this.addPairs(this.groups.map((other) => [pair.union, other]))
      this.groups.push(pair.union)
    }
    return this.withoutPoints()
  }

  /** The groups; one that is a point, which no digit is, goes to the nearest that is none. */
  withoutPoints() {
    const isPoint = ({ box }) => longerSide(box) <= LEAST_SIDE
    const digits = this.groups.filter((group) => !isPoint(group)).map(({ members }) => [...members])
    if (!digits.length) return [this.groups.flatMap(({ members }) => members)]
    for (const { members } of this.groups.filter(isPoint)) {
      nearestOf(digits, (digit) => this.paths.distance(digit, members)).push(...members)
    }
    return digits
  }

  addPairs(candidates) {
    const near = candidates
      .map(([first, second]) => ({ first, second, distance: this.paths.distance(first.members, second.members) }))
      .filter(({ first, second, distance }) => distance <= REACH * Math.max(longerSide(first.box), longerSide(second.box)))
      .sort((one, other) => one.distance - other.distance)
    const unions = this.read(near.map(({ first, second }) => [...first.members, ...second.members]))
    for (const [index, union] of unions.entries()) {
      const pair = { ...near[index], union }
      this.pairs.push({ ...pair, odds: logOdds(this.judge.weights, pair) })
    }
  }

  /** As many of the groups as may still be read. */
  read(all) {
    const some = all.slice(0, this.readingsLeft)
    this.readingsLeft -= some.length
    return some.map((unsorted) => {
      const members = [...unsorted].sort((first, second) => first - second)
      const probabilities = this.judge.probabilitiesOf(this.paths.pointsOf(members))
      return { members, box: this.paths.box(members), probabilities }
    })
  }
}

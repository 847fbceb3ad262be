/** The digit that gets the largest of ten probabilities. */
function likeliest(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities))
}

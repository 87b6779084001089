/**
 * ∫ of each Lagrange basis polynomial of `nodes` from `from` to `to`: the weights of an Adams method with uneven steps, one
 * per node. Nodes must be distinct.
 */
export function adamsWeights(nodes: readonly number[], from: number, to: number): number[] {
  // Around `from` and in units of the step all numbers are near 1, and monomials lose no digits.
  const width = to - from;
  const moments = nodes.map((_, power) => width / (power + 1));
  return lagrangeWeights(
    nodes.map((node) => (node - from) / width),
    moments,
  );
}

/** Σ_p c_p · moments[p] for each Lagrange basis polynomial Σ_p c_p·t^p of `nodes`: a linear functional, given by its values on monomials. */
export function lagrangeWeights(nodes: readonly number[], moments: readonly number[]): number[] {
  return nodes.map((node, one) => {
    let coefficients = [1];
    for (const [two, other] of nodes.entries()) {
      if (two !== one) coefficients = multiplyByRoot(coefficients, other, node - other);
    }
    return coefficients.reduce((sum, coefficient, power) => sum + coefficient * (moments[power] as number), 0);
  });
}

/** The polynomial times (t − root)/scale, lowest power first. */
function multiplyByRoot(coefficients: readonly number[], root: number, scale: number): number[] {
  return Array.from({ length: coefficients.length + 1 }, (_, power) => {
    return ((coefficients[power - 1] ?? 0) - root * (coefficients[power] ?? 0)) / scale;
  });
}

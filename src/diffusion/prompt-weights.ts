/** A stretch of a prompt with the weight that its words have. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** What a pair of brackets without a number multiplies by. */
const BRACKETS = 1.1;
/** Deeper brackets are text: a prompt of nothing but brackets must not exhaust the stack. */
const DEEPEST = 100;

/**
 * Splits a prompt as ComfyUI writes weights: `(word:1.3)` weighs 1.3 whatever is around it, `(word)` 1.1 times what is
 * around it, `\(` and `\)` are brackets of the text. A bracket without its partner is text.
 */
export function parsePromptWeights(prompt: string): readonly WeightedText[] {
  const found = split(prompt, 1, 0);
  const merged: WeightedText[] = [];
  for (const { text, weight } of found) {
    const last = merged.at(-1);
    if (last?.weight === weight) merged[merged.length - 1] = { text: last.text + text, weight };
    else if (text !== '') merged.push({ text, weight });
  }
  return merged.map(({ text, weight }) => ({ text: text.replace(/\\([()])/g, '$1'), weight }));
}

function split(prompt: string, weight: number, depth: number): WeightedText[] {
  const parts: WeightedText[] = [];
  let at = 0;
  for (const [start, end] of depth < DEEPEST ? outerBrackets(prompt) : []) {
    parts.push({ text: prompt.slice(at, start), weight });
    const inner = prompt.slice(start + 1, end);
    const given = /^(.+):\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*$/s.exec(inner);
    parts.push(...split(given?.[1] ?? inner, given ? Number(given[2]) : weight * BRACKETS, depth + 1));
    at = end + 1;
  }
  return [...parts, { text: prompt.slice(at), weight }];
}

/** Places of the outermost brackets that have a partner, as `[open, close]`. */
function outerBrackets(prompt: string): [number, number][] {
  const open: number[] = [];
  const pairs: [number, number][] = [];
  for (let at = 0; at < prompt.length; at++) {
    if (prompt[at] === '\\') at++;
    else if (prompt[at] === '(') open.push(at);
    else if (prompt[at] === ')') {
      const start = open.pop();
      if (start === undefined) continue;
      while ((pairs.at(-1)?.[0] ?? -1) > start) pairs.pop();
      pairs.push([start, at]);
    }
  }
  return pairs;
}

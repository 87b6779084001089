import { UserError } from '../core/errors.ts';

/** A pair of braces that is not closed yet. */
interface Choice {
  /** What was read of each alternative so far. */
  readonly alternatives: string[];
  /** Where its brace stands, from 1. */
  readonly at: number;
}

/**
 * A text with one alternative of each `{a|b|c}`, chosen with equal chance, the inner braces before those around them. `draw` gives a number
 * from 0 up to, but not including, 1 and is asked once for each pair of braces, in the order in which they close: what a seed chooses in
 * one pair does not depend on what it chose in another. A backslash takes the meaning from `{`, `|`, `}` and itself. Outside of braces `|`
 * is a character like others. `UserError` names a brace that has no partner.
 */
export function chooseAlternatives(template: string, draw: () => number): string {
  let whole = '';
  const open: Choice[] = [];
  const put = (text: string) => {
    const innermost = open.at(-1);
    if (innermost) innermost.alternatives[innermost.alternatives.length - 1] += text;
    else whole += text;
  };
  for (let at = 0; at < template.length; at++) {
    const character = template[at] as string;
    const next = template[at + 1] ?? '';
    if (character === '\\' && next !== '' && '{|}\\'.includes(next)) {
      put(next);
      at++;
    } else if (character === '{') {
      open.push({ alternatives: [''], at: at + 1 });
    } else if (character === '|' && open.length > 0) {
      open.at(-1)?.alternatives.push('');
    } else if (character === '}') {
      const choice = open.pop();
      if (!choice) throw unbalanced('}', at + 1);
      put(choice.alternatives[Math.floor(draw() * choice.alternatives.length)] ?? '');
    } else {
      put(character);
    }
  }
  const [unclosed] = open;
  if (unclosed) throw unbalanced('{', unclosed.at);
  return whole;
}

function unbalanced(brace: '{' | '}', at: number): UserError {
  return new UserError(`The “${brace}” at character ${at} has no partner`, {
    hint: `Add it, or write “\\${brace}” for the character itself.`,
  });
}

import type { NodeSpec } from '../../core/define-node.ts';
import type { Failure } from '../../core/errors.ts';

/**
 * The input that a failure speaks of: the one whose name, whose text, or whose words stand in its message, else in its hint.
 * `given` is what the node was given, one line per input.
 */
export function portOfFailure(
  spec: NodeSpec | undefined,
  { message, hint = '' }: Failure,
  given: Readonly<Record<string, string>> = {},
): string | undefined {
  const names = Object.keys(spec?.inputs ?? {});
  for (const text of [message, hint]) {
    const found =
      names.find((name) => text.includes(`“${name}”`)) ??
      names.find((name) => given[name] && text.includes(`“${given[name]}”`)) ??
      names.find((name) => new RegExp(`\\b${wordsOf(name)}\\b`, 'i').test(text));
    if (found) return found;
  }
  return undefined;
}

/** `guidanceScale` → “guidance scale” */
function wordsOf(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

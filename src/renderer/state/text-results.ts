import type { InputPort } from '../../core/ports.ts';
import type { ValueSummary } from '../../core/run-events.ts';

/** The texts among what came out of a node; those of a list on lines of their own. */
export function textsOf(outputs: Readonly<Record<string, ValueSummary>> | undefined): string[] {
  return Object.values(outputs ?? {}).flatMap(({ type, text, items }) => {
    if (type !== 'text') return [];
    return items ? items.map((item) => item.text) : [text];
  });
}

/** Whether a node that gives a text makes it: one that passes on what is written on it, such as Prompt, has nothing more to show. */
export function makesTexts(inputs: Readonly<Record<string, InputPort>>, isWired: (input: string) => boolean): boolean {
  const [only, ...others] = Object.entries(inputs);
  return others.length > 0 || only?.[1].kind !== 'text' || isWired(only[0]);
}

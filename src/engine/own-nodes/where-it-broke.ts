import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OwnNodeProblem } from '../../core/own-nodes.ts';

/** What a module threw while it was loaded, with the first place in the folder that its stack names. */
export function whereItBroke(error: unknown, folder: string, name: string): OwnNodeProblem {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = findPlace(`${message}\n${stack}`, folder);
  return {
    message: withoutPlace(message, folder),
    ...(place && place.name !== name ? { file: place.name } : {}),
    ...(place ? { line: place.line } : {}),
  };
}

function findPlace(text: string, folder: string): { name: string; line: number } | undefined {
  for (const start of [pathToFileURL(folder).href, folder]) {
    const [, below, line] = new RegExp(`${escaped(start)}[\\\\/]([^\\s:?]+)(?:\\?\\S*?)?:(\\d+)`).exec(text) ?? [];
    if (below !== undefined) return { name: decodeURI(below).split(path.sep).join('/'), line: Number(line) };
  }
  return undefined;
}

/** File and line are told beside the message. */
function withoutPlace(message: string, folder: string): string {
  return message.replace(new RegExp(`^${escaped(folder)}[^\\s:]*:\\d+: `), '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

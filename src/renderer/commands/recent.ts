import { assertNever } from '../../core/errors.ts';
import type { Settings } from '../../core/settings.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { openOutput, reopen } from './open-earlier.ts';
import { openDocument, openWorkflow } from './open-workflow.ts';

/** What a person opened or saved: a workflow of their own, a template, a file of the output folder for the workflow in it, or any other. */
export type Recent = Settings['recent'][number];

const MOST_RECENT = 12;

/** Opens something, and remembers that it was opened. */
export async function openAndRemember(what: Recent): Promise<void> {
  await open(what);
  remember(what);
}

/** What was opened or saved last stands first. */
export function remember(what: Recent): void {
  const others = useSettings.getState().recent.filter((other) => !isSame(other, what));
  changeSettings({ recent: [what, ...others].slice(0, MOST_RECENT) });
}

export function isSame(a: Recent, b: Recent): boolean {
  return a.kind === b.kind && a.name === b.name;
}

function open({ kind, name }: Recent): Promise<void> {
  switch (kind) {
    case 'document':
      return openDocument(name);
    case 'template':
      return openWorkflow(name);
    case 'output':
      return openOutput(name);
    case 'file':
      return reopen(name);
    default:
      return assertNever(kind);
  }
}

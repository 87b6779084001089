import { UserError } from '../../core/errors.ts';

/** A model on a Hugging Face Hub, as a person names it. */
export interface HubReference {
  readonly owner: string;
  readonly name: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** Reads `hf:owner/name` or `hf:owner/name@revision`. Anything odd is refused: the parts end up in addresses and folder names. */
export function parseReference(text: string): HubReference {
  const [, owner, name, revision = 'main'] = /^hf:([^/@]+)\/([^/@]+)(?:@(.+))?$/s.exec(text) ?? [];
  if (owner === undefined || name === undefined) throw notAReference(text, 'it is not of the form hf:owner/name');
  for (const part of [owner, name]) {
    if (!isRepositoryWord(part)) throw notAReference(text, `“${part}” is not a name that a Hub gives out`);
  }
  if (!isRevision(revision)) throw notAReference(text, `“${revision}” is not a branch, tag or commit`);
  return { owner, name, revision };
}

/** `owner/name`, as addresses have it. */
export function repositoryOf({ owner, name }: HubReference): string {
  return `${owner}/${name}`;
}

/** The reference as a person would type it. */
export function describeReference(reference: HubReference): string {
  return `hf:${repositoryOf(reference)}${reference.revision === 'main' ? '' : `@${reference.revision}`}`;
}

function notAReference(text: string, reason: string): UserError {
  return new UserError(`“${text}” can't be fetched: ${reason}`, {
    hint: 'Write hf:owner/name, or hf:owner/name@revision for a branch, a tag or a commit.',
  });
}

/** The Hub's own rule: letters, digits, `-`, `_`, `.`, at most 96; no `--`, no `..`, neither `-` nor `.` at an end. */
function isRepositoryWord(word: string): boolean {
  return /^(?!.*(--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/.test(word) && !/\.git$/i.test(word);
}

/** Git's rule for names, minus what has a meaning in an address. */
function isRevision(revision: string): boolean {
  return (
    revision.length <= 200 &&
    revision.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(part) && !/\.\.|\.$|\.lock$/.test(part))
  );
}

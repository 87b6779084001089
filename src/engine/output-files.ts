import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../core/errors.ts';

/** What the `{placeholders}` of a name template stand for. */
export type NameVariables = Readonly<Record<string, string | number>>;

/**
 * An absolute path for a new file inside `folder`, whose sub folders exist and which itself doesn't. No path is given out
 * twice while the process lives, so two clips that are saved at the same time don't end up in one file; whoever asks first has the lower number.
 */
export async function claimOutputPath(
  folder: string,
  template: string,
  extension: string,
  variables: NameVariables,
): Promise<string> {
  const root = resolve(folder);
  const pathFor = (name: string) => join(root, `${name}.${extension}`);
  const path = pathFor(resolveOutputName(template, variables, (name) => isTaken(pathFor(name))));
  claimed.add(claimKey(path));
  try {
    await makeFolder(root);
    await makeFoldersInside(root, dirname(path));
  } catch (error) {
    claimed.delete(claimKey(path));
    throw error;
  }
  return path;
}

/**
 * A template as a relative path without extension, folders separated by `/`, that is a valid name on every system.
 * `{counter}` is the first number from 00001 on that is not taken; without it, a taken name gets a number at its end.
 */
export function resolveOutputName(
  template: string,
  variables: NameVariables,
  isTaken: (name: string) => boolean = () => false,
): string {
  const segments = templateSegments(template);
  const isNumbered = template.includes('{counter}');
  for (let count = 1; count <= 99_999; count += 1) {
    const counter = String(count).padStart(5, '0');
    const name = segments.map((segment) => fillSegment(segment, { ...variables, counter })).join('/');
    const candidate = isNumbered || count === 1 ? name : `${name}-${counter}`;
    if (!isTaken(candidate)) return candidate;
  }
  throw new UserError(`All 99,999 files named “${template}” exist.`, {
    hint: 'Choose another file name, or move some of the files away.',
  });
}

/** What to say when the folder for a file can't be made or written to. */
export function unwritableFolder(folder: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`The output folder ${folder} can't be written to: ${reason}`, {
    hint: 'Choose another output folder, or check that this one is a folder, that you may write to it, and that the disk has room.',
    cause,
  });
}

const claimed = new Set<string>();

function isTaken(path: string): boolean {
  return claimed.has(claimKey(path)) || existsSync(path);
}

/** Names that differ in case alone are one file on Windows and macOS. */
function claimKey(path: string): string {
  return path.toLowerCase();
}

/** Makes one folder after the other, as any of them may be a link that leads outside. */
async function makeFoldersInside(root: string, folder: string): Promise<void> {
  const realRoot = await realpath(root);
  let current = root;
  for (const segment of relative(root, folder).split(sep).filter(Boolean)) {
    current = join(current, segment);
    await makeFolder(current);
    const inside = relative(realRoot, await realpath(current));
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new UserError(`${current} is a link that leads out of the output folder.`, {
        hint: 'Choose another file name, or remove the link.',
      });
    }
  }
}

/**
 * Makes a folder and those above it, one by one: Node's recursive `mkdir` never returns below /proc and its like, where
 * a folder that exists answers «not found» to everything that is to be made in it.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let current = resolve(folder); !existsSync(current); current = dirname(current)) missing.unshift(current);
  try {
    for (const path of missing) await mkdir(path).catch(unlessItExists);
    if (!(await stat(folder)).isDirectory()) throw new Error('it is a file');
  } catch (error) {
    throw unwritableFolder(folder, error);
  }
}

/**
 * Whether something can be written below a folder, which need not be there and is not made: a run that fails leaves nothing. Tried in the
 * nearest folder that there is. `UserError` with the reason.
 */
export async function checkFolder(folder: string): Promise<void> {
  let nearest = resolve(folder);
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    if (!(await stat(nearest)).isDirectory()) throw new Error(`${nearest} is a file`);
    await rmdir(await mkdtemp(join(nearest, '.patchloom-')));
  } catch (error) {
    throw unwritableFolder(folder, error);
  }
}

/** Somebody else may have made the same folder a moment ago. */
function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** The parts of a template between slashes of either kind. Leaving the folder on purpose is refused, not repaired. */
function templateSegments(template: string): string[] {
  const trimmed = template.trim();
  const segments = trimmed.split(/[\\/]/).map((segment) => segment.trim());
  const isOutside = /^[a-z]:/i.test(trimmed) || /^[\\/]/.test(trimmed) || segments.includes('..');
  if (isOutside || trimmed.includes('\0')) {
    throw new UserError(`The file name “${template}” leads out of the output folder.`, {
      hint: 'Use a name such as “clip-{counter}” or “clips/clip-{counter}”, without “..” and not starting with “/” or a drive.',
    });
  }
  if (segments.at(-1) === '') {
    throw new UserError(`The file name “${template}” has nothing after its last slash.`, {
      hint: 'Use a name such as “clip-{counter}” or “clips/clip-{counter}”.',
    });
  }
  return segments.filter((segment) => segment !== '' && segment !== '.');
}

function fillSegment(segment: string, variables: NameVariables): string {
  const filled = segment.replace(/\{([^{}]*)\}/g, (_, name: string) => variableText(name, variables));
  const clean = withoutForbidden(filled).replace(/[. ]+$/, '');
  if (Buffer.byteLength(clean) > longestSegmentBytes) {
    throw new UserError(`The file name “${clean.slice(0, 40)}…” is too long.`, { hint: 'Use fewer or shorter parts.' });
  }
  if (clean === '') return '_';
  return reservedOnWindows.test(clean) ? `_${clean}` : clean;
}

/** File systems allow 255 bytes; the rest is for a number, the extension and what other programs append. */
const longestSegmentBytes = 200;

/** Names that Windows keeps for devices, whatever their extension. */
export const reservedOnWindows = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;

/** A value becomes part of one name: it can't add a folder, and a long one (a prompt, say) is cut. */
function variableText(name: string, variables: NameVariables): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) {
    const known = Object.keys(variables).map((key) => `{${key}}`);
    throw new UserError(`{${name}} is not known in file names.`, { hint: `Known are ${known.join(', ')}.` });
  }
  let short = '';
  for (const character of withoutForbidden(String(value))) {
    if (Buffer.byteLength(short + character) > 80) break;
    short += character;
  }
  return short.trim();
}

/** Windows refuses these, control characters and halves of a surrogate pair are never meant. */
function withoutForbidden(text: string): string {
  return text.replace(/[<>:"/\\|?*\p{Cc}\p{Cs}]/gu, '_');
}

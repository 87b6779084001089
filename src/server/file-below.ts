import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * The real path of the file that a URL path names below a folder; undefined when there is none, or when it leads outside the
 * folder by `..`, by an encoded separator, by a drive letter or by a symbolic link.
 */
export async function fileBelow(folder: string, urlPath: string): Promise<string | undefined> {
  const segments = urlPath.split('/').map(decodeSegment);
  if (segments.length === 0 || !segments.every(isPlainName)) return undefined;
  try {
    const root = await fs.realpath(folder);
    const file = await fs.realpath(path.join(root, ...segments));
    if (!file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return undefined;
    return (await fs.stat(file)).isFile() ? file : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function isPlainName(segment: string | undefined): segment is string {
  return segment !== undefined && segment !== '' && segment !== '.' && segment !== '..' && !/[/\\:\0]/.test(segment);
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

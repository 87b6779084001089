import { UserError } from '../../core/errors.ts';
import type { RemoteFile } from './checksum.ts';

/** Which files of a repository a pack needs: those that match a pattern or, without patterns, all but what no ONNX pack reads. */
export function chooseFiles(files: readonly RemoteFile[], patterns: readonly string[], source: string): RemoteFile[] {
  if (patterns.length > 0) return matchingFiles(files, patterns, source);
  const wanted = files.filter(({ path }) => !isLeftOut(path));
  if (!wanted.some(({ path }) => path.endsWith('.onnx') || path === 'modelpack.json')) {
    throw new UserError(`${source} holds no ONNX model`, {
      hint: 'Patchloom runs ONNX files. Look for an ONNX export of this model, or choose files with --file all the same.',
    });
  }
  return wanted;
}

/** Whether a path matches a pattern in which `*` and `?` stay within a folder and `**` does not. */
export function matchesPattern(path: string, pattern: string): boolean {
  const source = pattern.replace(/\*\*\/|\*+|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.startsWith('*') ? '.*' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su').test(path);
}

function matchingFiles(files: readonly RemoteFile[], patterns: readonly string[], source: string): RemoteFile[] {
  const idle = patterns.filter((pattern) => !files.some(({ path }) => matchesPattern(path, pattern)));
  if (idle.length > 0) {
    throw new UserError(`${source} has no file that matches ${idle.join(', ')}`, {
      hint: `It has: ${files
        .slice(0, 12)
        .map(({ path }) => printable(path))
        .join(', ')}${files.length > 12 ? ', …' : ''}.`,
    });
  }
  return files.filter(({ path }) => patterns.some((pattern) => matchesPattern(path, pattern)));
}

/** Weights of other runtimes, git's own files, pictures and clips of the model card. `weights.pb` is ONNX data in old exports. */
function isLeftOut(path: string): boolean {
  return (
    /\.(safetensors|bin|msgpack|h5|keras|ckpt|pth?|pkl|pickle|npz|ot|gguf|ggml|tflite|mlmodel|mar|engine|plan)$/i.test(
      path,
    ) ||
    /(^|\/)(saved_model\.pb|\.git[^/]*)$/.test(path) ||
    /\.(ml(package|modelc))\//i.test(path) ||
    /\.safetensors\.index[^/]*\.json$/i.test(path) ||
    /\.(png|jpe?g|gif|webp|svg|mp4|webm|mov|avi|mkv|mp3|wav)$/i.test(path)
  );
}

/** Names come from strangers: control characters could repaint a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, '�');
}

import { closeSync, existsSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Video } from '../core/values.ts';
import { videoBytes } from '../core/video-frames.ts';
import { unwritableFolder } from './output-files.ts';

/** Longer clips are kept on disk: about 20 frames of 1920 × 1080. */
const MOST_BYTES_IN_MEMORY = 128 * 1024 ** 2;

/**
 * One clip of the pieces that `work` appends, all of the same size. Past `mostBytes` its frames go into a file in `folder` that
 * has no name: it takes disk space for as long as the clip or the process lives, however that ends.
 */
export async function joinVideo(
  folder: string,
  work: (append: (piece: Video) => void) => Promise<void>,
  mostBytes = MOST_BYTES_IN_MEMORY,
): Promise<Video> {
  const pieces: Uint8Array[] = [];
  let size: { readonly width: number; readonly height: number } | undefined;
  let frameCount = 0;
  let bytes = 0;
  let file: FrameFile | undefined;
  await work((piece) => {
    size ??= { width: piece.width, height: piece.height };
    if (piece.width !== size.width || piece.height !== size.height)
      throw new Error(`A piece of ${piece.width} × ${piece.height} in a clip of ${size.width} × ${size.height}`);
    frameCount += piece.frameCount;
    bytes += videoBytes(piece);
    pieces.push(piece.frames);
    if (bytes <= mostBytes) return;
    file ??= new FrameFile(folder);
    for (const frames of pieces.splice(0)) file.append(frames);
  });
  const shape = { frameCount, width: size?.width ?? 0, height: size?.height ?? 0 };
  return file ? videoOnDisk(file, shape) : { ...shape, frames: joined(pieces) };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let done = 0;
  for (const piece of pieces) {
    all.set(piece, done);
    done += piece.length;
  }
  return all;
}

function videoOnDisk(file: FrameFile, shape: Omit<Video, 'frames' | 'readFrame'>): Video {
  const frameBytes = shape.width * shape.height * 3;
  const video: Video = {
    ...shape,
    get frames() {
      return file.read(0, shape.frameCount * frameBytes);
    },
  };
  // Not copied by `{ ...video, frames }`: a clip made of this one has other frames.
  return Object.defineProperty(video, 'readFrame', {
    value: (index: number) => file.read(index * frameBytes, frameBytes),
    enumerable: false,
  });
}

/** Values on wires have no owner that could close them: the file goes when nobody can read it any more. */
const unread = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));
let nextFile = 1;

class FrameFile {
  readonly #folder: string;
  readonly #descriptor: number;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
    const path = join(folder, `.patchloom-frames-${process.pid}-${nextFile++}`);
    try {
      makeFolders(folder);
      this.#descriptor = openSync(path, 'wx+');
      // What is open stays readable without a name, and nothing has to be cleaned up after a crash.
      rmSync(path);
    } catch (error) {
      throw unwritableFolder(folder, error);
    }
    unread.register(this, this.#descriptor);
  }

  append(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#bytes + done);
    } catch (error) {
      throw unwritableFolder(this.#folder, error);
    }
    this.#bytes += bytes.length;
  }

  read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const count = readSync(this.#descriptor, bytes, done, length - done, start + done);
      if (count === 0) throw new Error(`The frames end at byte ${start + done}`);
      done += count;
    }
    return bytes;
  }
}

/** One by one, as in `makeFolder`; not beforehand, as most clips are short and leave the output folder alone. */
function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let current = resolve(folder); !existsSync(current); current = dirname(current)) missing.unshift(current);
  for (const path of missing) mkdirSync(path);
}

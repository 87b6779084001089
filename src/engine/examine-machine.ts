import { access, constants, statfs } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import path from 'node:path';
import type { DeviceReport } from '../core/devices.ts';
import { UserError } from '../core/errors.ts';
import { findFfmpeg } from './ffmpeg.ts';
import type { Ffmpeg } from './locate-ffmpeg.ts';
import { availableMemory, memoryLimit } from './machine-memory.ts';
import { runtimeVersion } from './onnx/runtime.ts';

/** What Patchloom finds on this machine; sizes in bytes. */
export interface MachineReport {
  readonly system: { readonly name: string; readonly processor: string; readonly cores: number };
  readonly versions: { readonly patchloom: string; readonly node: string; readonly onnxRuntime: string | undefined };
  readonly memory: { readonly usable: number; readonly available: number };
  readonly devices: readonly DeviceReport[];
  readonly ffmpeg: Ffmpeg | { readonly problem: string };
  readonly folders: readonly FolderReport[];
  /** Whether workflows can run: ONNX Runtime and ffmpeg are there, and the folder for what they write can be written to. */
  readonly isReady: boolean;
}

export interface FolderReport {
  readonly what: string;
  readonly path: string;
  /** `absent`: it is made when it is needed. */
  readonly state: 'writable' | 'read-only' | 'absent';
  /** Of the disk that it is on. */
  readonly freeBytes?: number;
}

export interface MachineQuestions {
  readonly version: string;
  /** The folder for what runs write comes first. */
  readonly folders: readonly { readonly what: string; readonly path: string }[];
  inspectDevices(): Promise<DeviceReport[]>;
}

/** Looks at everything that runs depend on. What is missing is an answer. */
export async function examineMachine({ version, folders, inspectDevices }: MachineQuestions): Promise<MachineReport> {
  const [onnxRuntime, ffmpeg, devices, found] = await Promise.all([
    runtimeVersion().catch(absentIfMissing),
    findFfmpeg().catch((error: unknown) => ({ problem: messageOf(error) })),
    inspectDevices(),
    Promise.all(folders.map(({ what, path }) => examineFolder(what, path))),
  ]);
  return {
    system: {
      name: `${platform()} ${release()} ${arch()}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
    },
    versions: { patchloom: version, node: process.versions.node, onnxRuntime },
    memory: { usable: memoryLimit(), available: availableMemory() },
    devices,
    ffmpeg,
    folders: found,
    isReady: onnxRuntime !== undefined && 'path' in ffmpeg && found[0]?.state !== 'read-only',
  };
}

function absentIfMissing(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

function messageOf(error: unknown): string {
  if (!(error instanceof UserError)) throw error;
  return error.message;
}

async function examineFolder(what: string, folder: string): Promise<FolderReport> {
  const nearest = await nearestFolder(folder);
  const { bavail, bsize } = await statfs(nearest);
  const isWritable = await access(nearest, constants.W_OK).then(
    () => true,
    () => false,
  );
  const state = !isWritable ? 'read-only' : nearest === folder ? 'writable' : 'absent';
  return { what, path: folder, state, freeBytes: bavail * bsize };
}

/** The folder itself, or what of its path is there. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    await access(folder);
    return folder;
  } catch {
    // It will be made in here.
    return nearestFolder(path.dirname(folder));
  }
}

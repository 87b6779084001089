import type { Device } from '../../core/devices.ts';
import { UserError } from '../../core/errors.ts';

export type Runtime = typeof import('onnxruntime-node');

let runtime: Promise<Runtime> | undefined;

/** Loaded when first needed: it takes a tenth of a second, and a few platforms have no binary. */
export function loadRuntime(): Promise<Runtime> {
  // Its official builds for Linux and macOS report to Microsoft what runs on this machine, and write an id of it, unless told not to before
  // they are loaded. Nothing here reaches the network that a person has not asked for.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  runtime ??= import('onnxruntime-node').catch((cause) => {
    throw new UserError(`ONNX Runtime has no binary for ${process.platform}/${process.arch}`, {
      hint: 'Run Patchloom on Linux, Windows or macOS on Apple silicon.',
      cause,
    });
  });
  return runtime;
}

/** What the runtime calls a device. */
export const PROVIDERS: Readonly<Record<Device, string>> = {
  cpu: 'cpu',
  cuda: 'cuda',
  tensorrt: 'tensorrt',
  directml: 'dml',
  coreml: 'coreml',
  webgpu: 'webgpu',
};

/** The runtime's words without the place in its sources and the lines that follow. */
export function runtimeReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = message] = message.trim().split('\n');
  return first.replace(/^.*was false\. /, '').replace(/^no available backend found\. ERR: /, '');
}

/** The runtime's version. `UserError` where there is no binary for this system. */
export async function runtimeVersion(): Promise<string> {
  const { env } = await loadRuntime();
  return env.versions.node ?? env.versions.common;
}

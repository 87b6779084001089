import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Device } from '../../core/devices.ts';
import { unpacked } from '../unpacked.ts';

/** The devices that ONNX Runtime's binary for a system knows, in the order in which they are tried. */
export function devicesOf(platform: NodeJS.Platform, arch: string): readonly Device[] {
  if (platform === 'win32') return ['directml', 'webgpu', 'cpu'];
  if (platform === 'darwin') return ['coreml', 'webgpu', 'cpu'];
  return arch === 'x64' ? ['cuda', 'tensorrt', 'webgpu', 'cpu'] : ['cpu'];
}

/** Why a device need not even be tried; undefined where only trying tells. Trying what is not there prints warnings of drivers. */
export function whyUnavailable(
  device: Device,
  platform = process.platform,
  arch: string = process.arch,
): string | undefined {
  if (!devicesOf(platform, arch).includes(device)) return `ONNX Runtime has none for ${platform}/${arch}`;
  if (platform !== 'linux') return undefined;
  switch (device) {
    case 'cuda':
    case 'tensorrt':
      return hasLibrary(device) ? undefined : 'its libraries are not installed';
    case 'webgpu':
      return vulkanDrivers().length > 0 ? undefined : 'no Vulkan driver is installed';
    default:
      return undefined;
  }
}

/** Whether the provider's library lies beside ONNX Runtime's own; it comes by a download of hundreds of megabytes. */
function hasLibrary(device: Device): boolean {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = path.join(path.dirname(unpacked(main)), '..', 'bin', 'napi-v6', process.platform, process.arch);
  return existsSync(path.join(folder, `libonnxruntime_providers_${device}.so`));
}

/** Descriptions of Vulkan drivers where the loader looks for them. */
function vulkanDrivers(): string[] {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES, XDG_DATA_HOME } = process.env;
  const named = VK_DRIVER_FILES ?? VK_ICD_FILENAMES;
  if (named) return named.split(':').filter((file) => existsSync(file));
  const data = XDG_DATA_HOME || path.join(homedir(), '.local', 'share');
  return ['/etc', '/usr/share', '/usr/local/share', '/usr/local/etc', data]
    .map((folder) => path.join(folder, 'vulkan', 'icd.d'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.json')));
}

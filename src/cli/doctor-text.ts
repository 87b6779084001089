import { DEVICE_TITLES, type DeviceReport } from '../core/devices.ts';
import type { MachineReport } from '../engine/examine-machine.ts';

/** What `patchloom doctor` prints. */
export function doctorText({ system, versions, memory, devices, ffmpeg, folders, isReady }: MachineReport): string {
  const sections: [string, string][][] = [
    [
      ['Patchloom', versions.patchloom],
      ['Node.js', versions.node],
      ['ONNX Runtime', versions.onnxRuntime ?? 'has no binary for this system'],
      ['ffmpeg', 'path' in ffmpeg ? `${ffmpeg.version}  ${ffmpeg.path} (${ffmpeg.source})` : ffmpeg.problem],
    ],
    [
      ['system', system.name],
      ['processor', `${system.processor}, ${system.cores} cores`],
      ['memory', `${gigabytes(memory.usable)}, ${gigabytes(memory.available)} available`],
    ],
    devices.map((report) => [DEVICE_TITLES[report.device], deviceText(report)]),
    folders.map(({ what, path, state, freeBytes }) => [
      what,
      [
        path,
        ...(state === 'writable' ? [] : [state]),
        ...(freeBytes === undefined ? [] : [`${gigabytes(freeBytes)} free`]),
      ].join(', '),
    ]),
  ];
  const width = Math.max(...sections.flat().map(([name]) => name.length));
  const table = sections.map((rows) => rows.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join(''));
  const verdict = isReady ? 'Workflows can run here.' : 'Something that workflows need is missing.';
  return `${table.join('\n')}\n${verdict}\n`;
}

function deviceText({ isUsable, reason, milliseconds, cpuMilliseconds }: DeviceReport): string {
  const speed =
    milliseconds === undefined || cpuMilliseconds === undefined
      ? []
      : [`${times(cpuMilliseconds / milliseconds)} the speed of the processor`];
  return [isUsable ? 'works' : 'can’t be used', ...speed, ...(reason === undefined ? [] : [reason])].join(': ');
}

function times(ratio: number): string {
  return `${Number(ratio.toPrecision(2))} ×`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

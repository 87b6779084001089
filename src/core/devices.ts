import { z } from 'zod';

/** What models can run on: the processor, or a GPU through one of ONNX Runtime's execution providers. */
export const DEVICES = ['cpu', 'cuda', 'tensorrt', 'directml', 'coreml', 'webgpu'] as const;
export type Device = (typeof DEVICES)[number];

/** What a person may choose; `auto`: the first that works, gives right numbers and is faster than the processor. */
export const DEVICE_CHOICES = ['auto', ...DEVICES] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

export const DEVICE_TITLES: Readonly<Record<Device, string>> = {
  cpu: 'processor',
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
  directml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
};

export const deviceReport = z.object({
  device: z.enum(DEVICES),
  isUsable: z.boolean(),
  /** Why not, or what to know about it. */
  reason: z.string().optional(),
  /** Whether attention in one operator gives right numbers; models that have it stay on the processor where it does not. */
  fusedAttention: z.boolean().optional(),
  /** Whether tensors can stay in its memory between two runs, and come back as what was made of them. */
  keepsTensors: z.boolean().optional(),
  /** Milliseconds for the same matrices, here and on the processor. */
  milliseconds: z.number().optional(),
  cpuMilliseconds: z.number().optional(),
});
/** What came of trying a device. */
export type DeviceReport = z.infer<typeof deviceReport>;

export const usageSchema = z.object({
  /** What models are opened on first. */
  device: z.enum(DEVICES),
  /** Memory that the process takes in which nodes run. */
  memoryBytes: z.number(),
});
/** What running takes now. */
export type Usage = z.infer<typeof usageSchema>;

/** A device that models are opened on. */
export interface UsableDevice {
  readonly device: Device;
  readonly fusedAttention: boolean;
  readonly keepsTensors: boolean;
}

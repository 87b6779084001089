import type { InferenceSession } from 'onnxruntime-node';
import { DeviceLostError, UserError } from '../../core/errors.ts';
import type { DeviceMemory, HeldTensor } from '../../core/node-context.ts';
import { type TensorKeeper, tensorOf } from './device-memory.ts';
import type { Feeds } from './feeds.ts';

/** The memory of a device while a model is lent. */
export interface LentMemory {
  readonly memory: DeviceMemory;
  /** Lets go of what the borrower still holds. */
  end(): void;
}

interface ModelOnDevice {
  /** Runs the model; its outputs are where the device leaves them. `UserError` where the feeds do not fit. */
  run(feeds: Feeds): Promise<InferenceSession.ReturnType>;
  /** Hears why the device can't be used any more. */
  fail(cause: unknown): Promise<void>;
}

/** The keeper's tensors for one borrower, whose failures are those of the device. */
export function lendMemory(keeper: TensorKeeper, model: ModelOnDevice): LentMemory {
  const own = new Set<HeldTensor>();
  const owned = <T extends HeldTensor>(held: T): T => {
    own.add(held);
    return held;
  };
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      own.clear();
      await model.fail(cause);
      throw new DeviceLostError('The device has failed', { cause });
    }
  };
  const letGo = (held: HeldTensor) => {
    if (own.delete(held)) keeper.letGo(held);
  };
  return {
    memory: {
      hold: (tensor) => attempt(async () => owned(await keeper.hold(tensor))),
      read: (held) => attempt(() => keeper.read(tensorOf(held))),
      letGo,
      run: (feeds) =>
        attempt(async () => {
          const results = Object.entries(await model.run(feeds));
          return Object.fromEntries(results.map(([name, value]) => [name, owned(keeper.keep(value))]));
        }),
      sum: (terms) =>
        attempt(async () => {
          const { sum, allFinite } = await keeper.sum(terms);
          return { sum: owned(sum), allFinite };
        }),
      repeat: (held, times, scale) => attempt(async () => owned(await keeper.repeat(held, times, scale))),
    },
    end() {
      for (const held of [...own]) letGo(held);
    },
  };
}

import { z } from 'zod';

const settingsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** The settings of one run, by `node.widget`, from a line of a batch file; undefined when the line is not an object of plain values. */
export function readBatchSettings(json: string): Readonly<Record<string, string | number | boolean>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return settingsSchema.safeParse(value).data;
}

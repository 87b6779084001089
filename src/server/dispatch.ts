import { z } from 'zod';
import { toFailure } from '../core/errors.ts';
import { HOST_METHODS, type HostMessage, requestSchema } from '../core/host-api.ts';
import type { HostMethods } from './host-methods.ts';

/** Answers one message of a window: arguments and result are read by the method's schemas, every failure is an answer. */
export async function dispatch(methods: HostMethods, message: string): Promise<HostMessage> {
  let id = NO_ID;
  try {
    const data: unknown = JSON.parse(message);
    id = z.looseObject({ id: z.int() }).safeParse(data).data?.id ?? NO_ID;
    const request = requestSchema.parse(data);
    const { params, result } = HOST_METHODS[request.method];
    const run = methods[request.method] as (params: unknown) => Promise<unknown>;
    return { id, result: result.parse(await run(params.parse(request.params))) };
  } catch (error) {
    return { id, failure: toFailure(error) };
  }
}

/** Answers what is not even a request; windows count from 1. */
const NO_ID = 0;

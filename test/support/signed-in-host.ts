import { afterAll, beforeAll } from 'vitest';
import { startTestHost, type TestHost } from './test-host.ts';

/** A host for all tests of one file, at which somebody has signed in: itself, the header that says so, and its own origin. */
export function signedInHost() {
  let server: TestHost;
  let Cookie: string;
  beforeAll(async () => {
    server = await startTestHost();
    Cookie = await server.signIn();
  });
  afterAll(() => server.close());
  return {
    server: () => server,
    cookie: () => ({ Cookie }),
    origin: () => `http://127.0.0.1:${server.host.port}`,
  };
}

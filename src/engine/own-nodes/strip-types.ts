import { transformSync } from '@swc/wasm-typescript';
import { z } from 'zod';

/** What the parser throws. */
const syntaxFault = z.object({ message: z.string(), startLine: z.number().optional() });

/** TypeScript as JavaScript: types become spaces, so that every line stays where it is. `SyntaxError` starts with file and line. */
export function stripTypes(source: string, file: string): string {
  try {
    return transformSync(source, { mode: 'strip-only', module: true, filename: file }).code;
  } catch (cause) {
    const { message, startLine } = syntaxFault.parse(cause);
    throw new SyntaxError(`${file}:${startLine ?? 1}: ${message}`);
  }
}

import { UserError } from '../../core/errors.ts';
import { INPUTS_PATH, inputAnswer, LARGEST_IMPORT_BYTES } from '../../core/host-api.ts';
import { currentWords } from '../words/use-words.ts';

/** Hands a file to the host, which keeps it where nodes can read it; the path that it has there. */
export async function keepInput(file: File): Promise<string> {
  const words = currentWords();
  if (file.size > LARGEST_IMPORT_BYTES) throw new UserError(words.fileTooLarge(file.name));
  const response = await fetch(INPUTS_PATH + encodeURIComponent(file.name), { method: 'PUT', body: file });
  if (!response.ok) throw new UserError(words.fileTooLarge(file.name), { hint: await response.text() });
  const answer = inputAnswer.parse(await response.json());
  if ('path' in answer) return answer.path;
  const { message, hint } = answer.failure;
  throw new UserError(message, hint === undefined ? {} : { hint });
}

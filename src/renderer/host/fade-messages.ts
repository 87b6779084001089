import { useDocument } from '../state/document.ts';
import { useSession } from '../state/session.ts';

/** What an edit itself has to say comes at once. */
const NEWS_MILLISECONDS = 1000;

/** What was said some time ago goes when somebody edits on; what can still be answered stays. */
export function fadeMessages(): void {
  let saidAt = 0;
  useSession.subscribe(({ message }, before) => {
    if (message !== before.message) saidAt = performance.now();
  });
  useDocument.subscribe(({ history }, before) => {
    if (history.present === before.history.present || performance.now() - saidAt < NEWS_MILLISECONDS) return;
    const { message, say } = useSession.getState();
    if (message && !message.action) say(undefined);
  });
}

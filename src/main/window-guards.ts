import { type Session, shell, type WebContents } from 'electron';

/** Keeps a window on the host's pages: nothing else is loaded into it or a frame of it, and links to elsewhere open in the system's browser. */
export function guardContents(contents: WebContents, origin: string): void {
  for (const kind of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
    contents.on(kind as 'will-navigate', (event) => {
      if (originOf(event.url) !== origin) event.preventDefault();
    });
  }
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Copying and pasting are all that the editor needs to be allowed. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write', 'clipboard-read'];

/** Refuses every permission but the clipboard of the editor's own page, and every request that leaves the host. */
export function guardSession(session: Session, origin: string): void {
  const grants = (permission: string, asker: string, isMainFrame: boolean) =>
    GRANTED.includes(permission) && isMainFrame && originOf(asker) === origin;
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(grants(permission, requestingUrl, isMainFrame)),
  );
  session.setPermissionCheckHandler((_contents, permission, asker, { isMainFrame }) =>
    grants(permission, asker, isMainFrame),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !staysHere(url, origin) }));
  session.on('will-download', (event, item) => {
    if (!staysHere(item.getURL(), origin)) event.preventDefault();
  });
}

/** Whether loading an address asks nobody but the host. */
function staysHere(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin: ownOrigin } = new URL(url);
  // The origin of a blob is that of the page which made it.
  if (protocol === 'data:' || protocol === 'devtools:') return true;
  return ownOrigin === origin || ownOrigin === origin.replace(/^http/, 'ws');
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

import { type Session, shell, type WebContents } from 'electron';

/** Keeps a window on the host's pages: nothing else is loaded into it, and links to elsewhere open in the system's browser. */
export function guardContents(contents: WebContents, origin: string): void {
  contents.on('will-navigate', (event) => {
    if (originOf(event.url) !== origin) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (originOf(event.url) !== origin) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** The editor needs no camera, no location, no notifications: whatever asks, is refused. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

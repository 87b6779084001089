import type { IncomingHttpHeaders } from 'node:http';
import type { Verdict } from '../core/sockets.ts';

/**
 * Whether a request was meant for this host and comes from its own page. The name in `Host` stops pages that point a name of
 * theirs at 127.0.0.1; `Origin` stops pages of other sites and of other ports. Browsers leave `Origin` out when a page shows a picture
 * or loads a script, and count all ports of this machine as one site, cookies included: there `Sec-Fetch-Site` tells.
 */
export function checkSameOrigin(
  headers: IncomingHttpHeaders,
  port: number,
  options: { originRequired: boolean },
): Verdict {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!headers.host || !hosts.includes(headers.host)) return { ok: false, reason: 'This address is not served here' };
  if (headers.origin === undefined) {
    if (isPartOfOtherPage(headers)) return { ok: false, reason: 'Pages of other origins may not ask' };
    return options.originRequired
      ? { ok: false, reason: 'The request does not say which page it comes from' }
      : { ok: true };
  }
  return headers.origin === `http://${headers.host}`
    ? { ok: true }
    : { ok: false, reason: 'Pages of other origins may not ask' };
}

/** Opening the editor's address from another page is no harm; being a part of that page could be. */
function isPartOfOtherPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  const isOther = site === 'cross-site' || site === 'same-site';
  return isOther && !(headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document');
}

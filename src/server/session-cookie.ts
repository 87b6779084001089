import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may talk to the host: whoever holds the cookie, which is given once in exchange for the token in the first URL. */
export interface SessionCookie {
  /** 128 random bits, part of the URL that is opened first. */
  readonly token: string;
  /** The `Set-Cookie` value for the right token, the first time it is shown. */
  exchange(token: string): string | undefined;
  /** Whether a `Cookie` header holds the cookie. */
  isIn(cookieHeader: string | undefined): boolean;
}

/** Browsers share cookies between the ports of one address: the port is part of the name, so that two hosts don't sign each other out. */
export function createSessionCookie(port: number): SessionCookie {
  const name = `patchloom-${port}`;
  const value = randomBytes(16).toString('hex');
  const token = randomBytes(16).toString('hex');
  let spent = false;
  return {
    token,
    exchange(shown) {
      if (spent || !isSame(shown, token)) return undefined;
      spent = true;
      return `${name}=${value}; HttpOnly; SameSite=Strict; Path=/`;
    },
    isIn(cookieHeader) {
      const cookies = (cookieHeader ?? '').split(';').map((cookie) => cookie.trim());
      return cookies.some((cookie) => isSame(cookie, `${name}=${value}`));
    },
  };
}

/** Compares without telling by its duration how much was right. */
function isSame(shown: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(expected));
}

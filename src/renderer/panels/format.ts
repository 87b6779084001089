/** 0.042 → “42 ms”, 3.24 → “3.2 s”, 75 → “1:15 min” */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}

/** 21504 → “21 kB” */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** 4.127 → “4.1”, 41.27 → “41” */
export function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

/** “14:05” today, “23 Nov, 14:05” on another day. */
export function formatTime(milliseconds: number, language: string, now: Date = new Date()): string {
  const date = new Date(milliseconds);
  const isToday = date.toDateString() === now.toDateString();
  const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
}

/** The colours that nodes, groups and notes can have, by name: themes say what they look like. */
export const COLORS = ['red', 'orange', 'green', 'cyan', 'blue', 'violet'] as const;

/** The class that tints something; a colour of a later release tints nothing. */
export function tintClass(color: string | undefined): string {
  return COLORS.some((known) => known === color) ? `tint-${color}` : '';
}

import { z } from 'zod';

const desktopMenuItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line') }),
  z.object({
    kind: z.literal('command'),
    /** The command's name in the editor's table. */
    name: z.string().max(60),
    label: z.string().max(200),
    /** As commands write them: `Mod+Shift+Z`. */
    keys: z.string().max(40).optional(),
    isEnabled: z.boolean(),
    /** Only of commands that switch something. */
    isOn: z.boolean().optional(),
  }),
]);
export type DesktopMenuItem = z.infer<typeof desktopMenuItem>;

/** The editor's menus as data, for the system's own menu bar: no code crosses, a choice comes back as the command's name. */
export const desktopMenusSchema = z.object({
  /** The language that the editor speaks, for what the shell itself has to say. */
  language: z.string().max(20),
  menus: z
    .array(
      z.object({
        key: z.enum(['file', 'edit', 'node', 'view']),
        label: z.string().max(60),
        items: z.array(desktopMenuItem).max(200),
      }),
    )
    .max(4),
});
export type DesktopMenus = z.infer<typeof desktopMenusSchema>;

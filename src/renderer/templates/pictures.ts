/** Pictures of the example workflows, by their names; made by scripts/make-template-pictures.mjs. */
const files = import.meta.glob<string>('./*.jpg', { eager: true, query: '?url', import: 'default' });

/** Where the picture of an example workflow is; undefined for one that has none. */
export function templatePicture(name: string): string | undefined {
  return files[`./${name}.jpg`];
}

/** English for a person's own nodes. */
export const ownNodesEn = {
  ownNodes: {
    title: 'Your own nodes',
    loadedFrom: (count: number) => (count === 1 ? '1 node from' : `${count} nodes from`),
    forget: 'Load it no longer',
    place: (file: string, line: number) => `${file}, line ${line}`,
    waiting: (count: number) => (count === 1 ? '1 file is not loaded:' : `${count} files are not loaded:`),
    waitingHint: 'It is code, and runs with your rights. Allow it only if you know where it comes from.',
    allow: 'Allow this folder',
  },
};

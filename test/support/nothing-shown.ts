/** What a canvas knows of a document that nothing has happened to: no problems, no selection, no results. */
export const NOTHING_SHOWN = {
  problems: [],
  selectedNodes: [],
  selectedEdges: [],
  withMedia: [],
  withStrip: [],
  withText: [],
  withNotice: [],
};

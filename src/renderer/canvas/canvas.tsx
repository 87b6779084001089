import { Background, BackgroundVariant, ReactFlow, type ReactFlowInstance, SelectionMode } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type DragEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Picture } from '../../core/run-events.ts';
import { isBorder } from '../../core/subgraph-border.ts';
import { addNodeAt, NODE_DRAG_TYPE, searchNodesAt } from '../commands/add-node.ts';
import { returnToView } from '../commands/open-workflow.ts';
import { attempt } from '../commands/report.ts';
import { renameSelected } from '../commands/selection.ts';
import { enterInstance } from '../commands/subgraph-commands.ts';
import { useScopePath } from '../state/document.ts';
import { useScene } from '../state/graph-shape.ts';
import { idsAt } from '../state/instance-run.ts';
import { useOverlay } from '../state/overlays.ts';
import { useProblemsHere } from '../state/problems.ts';
import { useSession } from '../state/session.ts';
import { useShownRun } from '../state/shown-run.ts';
import { textsOf } from '../state/text-results.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';
import { GroupFrame, NoteBox } from './box-nodes.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import type { CanvasNode, WireEdge } from './canvas-node.ts';
import { canvasView, LEAST_ZOOM, MOST_ZOOM } from './canvas-view.ts';
import { ConnectionLine } from './connection-line.tsx';
import { addPoint, openCanvasMenu, openNodeMenu, openSelectionMenu, openWireMenu } from './context-menu.ts';
import { FOLLOW_FOCUS } from './follow-focus.ts';
import {
  allowNodeDrop,
  drawWire,
  dropWire,
  endWire,
  isValidConnection,
  moveWire,
  rememberZoom,
  startWire,
} from './gestures.ts';
import { Lasso } from './lasso.tsx';
import { Minimap } from './minimap.tsx';
import { changeEdges, changeNodes, continueDrag, endDrag, startDrag, wireAt } from './move-gestures.ts';
import { NodeCard } from './node-card.tsx';
import { OverviewWires, useIsOverview } from './overview.tsx';
import { createEdgeProjection, createNodeProjection } from './project-workflow.ts';
import { Wire } from './wire.tsx';

const NODE_TYPES = { card: NodeCard, 'group-frame': GroupFrame, note: NoteBox };
const EDGE_TYPES = { wire: Wire };
const FIT = { padding: 0.05, maxZoom: 1 };
const RECONNECT_RADIUS = 12;
const GRID: [number, number] = [8, 8];
const NO_WIRES: WireEdge[] = [];

/** The graph. React Flow draws a projection of the document and says what people do; the document changes by core's edits alone. */
export function Canvas() {
  const words = useWords();
  const workflow = useScene();
  const facts = useProjectionFacts();
  const { isOverview } = facts;
  const isMinimapOpen = useSession((state) => state.minimapOpen);
  const projectNodes = useRef(createNodeProjection()).current;
  const projectEdges = useRef(createEdgeProjection()).current;
  const nodes = useMemo(() => projectNodes(workflow, facts), [projectNodes, workflow, facts]);
  const edges = useMemo(() => projectEdges(workflow, facts), [projectEdges, workflow, facts]);
  const dispose = useRef<() => void>(undefined);

  const onInit = useCallback((instance: ReactFlowInstance<CanvasNode, WireEdge>) => {
    const view = canvasView(instance, FIT);
    dispose.current = view.dispose;
    useSession.getState().set({ view });
    returnToView();
  }, []);
  useEffect(
    () => () => {
      dispose.current?.();
      useSession.getState().set({ view: undefined });
    },
    [],
  );

  return (
    <main className="canvas" aria-label={words.canvas} onDoubleClick={searchHere}>
      <ReactFlow<CanvasNode, WireEdge>
        nodes={nodes}
        className={isOverview ? 'overview' : undefined}
        edges={isOverview ? NO_WIRES : edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onInit={onInit}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
        onNodeClick={selectAlone}
        onNodeDoubleClick={openOrRename}
        onNodeDragStart={startDrag}
        onNodeDrag={continueDrag}
        onNodeDragStop={endDrag}
        isValidConnection={isValidConnection}
        onConnect={drawWire}
        onConnectStart={startWire}
        onConnectEnd={endWire}
        onReconnect={moveWire}
        onReconnectEnd={dropWire}
        onEdgeDoubleClick={addPointHere}
        onNodeContextMenu={openNodeMenu}
        onSelectionContextMenu={openSelectionMenu}
        onEdgeContextMenu={openWireMenu}
        onPaneContextMenu={openCanvasMenu}
        reconnectRadius={RECONNECT_RADIUS}
        connectionLineComponent={ConnectionLine}
        onMove={rememberZoom}
        {...FOLLOW_FOCUS}
        onDrop={dropNode}
        onDragOver={allowNodeDrop}
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        snapToGrid
        snapGrid={GRID}
        minZoom={LEAST_ZOOM}
        maxZoom={MOST_ZOOM}
        zoomOnDoubleClick={false}
        attributionPosition="bottom-left"
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={MULTI_SELECTION_KEYS}
      >
        {isOverview ? (
          <OverviewWires nodes={nodes} edges={edges} />
        ) : (
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} />
        )}
        {isMinimapOpen && nodes.length > 0 && <Minimap nodes={nodes} />}
      </ReactFlow>
      <Lasso />
      <Breadcrumbs />
      {nodes.length === 0 && (
        <div className="canvas-empty">
          <p>{words.emptyCanvas}</p>
          <p>
            <button type="button" className="button" onClick={() => useOverlay.getState().show({ kind: 'templates' })}>
              {words.commands.templates}
            </button>
          </p>
        </div>
      )}
    </main>
  );
}

/** A double click on nothing searches for a node to add there. */
function searchHere(event: MouseEvent): void {
  if (!(event.target instanceof Element) || !event.target.matches('.react-flow__pane')) return;
  const at: [number, number] = [event.clientX, event.clientY];
  searchNodesAt(at, useSession.getState().view?.fromScreen(at));
}

/** Of several selected nodes, the one that is clicked stays selected; with Shift, Ctrl or ⌘ the others too. */
function selectAlone(event: MouseEvent, { id, type }: CanvasNode): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey || isBorder(id)) return;
  const { selectedNodes, selectedBoxes, select } = useSession.getState();
  if (selectedNodes.length + selectedBoxes.length < 2) return;
  if (type === 'card') select([id]);
  else select([], [], [id]);
}

/** A double click on an instance shows its inside; on the header of another node it asks for its name. */
function openOrRename(event: MouseEvent, { id, type }: CanvasNode): void {
  if (type !== 'card' || isBorder(id) || !(event.target instanceof Element)) return;
  if (event.target.closest('input, textarea, select, button, .card-grip')) return;
  if (enterInstance(id) || !event.target.closest('.card-header')) return;
  useSession.getState().select([id]);
  attempt(renameSelected);
}

function addPointHere(event: MouseEvent, wire: WireEdge): void {
  addPoint(wire, [event.clientX, event.clientY]);
}

/** A node from the palette; on a wire that it fits into, it goes into it. */
function dropNode(event: DragEvent): void {
  const type = event.dataTransfer.getData(NODE_DRAG_TYPE);
  const { view } = useSession.getState();
  if (!type || !view) return;
  event.preventDefault();
  const at: [number, number] = [event.clientX, event.clientY];
  const wire = wireAt(at);
  addNodeAt(type, view.fromScreen(at), wire ? { into: wire } : {});
}

const MULTI_SELECTION_KEYS = ['Meta', 'Control', 'Shift'];

function useProjectionFacts() {
  const specs = useLocalSpecs();
  const scope = useScopePath();
  const problems = useProblemsHere();
  const selectedNodes = useSession((state) => state.selectedNodes);
  const selectedEdges = useSession((state) => state.selectedEdges);
  const selectedBoxes = useSession((state) => state.selectedBoxes);
  const isOverview = useIsOverview();
  const withMedia = useShownRun(
    useShallow((nodes) => idsAt(nodes, scope, (node) => Boolean(node.picture) || hasFile(node.outputs))),
  );
  const withStrip = useShownRun(
    useShallow((nodes) => idsAt(nodes, scope, ({ picture, outputs }) => isStrip(picture) && !hasFile(outputs))),
  );
  const withText = useShownRun(
    useShallow((nodes) => idsAt(nodes, scope, ({ outputs }) => textsOf(outputs).length > 0)),
  );
  const withNotice = useShownRun(useShallow((nodes) => idsAt(nodes, scope, (node) => node.failure !== undefined)));
  const nameOf = useWords().exampleName;
  const seen = { specs, nameOf, problems, selectedNodes, selectedEdges, selectedBoxes };
  const facts = { ...seen, withMedia, withStrip, withText, withNotice, isOverview };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the object is made of these.
  return useMemo(() => facts, Object.values(facts));
}

/** The frames of a preview stand side by side. */
function isStrip(picture: Picture | undefined): boolean {
  return picture !== undefined && picture.width > LEAST_STRIP * picture.height;
}

const LEAST_STRIP = 2.5;

function hasFile(outputs: Readonly<Record<string, { readonly file?: unknown }>> | undefined): boolean {
  return Object.values(outputs ?? {}).some(({ file }) => file !== undefined);
}

import { parseSync } from 'vite';

/**
 * The sentences that a module can say to a person: its texts with a space in them, with `{}` for what is put in.
 * Left out are the messages of bugs (`new Error(…)`), as those are for whoever mends them.
 */
export function messagesIn(path: string, source: string): string[] {
  const { program } = parseSync(path, source);
  return [...textsIn(program)].filter((text) => / /.test(text.trim()) && /\p{L}{2}/u.test(text));
}

type AstNode = Readonly<Record<string, unknown>>;

function* textsIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const element of value) yield* textsIn(element);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node = value as AstNode;
  if (node.type === 'NewExpression' && (node.callee as AstNode).name === 'Error') return;
  const text = textOf(node);
  if (text !== undefined) yield text;
  // The parts of a text are no texts of their own; what is put into it may be.
  const children = text === undefined ? Object.values(node) : insertsOf(node);
  for (const child of children) yield* textsIn(child);
}

function textOf(node: AstNode): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral') {
    const parts = (node.quasis as readonly AstNode[]).map((quasi) => (quasi.value as { cooked: string }).cooked);
    return parts.join('{}');
  }
  if (node.type === 'BinaryExpression' && node.operator === '+') {
    const [left, right] = [textOf(node.left as AstNode), textOf(node.right as AstNode)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}

function insertsOf(node: AstNode): readonly unknown[] {
  if (node.type === 'TemplateLiteral') return node.expressions as readonly unknown[];
  return node.type === 'BinaryExpression'
    ? [...insertsOf(node.left as AstNode), ...insertsOf(node.right as AstNode)]
    : [];
}

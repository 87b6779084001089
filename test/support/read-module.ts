import { parseSync } from 'vite';

/** What a source file says about the world outside itself. */
export interface ModuleFacts {
  /** Every module it names: static, dynamic, of types only, exported from, required, globbed; `undefined` is one that only running it would tell. */
  readonly requests: readonly (string | undefined)[];
  /** Whole string literals, for packages that are loaded by name. */
  readonly texts: readonly string[];
  readonly hasDefaultExport: boolean;
  /** Reads of the clock and of chance, as written. */
  readonly impurities: readonly string[];
  readonly syntaxErrors: readonly string[];
}

/** Reads a TypeScript module without running it. */
export function readModule(path: string, source: string): ModuleFacts {
  const { program, errors } = parseSync(path, source);
  const requests: (string | undefined)[] = [];
  const texts: string[] = [];
  const impurities: string[] = [];
  let hasDefaultExport = false;
  for (const node of walk(program)) {
    const request = requestOf(node);
    if (request) requests.push(request.module);
    if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value);
    if (node.type === 'ExportDefaultDeclaration') hasDefaultExport = true;
    const written = typeof node.start === 'number' ? source.slice(node.start, node.end as number) : '';
    if (node.type === 'MemberExpression' && IMPURE.includes(written)) impurities.push(written);
    if (node.type === 'NewExpression' && nodeOf(node.callee)?.name === 'Date') impurities.push('new Date');
  }
  return { requests, texts, impurities, hasDefaultExport, syntaxErrors: errors.map((error) => error.message) };
}

const IMPURE = ['Math.random', 'Date.now', 'performance.now', 'crypto.getRandomValues', 'crypto.randomUUID'];

type AstNode = Readonly<Record<string, unknown>>;

function requestOf(node: AstNode): { module: string | undefined } | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return { module: literal(node.source) };
    case 'ExportNamedDeclaration':
      return node.source ? { module: literal(node.source) } : undefined;
    case 'TSExternalModuleReference':
      return { module: literal(node.expression) };
    case 'CallExpression':
      return isLoader(nodeOf(node.callee)) ? { module: literal((node.arguments as readonly unknown[])[0]) } : undefined;
    default:
      return undefined;
  }
}

/** `require(…)` and `import.meta.glob(…)` */
function isLoader(callee: AstNode | undefined): boolean {
  if (callee?.type === 'Identifier') return callee.name === 'require';
  return nodeOf(callee?.object)?.type === 'MetaProperty' && nodeOf(callee?.property)?.name === 'glob';
}

function literal(value: unknown): string | undefined {
  const node = nodeOf(value);
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function nodeOf(value: unknown): AstNode | undefined {
  return typeof value === 'object' && value !== null ? (value as AstNode) : undefined;
}

function* walk(value: unknown): Generator<AstNode> {
  if (Array.isArray(value)) {
    for (const element of value) yield* walk(element);
  } else if (typeof value === 'object' && value !== null) {
    if ('type' in value) yield value as AstNode;
    for (const child of Object.values(value)) yield* walk(child);
  }
}

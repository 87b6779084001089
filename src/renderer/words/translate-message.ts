import type { NodeSpecs } from '../../core/define-node.ts';
import type { SocketType } from '../../core/values.ts';
import type { Language } from './languages.ts';
import { localSocket, localSpecs, localUnit, TERMS } from './local-specs.ts';
import { messagesZhCN } from './messages.zh-CN.ts';

/**
 * Messages by what the host's side says in English, with `{placeholders}` where it puts something in. Core speaks one
 * language and knows of no other; the command line shows the same sentences. A placeholder's kind is its name up to a dot:
 * `node` is a title, `port` a port's name, `ports` a list of them, `type` a type of socket, `unit` a unit after a space,
 * `number` a number, `side` one of input and output, `choices` a list with “or”, `message` a message of its own or nothing; any other is passed on as it is.
 */
export type MessageTable = Readonly<Record<string, string>>;

const TABLES: Readonly<Record<Language, MessageTable | undefined>> = { en: undefined, 'zh-CN': messagesZhCN };

interface Pattern {
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly said: string;
}

/** A translator into one language, with the names of these nodes and their ports. */
export function createTranslator(specs: NodeSpecs, language: Language): (message: string) => string {
  const table = TABLES[language];
  if (!table) return (message) => message;
  const patterns = Object.entries(table).map(([template, said]) => toPattern(template, said));
  const names = collectNames(specs, language);
  const known = new Map<string, string>();

  const put = (name: string, value: string): string => {
    switch (kindOf(name)) {
      case 'node':
        return value
          .split(' or ')
          .map((title) => names.titles.get(title) ?? title)
          .join('或');
      case 'port':
        return names.ports.get(value) ?? value;
      case 'ports':
        return value
          .split(', ')
          .map((port) => names.ports.get(port) ?? port)
          .join('、');
      case 'type':
        return localSocket(value as SocketType, language);
      case 'unit':
        return value && ` ${localUnit(value.trim(), language)}`;
      case 'choices':
        return value.replaceAll(' or ', ' 或 ');
      case 'side':
        return names.ports.get(value) ?? value;
      case 'message':
        return translate(value);
      default:
        return value;
    }
  };

  const translateWhole = (message: string): string | undefined => {
    for (const { expression, names: placeholders, said } of patterns) {
      const match = expression.exec(message);
      if (!match) continue;
      const values = new Map(placeholders.map((name, index) => [name, put(name, match[index + 1] ?? '')]));
      return said.replace(PLACEHOLDER, (_, name: string) => values.get(name) ?? '');
    }
    return undefined;
  };

  /** A sentence, or a clause of one that was put together: its first letter and its end may not be its own. */
  const translatePart = (part: string): string => {
    const whole = translateWhole(part);
    if (whole !== undefined) return whole;
    const [, body = part, end = ''] = /^(.*?)([.;]?)$/s.exec(part) ?? [];
    const said = translateWhole(body) ?? translateWhole(`${body.charAt(0).toLowerCase()}${body.slice(1)}`);
    return said === undefined ? part : said + (end === ';' ? '；' : end && '。');
  };

  const translate = (message: string): string => {
    const earlier = known.get(message);
    if (earlier !== undefined) return earlier;
    // Hints may be several sentences, each of which is a message.
    const parts = sentences(message);
    const translated = parts.map(translatePart);
    const areKnown = parts.length > 1 && translated.every((part, index) => part !== parts[index]);
    const said = areKnown ? translated.join('') : (translateWhole(message) ?? translated.join(' '));
    if (known.size > MOST_KNOWN) known.clear();
    known.set(message, said);
    return said;
  };
  return translate;
}

const MOST_KNOWN = 2000;
const PLACEHOLDER = /\{([a-z]+(?:\.[a-z]+)?)\}/g;

function sentences(message: string): string[] {
  return message.split(/(?<=[.!?]) (?=\p{Lu})|(?<=;) /u);
}

function kindOf(name: string): string {
  return name.split('.')[0] ?? name;
}

function toPattern(template: string, said: string): Pattern {
  const names: string[] = [];
  const source = template
    .split(PLACEHOLDER)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part);
      return GROUPS[kindOf(part)] ?? '(.+?)';
    })
    .join('');
  return { expression: new RegExp(`^${source}$`, 's'), names, said };
}

const GROUPS: Readonly<Record<string, string>> = {
  number: '(-?[\\d.e+-]+)',
  unit: '( [^\\s]+)?',
  side: '(input|output)',
  message: '(.*)',
};

/** Titles and names of ports, from English to a language. A port's name means the same on nearly every node; the first one counts. */
function collectNames(specs: NodeSpecs, language: Language) {
  const titles = new Map<string, string>();
  const ports = new Map<string, string>(Object.entries(TERMS[language]?.sides ?? {}));
  const local = localSpecs(specs, language);
  for (const [id, spec] of specs) {
    const translated = local.get(id);
    if (!translated) continue;
    titles.set(spec.title, translated.title);
    for (const [name, { label }] of [...Object.entries(translated.inputs), ...Object.entries(translated.outputs)]) {
      if (label !== undefined && !ports.has(name)) ports.set(name, label);
    }
  }
  return { titles, ports };
}

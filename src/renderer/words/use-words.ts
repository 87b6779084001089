import { useMemo } from 'react';
import type { NodeSpecs } from '../../core/define-node.ts';
import { useDocument, useScopePath } from '../state/document.ts';
import { mayBeAdded, specsAt } from '../state/document-specs.ts';
import { useHost } from '../state/host.ts';
import { useSession } from '../state/session.ts';
import { LANGUAGES, type Language, type Words } from './languages.ts';
import { localSpecs } from './local-specs.ts';
import { createTranslator } from './translate-message.ts';

/** The words in the language that is set. */
export function useWords(): Words {
  return LANGUAGES[useSession((state) => state.language)];
}

/** The words for messages that don't come from a component. */
export function currentWords(): Words {
  return LANGUAGES[useSession.getState().language];
}

/** The nodes' specs in the language that is set: for whatever is shown. */
export function useLocalSpecs(): NodeSpecs {
  const specs = useHost((state) => state.specs);
  const language = useSession((state) => state.language);
  const local = inLanguage(specs, language).specs;
  const { border } = LANGUAGES[language].subgraphs;
  return useDocument(({ history, scope }) => specsAt(local, history.present, scope, border));
}

/** The same as it is now. */
export function currentLocalSpecs(): NodeSpecs {
  const { language } = useSession.getState();
  const { history, scope } = useDocument.getState();
  const local = inLanguage(useHost.getState().specs, language).specs;
  return specsAt(local, history.present, scope, LANGUAGES[language].subgraphs.border);
}

/** Of these, those that can be put on the canvas. */
export function useAddableSpecs(): NodeSpecs {
  const specs = useLocalSpecs();
  const scope = useScopePath();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whether a subgraph may be added depends on where one is.
  return useMemo(() => new Map([...specs].filter(([type]) => mayBeAdded(type))), [specs, scope]);
}

/** Translates what the host's side says: problems, refusals, failures. */
export function useTranslator(): (message: string) => string {
  const specs = useHost((state) => state.specs);
  const language = useSession((state) => state.language);
  return inLanguage(specs, language).translate;
}

/** The translator for messages that don't come from a component. */
export function currentTranslator(): (message: string) => string {
  return inLanguage(useHost.getState().specs, useSession.getState().language).translate;
}

interface Local {
  readonly specs: NodeSpecs;
  readonly translate: (message: string) => string;
}

const known = new WeakMap<NodeSpecs, Partial<Record<Language, Local>>>();

/** Worked out once per set of nodes and language, however many ask. */
function inLanguage(specs: NodeSpecs, language: Language): Local {
  const languages = known.get(specs) ?? {};
  known.set(specs, languages);
  languages[language] ??= { specs: localSpecs(specs, language), translate: createTranslator(specs, language) };
  return languages[language];
}

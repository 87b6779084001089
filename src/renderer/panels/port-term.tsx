import type { ReactNode } from 'react';
import type { SocketType } from '../../core/values.ts';
import { useSession } from '../state/session.ts';
import { localSocket } from '../words/local-specs.ts';

interface PortTermProps {
  readonly name: string;
  readonly label: string;
  readonly type: SocketType;
  readonly children?: ReactNode;
}

/** A port by its label and its type, in the type's colour. */
export function PortTerm({ name, label, type, children }: PortTermProps) {
  const language = useSession((state) => state.language);
  return (
    <dt className={`port-term socket-${type}`}>
      <span title={name}>{label}</span> <span className="port-type">{localSocket(type, language)}</span>
      {children}
    </dt>
  );
}

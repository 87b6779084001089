import type { SocketType } from '../../core/values.ts';

/** Each type of socket has a shape as well as a colour, so that colour never has to be seen. In a square of 14. */
const SHAPES: Readonly<Record<SocketType | 'unknown', string>> = {
  text: circle(4.5),
  number: circle(4.5),
  boolean: 'M7 2.2 L11.8 11 L2.2 11 Z',
  model: 'M2.8 2.8 H11.2 V11.2 H2.8 Z',
  conditioning: 'M7 1.6 L12.4 7 L7 12.4 L1.6 7 Z',
  denoiser: 'M7 2 L12 7 L7 12 L2 7 Z',
  sampler: 'M2.2 3 L11.8 3 L7 11.8 Z',
  sigmas: 'M2.8 2.8 H11.2 V11.2 H2.8 Z',
  latent: circle(4.5),
  patches: 'M7 1.8 L11.6 4.4 V9.6 L7 12.2 L2.4 9.6 V4.4 Z',
  video: rounded(),
  file: rounded(),
  any: circle(4.5),
  unknown: circle(3.5),
};

interface PortShapeProps {
  readonly type: SocketType | undefined;
  readonly isFilled: boolean;
  readonly isList: boolean;
}

/** A port's mark, with a second outline where it gives or takes a list: filled when a wire ends there, hollow otherwise. */
export function PortShape({ type, isFilled, isList }: PortShapeProps) {
  return (
    <svg className={`port-shape${isFilled ? ' port-filled' : ''}`} viewBox="0 0 14 14" aria-hidden="true">
      {isList && (
        <path className="port-list" d={SHAPES[type ?? 'unknown']} transform="translate(-3.5 -3.5) scale(1.5)" />
      )}
      <path d={SHAPES[type ?? 'unknown']} />
    </svg>
  );
}

function circle(radius: number): string {
  return `M${7 - radius} 7 a${radius} ${radius} 0 1 0 ${radius * 2} 0 a${radius} ${radius} 0 1 0 ${-radius * 2} 0 Z`;
}

function rounded(): string {
  return 'M5 2.6 H9 A2.4 2.4 0 0 1 11.4 5 V9 A2.4 2.4 0 0 1 9 11.4 H5 A2.4 2.4 0 0 1 2.6 9 V5 A2.4 2.4 0 0 1 5 2.6 Z';
}

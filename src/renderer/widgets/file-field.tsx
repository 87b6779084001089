import { type DragEvent, useState } from 'react';
import { INPUTS_PATH } from '../../core/host-api.ts';
import type { FilePort } from '../../core/ports.ts';
import { keepInput } from '../commands/keep-input.ts';
import { attempt } from '../commands/report.ts';
import { CloseIcon } from '../panels/icons.tsx';
import { useHost } from '../state/host.ts';
import { useWords } from '../words/use-words.ts';
import { commitWidget, endWidgetGesture, type WidgetPlace } from './commit-widget.ts';

interface FileFieldProps {
  readonly place: WidgetPlace;
  readonly widget: FilePort;
  readonly value: unknown;
  readonly label: string;
  readonly isInvalid: boolean;
}

/** A file to choose or to drop, with a small picture of it. */
export function FileField({ place, widget, value, label, isInvalid }: FileFieldProps) {
  const words = useWords();
  const [isOver, setOver] = useState(false);
  const url = useInputUrl(value);
  const path = typeof value === 'string' ? value : '';
  const take = (file: File | undefined) => file && attempt(async () => commit(place, await keepInput(file)));
  const over = (event: DragEvent, isInside: boolean) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    // Otherwise the window would open it as a workflow.
    event.preventDefault();
    event.stopPropagation();
    setOver(isInside);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here can be chosen by the button inside.
    <span
      className={`file-field nodrag nopan${isOver ? ' file-over' : ''}`}
      onDragOver={(event) => over(event, true)}
      onDragLeave={(event) => over(event, false)}
      onDrop={(event) => {
        over(event, false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <span className="file-thumbnail">
        {url && (isVideoName(url) ? <video src={url} muted preload="metadata" /> : <img src={url} alt="" />)}
      </span>
      <span className="file-text">
        <span className="file-path" title={path}>
          {path === '' ? words.widget.dropFile : path.split(/[\\/]/).at(-1)}
        </span>
        <span className="file-actions">
          <label className="link file-choose">
            {words.widget.chooseFile}
            <input
              type="file"
              aria-label={label}
              aria-invalid={isInvalid}
              accept={widget.accept.map((kind) => (kind === 'lora' ? '.safetensors' : `${kind}/*`)).join()}
              onChange={(event) => {
                take(event.target.files?.[0]);
                event.target.value = '';
              }}
            />
          </label>
          {path !== '' && (
            <button
              type="button"
              className="icon-button"
              aria-label={`${words.widget.noFile} (${label})`}
              title={words.widget.noFile}
              onClick={() => commit(place, '')}
            >
              <CloseIcon />
            </button>
          )}
        </span>
      </span>
    </span>
  );
}

function commit(place: WidgetPlace, path: string): void {
  commitWidget(place, path);
  endWidgetGesture();
}

/** Where the host serves a picture or video that it keeps; undefined for what lies elsewhere, and for other files. */
function useInputUrl(value: unknown): string | undefined {
  const folder = useHost((state) => state.inputsFolder);
  if (typeof value !== 'string' || folder === '' || !value.startsWith(folder)) return undefined;
  if (value.endsWith('.safetensors')) return undefined;
  const name = value.slice(folder.length).replace(/^[\\/]/, '');
  return name === '' ? undefined : INPUTS_PATH + encodeURIComponent(name);
}

function isVideoName(name: string): boolean {
  return /\.(mp4|webm)$/i.test(name);
}

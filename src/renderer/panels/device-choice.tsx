import { useState } from 'react';
import { type DeviceChoice as Choice, DEVICE_CHOICES, type DeviceReport } from '../../core/devices.ts';
import { attempt } from '../commands/report.ts';
import { useHost } from '../state/host.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { useTranslator, useWords } from '../words/use-words.ts';

/** What models run on, and what came of trying all that could be. */
export function DeviceChoice() {
  const { devices: words } = useWords();
  const { device } = useSettings();
  const api = useHost((state) => state.api);
  const [reports, setReports] = useState<readonly DeviceReport[]>();
  const [isChecking, setIsChecking] = useState(false);
  const check = async () => {
    setIsChecking(true);
    try {
      setReports(await api?.call('checkDevices', {}));
    } finally {
      setIsChecking(false);
    }
  };
  return (
    <section className="setting" aria-label={words.title}>
      <h3 className="section-title">{words.title}</h3>
      <select
        className="field"
        aria-label={words.title}
        value={device}
        onChange={(event) => changeSettings({ device: event.target.value as Choice })}
      >
        {DEVICE_CHOICES.map((choice) => (
          <option key={choice} value={choice}>
            {words.names[choice]}
          </option>
        ))}
      </select>
      <p className="muted">{words.hint}</p>
      <button type="button" className="link" disabled={isChecking} onClick={() => attempt(check)}>
        {isChecking ? words.checking : words.check}
      </button>
      <div role="status">
        {reports && (
          <dl className="folders">
            {reports.map((report) => (
              <Report key={report.device} report={report} />
            ))}
          </dl>
        )}
      </div>
    </section>
  );
}

function Report({ report: { device, isUsable, reason, milliseconds, cpuMilliseconds } }: { report: DeviceReport }) {
  const { devices: words } = useWords();
  const translate = useTranslator();
  const speed =
    milliseconds && cpuMilliseconds ? words.speed((cpuMilliseconds / milliseconds).toPrecision(2)) : undefined;
  const parts = [isUsable ? words.works : words.refused, speed, reason && translate(reason)];
  return (
    <>
      <dt>{words.names[device]}</dt>
      <dd>{parts.filter(Boolean).join(' · ')}</dd>
    </>
  );
}

import { useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Badge } from './kit';

const HOUR_MS = 3_600_000;

/** The time in milliseconds, minute by minute. While a dialog is open it stands: what is typed there is not taken away by it. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.querySelector('[role=dialog]') === null) setNow(Date.now());
    }, 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whole hours, as the service counts them; below zero when it is over. */
export function hoursUntil(instant: string, now: number): number {
  return Math.floor((Date.parse(instant) - now) / HOUR_MS);
}

/** The hours that are left, whole ones as the service counts them; they go on while they are looked at. */
export function Hours(props: { readonly until: string }): ReactNode {
  const { t, moment } = useWords();
  const left = hoursUntil(props.until, useNow());
  const tone = left < 0 ? 'bad' : left <= 24 ? 'warning' : 'plain';
  return (
    <>
      <Badge tone={tone}>{t(left < 0 ? 'hours.late' : 'hours.left', { count: Math.abs(left) })}</Badge>{' '}
      <span className="fine">{moment(props.until)}</span>
    </>
  );
}

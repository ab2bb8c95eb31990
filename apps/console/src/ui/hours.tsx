import { useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../i18n';
import { Badge } from './kit';

const HOUR_MS = 3_600_000;

/** The hours that are left, whole ones as the service counts them; they go on while they are looked at. */
export function Hours(props: { readonly until: string }): ReactNode {
  const { t, moment } = useWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.floor((Date.parse(props.until) - now) / HOUR_MS);
  const tone = left < 0 ? 'bad' : left <= 24 ? 'warning' : 'plain';
  return (
    <>
      <Badge tone={tone}>{t(left < 0 ? 'hours.late' : 'hours.left', { count: Math.abs(left) })}</Badge>{' '}
      <span className="fine">{moment(props.until)}</span>
    </>
  );
}

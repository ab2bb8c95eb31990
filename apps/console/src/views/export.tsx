import { useEffect, useRef, type ReactNode } from 'react';
import type { paths } from '../api/schema';
import { every } from '../api/every';
import { useApp, useKept } from '../app';
import { useWords } from '../i18n';
import { Button } from '../ui/kit';
import { Failure } from '../ui/states';
import { canExport, exporting, stopExport, takeExport } from './export-task';
import type { Filters } from './filters';

const FORMATS = every<paths['/v1/register/export']['get']['parameters']['query']['format']>({
  csv: true,
  xlsx: true,
  jsonl: true,
});

/** Whether filters are these ones. */
function isOf(filters: Filters, these: Filters): boolean {
  const names = Object.keys({ ...filters, ...these }) as (keyof Filters)[];
  return names.every(name => filters[name] === these[name]);
}

/**
 * Takes the register along, as far as it is filtered; says how far it is, and can be stopped. Where a filter is set that no
 * export takes, there is none: it would hold more than is shown.
 */
export function Export(props: { readonly filters: Filters }): ReactNode {
  const { filters } = props;
  const { session } = useApp();
  const { t, number } = useWords();
  const { now, failed } = useKept(exporting);
  const place = useRef<HTMLSpanElement>(null);
  const runs = now !== undefined;
  const ran = useRef(runs);
  useEffect(() => {
    // The button that was pressed gives way to another one: whoever is at the keyboard goes on there.
    if (ran.current !== runs && document.activeElement === document.body)
      place.current?.querySelector('button')?.focus({ preventScroll: true });
    ran.current = runs;
  }, [runs]);
  if (now !== undefined) {
    const { bytes, part, waits, format } = now;
    const kilobytes = number(Math.round(bytes / 1_000));
    return (
      <>
        <span className="buttons" ref={place}>
          <progress aria-label={t('export')} {...(part !== undefined && { value: part })} />
          <span className="fine">
            {part === undefined
              ? t('export.far', { kilobytes })
              : t('export.part', { kilobytes, percent: number(Math.floor(part * 100)) })}
          </span>
          <Button kind="quiet" onPress={stopExport}>
            {t('cancel')}
          </Button>
        </span>
        {waits === undefined ? null : (
          <>
            <Failure error={waits} waits />
            <p className="fine">{t(format === 'xlsx' ? 'export.anew' : 'export.goesOn')}</p>
          </>
        )}
      </>
    );
  }
  if (!canExport(filters)) return null;
  return (
    <>
      <span className="buttons" ref={place}>
        {FORMATS.map(format => (
          <Button key={format} onPress={() => void takeExport(session, format, filters)}>
            {t(`export.${format}`)}
          </Button>
        ))}
      </span>
      {failed !== undefined && isOf(failed.filters, filters) ? <Failure error={failed.error} /> : null}
    </>
  );
}

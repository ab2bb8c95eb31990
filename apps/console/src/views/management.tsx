import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { Tabs } from '../ui/tabs';
import { Calendars } from './calendar';
import { Retention } from './retention';
import { Webhooks } from './webhooks';

/** What runs by itself, and who hears of it: retention ahead, webhooks, calendars. */
export default function Management(): ReactNode {
  const { t } = useWords();
  return (
    <>
      <h1>{t('management')}</h1>
      <Tabs
        label={t('management')}
        name="list"
        tabs={[
          { id: 'retention', title: t('retention'), content: () => <Retention /> },
          { id: 'webhooks', title: t('webhooks'), content: () => <Webhooks /> },
          { id: 'calendar', title: t('calendar'), content: () => <Calendars /> },
        ]}
      />
    </>
  );
}

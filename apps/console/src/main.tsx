import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { apiOf, data, Refused, Unreachable } from './api/client';
import { AppProvider, type App } from './app';
import { Session } from './auth';
import { useWords } from './i18n';
import { Button } from './ui/kit';
import { Choices, Shell } from './ui/shell';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // A connection that is lost is told, and asked for again, by what shows the query.
      networkMode: 'always',
      // What passes by itself is asked for again when the service says so; a refusal is an answer.
      retry: (count, error) =>
        (error instanceof Refused && error.problem.status === 503 && count < 30) ||
        (error instanceof Unreachable && count < 2),
      retryDelay: (_, error) => (error instanceof Refused ? (error.retryAfter ?? 5) : 2) * 1_000,
    },
  },
});

function Page(): ReactNode {
  const { t, problem } = useWords();
  const [app, setApp] = useState<App | Refused | 'signed-out' | 'unreachable'>();
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    void begin(setSession).then(setApp, (error: unknown) =>
      setApp(error instanceof Refused ? error : 'unreachable'),
    );
  }, []);
  if (app === undefined)
    return (
      <p className="loading" role="status">
        {t('loading')}
      </p>
    );
  if (app instanceof Refused) {
    const { code, title, detail } = app.problem;
    return (
      <main className="welcome">
        <h1>Inzage</h1>
        <p role="alert">{problem(code, `${title}. ${detail}`)}</p>
        <div className="buttons">
          <Button kind="main" onPress={() => location.reload()}>
            {t('again')}
          </Button>
          <Button onPress={() => void session?.signOut()}>{t('signOut')}</Button>
        </div>
        <Choices />
      </main>
    );
  }
  if (typeof app !== 'string')
    return (
      <AppProvider value={app}>
        <Shell />
      </AppProvider>
    );
  return (
    <main className="welcome">
      <h1>Inzage</h1>
      <p>{app === 'unreachable' ? t('unreachable') : t('welcome')}</p>
      {app === 'unreachable' ? (
        <Button kind="main" onPress={() => location.reload()}>
          {t('again')}
        </Button>
      ) : (
        <Button kind="main" onPress={() => void session?.signIn()}>
          {t('signIn')}
        </Button>
      )}
      <Choices />
    </main>
  );
}

/** @param opened is told of the session as soon as there is one: who is not let in signs out by it */
async function begin(opened: (session: Session) => void): Promise<App | 'signed-out'> {
  const session = await Session.open();
  opened(session);
  if (!session.signedIn) return 'signed-out';
  const api = apiOf(session);
  return { api, session, me: await data(api.GET('/v1/caller')) };
}

function Root(): ReactNode {
  const { language } = useWords();
  return (
    <I18nProvider locale={`${language}-BE`}>
      <QueryClientProvider client={queries}>
        <Page />
      </QueryClientProvider>
    </I18nProvider>
  );
}

createRoot(document.getElementById('root')!, {
  // What a view broke on may hold somebody's values: the page says that it broke, and nothing is reported.
  onCaughtError: () => undefined,
}).render(<Root />);

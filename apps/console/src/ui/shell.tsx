import { lazy, Suspense, useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Link, Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { useApp, useKept, type Role } from '../app';
import { useWords, type Name } from '../i18n';
import { LANGUAGES, type Language } from '../i18n/messages';
import { preferences, type Theme } from '../prefs';
import ROUTES from '../routes.json';
import { Find, soughtAlone } from '../views/find';
import { Today } from '../views/today';
import { Boundary } from './boundary';
import { Button, Select } from './kit';
import { arrive } from './place';
import { PurposeBar } from './purpose';
import { Status } from './status';

const Looks = lazy(() => import('../views/looks'));
const Register = lazy(() => import('../views/register'));
const Entry = lazy(() => import('../views/entry'));
const Subject = lazy(() => import('../views/subject'));
const Work = lazy(() => import('../views/work'));
const Request = lazy(() => import('../views/request'));
const Order = lazy(() => import('../views/order'));
const Mediation = lazy(() => import('../views/mediation'));
const Matter = lazy(() => import('../views/matter'));
const Breach = lazy(() => import('../views/breach'));
const Management = lazy(() => import('../views/management'));
const Catalogue = lazy(() => import('../views/catalogue'));
const CatalogueDraft = lazy(() => import('../views/catalogue-draft'));
const Customer = lazy(() => import('../views/customer'));

type View = keyof typeof ROUTES;

/** What each route shows; an id in its address is what it is of. */
const VIEWS: Readonly<Record<View, (id: string) => ReactNode>> = {
  mine: () => <Mine />,
  today: () => <Home />,
  looks: () => <Looks />,
  register: () => <Register />,
  entry: n => <Entry n={n} />,
  find: () => <Find />,
  subject: subject => <Subject subject={subject} />,
  work: () => <Work />,
  request: request => <Request request={request} />,
  order: order => <Order order={order} />,
  mediation: mediation => <Mediation mediation={mediation} />,
  matter: matter => <Matter matter={matter} />,
  breach: breach => <Breach breach={breach} />,
  management: () => <Management />,
  catalogue: () => <Catalogue />,
  draft: draft => <CatalogueDraft draft={draft} />,
};

interface Place {
  readonly to: string;
  readonly name: Name;
  readonly roles: readonly Role[];
}

const PLACES: readonly Place[] = [
  { to: '/console', name: 'today', roles: ['privacy-officer'] },
  { to: '/console/work', name: 'work', roles: ['privacy-officer', 'staff'] },
  { to: '/console/find', name: 'find', roles: ['privacy-officer', 'staff'] },
  { to: '/console/register', name: 'register', roles: ['privacy-officer', 'auditor'] },
  { to: '/console/catalogue', name: 'catalogue', roles: ['privacy-officer', 'staff'] },
  { to: '/console/management', name: 'management', roles: ['privacy-officer'] },
];

/** The places that somebody's roles lead to. */
function placesOf(roles: readonly Role[]): readonly Place[] {
  return PLACES.filter(place => roles.some(role => place.roles.includes(role)));
}

function isMine(place: string): boolean {
  return place.startsWith('/mijn-gegevens');
}

export function Shell(): ReactNode {
  const { me } = useApp();
  const { t } = useWords();
  const [place] = useLocation();
  const asked = useSearch();
  const main = useRef<HTMLElement>(null);
  const places = placesOf(me.roles);
  const officer = places.length > 0;
  const home = officer ? places[0]!.to : '/mijn-gegevens';
  useEffect(() => {
    // A new view is read from its beginning, by eye and by screen reader; no value of anybody is in the title.
    if (arrive()) main.current?.focus({ preventScroll: true });
  }, [place, asked]);
  useEffect(() => {
    const here = PLACES.find(({ to }) => isAt(place, to))?.name;
    const name = here ?? (isMine(place) ? 'mine' : 'nowhere');
    document.title = `${t(name)} – Inzage`;
  }, [place, t]);
  return (
    <>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="top">
        <Link href={home} className="brand">
          Inzage
        </Link>
        {officer ? <Search /> : null}
        <Choices />
        <Who />
        {officer ? (
          <nav aria-label={t('nav')}>
            {places.map(({ to, name }) => (
              <Link key={to} href={to} {...(isAt(place, to) && { 'aria-current': 'page' as const })}>
                {t(name)}
              </Link>
            ))}
          </nav>
        ) : null}
      </header>
      {officer ? <PurposeBar /> : null}
      <main id="main" ref={main} tabIndex={-1}>
        <Boundary at={`${place}?${asked}`}>
          <Suspense fallback={<p className="loading">{t('loading')}</p>}>
            <Switch>
              {officer || isMine(place) ? null : <Redirect to="/mijn-gegevens" replace />}
              {Object.entries(ROUTES).map(([name, path]) => (
                <Route<{ readonly id?: string }> key={name} path={path}>
                  {({ id = '' }) => VIEWS[name as View](id)}
                </Route>
              ))}
              <Route>
                <Nothing />
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <Status />
    </>
  );
}

function isAt(place: string, to: string): boolean {
  if (to === '/console') return place === to || place === '/console/looks';
  const also: Readonly<Record<string, readonly string[]>> = {
    '/console/work': ['requests', 'orders', 'mediations', 'matters', 'breaches'].map(
      name => `/console/${name}`,
    ),
    '/console/find': ['/console/subjects'],
  };
  return [to, ...(also[to] ?? [])].some(path => place.startsWith(path));
}

function Mine(): ReactNode {
  const { me } = useApp();
  return me.roles.includes('customer') ? <Customer /> : <Nothing />;
}

/** Who has no view of today begins at their first place. */
function Home(): ReactNode {
  const { me } = useApp();
  const home = placesOf(me.roles)[0]!.to;
  return home === '/console' ? <Today /> : <Redirect to={home} replace />;
}

function Nothing(): ReactNode {
  const { t } = useWords();
  return (
    <>
      <h1>{t('nowhere')}</h1>
      <p>{t('nowhere.next')}</p>
    </>
  );
}

function Search(): ReactNode {
  const { t } = useWords();
  const [, go] = useLocation();
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // What is looked for is somebody's: it goes on in memory, never in an address.
    soughtAlone(text);
    setText('');
    go('/console/find');
  };
  return (
    <form role="search" className="search" onSubmit={submit}>
      <input
        type="search"
        className="input"
        aria-label={t('search')}
        placeholder={t('search')}
        autoComplete="off"
        maxLength={400}
        value={text}
        onChange={event => setText(event.target.value)}
      />
    </form>
  );
}

const NAMES: Readonly<Record<Language, string>> = { nl: 'Nederlands', fr: 'Français', en: 'English' };
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Language and theme: all that the browser remembers. */
export function Choices(): ReactNode {
  const { t } = useWords();
  const now = useKept(preferences);
  return (
    <div className="choices">
      <Select
        label={t('language')}
        hideLabel
        value={now.language}
        options={LANGUAGES.map(id => ({ id, text: NAMES[id] }))}
        onChange={id => preferences.set({ ...now, language: id as Language })}
      />
      <Select
        label={t('theme')}
        hideLabel
        value={now.theme}
        options={THEMES.map(id => ({ id, text: t(`theme.${id}`) }))}
        onChange={id => preferences.set({ ...now, theme: id as Theme })}
      />
    </div>
  );
}

function Who(): ReactNode {
  const { me, session } = useApp();
  const { t, code } = useWords();
  return (
    <div className="who">
      <span className="role">{me.roles.map(code).join(', ')}</span>
      <Button kind="quiet" onPress={() => void session.signOut()}>
        {t('signOut')}
      </Button>
    </div>
  );
}

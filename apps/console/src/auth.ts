import type { components } from './api/schema';
import { purpose, unfinished, type Unfinished } from './app';
import { InMemoryWebStorage, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';

/** Where the issuer sends the browser back to, for both pages. */
export const SIGNED_IN = '/console/signed-in';
const SILENT = '/console/signed-in-silently';

type SignInPlace = components['schemas']['SignInPlace'];

/** What a browser leaves behind when it goes to sign in: codes and pseudonyms, no value of anybody. */
interface Left {
  readonly to: string;
  readonly purpose: string | undefined;
  readonly unfinished: Unfinished | undefined;
}

/**
 * OpenID Connect, authorization code with PKCE. Tokens are in this page's memory and nowhere else: a page that is
 * loaded anew asks the issuer, in a hidden frame, whether its session still stands.
 */
export class Session {
  private user: User | undefined;
  private renewing: Promise<boolean> | undefined;
  private constructor(private readonly manager: UserManager) {
    manager.events.addUserLoaded(user => void (this.user = user));
    manager.events.addUserUnloaded(() => void (this.user = undefined));
  }

  /** Finds the sign-in place, finishes a sign-in that comes back, or takes up the issuer's session. */
  static async open(): Promise<Session> {
    const place = (await (await fetch('/v1/sign-in')).json()) as SignInPlace;
    const session = new Session(managerOf(place));
    if (location.pathname === SIGNED_IN) await session.comeBack();
    else await session.renew();
    return session;
  }

  get token(): string | undefined {
    return this.user?.expired === false ? this.user.access_token : undefined;
  }

  get signedIn(): boolean {
    return this.user !== undefined;
  }

  /**
   * Asks the issuer for another token, without a word; once for all that ask meanwhile, as an issuer may take a refresh token
   * that is used twice for a stolen one.
   * @returns whether there is one
   */
  renew(): Promise<boolean> {
    this.renewing ??= this.renewed().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async renewed(): Promise<boolean> {
    try {
      this.user = (await this.manager.signinSilent({ silentRequestTimeoutInSeconds: 5 })) ?? undefined;
    } catch {
      this.user = undefined;
    }
    return this.signedIn;
  }

  /** Leaves for the issuer; the browser comes back to where it is, to the task and to the action that was cut off. */
  signIn(): Promise<void> {
    const state: Left = {
      to: location.pathname + location.search,
      purpose: purpose.get(),
      unfinished: unfinished.get(),
    };
    return this.manager.signinRedirect({ state });
  }

  async signOut(): Promise<void> {
    const page = location.pathname.startsWith('/mijn-gegevens') ? '/mijn-gegevens' : '/console';
    // Forgotten first: no token goes into the address of the issuer's page.
    await this.manager.removeUser();
    await this.manager.signoutRedirect({ post_logout_redirect_uri: location.origin + page });
  }

  private async comeBack(): Promise<void> {
    let to = '/console';
    try {
      this.user = await this.manager.signinCallback();
      const left = (this.user?.state ?? {}) as Partial<Left>;
      if (left.to?.startsWith('/') && !left.to.startsWith('//')) to = left.to;
      purpose.set(left.purpose);
      unfinished.set(left.unfinished);
    } catch {
      // A sign-in that was given up, or an address that is used again: the page asks once more.
    }
    history.replaceState(null, '', to);
  }
}

function managerOf({ issuer, client, audience }: SignInPlace): UserManager {
  const { origin } = location;
  return new UserManager({
    authority: issuer,
    client_id: client,
    redirect_uri: origin + SIGNED_IN,
    silent_redirect_uri: origin + SILENT,
    scope: 'openid',
    resource: audience,
    automaticSilentRenew: true,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // Between leaving and coming back: a verifier that is good for one code, and where the browser was. No token.
    stateStore: new WebStorageStateStore({ store: sessionStorage, prefix: 'sign-in.' }),
  });
}

import type { Writable } from 'node:stream';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { PlaceSettings, Share } from '#libs/config';
import type { Principal, Role } from '#libs/http';
import { DomainError } from '#libs/kernel';

const WINDOW_SECONDS = 10;

/**
 * How many requests are worked on at once, and how many of them are one principal's. Whatever is slow behind, memory is
 * bounded by the first; whoever sends what never ends is bounded by the second, and takes no place from others.
 */
export class Places {
  #taken = 0;
  /** Requests that were refused with `too-many-requests`, since the start. */
  #limited = { 'at-once': 0, rate: 0 };
  private readonly underWay = new Map<string, number>();
  private readonly rates: Readonly<Record<'service' | 'person', RateLimiterMemory>>;

  constructor(private readonly settings: PlaceSettings) {
    const rate = ({ perSecond }: Share): RateLimiterMemory =>
      new RateLimiterMemory({ points: perSecond * WINDOW_SECONDS, duration: WINDOW_SECONDS });
    this.rates = { service: rate(settings.service), person: rate(settings.person) };
  }

  get taken(): number {
    return this.#taken;
  }

  get limited(): Readonly<Record<'at-once' | 'rate', number>> {
    return this.#limited;
  }

  get full(): boolean {
    return this.#taken >= this.settings.max;
  }

  /** @throws DomainError `queue-full` */
  requireRoom(): void {
    if (this.full) throw new DomainError('queue-full');
  }

  /**
   * For a request of a principal whose answer goes out by `response`; before its body has come.
   * @throws DomainError `too-many-requests`, with the seconds after which the next may come
   */
  async admit(principal: Principal, role: Role, response: Writable): Promise<Place> {
    const kind = role === 'service' ? 'service' : 'person';
    // A JSON text, because the parts may hold any character.
    const who = JSON.stringify([
      principal.issuer,
      kind,
      kind === 'service' ? principal.client : principal.subject,
    ]);
    const underWay = this.underWay.get(who) ?? 0;
    if (underWay >= this.settings[kind].atOnce) throw this.tooMany('at-once', 1);
    this.underWay.set(who, underWay + 1);
    const place = new Place(
      () => this.enter(),
      entered => {
        if (entered) this.#taken -= 1;
        const left = this.underWay.get(who)! - 1;
        if (left > 0) this.underWay.set(who, left);
        else this.underWay.delete(who);
      },
    );
    if (response.closed) place.answered();
    else response.once('close', () => place.answered());
    try {
      await this.rates[kind].consume(who);
    } catch (refused) {
      if (refused instanceof Error) throw refused;
      throw this.tooMany('rate', Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000));
    }
    return place;
  }

  private enter(): void {
    this.requireRoom();
    this.#taken += 1;
  }

  private tooMany(what: 'at-once' | 'rate', retryAfter: number): DomainError {
    this.#limited[what] += 1;
    return new DomainError('too-many-requests', { retryAfter });
  }
}

/**
 * A principal's from its admission on, one of everybody's from when its body is there. Free again when the answer is out
 * (or its connection is gone) and nobody works on it any more: a caller who hangs up and asks anew takes a second place.
 */
export class Place {
  #working = false;
  #open = true;
  #entered = false;
  #left = false;

  constructor(
    private readonly enter: () => void,
    private readonly leave: (entered: boolean) => void,
  ) {}

  /** @throws DomainError `queue-full` */
  begun(): void {
    this.enter();
    this.#entered = true;
    this.#working = true;
  }

  done(): void {
    this.#working = false;
    this.#leaveWhenOver();
  }

  answered(): void {
    this.#open = false;
    this.#leaveWhenOver();
  }

  #leaveWhenOver(): void {
    if (this.#working || this.#open || this.#left) return;
    this.#left = true;
    this.leave(this.#entered);
  }
}

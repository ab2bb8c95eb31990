import { addDays, brusselsDay } from '#libs/kernel';
import { customer, sql, type Customer } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { Projected } from '../setup/projected';
import { findPlanted, type Found } from '../setup/planted';
import { diagnose, written } from './doctor';
import { PROSECUTORS_ORDER } from '../setup/orders';

/** A service that runs, with two customers and two orders about the second that the second may not know of. */
export class Installation {
  private constructor(
    readonly app: App,
    readonly jan: Customer,
    readonly piet: Customer,
  ) {}

  static async start(): Promise<Installation> {
    const app = await startApp({ postgres: 'shared' });
    const made = new Installation(app, await customer(app, 'jan'), await customer(app, 'piet'));
    await secretOrder(app, made.piet.subject);
    await extendedOrder(app, made.piet.subject);
    await made.projected();
    return made;
  }

  readonly inLog = (text: string): Promise<unknown> => sql(this.app.database!.superUrl, text);
  readonly inKeyring = (text: string): Promise<unknown> => sql(this.app.database!.keyringUrl, text);

  /** What the doctor says of a state. That the state is gone afterwards shows in what it says of the next one. */
  async found(plant: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<readonly string[]> {
    await plant();
    try {
      const { exit, healthy, codes } = await diagnose(this.app);
      expect({ exit, healthy }).toEqual({ exit: 1, healthy: false });
      return codes;
    } finally {
      await undo();
    }
  }

  /** Waits until all that was written is in the read models and look-ups. */
  async projected(): Promise<void> {
    const projected = await Projected.of(this.app.database!);
    await projected.untilHead('records', 'register', 'lookups');
    await projected.close();
  }

  /** Where a value of the customers stands in what the doctor has written. */
  async leaked(): Promise<Found[]> {
    const { email, domain } = this.piet;
    const planted = { name: 'Peeters', street: 'Kerkstraat', telephone: '+3292251234', email, domain };
    const texts = Object.fromEntries(written.map((text, i) => [`output ${i}`, text]));
    return findPlanted(planted, { folders: [], texts });
  }
}

/** An order that is carried out. @returns its path */
export async function secretOrder(app: App, subject: string, secrecy: object = {}): Promise<string> {
  const http = new Http(app);
  const order = {
    ...PROSECUTORS_ORDER,
    issuedOn: '2026-03-02',
    concerns: { subjects: [subject] },
    fields: ['familyName'],
    secrecy: { ground: 'art. 46bis', ...secrecy },
  };
  const { body } = await done(http.command('privacy-officer:olivia', '/v1/orders', order));
  const at = `/v1/orders/${String(body.order)}`;
  for (const step of ['approve', 'disclose'])
    await done(http.command('privacy-officer:pieter', `${at}/${step}`, {}));
  return at;
}

/** An order whose secrecy had an end when it was carried out, and has a later one since (P16). */
export async function extendedOrder(app: App, subject: string): Promise<void> {
  const today = brusselsDay(new Date());
  const at = await secretOrder(app, subject, { until: addDays(today, 10) });
  const further = { until: addDays(today, 30), reason: 'the investigation goes on' };
  await done(new Http(app).command('privacy-officer:olivia', `${at}/extend-secrecy`, further));
}

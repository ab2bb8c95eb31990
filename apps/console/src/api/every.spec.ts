import { every } from './every';

type Channel = 'email' | 'letter' | 'telephone';

describe('a list of what the API takes', () => {
  it('has its members in the order of the form', () => {
    expect(every<Channel>({ letter: true, email: true, telephone: true })).toEqual([
      'letter',
      'email',
      'telephone',
    ]);
  });

  it('does not compile where one is missing, or is there no more', () => {
    // @ts-expect-error a channel is missing
    every<Channel>({ letter: true, email: true });
    // @ts-expect-error no such channel
    every<Channel>({ letter: true, email: true, telephone: true, pigeon: true });
    expect(every<Exclude<Channel, 'letter'>>({ email: true, telephone: true })).toHaveLength(2);
  });
});

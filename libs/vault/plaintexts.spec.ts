import { createSecretKey } from 'node:crypto';
import { randomId } from '#libs/kernel';
import { Plaintexts } from './plaintexts';

const MINUTE = 60_000;

function held(texts: Plaintexts) {
  const one = { keyId: randomId(), key: createSecretKey(Buffer.alloc(32, 1)), event: randomId(), box: 'AQ' };
  texts.set(one.keyId, one.key, one.event, one.box, '{}');
  return one;
}

test('a text is had with the very key, event and box that it was kept with, and with nothing else', () => {
  const texts = new Plaintexts(MINUTE);
  const { key, event, box } = held(texts);
  expect(texts.get(key, event, box)).toBe('{}');
  expect(texts.get(createSecretKey(Buffer.alloc(32, 1)), event, box)).toBeUndefined();
  expect(texts.get(key, randomId(), box)).toBeUndefined();
  expect(texts.get(key, event, 'Ag')).toBeUndefined();
});

test('Art. 17: it goes with its key, and others stay', () => {
  const texts = new Plaintexts(MINUTE);
  const { keyId, key, event, box } = held(texts);
  texts.letGo(new Set([randomId()]));
  expect(texts.get(key, event, box)).toBe('{}');
  texts.letGo(new Set([keyId]));
  expect(texts.get(key, event, box)).toBeUndefined();
  const again = held(texts);
  texts.letGo('all');
  expect(texts.get(again.key, again.event, again.box)).toBeUndefined();
});

test('where keys are not cached it keeps nothing', () => {
  const texts = new Plaintexts(0);
  const { key, event, box } = held(texts);
  expect(texts.get(key, event, box)).toBeUndefined();
});

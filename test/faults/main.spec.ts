import { plan } from './main';

test.each([
  [[], { specs: [], env: {} }],
  [
    ['--engine', 'eventstoredb', '--minutes', '10'],
    { specs: ['test/faults/soak'], env: { INZAGE_TEST_ENGINE: 'eventstoredb', INZAGE_TEST_MINUTES: '10' } },
  ],
  [['--kills', '100'], { specs: ['test/faults/kills'], env: { INZAGE_TEST_KILLS: '100' } }],
  [['outages', '--', '-t', 'x'], { specs: ['outages', '-t', 'x'], env: {} }],
  [['--help', '--minutes', '1'], 'help'],
])('test:faults %j runs what it says', (args, planned) => {
  expect(plan(args)).toEqual(planned);
});

test.each([
  [['--engine', 'other']],
  [['--minutes', 'ten']],
  [['--kills', '0']],
  [['--hours', '1']],
  [['--engine']],
])('test:faults %j is refused', args => {
  expect(() => plan(args)).toThrow();
});

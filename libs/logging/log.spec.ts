import { createLog, failureOf, silentLog, type Fields } from '#libs/logging';

const PLANTED = 'Jan.Janssens@example.be';

function lines(): { write: (line: string) => void; text: () => string } {
  const written: string[] = [];
  return { write: line => void written.push(line), text: () => written.join('') };
}

describe('a log line holds what is on the list and nothing else', () => {
  test('a field that is not on the list is dropped', () => {
    const out = lines();
    createLog('info', out).info('Answered', {
      route: 'POST /v1/things',
      status: 200,
      url: PLANTED,
      headers: { a: PLANTED },
    } as Fields);
    expect(JSON.parse(out.text())).toEqual({
      level: 'info',
      time: expect.any(String) as string,
      msg: 'Answered',
      route: 'POST /v1/things',
      status: 200,
    });
  });

  test('of an error: class, code, causes and own frames, never the message', () => {
    class QueryFailedError extends Error {
      code = '23505';
      detail = `Key (email)=(${PLANTED}) exists`;
      parameters = [PLANTED];
    }
    const cause = new QueryFailedError(
      `${PLANTED}\n    at ${PLANTED} (/x/libs/${PLANTED}.js:1:1)\n    at f (/x/libs/planted.js:1:1)`,
    );
    const out = lines();
    createLog('info', out).error('Failed', {}, new Error(PLANTED, { cause }));
    expect(out.text()).not.toContain('Janssens');
    expect(out.text()).not.toContain('planted');
    expect(JSON.parse(out.text())).toMatchObject({
      failure: {
        type: 'Error',
        frames: [expect.stringMatching(/^libs\/logging\/log\.spec\.ts:\d+:\d+$/)],
        cause: { type: 'QueryFailedError', code: '23505' },
      },
    });
  });

  test.each([[PLANTED], [{ message: PLANTED }], [undefined], [null]])(
    'what is thrown and is no error is told by its type',
    thrown => {
      expect(failureOf(thrown)).toEqual({ type: typeof thrown });
    },
  );

  test('a planted value in a code or a class name is not told', () => {
    const error = Object.assign(new Error('x'), { code: PLANTED });
    Object.defineProperty(error, 'constructor', { value: { name: PLANTED } });
    expect(failureOf(error)).toMatchObject({ type: 'Error' });
    expect(JSON.stringify(failureOf(error))).not.toContain('Janssens');
  });
});

test('a level below is not written', () => {
  const out = lines();
  createLog('warn', out).info('x');
  silentLog.error('x');
  expect(out.text()).toBe('');
});

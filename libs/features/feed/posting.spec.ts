import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Posting } from './posting';

const opened: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(opened.splice(0).map(server => new Promise(resolve => server.close(resolve))));
});

async function listening(server: Server): Promise<number> {
  opened.push(server);
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const answering = (listener: RequestListener): Promise<number> => listening(createHttp(listener));

const inside = new Posting(['127.0.0.0/8'], 400);
const post = (url: string, posting = inside) => posting.post(url, '{"a":1}', { 'webhook-id': 'x' });

describe('what a receiver answers', () => {
  test('a status; the message has arrived as it is, with its headers', async () => {
    const received: { message: IncomingMessage; text: string }[] = [];
    const port = await answering((message, response) => {
      const parts: Buffer[] = [];
      message.on('data', (part: Buffer) => parts.push(part));
      message.on('end', () => {
        received.push({ message, text: Buffer.concat(parts).toString() });
        response.writeHead(204).end();
      });
    });
    expect(await post(`http://127.0.0.1:${port}/in?x=1`)).toBe(204);
    expect(received).toMatchObject([
      {
        text: '{"a":1}',
        message: {
          method: 'POST',
          url: '/in?x=1',
          headers: { 'webhook-id': 'x', 'content-type': 'application/json' },
        },
      },
    ]);
  });

  test('SSRF: a redirect is an answer, and nobody goes where it leads', async () => {
    let led = 0;
    const behind = await answering((_, response) => {
      led += 1;
      response.end();
    });
    const port = await answering((_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${behind}/` }).end(),
    );
    expect(await post(`http://127.0.0.1:${port}/`)).toBe(307);
    expect(led).toBe(0);
  });

  test('one that is slow, before the headers or amid them, is left', async () => {
    const silent = await answering(() => undefined);
    expect(await post(`http://127.0.0.1:${silent}/`)).toBe('timeout');
    const dripping = await listening(
      createServer(socket => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 200 OK\r\nx-');
        const drip = setInterval(() => socket.write('a'), 20);
        socket.on('close', () => clearInterval(drip));
      }),
    );
    expect(await post(`http://127.0.0.1:${dripping}/`)).toBe('timeout');
  });

  test('one that lies: a body without end, a length that is none, no HTTP', async () => {
    const endless = await answering((_, response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536), more));
      more();
    });
    expect(await post(`http://127.0.0.1:${endless}/`)).toBe(200);
    const says = (text: string): Promise<number> =>
      listening(
        createServer(socket => {
          socket.on('error', () => undefined);
          socket.on('data', () => socket.end(text));
        }),
      );
    expect(
      await post(`http://127.0.0.1:${await says('HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\nx')}/`),
    ).toBe(200);
    expect(await post(`http://127.0.0.1:${await says('SSH-2.0-OpenSSH_9.6\r\n')}/`)).toBe('no-answer');
    expect(await post(`http://127.0.0.1:${await says('')}/`)).toBe('no-answer');
  });

  test('one that is gone', async () => {
    const port = await answering((_, response) => response.end());
    await new Promise(resolve => opened.pop()!.close(resolve));
    expect(await post(`http://127.0.0.1:${port}/`)).toBe('unreachable');
    expect(await post('http://nobody.invalid/')).toBe('unreachable');
  });

  test('nothing is waited for once the process stops', async () => {
    const port = await answering(() => undefined);
    const stop = new AbortController();
    const sent = new Posting(['127.0.0.0/8']).post(`http://127.0.0.1:${port}/`, '{}', {}, stop.signal);
    stop.abort();
    expect(await sent).toBe('unreachable');
  });
});

describe('SSRF: addresses that are not public', () => {
  const outside = new Posting([]);

  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://255.255.255.255/',
    'https://224.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:a00:1::]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:0:127.0.0.1]/',
    'https://[fec0::1]/',
  ])('%s is refused as it is registered, and would be as it is sent to', async url => {
    expect(outside.refusal(url)).toBe('receiver-public');
    expect(await post(url, outside)).toBe('address-not-allowed');
  });

  test('a name that leads there is found as it is sent to', async () => {
    expect(outside.refusal('https://localhost/')).toBeUndefined();
    expect(await post('https://localhost/', outside)).toBe('address-not-allowed');
  });

  test.each([
    ['http://webshop.example/', 'receiver-https'],
    ['ftp://webshop.example/', 'receiver-https'],
    ['https://user:secret@webshop.example/', 'receiver-form'],
    ['https://webshop.example/#part', 'receiver-form'],
    ['webshop.example', 'receiver-form'],
    ['', 'receiver-form'],
  ])('%s: %s', (url, rule) => {
    expect(outside.refusal(url)).toBe(rule);
  });

  test('but in a network that the operator names, by http too, and in no other', async () => {
    const named = new Posting(['10.1.0.0/16', 'fd00:1::/32']);
    expect(named.refusal('http://10.1.2.3:8080/in')).toBeUndefined();
    expect(named.refusal('https://[fd00:1::7]/')).toBeUndefined();
    expect(named.refusal('http://10.2.0.1/')).toBe('receiver-public');
    expect(named.refusal('https://[fd00:2::7]/')).toBe('receiver-public');
    // A public address is sent to by https alone.
    expect(named.refusal('http://93.184.215.14/')).toBe('receiver-public');
    expect(named.refusal('https://93.184.215.14/')).toBeUndefined();
    expect(await post('http://127.0.0.1/', named)).toBe('address-not-allowed');
  });
});

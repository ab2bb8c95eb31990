import { createHmac } from 'node:crypto';
import { newSecret, signedHeaders } from './signature';

// The example of the specification of Standard Webhooks.
test('Standard Webhooks: a message is signed as the specification says', () => {
  const headers = signedHeaders(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a secret has 32 bytes of its own, in base64 behind its mark', () => {
  const secrets = new Set(Array.from({ length: 20 }, newSecret));
  expect(secrets.size).toBe(20);
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const key = Buffer.from(secret.slice(6), 'base64');
    const mac = createHmac('sha256', key).update('id.1.{}').digest('base64');
    expect(signedHeaders(secret, 'id', new Date(1_000), '{}')['webhook-signature']).toBe(`v1,${mac}`);
  }
});

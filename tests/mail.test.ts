import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { sendMail } from '@/lib/mail';
import { forget } from '@/lib/once';
import { withEnvironment } from '@/tests/support/environment';

test('a mail server that takes the call and says nothing is given up after ten seconds', async () => {
  const server = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await withEnvironment({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'keys@example.com', PUBLIC_URL: 'https://keys.example.com' }, async () => {
      forget('mail');
      const called = once(server, 'connection');
      const sent = sendMail('invitation', { to: 'kim@example.com', locale: 'en', path: '/', values: { inviter: 'Kim', organization: 'Acme', role: 'member' } }).catch((error: Error) => error.message);
      await called;
      while (vi.getTimerCount() === 0) await new Promise(setImmediate);
      await new Promise(setImmediate);
      vi.advanceTimersByTime(10_001);
      expect(await sent).toContain('Greeting never received');
    });
  } finally {
    vi.useRealTimers();
    forget('mail');
    server.close();
  }
});

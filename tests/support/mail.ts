import { SMTPServer } from 'smtp-server';
import { withEnvironment } from './environment';

export type Mail = { from: string; to: string[]; subject: string; text: string; link: string };
export type Mailbox = { mails: Mail[]; refuse(yes: boolean): void; port: number; close(): Promise<void> };

/** A real SMTP server that keeps what it is given, or refuses it. */
export async function aMailServer(): Promise<Mailbox> {
  const mails: Mail[] = [];
  let refusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => done(refusing ? new Error('no room') : null),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(read(Buffer.concat(chunks).toString('utf8'), session.envelope.rcptTo.map(({ address }) => address)));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  return { mails, port, refuse: (yes) => void (refusing = yes), close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Runs with mail set up on that server. */
export function withMail<T>(mailbox: Mailbox, use: () => Promise<T>): Promise<T> {
  return withEnvironment(mailSettings(mailbox), use);
}

export const mailSettings = ({ port }: Mailbox) => ({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Latchkey <keys@example.com>', PUBLIC_URL: 'https://keys.example.com' });

function read(raw: string, to: string[]): Mail {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = head.replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1] ?? '';
  const text = decoded(rest.join('\r\n\r\n'), header('Content-Transfer-Encoding'));
  return { from: header('From'), to, subject: words(header('Subject')), text, link: /https?:\/\/\S+/.exec(text)?.[0] ?? '' };
}

/** RFC 2045: what the body was wrapped in for its way. */
function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? bytes(body.replace(/=\r\n/g, '')) : body;
}

/** RFC 2047: encoded words in a header. */
function words(text: string): string {
  return text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : bytes(word.replaceAll('_', ' ')),
  );
}

const bytes = (text: string) => Buffer.from(text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

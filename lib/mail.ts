import nodemailer, { type Transporter } from 'nodemailer';
import { createTranslator } from 'use-intl/core';
import type { Role } from './core/access';
import { environment } from './env';
import { isLocale, type Locale } from './core/locale';
import en from './i18n/messages/en.json';
import ja from './i18n/messages/ja.json';
import ko from './i18n/messages/ko.json';
import { log } from './log';
import { once } from './once';

const messages = { en, ko, ja };
const patience = 10_000;

type Letter = keyof typeof en.mail;
type Post = { to: string; locale: string | null | undefined; path: string; values: Record<string, string> };

/** Whether Latchkey can send mail; where it cannot, links are handed over by people. */
export const mailIsSetUp = (): boolean => environment().SMTP_URL !== undefined;

/** Sends a letter of the messages' `mail`, in the reader's language, with a link. @throws when the server does not take it. */
export async function sendMail(letter: Letter, { to, locale, path, values }: Post): Promise<void> {
  const t = createTranslator({ locale: known(locale), messages: messages[known(locale)] as typeof en });
  const { MAIL_FROM, PUBLIC_URL } = environment();
  const filled = { ...values, ...(values.role && { role: t(`roles.${values.role as Role}`) }), link: `${PUBLIC_URL}${path}` } as never;
  await transport().sendMail({ from: MAIL_FROM, to: { name: '', address: to }, subject: t(`mail.${letter}.subject`, filled), text: t(`mail.${letter}.text`, filled) });
}

/**
 * Sends without anybody waiting: how long it takes must not tell whether there was anything to send.
 * `mailIsSent` waits for what is under way.
 */
export function sendMailLater(letter: Letter, post: Post): void {
  const sending: Promise<void> = sendMail(letter, post)
    .catch((error: unknown) => log().error({ err: error }, 'mail could not be sent'))
    .finally(() => underWay().delete(sending));
  underWay().add(sending);
}

/** Settles when no mail is under way. */
export async function mailIsSent(): Promise<void> {
  await Promise.all(underWay());
}

const underWay = () => once('mail under way', () => new Set<Promise<void>>());

const known = (locale: string | null | undefined): Locale => (isLocale(locale) ? locale : 'en');

const transport = (): Transporter => once('mail', () => nodemailer.createTransport(withLimits(environment().SMTP_URL!)));

/** nodemailer hears only what stands in the URL, once there is one. */
function withLimits(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  const limits = { connectionTimeout: patience, greetingTimeout: patience, socketTimeout: 2 * patience, disableFileAccess: true, disableUrlAccess: true };
  for (const [name, value] of Object.entries(limits)) url.searchParams.set(name, String(value));
  return url.href;
}

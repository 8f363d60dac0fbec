import { getTranslations } from 'next-intl/server';
import { keyLeftOut } from './key-in-text';
import { Notice } from './ui/notice';

/** Says that a key stood in the address, on the page that `withoutKeys` led to. */
export async function KeyLeftOut({ done }: { done: string | string[] | undefined }) {
  const t = await getTranslations('app');
  return done === keyLeftOut ? <Notice kind="error">{t('key_left_out')}</Notice> : null;
}

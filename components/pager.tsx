import { getTranslations } from 'next-intl/server';
import { LinkButton } from './ui/button';
import { Icon } from './ui/icon';

/** Links to the first and the next page of what it names, as far as there are such; without JavaScript too. */
export async function Pager({ of, first, next }: { of: string; first: string | null; next: string | null }) {
  const t = await getTranslations('keys');
  if (!first && !next) return null;
  return (
    <nav aria-label={t('pages', { what: of })} className="mt-3 flex justify-end gap-2">
      {first && (
        <LinkButton href={first} size="small">
          <Icon name="chevron-left" />
          {t('first')}
        </LinkButton>
      )}
      {next && (
        <LinkButton href={next} size="small">
          {t('next')}
          <Icon name="chevron-right" />
        </LinkButton>
      )}
    </nav>
  );
}

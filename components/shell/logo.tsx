import { getTranslations } from 'next-intl/server';

/** The mark; its name is left to those who listen where space is scarce. */
export async function Logo({ compact = false }: { compact?: boolean }) {
  const t = await getTranslations('app');
  return (
    <a href="/" className="flex items-center gap-2 rounded-md py-1 pe-2 text-base font-semibold">
      <svg aria-hidden viewBox="0 0 32 32" className="size-7">
        <rect width="32" height="32" rx="7" className="fill-accent" />
        <path d="M11.5 9a5 5 0 1 0 3.6 8.5l1.4 1.4v2.6H19V24h4.5v-3.6l-5.1-5.1A5 5 0 0 0 11.5 9Zm-.9 3.2a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8Z" className="fill-accent-ink" />
      </svg>
      <span className={compact ? 'max-sm:sr-only' : ''}>{t('name')}</span>
    </a>
  );
}

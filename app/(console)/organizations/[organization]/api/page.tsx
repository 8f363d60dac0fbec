import { getTranslations } from 'next-intl/server';
import { SecretLine } from '@/components/secret-line';
import { LinkButton } from '@/components/ui/button';
import { origin } from '@/lib/transport/here';
import { document, type OpenApiOperation } from '@/lib/transport/openapi/document';
import { organizationOf } from '@/lib/transport/organization';
import { Authentication, OperationDetails } from './components';

type Props = { params: Promise<{ organization: string }> };

export async function generateMetadata() {
  const t = await getTranslations('api');
  return { title: t('title') };
}

export default async function ApiPage({ params }: Props) {
  const [organization, here, t] = await Promise.all([organizationOf(params), origin(), getTranslations('api')]);
  const { tags, paths, components } = document();
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  const of = (tag: string) => operations.filter(({ operation }: { operation: OpenApiOperation }) => operation.tags.includes(tag));
  return (
    <div className="max-w-4xl space-y-8">
      <header>
        <h1 className="text-2xl font-semibold">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">
          {t('intro')} {t('english')}
        </p>
      </header>
      <div className="grid gap-4">
        <SecretLine label={t('base')} text={`${here}/v1`} />
        <SecretLine label={t('this')} text={organization.id} />
      </div>
      <p className="flex flex-wrap items-center gap-3">
        <LinkButton href="/v1/openapi.json">{t('document')}</LinkButton>
        <span className="text-ink-soft">{t('document_help')}</span>
      </p>
      <Authentication origin={here} />
      {tags.map(({ name, description }) => (
        <section key={name} aria-labelledby={`tag-${name}`}>
          <h2 id={`tag-${name}`} className="text-base font-semibold" lang="en">
            {name}
          </h2>
          <p className="text-ink-soft" lang="en">
            {description}
          </p>
          <div className="mt-3 divide-y divide-line rounded-lg border border-line bg-surface">
            {of(name).map(({ path, method, operation }) => (
              <OperationDetails key={operation.operationId} path={path} method={method} operation={operation} schemas={components.schemas} origin={here} organization={organization.id} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

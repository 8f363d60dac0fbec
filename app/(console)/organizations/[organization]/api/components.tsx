import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { curlOf, fieldsOf, resultOf, typeOf, type FieldLine } from '@/lib/transport/openapi/describe';
import type { OpenApiOperation } from '@/lib/transport/openapi/document';
import type { JsonSchema } from '@/lib/transport/openapi/json-schema';
import { Icon } from '@/components/ui/icon';

type Props = { path: string; method: string; operation: OpenApiOperation; schemas: Record<string, JsonSchema>; origin: string; organization: string };

/** The three schemes, as lines for the shell. */
export async function Authentication({ origin }: { origin: string }) {
  const t = await getTranslations('api');
  const url = `${origin}/v1/me`;
  return (
    <section aria-labelledby="authentication">
      <h2 id="authentication" className="text-base font-semibold">
        {t('authentication')}
      </h2>
      <p className="mb-3 text-ink-soft">{t('authentication_help')}</p>
      <Code>{[`curl -H "x-api-key: $LATCHKEY_API_KEY" ${url}`, `curl -H "Authorization: Bearer $LATCHKEY_API_KEY" ${url}`, `curl --user "$KEY_ID:$KEY_SECRET" ${url}`].join('\n')}</Code>
    </section>
  );
}

/** One method of one path: a line that opens, with or without JavaScript. */
export async function OperationDetails({ path, method, operation, schemas, origin, organization }: Props) {
  const t = await getTranslations('api');
  const body = operation.requestBody?.content['application/json'].schema;
  const result = resultOf(operation);
  const parameters = operation.parameters.map(({ name, in: place, required, description, schema }) => ({ name, place, required, description, type: typeOf(schema), fields: [] }));
  return (
    <details id={operation.operationId} className="group">
      <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 hover:bg-raised">
        <Icon name="chevron-right" className="size-4 shrink-0 text-ink-soft transition-transform group-open:rotate-90" />
        <Method name={method} />
        <code className="min-w-0 font-mono text-[0.8125rem] break-all">{path}</code>
        <span className="text-ink-soft sm:ms-auto" lang="en">
          {operation.summary}
        </span>
      </summary>
      <div className="space-y-4 border-t border-line px-4 py-4">
        <div className="max-w-prose space-y-2" lang="en">
          {operation.description.split('\n\n').map((paragraph) => (
            <p key={paragraph}>{withCode(paragraph)}</p>
          ))}
        </div>
        {parameters.length > 0 && <Fields title={t('parameters')} lines={parameters} />}
        {body && <Fields title={t('body')} lines={fieldsOf(body, schemas)} />}
        {result ? <Fields title={`${t('result')}: ${typeOf(result)}`} lines={fieldsOf(result, schemas)} plain /> : <p className="text-ink-soft">{t('none')}</p>}
        <div>
          <h3 className="mb-1.5 font-semibold">{t('example')}</h3>
          <Code>{curlOf(method, path, operation, origin, organization)}</Code>
        </div>
      </div>
    </details>
  );
}

const tones: Record<string, string> = { get: 'text-ink-soft', post: 'text-accent', patch: 'text-warning', delete: 'text-danger' };

const Method = ({ name }: { name: string }) => <span className={`w-14 shrink-0 font-mono text-xs font-semibold uppercase ${tones[name]}`}>{name}</span>;

type Line = FieldLine & { place?: string };

async function Fields({ title, lines, plain = false }: { title: string; lines: Line[]; plain?: boolean }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      <div className="rounded-md border border-line">
        <Lines lines={lines} plain={plain} />
      </div>
    </div>
  );
}

/** The fields, and under each those of the objects that it holds. */
async function Lines({ lines, plain }: { lines: Line[]; plain: boolean }) {
  const t = await getTranslations('api');
  return (
    <dl className="divide-y divide-line">
      {lines.map(({ name, type, required, description, place, fields }) => (
        <div key={`${place} ${name}`} className="px-3 py-2 sm:grid sm:grid-cols-[minmax(9rem,1fr)_3fr] sm:gap-x-4">
          <dt className="min-w-0">
            <code className="font-mono text-[0.8125rem] font-medium break-all">{name}</code>
            {required && !plain && <span className="ms-1.5 text-xs text-danger">{t('required')}</span>}
          </dt>
          <dd className="min-w-0">
            <span className="font-mono text-xs text-ink-soft wrap-anywhere">
              {place && `${place} · `}
              {type}
            </span>
            {description && (
              <p className="wrap-anywhere" lang="en">
                {withCode(description)}
              </p>
            )}
          </dd>
          {fields.length > 0 && (
            <dd className="mt-2 border-s-2 border-line-strong sm:col-span-2">
              <Lines lines={fields} plain={plain} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

const Code = ({ children }: { children: string }) => (
  <pre tabIndex={0} className="overflow-x-auto rounded-md border border-line bg-raised px-3 py-2 font-mono text-[0.8125rem] whitespace-pre">
    {children}
  </pre>
);

/** What stands between backticks as code. */
function withCode(text: string): ReactNode[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index} className="rounded bg-raised px-1 font-mono text-[0.8125rem]">{part}</code> : part));
}

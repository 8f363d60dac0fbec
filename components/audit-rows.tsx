'use client';

import { Fragment } from 'react';
import type { AuditRow, Linked, Value } from './audit-row';
import { timeOf } from './ui/moment';
import { TableRows } from './ui/table';

type Labels = Record<'details' | 'entityId' | 'userAgent' | 'requestId', string>;

/** The rows of a table of events. */
export const AuditRows = ({ rows, columns, labels }: { rows: AuditRow[]; columns: string[]; labels: Labels }) => (
  <TableRows columns={columns} rows={rows.map((row) => ({ id: row.id, cells: [whatOf(row, labels), whoOf(row), timeOf(row.when), row.where] }))} />
);

const whatOf = (row: AuditRow, labels: Labels) => (
  <>
    <span className="block font-medium">{row.what}</span>
    <span className="block text-ink-soft">{linked(row.name)}</span>
    {detailsOf(row, labels)}
  </>
);

const whoOf = ({ who, through }: AuditRow) => (
  <>
    <span className="block">{linked(who)}</span>
    <span className="block text-xs text-ink-soft lg:whitespace-nowrap">{through}</span>
  </>
);

const linked = ({ text, href }: Linked) =>
  href ? (
    <a href={href} className="underline decoration-line-strong underline-offset-2 hover:text-accent">
      {text}
    </a>
  ) : (
    text
  );

/** What an event changed, and by which request: folded in, for most readers have seen enough. */
const detailsOf = ({ changes, entityId, userAgent, requestId }: AuditRow, labels: Labels) => (
  <details className="mt-1">
    <summary className="w-fit text-xs text-ink-soft underline decoration-line-strong underline-offset-2">{labels.details}</summary>
    <dl className="mt-1.5 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-start text-xs [&_dd]:wrap-anywhere [&_dt]:text-ink-soft">
      {changes.map(({ field, before, after }) => (
        <Fragment key={field}>
          <dt>{field}</dt>
          <dd>
            {before !== undefined && <del className="me-2 text-danger">{valueOf(before)}</del>}
            {after !== undefined && <ins className="no-underline">{valueOf(after)}</ins>}
          </dd>
        </Fragment>
      ))}
      <dt>{labels.entityId}</dt>
      <dd className="font-mono">{entityId}</dd>
      <dt>{labels.userAgent}</dt>
      <dd>{userAgent}</dd>
      <dt>{labels.requestId}</dt>
      <dd className="font-mono">{requestId}</dd>
    </dl>
  </details>
);

const valueOf = (value: Value) => (typeof value === 'string' ? value : timeOf(value));

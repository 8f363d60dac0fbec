import type { ReactNode } from 'react';

type Row = { id: string; cells: ReactNode[]; actions?: ReactNode };
type FrameProps = { caption: string; columns: string[]; actions?: string };

// Said once a table, not once a cell: a page of rows is mostly its cells.
const rowLooks = 'divide-y divide-line [&>tr>*]:px-4 [&>tr>*]:py-2.5 [&>tr>*]:align-top lg:[&>tr>*]:break-keep [&>tr>th]:text-start [&>tr>th]:font-normal [&>tr>th]:wrap-anywhere [&>tr>td]:wrap-break-word [&>tr>.actions]:py-1.5 [&>tr>.actions]:text-end [&>tr>.actions]:wrap-anywhere';
const cardLooks =
  'max-lg:block max-lg:[&>tr]:relative max-lg:[&>tr]:block max-lg:[&>tr]:px-4 max-lg:[&>tr]:py-3 max-lg:[&>tr>*]:px-0 max-lg:[&>tr>th]:block max-lg:[&>tr>th]:pt-0 max-lg:[&>tr>th]:pb-1 max-lg:[&>tr:has(.menu)>th]:pe-10 max-lg:[&>tr>td]:flex max-lg:[&>tr>td]:justify-between max-lg:[&>tr>td]:gap-4 max-lg:[&>tr>td]:py-1 max-lg:[&>tr>td>div]:min-w-0 max-lg:[&>tr>td>div]:text-end max-lg:[&>tr>.actions]:block max-lg:[&>tr>.actions]:pt-2 max-lg:[&>tr>.actions]:pb-0 max-lg:[&>tr>.actions:has(.menu)]:absolute max-lg:[&>tr>.actions:has(.menu)]:end-2 max-lg:[&>tr>.actions:has(.menu)]:top-1';
// The heading of the column before each value, for the eye alone: who listens hears the table's own.
const headingLooks = "max-lg:[&_td]:before:shrink-0 max-lg:[&_td]:before:text-ink-soft max-lg:[&_td]:before:content-[attr(data-column)/'']";

/** A table whose first column names the row; on a narrow screen each row is a card with its headings beside. */
export const Table = ({ rows, ...frame }: FrameProps & { rows: Row[] }) => (
  <TableFrame {...frame}>
    <TableRows columns={frame.columns} rows={rows} withActions={Boolean(frame.actions)} />
  </TableFrame>
);

/** The table without its rows, for those who draw them elsewhere. */
export function TableFrame({ caption, columns, actions, children }: FrameProps & { children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <table className="w-full text-start max-lg:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line bg-raised text-xs text-ink-soft max-lg:sr-only">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-4 py-2.5 text-start font-medium whitespace-nowrap">
                {column}
              </th>
            ))}
            {actions && (
              <th scope="col" className="px-4 py-2.5 text-end font-medium whitespace-nowrap">
                {actions}
              </th>
            )}
          </tr>
        </thead>
        <tbody className={`${rowLooks} ${cardLooks} ${headingLooks}`}>{children}</tbody>
      </table>
    </div>
  );
}

/** The rows below those columns. */
export const TableRows = ({ columns, rows, withActions = false }: { columns: string[]; rows: Row[]; withActions?: boolean }) =>
  rows.map((row) => (
    <tr key={row.id}>
      <th scope="row">{row.cells[0]}</th>
      {row.cells.slice(1).map((cell, i) => (
        <td key={columns[i + 1]} data-column={columns[i + 1]}>
          <div>{cell}</div>
        </td>
      ))}
      {withActions && <td className="actions">{row.actions}</td>}
    </tr>
  ));

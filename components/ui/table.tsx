import type { ReactNode } from 'react';

type Row = { id: string; cells: ReactNode[]; actions?: ReactNode };
type Props = { caption: string; columns: string[]; actions?: string; rows: Row[] };

/** A table whose first column names the row; on a narrow screen each row is a card with its headings beside. */
export function Table({ caption, columns, actions, rows }: Props) {
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
              <th scope="col" className="px-4 py-2.5 text-end font-medium">
                {actions}
              </th>
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-lg:block">
          {rows.map((row) => (
            <tr key={row.id} className="max-lg:relative max-lg:block max-lg:px-4 max-lg:py-3">
              {row.cells.map((cell, index) =>
                index === 0 ? (
                  <th key={columns[index]} scope="row" className="px-4 py-2.5 text-start align-top font-normal wrap-anywhere lg:break-keep max-lg:block max-lg:px-0 max-lg:pt-0 max-lg:pb-1 max-lg:[tr:has(.menu)>&]:pe-10">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[index]} className="px-4 py-2.5 align-top wrap-break-word lg:break-keep max-lg:flex max-lg:justify-between max-lg:gap-4 max-lg:px-0 max-lg:py-1">
                    <span aria-hidden className="shrink-0 text-ink-soft lg:hidden">
                      {columns[index]}
                    </span>
                    <span className="min-w-0 max-lg:text-end">{cell}</span>
                  </td>
                ),
              )}
              {actions && <td className="px-4 py-1.5 text-end align-top wrap-anywhere max-lg:block max-lg:px-0 max-lg:pt-2 max-lg:pb-0 max-lg:has-[.menu]:absolute max-lg:has-[.menu]:end-2 max-lg:has-[.menu]:top-1">{row.actions}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

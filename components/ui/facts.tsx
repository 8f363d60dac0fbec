import type { ReactNode } from 'react';

/** What is known of a thing: names with their values, in columns that line up from one list to the next. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className="grid gap-x-8 gap-y-2.5 md:grid-cols-2">
      {facts.map(([name, value]) => (
        <div key={name} className="grid grid-cols-[2fr_3fr] gap-x-3 md:grid-cols-[9rem_1fr]">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import type { ReactNode } from 'react';

/** A part of a page of settings. */
export function Section({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  return (
    <section className="rounded-xl border border-line bg-surface p-5 sm:p-6">
      <h2 className="text-base font-semibold">{title}</h2>
      {intro && <p className="mt-1 text-ink-soft">{intro}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}

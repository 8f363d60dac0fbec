'use client';

import { useEffect, useRef, type ReactNode } from 'react';

type Props = { level?: 1 | 2; className: string; children: ReactNode };

/** The heading of what came in a form's place: it takes the focus that went with the form, so that it is said. */
export function ArrivingHeading({ level = 1, className, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const Heading = `h${level}` as const;
  return (
    <Heading ref={heading} tabIndex={-1} className={`outline-none ${className}`}>
      {children}
    </Heading>
  );
}

/** What app/icons.css draws. */
export type IconName =
  | 'arrow-down'
  | 'arrow-up'
  | 'arrow-up-down'
  | 'ban'
  | 'book-open'
  | 'building-2'
  | 'check'
  | 'chevron-left'
  | 'chevron-right'
  | 'chevrons-up-down'
  | 'circle-alert'
  | 'circle-check'
  | 'circle-pause'
  | 'circle-play'
  | 'circle-user'
  | 'clock'
  | 'copy'
  | 'download'
  | 'ellipsis'
  | 'ellipsis-vertical'
  | 'eye'
  | 'eye-off'
  | 'key-round'
  | 'languages'
  | 'loader-circle'
  | 'log-out'
  | 'mail-check'
  | 'mail-warning'
  | 'pencil'
  | 'plug'
  | 'plus'
  | 'refresh-cw'
  | 'scroll-text'
  | 'search'
  | 'settings'
  | 'shield-alert'
  | 'sun-moon'
  | 'trash-2'
  | 'triangle-alert'
  | 'user-cog'
  | 'user-minus'
  | 'user-plus'
  | 'users'
  | 'x';

/** The class of an element that has a drawing before its words. */
export const withIcon = (name: IconName): string => `with-icon icon-${name}`;

/** A drawing beside words, for the eye alone: one empty element, of which nothing is sent but the name. */
export function Icon({ name, className = 'size-4' }: { name: IconName; className?: string }) {
  return <span aria-hidden className={`icon icon-${name} ${className}`} />;
}

import type { Status } from '@/lib/core/keys/key';
import { Badge } from './ui/badge';

const looks = {
  active: { tone: 'good', icon: 'circle-check' },
  disabled: { tone: 'warning', icon: 'circle-pause' },
  expired: { tone: 'plain', icon: 'clock' },
  revoked: { tone: 'bad', icon: 'ban' },
} as const;

/** A key's status, by its word and its sign. */
export const StatusBadge = ({ status, word }: { status: Status; word: string }) => <Badge {...looks[status]}>{word}</Badge>;

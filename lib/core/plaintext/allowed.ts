import { database } from '@/db/client';
import { selectPlaintext } from './store';

/** Whether a new secret may stand in an answer of MCP in this organization; asked by the door for a key that it has let in. */
export const plaintextAllowed = (organizationId: string): Promise<boolean> => selectPlaintext(database().db, organizationId);

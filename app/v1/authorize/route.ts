import { answerAuthorize } from '@/lib/transport/gateway';
import { servedBy } from '@/lib/transport/verification-route';

const serve = servedBy(answerAuthorize);

export { serve as GET, serve as HEAD, serve as POST, serve as PUT, serve as PATCH, serve as DELETE, serve as OPTIONS };

import { answerVerify } from '@/lib/transport/http';
import { servedBy } from '@/lib/transport/verification-route';

const serve = servedBy(answerVerify);

export { serve as GET, serve as HEAD, serve as POST, serve as PUT, serve as PATCH, serve as DELETE };

import { servedAt } from '@/lib/transport/verification-route';

const serve = servedAt('verify');

export { serve as GET, serve as HEAD, serve as POST, serve as PUT, serve as PATCH, serve as DELETE };

// Encoded, these are read as themselves by one server and as a delimiter by the next: # % . / ; ? \ and controls.
const ambiguous = /%(?:2[35ef]|3[bf]|5c|[01][0-9a-f]|7f)/i;
const shape = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/;

/**
 * The segments of a request's path, decoded; null for one that another server could read as another path:
 * `.` and `..`, doubled slashes, encoded delimiters, letters and digits encoded for no reason, bytes that are no UTF-8.
 * A slash at the end says nothing, for many servers take `/secret/` for `/secret`.
 */
export function segmentsOf(uri: string): string[] | null {
  const mark = uri.indexOf('?');
  const path = mark === -1 ? uri : uri.slice(0, mark);
  if (!shape.test(path) || ambiguous.test(path) || needless.test(path)) return null;
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '.' || segment === '..' || (segment === '' && path !== '/'))) return null;
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Unreserved characters (RFC 3986, 2.3) that are encoded all the same. */
const needless = /%(?:2d|2e|3[0-9]|4[1-9a-f]|5[0-9a]|5f|6[1-9a-f]|7[0-9a]|7e)/i;

/** Where a page of an organization is. A slug may be of any script; an address, and the header that redirects to it, may not. */
export const organizationUrl = (slug: string, page: string): string => `/organizations/${encodeURIComponent(slug)}/${page}`;

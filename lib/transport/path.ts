/** Whether an address is that path, whatever its query. */
export const isAt = (url: string, path: string): boolean => url.startsWith(path) && (url.length === path.length || url.charCodeAt(path.length) === 63);

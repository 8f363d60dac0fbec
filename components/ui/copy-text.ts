/** Puts the text on the clipboard; on plain HTTP, where browsers offer no clipboard, by way of a selection. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const place = document.createElement('span');
  place.textContent = text;
  place.style.cssText = 'position:fixed;white-space:pre;user-select:text;opacity:0';
  (document.activeElement?.closest('[role=dialog]') ?? document.body).append(place);
  const before = document.activeElement as HTMLElement | null;
  getSelection()?.selectAllChildren(place);
  const worked = document.execCommand('copy');
  place.remove();
  before?.focus();
  return worked;
}

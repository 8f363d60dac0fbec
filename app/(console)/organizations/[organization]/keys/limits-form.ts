type Fields = Record<string, string>;

/** Makes of the form's fields what limits a new key; an empty field is no limit. */
export function limitsOfForm(fields: Fields): Record<string, unknown> {
  return {
    projects: namesIn(fields.projects),
    environments: namesIn(fields.environments),
    rates: { second: numberIn(fields.rate_second), minute: numberIn(fields.rate_minute), day: numberIn(fields.rate_day) },
  };
}

function namesIn(text = ''): string[] | null {
  const names = text.split(/[\s,]+/).filter(Boolean);
  return names.length > 0 ? names : null;
}

function numberIn(text = ''): number | null {
  return text.trim() === '' ? null : Number(text.replaceAll(/[\s,_]/g, ''));
}

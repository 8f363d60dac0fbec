/** What the form of invitations asks for: addresses stand apart by spaces, commas or lines. */
export function invitationsInputOf({ emails = '', ...fields }: Record<string, string>): Record<string, unknown> {
  return { ...fields, emails: emails.split(/[\s,;]+/).filter(Boolean) };
}

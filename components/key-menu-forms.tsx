export type KeyMenuFormIds = { disable: string; enable: string };

/** The ids of the forms that the menus of a list share. */
export const keyMenuForms = (list: string): KeyMenuFormIds => ({ disable: `${list}-disable`, enable: `${list}-enable` });

type FormsProps = { forms: KeyMenuFormIds; disable: Simple; enable: Simple; organization: string };
type Simple = (form: FormData) => Promise<void>;

/** What the buttons of all menus of a list send, each with its own key: a form a list and not a row. */
export function KeyMenuForms({ forms, disable, enable, organization }: FormsProps) {
  return ([[forms.disable, disable], [forms.enable, enable]] as const).map(([id, action]) => (
    <form key={id} id={id} action={action} hidden>
      <input type="hidden" name="organization" value={organization} />
    </form>
  ));
}

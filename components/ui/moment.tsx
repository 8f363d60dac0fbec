/** An instant as data and in the reader's words. */
export type Moment = { iso: string; text: string };

export const timeOf = ({ iso, text }: Moment) => <time dateTime={iso}>{text}</time>;

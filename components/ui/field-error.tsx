/** What is wrong with a field, below it. */
export function FieldError({ id, error }: { id: string; error?: string }) {
  if (!error) return null;
  return (
    <p id={id} className="mt-1.5 font-medium whitespace-pre-line text-danger">
      {error}
    </p>
  );
}

import { z } from 'zod';
import { Refusal } from '../refusal';

const mostNames = 100;
const highestRate = 1_000_000_000;

const rate = z.int('rate_range').min(1, 'rate_range').max(highestRate, 'rate_range').nullable().optional();

/** What X-Project-Id or X-Environment can hold. */
const names = z
  .array(z.string().regex(/^[\x21-\x7e]{1,128}$/, 'limit_name'))
  .min(1, 'required')
  .max(mostNames, 'limit_names_many')
  .transform((given) => [...new Set(given)])
  .nullable()
  .optional();

/** Limits that a key is made with: uses a second, minute and day, and the projects and environments it is good for. Null or left out: none. */
export const limitFields = {
  rates: z.strictObject({ second: rate, minute: rate, day: rate }).nullable().optional(),
  projects: names,
  environments: names,
};

/** The same as whoever may see the key sees them. */
export const limitsShown = {
  rates: z.object({ second: z.int().nullable(), minute: z.int().nullable(), day: z.int().nullable() }),
  projects: z.array(z.string()).nullable(),
  environments: z.array(z.string()).nullable(),
};

type Given = z.output<z.ZodObject<typeof limitFields>>;

export type Limits = {
  ratePerSecond: number | null;
  ratePerMinute: number | null;
  ratePerDay: number | null;
  projects: string[] | null;
  environments: string[] | null;
};

/** As the key's row holds them. */
export const limitsOf = ({ rates, projects, environments }: Given): Limits => ({
  ratePerSecond: rates?.second ?? null,
  ratePerMinute: rates?.minute ?? null,
  ratePerDay: rates?.day ?? null,
  projects: projects ?? null,
  environments: environments ?? null,
});

/**
 * A key makes and rotates none that is less limited than itself.
 * @throws Refusal `forbidden`
 */
export function refuseLooser(acting: Limits, wanted: Limits): void {
  const faster = (['ratePerSecond', 'ratePerMinute', 'ratePerDay'] as const).some((name) => (acting[name] ?? Infinity) < (wanted[name] ?? Infinity));
  const wider = (['projects', 'environments'] as const).some((name) => {
    const own = acting[name];
    return own !== null && (wanted[name]?.some((one) => !own.includes(one)) ?? true);
  });
  if (faster || wider) throw new Refusal('forbidden', { problem: 'key_looser' });
}

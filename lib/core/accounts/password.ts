import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { z } from 'zod';
import { once } from '@/lib/once';

export const shortestPassword = 15;
const weakest = 3;
// The estimate takes longer than linear time; this much of a password is enough to judge it.
const judged = 64;

/** A password that somebody chooses: 15 to 256 characters, and none that guessing programs try first. */
export const newPassword = z
  .string()
  .refine((value) => [...value].length >= shortestPassword, { message: 'password_short', abort: true, params: { least: shortestPassword } })
  .refine((value) => value.length <= 256, { message: 'password_long', abort: true })
  .refine((value) => estimator().check(value.slice(0, judged)).score >= weakest, 'password_common');

const estimator = () => once('password estimator', () => new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }));

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Takes about 10 ms: never inside a transaction. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Whether it is the password; as slow where there is none to compare with. */
export async function passwordMatches(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodys()), password);
  return matches && passwordHash !== null;
}

const nobodys = () => once('password of nobody', () => hashPassword(crypto.randomUUID()));

import { describe, expect, test } from 'vitest';
import { hashPassword, newPassword, passwordMatches, shortestPassword } from '@/lib/core/accounts/password';

const problemOf = (password: unknown) => newPassword.safeParse(password).error?.issues[0]?.message;

describe('[S19] a new password', () => {
  test('has at least 15 characters, counted as people count', () => {
    expect(shortestPassword).toBe(15);
    expect(problemOf('kX9#vQ2$mZ7!pL')).toBe('password_short');
    expect(problemOf('kX9#vQ2$mZ7!pLw')).toBeUndefined();
    expect(problemOf('😀'.repeat(8))).toBe('password_short');
    expect(problemOf('')).toBe('password_short');
  });

  test('has at most 256', () => {
    const long = Array.from({ length: 26 }, (_, n) => `kX9#vQ2$m${n % 10}`).join('');
    expect(problemOf(long.slice(0, 256))).toBeUndefined();
    expect(problemOf(long.slice(0, 257))).toBe('password_long');
  });

  test.each(['passwordpassword', '123456789012345', 'qwertyuiopasdfgh', 'aaaaaaaaaaaaaaaaaaaa', 'password12345678', 'iloveyouiloveyou', 'abcabcabcabcabcabc', '111111111111111111'])('is none that guessing programs try first: %s', (password) => {
    expect(problemOf(password)).toBe('password_common');
  });

  test.each(['correct horse battery staple', '배포용 열쇠는 서랍 안에 있다 정말로', 'kX9#vQ2$mZ7!pLw', ' spaces count, too '])('may be: %s', (password) => {
    expect(newPassword.parse(password)).toBe(password);
  });

  test('of many characters is judged in no time', () => {
    const started = performance.now();
    newPassword.safeParse('ab1'.repeat(85));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('[S19] what is stored', () => {
  test('is argon2id with 19 MiB, two passes and one lane, or stronger, and another salt each time', async () => {
    const [one, two] = await Promise.all([hashPassword('kX9#vQ2$mZ7!pLw'), hashPassword('kX9#vQ2$mZ7!pLw')]);
    expect(one).not.toBe(two);
    const [, memory, passes, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(one)!.map(Number);
    expect(memory).toBeGreaterThanOrEqual(19_456);
    expect(passes).toBeGreaterThanOrEqual(2);
    expect(lanes).toBeGreaterThanOrEqual(1);
  });

  test('matches the password and no other', async () => {
    const hash = await hashPassword('kX9#vQ2$mZ7!pLw');
    expect(await passwordMatches('kX9#vQ2$mZ7!pLw', hash)).toBe(true);
    for (const other of ['kX9#vQ2$mZ7!pLW', 'kX9#vQ2$mZ7!pLw ', 'kX9#vQ2$mZ7!pL', '']) expect(await passwordMatches(other, hash)).toBe(false);
  });

  test('[S20] nothing matches no password', async () => {
    for (const password of ['', 'null', 'kX9#vQ2$mZ7!pLw']) expect(await passwordMatches(password, null)).toBe(false);
  });
});

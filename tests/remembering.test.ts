import { expect, test } from 'vitest';
import { remembering } from '@/lib/remembering';

/** `remembering`, and what it has asked `make` so far. */
function remembered(most: number, make: (name: string) => string | null) {
  const made: string[] = [];
  const ask = remembering(most, (name) => {
    made.push(name);
    return make(name);
  });
  return { ask, made };
}

test('what is asked again is made once; of more than so many the earlier are forgotten', () => {
  const { ask, made } = remembered(2, (name) => name.toUpperCase());
  expect(['a', 'a', 'b', 'a', 'c', 'c', 'a'].map(ask)).toEqual(['A', 'A', 'B', 'A', 'C', 'C', 'A']);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('what is null or throws is made anew, and pushes out nothing: strangers name what there is not', () => {
  const { ask, made } = remembered(1, (name) => {
    if (name === 'wrong') throw new Error('wrong');
    return name === 'good' ? 'GOOD' : null;
  });
  ask('good');
  for (const name of ['none', 'other']) expect(ask(name)).toBeNull();
  expect(() => ask('wrong')).toThrow('wrong');
  ask('good');
  expect(made).toEqual(['good', 'none', 'other', 'wrong']);
});

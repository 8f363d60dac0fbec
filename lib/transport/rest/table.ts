import type { Rest } from '@/lib/core/doors';
import { operations } from '@/lib/core/operations';
import type { Operation } from '@/lib/core/operation';
import { once } from '@/lib/once';
import { shapes } from '../rest-shapes/shapes';
import type { Shape } from './shape';

/** A path and method, and what answers there. */
export type Route = Omit<Rest, 'shape'> & { operation: Operation; shape: Shape; names: string[]; matches: RegExp };

/** Every route, in the order of the operations. */
export const routes = (): Route[] => once('routes', () => operations.flatMap((operation) => restOf(operation).map((rest) => routeOf(operation, rest))));

/** The routes of a path, and what its placeholders stand for; null where nothing is. */
export function find(pathname: string): { routes: Route[]; path: Record<string, string> } | null {
  const found = routes().filter(({ matches }) => matches.test(pathname));
  if (found.length === 0) return null;
  const [, ...values] = found[0]!.matches.exec(pathname)!;
  return { routes: found, path: Object.fromEntries(found[0]!.names.map((name, index) => [name, values[index]!])) };
}

const restOf = ({ definition: { rest } }: Operation): readonly Rest[] => (rest === undefined ? [] : 'path' in rest ? [rest] : rest);

function routeOf(operation: Operation, rest: Rest): Route {
  const name = rest.shape ?? operation.definition.name;
  const shape = shapes[name];
  if (!shape) throw new Error(`lib/transport/rest-shapes/shapes.ts says nothing of ${name}`);
  const names = [...rest.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const matches = new RegExp(`^${rest.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`);
  return { ...rest, operation, shape, names, matches };
}

import { idKey, parseIdKey, timeKey } from '../kv/keys.ts'
import { listAll } from '../kv/port.ts'
import type { StoreContext } from '../context/context.ts'
import type { Claim } from '../../domain/numbers/index.ts'
import { decode36, encode36 } from '../../domain/values/index.ts'

/** Of all numbers that were given to nodes. */
export const numbersPrefix = 'un_'

/** `un_<number>_<id>_<time>`: that a node has a number, said then. */
export function numberKey(number: number, id: number, ms: number): string {
  return `${numbersPrefix}${encode36(number, 3)}_${idKey(id)}_${timeKey(ms)}`
}

/** Reads a key; undefined when malformed. */
export function parseNumberKey(
  key: string,
): { readonly number: number; readonly id: number; readonly ms: number } | undefined {
  const [, digits = '', text = '', time = ''] =
    /^un_([0-9a-z]{3})_([0-9a-z]{12})_([0-9a-z]{8})$/.exec(key) ?? []
  const [number, id, ms] = [decode36(digits), parseIdKey(text), decode36(time)]
  return number === undefined || id === undefined || ms === undefined ? undefined : { number, id, ms }
}

/** A claim and its keys, the earliest first. */
export type KeptClaim = Claim & { readonly keys: readonly string[] }

/** All claims, or undefined when they cannot be listed whole: then nothing may be concluded. */
export async function listClaims({ kv }: StoreContext): Promise<readonly KeptClaim[] | undefined> {
  const { keys, complete } = await listAll(kv, numbersPrefix, pagesMax)
  if (!complete) return undefined
  const claims = new Map<string, KeptClaim>()
  // Sorted, so that the times of one pair come in order.
  for (const key of keys) {
    const fact = parseNumberKey(key)
    if (fact === undefined) continue
    const pair = `${fact.number} ${fact.id}`
    const known = claims.get(pair)
    claims.set(
      pair,
      known === undefined
        ? { number: fact.number, id: fact.id, givenMs: fact.ms, seenMs: fact.ms, keys: [key] }
        : { ...known, seenMs: fact.ms, keys: [...known.keys, key] },
    )
  }
  return [...claims.values()]
}

/** 4,095 numbers with two facts each, and as many that are about to be swept. */
const pagesMax = 64

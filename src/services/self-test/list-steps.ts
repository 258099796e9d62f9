import { listedKeys, type Found } from '../../contract/self-test.ts'
import type { ServiceContext } from '../context/context.ts'
import { attempt, found } from './finding.ts'
import { hasLate, lateTrials } from './late-trials.ts'
import { deleteTrials, listTrials, listedTrials, putTrials, trialOf } from '../../store/self-test/index.ts'
import { pageKeysMax, type KvPage } from '../../store/kv/index.ts'

/** Writes a part of the keys that lists are tried with. */
export async function listWriteStep(
  ctx: ServiceContext,
  run: string,
  part: number,
): Promise<readonly Found[]> {
  await putTrials(ctx.kv, keysOf(run, part), '1')
  return []
}

/** Deletes them again, by their names: a list that does not work must not leave them. */
export async function listCleanStep(
  ctx: ServiceContext,
  run: string,
  part: number,
): Promise<readonly Found[]> {
  await deleteTrials(ctx.kv, keysOf(run, part))
  return []
}

function keysOf(run: string, part: number): readonly string[] {
  return listedTrials(run, part * listedKeys.perPart, listedKeys.perPart)
}

const pagesMax = 40

/** Lists the keys as the site does: the field of an entry, the order, the page, the cursor. */
export async function listReadStep(ctx: ServiceContext, run: string): Promise<readonly Found[]> {
  const first = await listTrials(ctx.kv, run, '', pageKeysMax)
  const entry = first.keys[0]
  const names = namesOf(first)
  if (entry === undefined) return [found('list_incomplete', `0/${listedKeys.total} keys`)]
  if (names.length === 0) return [found('list_field_unknown')]
  const { seen, pages, isStuck } = await listRest(ctx, run, first)
  const wanted = listedTrials(run, 0, listedKeys.total)
  const missing = wanted.filter((key) => !seen.has(key)).length
  const isFull = names.length === pageKeysMax || first.complete
  const isSorted = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name)
  const reach = `${wanted.length - missing}/${wanted.length} keys, ${pages} pages`
  return [
    found(entry.key === undefined ? 'list_field_name' : 'list_field_key'),
    found(isSorted ? 'list_sorted' : 'list_unsorted'),
    found(isFull ? 'list_page_full' : 'list_page_small', `${names.length} keys`),
    found(isStuck ? 'list_cursor_stuck' : missing > 0 ? 'list_incomplete' : 'list_cursor_advances', reach),
  ]
}

function namesOf({ keys }: KvPage): readonly string[] {
  return keys.flatMap(({ key, name }) => key ?? name ?? [])
}

async function listRest(
  ctx: ServiceContext,
  run: string,
  first: KvPage,
): Promise<{ readonly seen: ReadonlySet<string>; readonly pages: number; readonly isStuck: boolean }> {
  const seen = new Set(namesOf(first))
  let page = first
  let pages = 1
  while (!page.complete && page.keys.length > 0 && pages < pagesMax) {
    page = await listTrials(ctx.kv, run, page.cursor ?? namesOf(page).at(-1) ?? '', pageKeysMax)
    pages += 1
    const before = seen.size
    for (const name of namesOf(page)) seen.add(name)
    if (seen.size === before && page.keys.length > 0) return { seen, pages, isStuck: true }
  }
  return { seen, pages, isStuck: false }
}

const largeChars = 1_000_000

/** A value of a megabyte there and back: three or four operations. No row where it may be on its way. */
export async function largeStep(ctx: ServiceContext, run: string): Promise<readonly Found[]> {
  const key = trialOf(run, lateTrials.large)
  const value = 'x'.repeat(largeChars)
  const read = await attempt(async () => {
    await ctx.kv.put(key, value)
    return ctx.kv.get(key)
  })
  if (read === null && (await hasLate(ctx, run))) return []
  await attempt(() => ctx.kv.delete(key))
  return [found(read === value ? 'large_value_kept' : 'large_value_refused', `${largeChars} bytes`)]
}

import { minuteMs } from '../../domain/values/index.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { emptyValue, listAll, mapBounded, parseRecord } from '../kv/port.ts'
import {
  placeKey,
  placesPrefix,
  placeVersionKey,
  revokedPlaceKey,
  revokedPlacesPrefix,
} from '../kv/place-keys.ts'

/** `pl_<id>`: written once. `hash` is that of its key. */
export type PlaceRecord = {
  readonly v: 1
  readonly id: string
  readonly name: string
  readonly trusted: 0 | 1
  readonly hash: string
  readonly createdMs: number
}

/** `pv_<id>`: what the place last said of itself. One writer: its own requests. */
type VersionRecord = { readonly v: 1; readonly version: string; readonly seenMs: number }

/** A place with what it said of itself. */
export type ListedPlace = { readonly place: PlaceRecord; readonly version: string; readonly seenMs: number }

const readsAtOnce = 16
/** A place says that it is there at most so often. */
const seenEveryMs = 5 * minuteMs

/** Places whose keys are good, oldest first: two lists and two gets each. Sweeps a revoked one. */
export async function listPlaces(ctx: StoreContext): Promise<ListedPlace[]> {
  const [made, revoked] = await Promise.all([
    listAll(ctx.kv, placesPrefix, 2),
    listAll(ctx.kv, revokedPlacesPrefix, 2),
  ])
  const gone = new Set(revoked.keys.map((key) => key.slice(revokedPlacesPrefix.length)))
  const ids = made.keys.map((key) => key.slice(placesPrefix.length))
  const read = await mapBounded(ids, readsAtOnce, async (id) => {
    const [record, said] = await Promise.all([ctx.kv.get(placeKey(id)), ctx.kv.get(placeVersionKey(id))])
    const place = parseRecord<PlaceRecord>(record)
    if (place === undefined) return undefined
    const known = parseRecord<VersionRecord>(said)
    return { place, version: known?.version ?? '', seenMs: known?.seenMs ?? 0 }
  })
  const places = read.filter((one) => one !== undefined)
  const old = places.find(
    ({ place }) => gone.has(place.id) && place.createdMs < ctx.clock() - marginsOf(ctx).settledMs,
  )
  if (old !== undefined) ctx.waitUntil(sweepPlace(ctx, old.place.id))
  return places
    .filter(({ place }) => !gone.has(place.id))
    .sort((one, other) => one.place.createdMs - other.place.createdMs)
}

/** What is left of a revoked place but the mark that it is revoked. */
async function sweepPlace(ctx: StoreContext, id: string): Promise<void> {
  await ctx.kv.delete(placeVersionKey(id))
  await ctx.kv.delete(placeKey(id))
}

/** Keeps a new place. */
export async function addPlace(ctx: StoreContext, place: PlaceRecord): Promise<void> {
  await ctx.kv.put(placeKey(place.id), JSON.stringify(place))
}

/** A place whose key is good: two gets. */
export async function getPlace(ctx: Pick<StoreContext, 'kv'>, id: string): Promise<PlaceRecord | undefined> {
  const [record, revoked] = await Promise.all([ctx.kv.get(placeKey(id)), ctx.kv.get(revokedPlaceKey(id))])
  return revoked === null ? parseRecord<PlaceRecord>(record) : undefined
}

/** Ends a place's key for good. */
export async function revokePlace(ctx: StoreContext, id: string): Promise<void> {
  await ctx.kv.put(revokedPlaceKey(id), emptyValue)
  delete ctx.memory.revokedPlaces
}

/** What an isolate knows of revoked places. */
export type RevokedPlaces = { readonly ids: ReadonlySet<string>; readonly readMs: number }

/** Ids of revoked places, from the isolate's memory when it has read them within a minute; the same set while none is added. */
export async function revokedPlaces(ctx: StoreContext): Promise<ReadonlySet<string>> {
  const known = ctx.memory.revokedPlaces
  const nowMs = ctx.clock()
  if (known !== undefined && Math.abs(nowMs - known.readMs) < nameMs) return known.ids
  const { keys } = await listAll(ctx.kv, revokedPlacesPrefix, 2)
  const ids = new Set(keys.map((key) => key.slice(revokedPlacesPrefix.length)))
  const isSame = known !== undefined && known.ids.size === ids.size
  ctx.memory.revokedPlaces = { ids: isSame ? known.ids : ids, readMs: nowMs }
  return ctx.memory.revokedPlaces.ids
}

/** Keeps what a place says of itself, at most every five minutes. */
export async function noteSeen(ctx: StoreContext, id: string, version: string): Promise<void> {
  const known = parseRecord<VersionRecord>(await ctx.kv.get(placeVersionKey(id)))
  const nowMs = ctx.clock()
  if (known?.version === version && nowMs - known.seenMs < seenEveryMs) return
  await ctx.kv.put(
    placeVersionKey(id),
    JSON.stringify({ v: 1, version, seenMs: nowMs } satisfies VersionRecord),
  )
}

/** A place is called what it is called for good; that it is revoked shows within this time. */
const nameMs = minuteMs
const namesMax = 64

/** Names of places whose keys are good, from the isolate's memory when it has read them within a minute. */
export async function placeNames(
  ctx: StoreContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = (ctx.memory.placeNames ??= new Map())
  const nowMs = ctx.clock()
  const unknown = ids.filter((id) => Math.abs(nowMs - (known.get(id)?.readMs ?? -Infinity)) > nameMs)
  if (known.size + unknown.length > namesMax) known.clear()
  await mapBounded(unknown, readsAtOnce, async (id) => {
    known.set(id, { name: (await getPlace(ctx, id))?.name, readMs: nowMs })
  })
  return new Map(
    ids.flatMap((id) => {
      const name = known.get(id)?.name
      return name === undefined ? [] : [[id, name] as const]
    }),
  )
}

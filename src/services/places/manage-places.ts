import { hashToken } from '../../auth/secrets.ts'
import type * as v from 'valibot'
import { ServiceError } from '../../contract/errors.ts'
import type { Place, PlaceCreateBody, PlaceCreatedAnswer, PlacesAnswer } from '../../contract/places.ts'
import {
  carrierIn,
  isDoubtful,
  isGood,
  regionOf,
  sideOf,
  sitePlace,
  vouchMs,
  type PlaceLooks,
} from '../../domain/evidence/index.ts'
import { isoTime, isoTimeOrNull } from '../../domain/values/index.ts'
import { readLooks } from '../../store/evidence/index.ts'
import { loadSettings } from '../../store/system/index.ts'
import { addPlace, getPlace, listPlaces, revokePlace, type PlaceRecord } from '../../store/places/index.ts'
import { audit } from '../audit/audit.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireProof } from '../auth/second-factor.ts'
import { requireAdmin, requireSuperAdmin } from '../context/require.ts'
import { makePlaceKey } from './keys.ts'

type Listed = v.InferOutput<typeof Place>

const placesMax = 50

/** All places with what they did in the last hour, doubtful ones first, the site's own before the others. */
export async function allPlaces(ctx: ServiceContext): Promise<v.InferOutput<typeof PlacesAnswer>> {
  requireAdmin(ctx)
  const [places, looks, { check_side: ownSide = '' }] = await Promise.all([
    listPlaces(ctx),
    readLooks(ctx),
    loadSettings(ctx),
  ])
  const nowMs = ctx.clock()
  const own: Listed = {
    id: sitePlace,
    name: '',
    trusted: 1,
    region_type: ownSide === '' ? '' : regionOf(ownSide),
    created_at: '',
    version: '',
    ...doings(looks.get(sitePlace), 0, nowMs),
  }
  const others = places.map(({ place, version, seenMs }): Listed => ({
    ...plain(place),
    version,
    ...doings(looks.get(place.id), seenMs, nowMs),
  }))
  const all = [own, ...others].sort((one, other) => Number(other.doubtful) - Number(one.doubtful))
  return { places: all, limit: placesMax }
}

function regionOfPlace(id: string): Listed['region_type'] {
  const side = sideOf(id)
  return side === undefined ? '' : regionOf(side)
}

function plain({ id, name, trusted, createdMs }: PlaceRecord) {
  return { id, name, trusted, region_type: regionOfPlace(id), created_at: isoTime(createdMs) } as const
}

function doings(looks: PlaceLooks | undefined, seenMs: number, nowMs: number) {
  const hour = looks?.all.filter(({ ms }) => ms > nowMs - vouchMs) ?? []
  const lastMs = Math.max(seenMs, looks?.all.at(-1)?.ms ?? 0)
  return {
    last_seen_at: isoTimeOrNull(lastMs === 0 ? null : lastMs),
    checks: hour.length,
    failures: hour.filter((result) => !isGood(result)).length,
    doubtful: looks !== undefined && isDoubtful(looks, nowMs),
  }
}

/**
 * Adds a place. Its key is in this answer and nowhere else. A trusted one learns the secrets that owners have stored,
 * which administrators do not see: it is the super admin's. Throws super_admin_required, step_up_required, place_limit.
 */
export async function createPlace(
  ctx: ServiceContext,
  { name, trusted = 0, region_type: region }: v.InferOutput<typeof PlaceCreateBody>,
): Promise<v.InferOutput<typeof PlaceCreatedAnswer>> {
  if (trusted === 1) requireSuperAdmin(ctx)
  else requireAdmin(ctx)
  requireProof(ctx)
  if ((await listPlaces(ctx)).length >= placesMax) throw new ServiceError('place_limit')
  // A place in mainland China that is named after a carrier measures for who asks from that.
  const side = region === 'domestic' ? (carrierIn(name) ?? region) : region
  const { id, key } = makePlaceKey(ctx, side)
  const place: PlaceRecord = { v: 1, id, name, trusted, hash: hashToken(key), createdMs: ctx.clock() }
  await addPlace(ctx, place)
  audit(ctx, 'token_made', { what: `etp_${id} ${name}` })
  const listed = { ...plain(place), version: '', ...doings(undefined, 0, ctx.clock()) }
  return { message: '检测点已添加', place: listed, key }
}

/** Ends a place's key. What it has found stays until it is old. Throws place_not_found. */
export async function endPlace(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<{ message: string }> {
  requireAdmin(ctx)
  const place = await getPlace(ctx, id)
  if (place === undefined) throw new ServiceError('place_not_found')
  await revokePlace(ctx, id)
  audit(ctx, 'token_revoked', { what: `etp_${id} ${place.name}` })
  return { message: '密钥已吊销' }
}

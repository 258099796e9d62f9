import type { Side } from '../../contract/sides.ts'
import { placeIdOf } from '../../domain/evidence/index.ts'
import { equalHashes, hashToken } from '../../auth/secrets.ts'
import { ServiceError } from '../../contract/errors.ts'
import { randomHex } from '../../store/context/index.ts'
import { getPlace, type PlaceRecord } from '../../store/places/index.ts'
import type { ServiceContext } from '../context/context.ts'

const idChars = 6
const secretBytes = 16
const shape = /^etp_([0-9a-z]{6})_[0-9a-f]{32}$/

/** A new place's id and its key, which nobody can read again. */
export function makePlaceKey(
  ctx: Pick<ServiceContext, 'random'>,
  side: Side | undefined,
): {
  readonly id: string
  readonly key: string
} {
  const random = [...ctx.random(idChars)].map((byte) => (byte % 36).toString(36)).join('')
  const id = placeIdOf(side, random)
  return { id, key: `etp_${id}_${randomHex(ctx.random, secretBytes)}` }
}

/** The place that shows this key. Throws api_key_invalid, also for a revoked one. */
export async function authenticatePlace(ctx: ServiceContext, key: string): Promise<PlaceRecord> {
  const id = shape.exec(key)?.[1]
  const place = id === undefined ? undefined : await getPlace(ctx, id)
  if (place === undefined || !equalHashes(place.hash, hashToken(key)))
    throw new ServiceError('api_key_invalid')
  return place
}

import type * as v from 'valibot'
import { ServiceError } from '../../contract/errors.ts'
import { eventsPage, type EventsAnswer, type EventsQuery } from '../../contract/events.ts'
import { isFullAdmin } from '../auth/second-factor.ts'
import type { ServiceContext } from '../context/context.ts'
import { isoTime } from '../../domain/values/index.ts'
import { eventIdOf, positionOfId } from './event-id.ts'
import { visibleEvents } from './visible-events.ts'

/**
 * `GET /api/events`: public kinds for everybody, all kinds of an owner's own nodes for the owner, everything for admins;
 * newest first. Throws token_missing for `mine` without a session, view_rebuilding.
 */
export async function events(
  ctx: ServiceContext,
  { before, mine, limit, ...filter }: EventsQuery,
): Promise<v.InferOutput<typeof EventsAnswer>> {
  const { caller } = ctx
  if (mine === 'true' && caller === undefined) throw new ServiceError('token_missing')
  const viewer = {
    ...(caller === undefined ? {} : { user: caller.userKey }),
    isAdmin: await isFullAdmin(ctx),
  }
  const page = await visibleEvents(ctx, viewer, {
    ...filter,
    before: before === undefined ? undefined : positionOfId(before),
    mine: mine === 'true',
    limit: limit ?? eventsPage.usual,
  })
  return {
    events: page.events.map((event) => ({
      id: eventIdOf(event),
      at: isoTime(event.ms),
      kind: event.kind,
      node_id: event.node,
      node_name: event.name,
      why: event.why,
    })),
    next: page.next === undefined ? null : eventIdOf(page.next),
  }
}

/** Uses that are allowed within a day (UTC) and within a minute of the clock. */
export type Quota = { readonly perDay: number; readonly perMinute: number }

/** What somebody has counted of a day, and of the last minute in which there was something to count. */
export type Counted = { readonly count: number; readonly minute: number; readonly inMinute: number }

/** Uses that are left. */
export type Room = { readonly day: number; readonly minute: number }

/**
 * A quota as it is kept: a minute has at most a thirtieth of a day. What one place has not seen yet of another touches
 * three minutes of the clock at most, so that the two cannot go further than a tenth beyond the day.
 */
export function quotaOf({ perDay, perMinute }: Quota): Quota {
  return { perDay, perMinute: Math.min(perMinute, Math.max(1, Math.floor(perDay / 30))) }
}

/**
 * What is left for one that counts, by its own counts and by what it has seen of the others'. Others are seen up to a minute
 * late: one that was last seen in the minute before is taken to do the same now, which leaves at least an equal
 * share of the minute.
 */
export function roomOf(quota: Quota, own: Counted, others: readonly Counted[], minute: number): Room {
  let day = quota.perDay - own.count
  let left = quota.perMinute
  let guessed = 0
  let sharing = 1
  for (const other of others) {
    day -= other.count
    if (other.minute >= minute) left -= other.inMinute
    else if (other.minute === minute - 1) {
      guessed += other.inMinute
      sharing += 1
    }
  }
  const allowed = Math.max(left - guessed, Math.floor(left / sharing))
  const used = own.minute === minute ? own.inMinute : 0
  return { day: Math.max(0, day), minute: Math.max(0, allowed - used) }
}

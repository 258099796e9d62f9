/** Work of requests on a platform without `waitUntil`: done before the answer leaves. */
const held = new WeakMap<EdgeContext, Promise<unknown>[]>()

/** How long an answer waits for such work. */
const heldMs = 2_000

/** Has work go on behind the answer; where nothing can, it is kept for `finishHeld`. The promise must not reject. */
export function runOn(context: EdgeContext, work: Promise<unknown>): void {
  if (typeof context.waitUntil === 'function') {
    context.waitUntil(work)
    return
  }
  const kept = held.get(context)
  if (kept === undefined) held.set(context, [work])
  else kept.push(work)
}

/** Waits for what was kept, two seconds at most; nothing where the platform has `waitUntil`. */
export async function finishHeld(context: EdgeContext): Promise<void> {
  const kept = held.get(context)
  if (kept === undefined) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, heldMs)
  })
  await Promise.race([Promise.all(kept), late])
  clearTimeout(timer)
}

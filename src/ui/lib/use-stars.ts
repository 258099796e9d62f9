import { useEffect, useState } from 'preact/hooks'
import { stars } from './stars.ts'

/** What `look` makes of the stars; drawn again when that is something else. */
export function useStars<T>(look: (ids: ReadonlySet<number>) => T): T {
  const seen = look(stars.ids())
  const [, draw] = useState(seen)
  useEffect(() => {
    const check = (): void => draw(() => look(stars.ids()))
    check()
    return stars.listen(check)
  }, [])
  return seen
}

// Another tab changed them; or this one slept meanwhile and heard of nothing.
for (const type of ['storage', 'pageshow']) addEventListener(type, () => stars.reread())

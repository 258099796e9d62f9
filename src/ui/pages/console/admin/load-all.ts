import type { OwnNode } from '../../../../contract/node.ts'
import type { User } from '../../../../contract/system.ts'
import { limits } from '../../../../contract/limits.ts'
import { calls } from '../../../lib/api-calls.ts'
import type { Api } from '../../../lib/api.ts'

/** As much as the pages of the administrators hold: 5,000 nodes or users. */
const pagesMax = 25
const perPage = limits.perPageMax

/** Everything of a list. `total` is what the server counts; more than `items` where there is more than fits. */
export type Whole<T> = { readonly items: readonly T[]; readonly total: number }

async function loadAll<T>(
  load: (page: number) => Promise<Whole<T>>,
  keyOf: (item: T) => string | number,
): Promise<Whole<T>> {
  // What moves between two pages while they are read comes once.
  const found = new Map<string | number, T>()
  let total = 0
  for (let page = 1; page <= pagesMax; page += 1) {
    const answer = await load(page)
    total = answer.total
    for (const item of answer.items) found.set(keyOf(item), item)
    if (answer.items.length < perPage || page * perPage >= total) break
  }
  return { items: [...found.values()], total }
}

/** All nodes of the site. Throws ApiProblem. */
export function loadAllNodes(api: Api, signal: AbortSignal): Promise<Whole<OwnNode>> {
  return loadAll(
    async (page) => {
      const { nodes: items, total } = await api.send(calls.allNodes({ page, perPage }), { signal })
      return { items, total }
    },
    (node) => node.id,
  )
}

/** All users of the site. Throws ApiProblem. */
export function loadAllUsers(api: Api, signal: AbortSignal): Promise<Whole<User>> {
  return loadAll(
    async (page) => {
      const { users: items, total } = await api.send(calls.listUsers({ page, perPage }), { signal })
      return { items, total }
    },
    (user) => user.email,
  )
}

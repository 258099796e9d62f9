import type { Query } from '../../contract/query.ts'
import { TextAnswer } from '../answer.ts'
import type { Handlers } from '../handler.ts'
import { hash53 } from '../../domain/values/index.ts'
import type { ServiceContext } from '../../services/context/index.ts'
import { launcherNodes } from '../../services/launchers/index.ts'
import { nodeChecks, publicNode, publicNodes, queryWithin, stats } from '../../services/lists/index.ts'
import { readSnapshot, snapshotKey } from '../../services/snapshot/index.ts'
import { report } from '../../services/reports/index.ts'

const asked = { 'cache-control': 'private, max-age=15' }

async function answerQuery(ctx: ServiceContext, input: Query): Promise<TextAnswer> {
  const { body } = await queryWithin(ctx, input)
  return new TextAnswer(() => body)
}

export const publicHandlers = {
  report: (ctx, { body }) => report(ctx, body),
  query: (ctx, { body }) => answerQuery(ctx, body),
  queryGet: (ctx, input) => answerQuery(ctx, input.query),
  publicNodes: async (ctx, { query: { from = '', ...page } }) => {
    const asker = from || (ctx.from ?? '')
    const { body, etag } = await publicNodes(ctx, { ...page, from: asker })
    // Who asks from where is in the address, or the answer is for nobody else.
    return new TextAnswer(body, { etag, ...(asker === from ? {} : { headers: asked }) })
  },
  publicNode: async (ctx, { params }) => {
    const { answer, etag } = await publicNode(ctx, params)
    return new TextAnswer(() => JSON.stringify(answer), { etag })
  },
  nodeChecks: async (ctx, { params }) => {
    const { answer, etag } = await nodeChecks(ctx, params)
    return new TextAnswer(() => JSON.stringify(answer), { etag })
  },
  launcherNodes: async (ctx, { query }) => {
    const text = JSON.stringify(await launcherNodes(ctx, query))
    const etag = `W/"${hash53(text).toString(36)}"`
    return new TextAnswer(() => text, { etag })
  },
  snapshot: async (ctx) => {
    const { body, etag } = await readSnapshot(ctx)
    return new TextAnswer(body, { etag })
  },
  snapshotKey: async (ctx) => {
    const text = JSON.stringify(await snapshotKey(ctx))
    return new TextAnswer(() => text, { etag: `W/"${hash53(text).toString(36)}"` })
  },
  stats: async (ctx) => {
    const { body, etag } = await stats(ctx)
    return new TextAnswer(body, { etag })
  },
} satisfies Partial<Handlers>

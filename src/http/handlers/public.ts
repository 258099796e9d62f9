import type { Query } from '../../contract/query.ts'
import { TextAnswer } from '../answer.ts'
import type { Handlers } from '../handler.ts'
import type { ServiceContext } from '../../services/context/index.ts'
import { publicNode, publicNodes, query, stats } from '../../services/lists/index.ts'
import { report } from '../../services/reports/index.ts'

async function answerQuery(ctx: ServiceContext, input: Query): Promise<TextAnswer> {
  const { body } = await query(ctx, input)
  return new TextAnswer(() => body)
}

export const publicHandlers = {
  report: (ctx, { body }) => report(ctx, body),
  query: (ctx, { body }) => answerQuery(ctx, body),
  queryGet: (ctx, input) => answerQuery(ctx, input.query),
  publicNodes: async (ctx, input) => {
    const { body, etag } = await publicNodes(ctx, input.query)
    return new TextAnswer(body, { etag })
  },
  publicNode: async (ctx, { params }) => {
    const { answer, etag } = await publicNode(ctx, params)
    return new TextAnswer(() => JSON.stringify(answer), { etag })
  },
  stats: async (ctx) => {
    const { body, etag } = await stats(ctx)
    return new TextAnswer(body, { etag })
  },
} satisfies Partial<Handlers>

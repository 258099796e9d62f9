import type { Handlers } from '../handler.ts'
import {
  allNodes,
  checkNode,
  complain,
  createNode,
  deleteNode,
  getNode,
  judgeNode,
  listingQueue,
  myNodes,
  nodeHistory,
  regenerateToken,
  updateNode,
} from '../../services/nodes/index.ts'

export const nodeHandlers = {
  myNodes: (ctx) => myNodes(ctx),
  allNodes: (ctx, { query }) => allNodes(ctx, query),
  createNode: (ctx, { body }) => createNode(ctx, body),
  getNode: (ctx, { params }) => getNode(ctx, params),
  nodeHistory: (ctx, { params }) => nodeHistory(ctx, params),
  updateNode: (ctx, { params, body }) => updateNode(ctx, { ...params, change: body }),
  deleteNode: (ctx, { params }) => deleteNode(ctx, params),
  regenerateToken: (ctx, { params }) => regenerateToken(ctx, params),
  checkNode: (ctx, { params }) => checkNode(ctx, params),
  complain: (ctx, { params, body }) => complain(ctx, { ...params, ...body }),
  listingQueue: (ctx) => listingQueue(ctx),
  judgeNode: (ctx, { params, body }) => judgeNode(ctx, { ...params, ...body }),
} satisfies Partial<Handlers>

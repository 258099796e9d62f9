import { allNodes } from '../../services/nodes/all-nodes.ts'
import { checkNode } from '../../services/nodes/check-node.ts'
import { createNode } from '../../services/nodes/create-node.ts'
import { deleteNode } from '../../services/nodes/delete-node.ts'
import { getNode } from '../../services/nodes/get-node.ts'
import { myNodes } from '../../services/nodes/my-nodes.ts'
import { regenerateToken } from '../../services/nodes/regenerate-token.ts'
import { updateNode } from '../../services/nodes/update-node.ts'
import type { Handlers } from '../handler.ts'

export const nodeHandlers = {
  myNodes: (ctx) => myNodes(ctx),
  allNodes: (ctx, { query }) => allNodes(ctx, query),
  createNode: (ctx, { body }) => createNode(ctx, body),
  getNode: (ctx, { params }) => getNode(ctx, params),
  updateNode: (ctx, { params, body }) => updateNode(ctx, { ...params, change: body }),
  deleteNode: (ctx, { params }) => deleteNode(ctx, params),
  regenerateToken: (ctx, { params }) => regenerateToken(ctx, params),
  checkNode: (ctx, { params }) => checkNode(ctx, params),
} satisfies Partial<Handlers>

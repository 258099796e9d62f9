import * as v from 'valibot'
import { nodeId } from './fields.ts'
import * as listing from './listing.ts'
import * as node from './node.ts'
import type { Route } from './route.ts'

const NodePath = v.object({ id: nodeId })

export const nodeRoutes = [
  {
    id: 'myNodes',
    method: 'GET',
    path: '/api/nodes/my',
    access: 'user',
    status: 200,
  },
  {
    id: 'listingQueue',
    method: 'GET',
    path: '/api/nodes/queue',
    access: 'admin',
    status: 200,
  },
  {
    id: 'allNodes',
    method: 'GET',
    path: '/api/nodes/all',
    access: 'admin',
    query: node.AllNodesQuery,
    status: 200,
  },
  {
    id: 'createNode',
    method: 'POST',
    path: '/api/nodes/',
    access: 'user',
    body: node.NodeCreateBody,
    status: 201,
  },
  {
    id: 'getNode',
    method: 'GET',
    path: '/api/nodes/:id',
    access: 'user',
    params: NodePath,
    status: 200,
  },
  {
    id: 'nodeHistory',
    method: 'GET',
    path: '/api/nodes/:id/history',
    access: 'user',
    params: NodePath,
    status: 200,
  },
  {
    id: 'updateNode',
    method: 'PUT',
    path: '/api/nodes/:id',
    access: 'user',
    params: NodePath,
    body: node.NodeUpdateBody,
    nullable: node.nullableNodeFields,
    status: 200,
  },
  {
    id: 'deleteNode',
    method: 'DELETE',
    path: '/api/nodes/:id',
    access: 'user',
    params: NodePath,
    status: 200,
  },
  {
    id: 'regenerateToken',
    method: 'POST',
    path: '/api/nodes/:id/regenerate-token',
    access: 'user',
    params: NodePath,
    bodyOptional: true,
    status: 200,
  },
  {
    id: 'checkNode',
    method: 'POST',
    path: '/api/nodes/:id/check',
    access: 'user',
    params: NodePath,
    bodyOptional: true,
    status: 200,
  },
  {
    id: 'judgeNode',
    method: 'POST',
    path: '/api/nodes/:id/verdict',
    access: 'admin',
    params: NodePath,
    body: listing.VerdictBody,
    status: 200,
  },
  {
    id: 'complain',
    method: 'POST',
    path: '/api/public/:id/complaint',
    access: 'public',
    params: NodePath,
    body: listing.ComplaintBody,
    status: 201,
  },
] as const satisfies readonly Route[]

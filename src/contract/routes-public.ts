import * as v from 'valibot'
import * as check from './check.ts'
import { nodeId } from './fields.ts'
import { LauncherQuery } from './launcher.ts'
import { PublicQuery } from './public.ts'
import { QueryBody, QueryParams } from './query.ts'
import { ReportBody } from './report.ts'
import type { Route } from './route.ts'

export const publicRoutes = [
  {
    id: 'report',
    method: 'POST',
    path: '/api/report',
    access: 'public',
    body: ReportBody,
    status: 200,
    cors: true,
  },
  {
    id: 'query',
    method: 'POST',
    path: '/api/query',
    access: 'public',
    body: QueryBody,
    bodyOptional: true,
    status: 200,
    cors: true,
  },
  {
    id: 'queryGet',
    method: 'GET',
    path: '/api/query',
    access: 'public',
    query: QueryParams,
    status: 200,
    cors: true,
  },
  {
    id: 'publicNodes',
    method: 'GET',
    path: '/api/public',
    access: 'public',
    query: PublicQuery,
    status: 200,
    cors: true,
    cacheable: true,
  },
  {
    id: 'publicNode',
    method: 'GET',
    path: '/api/public/:id',
    access: 'public',
    params: v.object({ id: nodeId }),
    status: 200,
    cors: true,
    cacheable: true,
  },
  {
    id: 'stats',
    method: 'GET',
    path: '/api/stats',
    access: 'public',
    status: 200,
    cors: true,
    cacheable: true,
  },
  {
    id: 'launcherNodes',
    method: 'GET',
    path: '/api/launcher/nodes',
    access: 'public',
    query: LauncherQuery,
    status: 200,
    cors: true,
    cacheable: 60,
  },
  {
    id: 'check',
    method: 'GET',
    path: '/api/edgeone/check',
    access: 'check_key',
    query: check.CheckInput,
    status: 200,
    cors: true,
  },
  {
    id: 'checkPost',
    method: 'POST',
    path: '/api/edgeone/check',
    access: 'check_key',
    body: check.CheckInput,
    status: 200,
    cors: true,
  },
  {
    id: 'batchCheck',
    method: 'POST',
    path: '/api/edgeone/batch-check',
    access: 'check_key',
    body: check.BatchCheckBody,
    status: 200,
    cors: true,
  },
  {
    id: 'checkHealth',
    method: 'GET',
    path: '/api/edgeone/health',
    access: 'check_key',
    status: 200,
    cors: true,
  },
] as const satisfies readonly Route[]

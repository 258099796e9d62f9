import * as v from 'valibot'
import { AuditQuery } from './audit.ts'
import { email } from './fields.ts'
import * as system from './system.ts'
import { SelfTestBody } from './self-test.ts'
import type { Route } from './route.ts'

const UserPath = v.object({ email })

export const systemRoutes = [
  {
    id: 'checkInit',
    method: 'GET',
    path: '/api/system/check-init',
    access: 'public',
    knowsCaller: true,
    status: 200,
    cors: true,
  },
  {
    id: 'initialize',
    method: 'POST',
    path: '/api/system/initialize',
    access: 'public',
    body: system.InitializeBody,
    status: 201,
  },
  {
    id: 'getSettings',
    method: 'GET',
    path: '/api/system/settings',
    access: 'admin',
    status: 200,
  },
  {
    id: 'updateSettings',
    method: 'PUT',
    path: '/api/system/settings',
    access: 'admin',
    body: system.SettingsBody,
    nullable: system.nullableSettings,
    status: 200,
  },
  {
    id: 'listUsers',
    method: 'GET',
    path: '/api/system/users',
    access: 'admin',
    query: system.UsersQuery,
    status: 200,
  },
  {
    id: 'updateUser',
    method: 'PUT',
    path: '/api/system/users/:email',
    access: 'admin',
    params: UserPath,
    body: system.UserUpdateBody,
    status: 200,
  },
  {
    id: 'deleteUser',
    method: 'DELETE',
    path: '/api/system/users/:email',
    access: 'admin',
    params: UserPath,
    status: 200,
  },
  {
    id: 'testEmail',
    method: 'POST',
    path: '/api/system/test-email',
    access: 'admin',
    body: system.TestEmailBody,
    bodyOptional: true,
    status: 200,
  },
  {
    id: 'selfTest',
    method: 'POST',
    path: '/api/system/self-test',
    access: 'super_admin',
    beforeInit: true,
    body: SelfTestBody,
    status: 200,
  },
  {
    id: 'exportData',
    method: 'GET',
    path: '/api/system/export',
    access: 'super_admin',
    query: system.ExportQuery,
    media: { answer: 'application/x-ndjson' },
    status: 200,
  },
  {
    id: 'importData',
    method: 'POST',
    path: '/api/system/import',
    access: 'super_admin',
    query: system.ImportQuery,
    media: { body: 'application/x-ndjson' },
    status: 200,
  },
  {
    id: 'siteAudit',
    method: 'GET',
    path: '/api/system/audit',
    access: 'admin',
    query: AuditQuery,
    status: 200,
  },
  {
    id: 'openapi',
    method: 'GET',
    path: '/api/openapi.json',
    access: 'public',
    status: 200,
    cors: true,
    cacheable: true,
  },
] as const satisfies readonly Route[]
